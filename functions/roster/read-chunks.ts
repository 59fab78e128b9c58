import type { Db } from '../storage/db.ts';
import type { Head } from '../storage/items.ts';
import { logRange } from '../storage/keys.ts';
import { getSurely } from './base.ts';
import { CorruptRosterError } from './errors.ts';
import { type OpenChunk, openChunk } from './log.ts';
import { readLogIndexes } from './read-log.ts';

/** Chunks that are read at a time. */
const AT_ONCE = 4;

/**
 * The chunks of the log since the base, oldest first, a few in memory at a time: of a large audience the log is as large
 * as the base. They are looked for strongly.
 * @throws CorruptRosterError if one is missing or damaged
 */
export async function* readChunks(db: Db, head: Head): AsyncGenerator<OpenChunk> {
  const { pk } = logRange(head.key, 0, 0);
  const versions = await readLogIndexes(db, head, () => () => {}, true);
  const sks = versions.flatMap(({ chunks }) => chunks);
  for (let first = 0; first < sks.length; first += AT_ONCE) {
    const some = sks.slice(first, first + AT_ONCE);
    const items = await getSurely(
      db,
      some.map((sk) => ({ pk, sk })),
    );
    for (const [n, item] of items.entries()) {
      if (item === undefined) throw new CorruptRosterError(head.key, `part ${some[n]} of the log is missing`);
      yield openChunk(item['data']);
    }
  }
}
