import type { ListedPerson } from '../core/model.ts';
import type { Db } from '../storage/db.ts';
import type { Head } from '../storage/items.ts';
import { type CheckpointBody, decodeEdited, decodeGained, type PartRange } from './checkpoint-codec.ts';
import { readParts, unlessDamaged } from './checkpoint-read.ts';
import { Comparison } from './comparison.ts';
import { goOnWithFirst } from './go-on-with-first.ts';
import type { KeptPart } from './parked.ts';
import type { Roster } from './roster.ts';

/**
 * The comparison that a checkpoint keeps. Of whom it had gained and edited each part is looked at once, and stays packed
 * as it is.
 * @param seen the whole bitmap
 * @returns undefined if a part is gone or damaged, or if what a first walk had written is not there any more
 * @throws RangeError if the bitmap is of another roster
 */
export async function keptComparison(
  db: Db,
  head: Head,
  roster: Roster,
  { first, duplicates, sums, ...ranges }: CheckpointBody,
  seen: Uint8Array,
): Promise<Comparison | undefined> {
  const { key } = head;
  const keptGained = { ranges: ranges.gained, sum: sums?.gained, decode: decodeGained };
  if (first !== undefined) {
    const gained: ListedPerson[] = [];
    const isWhole = await eachPart(db, key, keptGained, ({ people }) => gained.push(...people));
    return isWhole ? goOnWithFirst(db, head, roster, first, { duplicates, gained }) : undefined;
  }
  const keptEdited = { ranges: ranges.edited, sum: sums?.edited, decode: decodeEdited };
  const comparison = Comparison.fromState(roster, { seen, duplicates });
  const isWhole =
    (await eachPart(db, key, keptGained, (gained) => comparison.takeOver({ gained }))) &&
    (await eachPart(db, key, keptEdited, (edited) => comparison.takeOver({ edited })));
  if (isWhole) return comparison;
  comparison.letGo();
  return undefined;
}

/** People of one kind, as a checkpoint keeps them. */
interface Kept<T> {
  readonly ranges: readonly PartRange[];
  readonly sum: number | undefined;
  readonly decode: (packed: unknown) => T[];
}

/** Hands the parts of some ranges on, one after the other. @returns false if one is gone or damaged */
async function eachPart<T>(
  db: Db,
  key: string,
  { ranges, sum, decode }: Kept<T>,
  take: (part: KeptPart<T>) => void,
): Promise<boolean> {
  for await (const packed of readParts(db, key, ranges, sum)) {
    const people = packed === undefined ? undefined : unlessDamaged(() => decode(packed));
    if (packed === undefined || people === undefined) return false;
    take({ packed, people });
  }
  return true;
}
