import { copyFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { FONT_ASSET, FONT_PACKAGE, WASM_ASSET, WASM_PACKAGE } from '../../functions/digest/draw-png.ts';
import { OPENAPI_ASSET } from '../../functions/history/openapi-route.ts';
import { PAGE_ASSET } from '../../functions/page/page-files.ts';
import { buildPage } from '../page-files.ts';

const ROOT = resolve(import.meta.dirname, '..', '..');
const resolvePackage = createRequire(import.meta.url).resolve;

/** What the configuration is called beside the handler; `CONFIG_FILE` names it. */
export const CONFIG_ASSET = 'config.json';
/** Towns by name, made by `bin/build-gazetteer.ts`. */
export const GAZETTEER_ASSET = 'gazetteer.zst';

/** Files that a function reads when it is asked for what is in them. */
export const FUNCTION_FILES = ['places', 'charts', 'page', 'api-description'] as const;
export type FunctionFile = (typeof FUNCTION_FILES)[number];

const WRITERS: Readonly<Record<FunctionFile, (folder: string) => Promise<unknown>>> = {
  places: (folder) => copyFile(resolve(ROOT, 'functions', 'people', GAZETTEER_ASSET), join(folder, GAZETTEER_ASSET)),
  charts: (folder) =>
    Promise.all([
      copyFile(resolvePackage(WASM_PACKAGE), join(folder, WASM_ASSET)),
      copyFile(resolvePackage(FONT_PACKAGE), join(folder, FONT_ASSET)),
    ]),
  page: async (folder) => writeFile(join(folder, PAGE_ASSET), JSON.stringify(await buildPage())),
  'api-description': async (folder) => {
    // The whole API: only needed here.
    const [{ openApiOf }, { ROUTES }] = await Promise.all([
      import('../../functions/history/openapi.ts'),
      import('../../functions/history/routes.ts'),
    ]);
    await writeFile(join(folder, OPENAPI_ASSET), JSON.stringify(openApiOf(ROUTES, '')));
  },
};

/** Writes a file where the function looks for it: beside its bundle. */
export async function writeFunctionFile(file: FunctionFile, folder: string): Promise<void> {
  await WRITERS[file](folder);
}
