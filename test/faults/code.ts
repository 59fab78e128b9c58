import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { zstdDecompressSync } from 'node:zlib';
import { connectorFor } from '../../functions/networks/registry.ts';
import { createPullHandler } from '../../functions/pull.ts';
import { validateConfig } from '../../functions/runtime/config.ts';
import { createSendDigestHandler } from '../../functions/send-digest.ts';

/** A version of the main job. */
export interface Code {
  readonly createPullHandler: typeof createPullHandler;
  readonly createSendDigestHandler: typeof createSendDigestHandler;
  readonly connectorFor: typeof connectorFor;
  readonly validateConfig: typeof validateConfig;
}

export const TODAY: Code = { createPullHandler, createSendDigestHandler, connectorFor, validateConfig };

const ROOT = join(import.meta.dirname, '../..');

/** The first version, see `test/fixtures/first-code`. It lies where it finds the packages that it needs. */
export async function firstCode(): Promise<Code> {
  const folder = join(ROOT, 'node_modules/.cache/rekindle-tests');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'first-code.mjs');
  writeFileSync(file, zstdDecompressSync(readFileSync(join(ROOT, 'test/fixtures/first-code/code.mjs.zst'))));
  return import(/* @vite-ignore */ pathToFileURL(file).href);
}
