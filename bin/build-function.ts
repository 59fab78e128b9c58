import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { bundleFunction } from '../lib/bundles/bundle-function.ts';
import { CONFIG_ASSET, FUNCTION_FILES, writeFunctionFile } from '../lib/bundles/function-files.ts';

/**
 * Makes the folder that is uploaded for a function, for the stack, which cannot wait for it in its own process:
 * `node bin/build-function.ts FOLDER JSON`.
 */
const [folder = '', order = ''] = process.argv.slice(2);
const { entry, configFile, files } = z
  .strictObject({
    entry: z.string(),
    configFile: z.string(),
    files: z.array(z.enum(FUNCTION_FILES)),
  })
  .parse(JSON.parse(order));
await Promise.all([
  bundleFunction(entry, folder),
  copyFile(configFile, join(folder, CONFIG_ASSET)),
  ...files.map((file) => writeFunctionFile(file, folder)),
]);
