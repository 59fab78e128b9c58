import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import * as z from 'zod';

const FIXTURE = join(import.meta.dirname, '../fixtures/first-data');

/** What the first version read in the folder that it left. */
export const expected = z
  .object({
    audiences: z.array(z.object({ id: z.string(), counts: z.record(z.string(), z.number()), version: z.number() })),
    changes: z.array(
      z.object({ id: z.string(), kind: z.string(), person: z.string(), verdict: z.string().optional() }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(FIXTURE, 'expected.json'), 'utf8')));

/** Puts a folder as the first version left it into `directory`. */
export function layFirstFolder(directory: string): void {
  cpSync(join(FIXTURE, 'folder'), directory, { recursive: true });
  for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.zst')) continue;
    const packed = join(directory, name);
    writeFileSync(packed.slice(0, -'.zst'.length), zstdDecompressSync(readFileSync(packed)));
    rmSync(packed);
  }
}
