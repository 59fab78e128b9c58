import { batchGet, type Db, getItem } from '../storage/db.ts';
import type { CheckpointPointer } from '../storage/items.ts';
import { checkpointKey, type Key } from '../storage/keys.ts';
import { giveBack } from '../storage/pack.ts';
import { sumOf } from './byte-sum.ts';
import { type CheckpointBody, decodeBody, decodeSeen, type PartRange, putOver } from './checkpoint-codec.ts';

/**
 * Reads something out of what lies in the table, and takes it for gone if it is damaged: a checkpoint can be read again
 * from the network. What the table itself throws must not come through here, since nothing is wrong with the checkpoint then.
 */
export function unlessDamaged<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** What the pointed-to checkpoint says of itself; undefined if it is gone or damaged. */
export async function readBody(db: Db, key: string, pointer: CheckpointPointer): Promise<CheckpointBody | undefined> {
  const item = await getItem(db, checkpointKey(key, pointer.fence, pointer.sequence, 0), { consistent: true });
  return item === undefined ? undefined : unlessDamaged(() => decodeBody(item['data']));
}

/** Parts that are read at a time. */
const AT_ONCE = 25;

/**
 * Packed parts in order, some in memory at a time; undefined, and then no more, if one is gone.
 * @param sum of all of them, if it is known: the last one is taken for gone if they are others
 */
export async function* readParts(
  db: Db,
  key: string,
  ranges: readonly PartRange[],
  sum?: number,
): AsyncGenerator<Uint8Array | undefined> {
  const keys = ranges.flatMap((range) => keysOf(key, range));
  let left = keys.length;
  let found = 0;
  for (let at = 0; at < keys.length; at += AT_ONCE) {
    for (const item of await batchGet(db, keys.slice(at, at + AT_ONCE), { consistent: true })) {
      const data = item?.['data'];
      left -= 1;
      if (data instanceof Uint8Array) found = sumOf([data], found);
      if (!(data instanceof Uint8Array) || (left === 0 && sum !== undefined && sum !== found)) {
        yield undefined;
        return;
      }
      yield data;
      giveBack(data);
    }
  }
}

/**
 * The bitmap of who was seen, put together from the differences; undefined if one is gone or damaged, or all.
 * @param bytes that it has; of another size it is damaged
 * @param sum as for {@link readParts}
 */
export async function readSeen(
  db: Db,
  key: string,
  ranges: readonly PartRange[],
  bytes: number,
  sum?: number,
): Promise<Uint8Array | undefined> {
  // Of nobody, too, a bitmap is kept.
  if (ranges.length === 0 && bytes > 0) return undefined;
  const seen = new Uint8Array(bytes);
  let range = 0;
  let part = 0;
  let from = 0;
  for await (const packed of readParts(db, key, ranges, sum)) {
    const bits = packed === undefined ? undefined : unlessDamaged(() => decodeSeen(packed));
    if (bits === undefined) return undefined;
    putOver(seen, from, bits);
    from += bits.length;
    giveBack(bits);
    part += 1;
    const { first, last } = ranges[range] ?? { first: 0, last: 0 };
    if (part <= last - first) continue;
    if (from !== bytes) return undefined;
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
