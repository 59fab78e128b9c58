import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import * as z from 'zod';
import type { Reply } from '../history/reply.ts';

/** What the page is called beside the bundle in Lambda. */
export const PAGE_ASSET = 'page.json';

/** The page's own script and styles, as esbuild makes them of `app/`. */
export interface PageFiles {
  readonly script: string;
  readonly style: string;
}

const filesShape = z.strictObject({ script: z.string(), style: z.string() });

/** Reads what was built when the stack was made. @throws if it is not there */
export async function readPageFiles(): Promise<PageFiles> {
  return filesShape.parse(JSON.parse(await readFile(new URL(`./${PAGE_ASSET}`, import.meta.url), 'utf8')));
}

/** Two people, one of them looking away, and a spark: drawn once, in the accent of the mails. */
const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#a8431f"/><path d="M16 25c-4.4 0-7-2.8-7-6.3 0-4.6 4.6-6.1 5-11.7 3.6 1.6 4.6 4.6 4 7.1 1-.3 1.7-1 2-1.9 2 1.9 3 4.1 3 6.5 0 3.500-2.600 6.300-7 6.300z" fill="#fffdfa"/></svg>`;

const TYPES = {
  'app.js': 'text/javascript; charset=utf-8',
  'app.css': 'text/css; charset=utf-8',
  'icon.svg': 'image/svg+xml',
} as const;

/** One file of the page; undefined for any other name. They tell nothing of anybody, so browsers may keep them. */
export async function fileReply(
  files: () => Promise<PageFiles>,
  name: string,
  acceptsGzip: boolean,
): Promise<Reply | undefined> {
  if (name !== 'app.js' && name !== 'app.css' && name !== 'icon.svg') return undefined;
  const text = name === 'icon.svg' ? ICON : (await files())[name === 'app.js' ? 'script' : 'style'];
  const headers = {
    'content-type': TYPES[name],
    // Asked for again each time, and answered with 304 by its ETag.
    'cache-control': 'public, max-age=0, must-revalidate',
    vary: 'accept-encoding',
  };
  if (!acceptsGzip) return { status: 200, headers, body: text };
  const body = gzipSync(text, { level: 9 }).toString('base64');
  return { status: 200, headers: { ...headers, 'content-encoding': 'gzip' }, body, isBase64: true };
}
