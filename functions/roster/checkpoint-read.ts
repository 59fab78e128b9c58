import { batchGet, type Db, getItem } from '../storage/db.ts';
import type { CheckpointPointer } from '../storage/items.ts';
import { checkpointKey, type Key } from '../storage/keys.ts';
import { giveBack } from '../storage/pack.ts';
import { type CheckpointBody, decodeBody, decodeSeen, type PartRange, putOver } from './checkpoint-codec.ts';

/** What the pointed-to checkpoint says of itself; undefined if it is gone. */
export async function readBody(db: Db, key: string, pointer: CheckpointPointer): Promise<CheckpointBody | undefined> {
  const item = await getItem(db, checkpointKey(key, pointer.fence, pointer.sequence, 0), { consistent: true });
  return item === undefined ? undefined : decodeBody(item['data']);
}

/** Parts that are read at a time. */
const AT_ONCE = 25;

/** Packed parts in order, some in memory at a time; undefined, and then no more, if one is gone. */
export async function* readParts(
  db: Db,
  key: string,
  ranges: readonly PartRange[],
): AsyncGenerator<Uint8Array | undefined> {
  const keys = ranges.flatMap((range) => keysOf(key, range));
  for (let at = 0; at < keys.length; at += AT_ONCE) {
    for (const item of await batchGet(db, keys.slice(at, at + AT_ONCE), { consistent: true })) {
      const data = item?.['data'];
      yield data instanceof Uint8Array ? data : undefined;
      if (!(data instanceof Uint8Array)) return;
      giveBack(data);
    }
  }
}

/**
 * The bitmap of who was seen, put together from the differences; undefined if one is gone, or all.
 * @param bytes that it has
 * @throws RangeError if they are those of a bitmap of another size
 */
export async function readSeen(
  db: Db,
  key: string,
  ranges: readonly PartRange[],
  bytes: number,
): Promise<Uint8Array | undefined> {
  // Of nobody, too, a bitmap is kept.
  if (ranges.length === 0 && bytes > 0) return undefined;
  const seen = new Uint8Array(bytes);
  let range = 0;
  let part = 0;
  let from = 0;
  for await (const packed of readParts(db, key, ranges)) {
    if (packed === undefined) return undefined;
    const bits = decodeSeen(packed);
    putOver(seen, from, bits);
    from += bits.length;
    giveBack(bits);
    part += 1;
    const { first, last } = ranges[range] ?? { first: 0, last: 0 };
    if (part <= last - first) continue;
    if (from !== bytes) throw new RangeError('This state belongs to another roster.');
    range += 1;
    part = 0;
    from = 0;
  }
  return seen;
}

/** Sort keys of the parts of a range. */
export function skOf(key: string, range: PartRange): string[] {
  return keysOf(key, range).map(({ sk }) => sk);
}

function keysOf(key: string, { fence, sequence, first, last }: PartRange): Key[] {
  return Array.from({ length: last - first + 1 }, (_, n) => checkpointKey(key, fence, sequence, first + n));
}
