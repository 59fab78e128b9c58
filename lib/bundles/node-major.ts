import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as z from 'zod';

const MANIFEST = resolve(import.meta.dirname, '..', '..', 'package.json');

/** Node's major version, as package.json states it: once, for laptop, tests and cloud. */
export const NODE_MAJOR = Number.parseInt(
  z.object({ devDependencies: z.object({ node: z.string() }) }).parse(JSON.parse(readFileSync(MANIFEST, 'utf8')))
    .devDependencies.node,
  10,
);
