import type { ListedPerson } from '../core/model.ts';
import type { Db } from '../storage/db.ts';
import type { Head } from '../storage/items.ts';
import { type CheckpointBody, decodeEdited, decodeGained, type PartRange } from './checkpoint-codec.ts';
import { readParts } from './checkpoint-read.ts';
import { Comparison } from './comparison.ts';
import { goOnWithFirst } from './go-on-with-first.ts';
import type { KeptPart } from './parked.ts';
import type { Roster } from './roster.ts';

/**
 * The comparison that a checkpoint keeps. Of whom it had gained and edited each part is looked at once, and stays packed
 * as it is.
 * @param seen the whole bitmap
 * @returns undefined if a part is gone, or if what a first walk had written is not there any more
 * @throws RangeError if it was taken over another roster
 */
export async function keptComparison(
  db: Db,
  head: Head,
  roster: Roster,
  { first, duplicates, ...parts }: CheckpointBody,
  seen: Uint8Array,
): Promise<Comparison | undefined> {
  if (first !== undefined) {
    const gained: ListedPerson[] = [];
    const isWhole = await eachPart(db, head.key, parts.gained, decodeGained, ({ people }) => gained.push(...people));
    return isWhole ? goOnWithFirst(db, head, roster, first, { duplicates, gained }) : undefined;
  }
  const comparison = Comparison.fromState(roster, { seen, duplicates });
  const isWhole =
    (await eachPart(db, head.key, parts.gained, decodeGained, (gained) => comparison.takeOver({ gained }))) &&
    (await eachPart(db, head.key, parts.edited, decodeEdited, (edited) => comparison.takeOver({ edited })));
  if (isWhole) return comparison;
  comparison.letGo();
  return undefined;
}

/** Hands the parts of some ranges on, one after the other. @returns false if one is gone */
async function eachPart<T>(
  db: Db,
  key: string,
  ranges: readonly PartRange[],
  decode: (packed: unknown) => T[],
  take: (part: KeptPart<T>) => void,
): Promise<boolean> {
  for await (const packed of readParts(db, key, ranges)) {
    if (packed === undefined) return false;
    take({ packed, people: decode(packed) });
  }
  return true;
}
