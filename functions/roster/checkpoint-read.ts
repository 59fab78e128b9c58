import { batchGet, type Db, getItem } from '../storage/db.ts';
import type { CheckpointPointer } from '../storage/items.ts';
import { checkpointKey, type Key } from '../storage/keys.ts';
import { type CheckpointBody, decodeBody, type PartRange } from './checkpoint-codec.ts';

/** What the pointed-to checkpoint says of itself; undefined if it is gone. */
export async function readBody(db: Db, key: string, pointer: CheckpointPointer): Promise<CheckpointBody | undefined> {
  const item = await getItem(db, checkpointKey(key, pointer.fence, pointer.sequence, 0), { consistent: true });
  return item === undefined ? undefined : decodeBody(item['data']);
}

/** Packed parts in order; undefined if one is gone. */
export async function readRange(db: Db, key: string, ranges: readonly PartRange[]): Promise<unknown[] | undefined> {
  const items = await batchGet(
    db,
    ranges.flatMap((range) => keysOf(key, range)),
    { consistent: true },
  );
  return items.includes(undefined) ? undefined : items.map((item) => item?.['data']);
}

/** Sort keys of the parts of a range. */
export function skOf(key: string, range: PartRange): string[] {
  return keysOf(key, range).map(({ sk }) => sk);
}

function keysOf(key: string, { fence, sequence, first, last }: PartRange): Key[] {
  return Array.from({ length: last - first + 1 }, (_, n) => checkpointKey(key, fence, sequence, first + n));
}
