import type { Db } from '../storage/db.ts';
import type { Head } from '../storage/items.ts';
import { readBase } from './base.ts';
import type { ComparisonState } from './comparison.ts';
import { CorruptRosterError } from './errors.ts';
import { FirstComparison, type FirstWritten, isFirst } from './first-comparison.ts';
import type { Roster } from './roster.ts';

/**
 * A first walk that waited, ready to go on.
 * @param first what it has written of a base
 * @returns undefined if that is not there any more or damaged, or somebody has been read since
 */
export async function goOnWithFirst(
  db: Db,
  head: Head,
  roster: Roster,
  first: FirstWritten,
  { gained, duplicates }: Pick<ComparisonState, 'gained' | 'duplicates'>,
): Promise<FirstComparison | undefined> {
  if (!isFirst(head, roster)) return undefined;
  const comparison = new FirstComparison(db, { head, fence: head.fence }, roster, first, first);
  try {
    for await (const { index } of readBase(db, { ...head, ...first }, first.sum)) {
      comparison.know(Array.from(index.states.keys(), (place) => index.ids.at(place)));
    }
    comparison.goOn(gained, duplicates);
    return comparison;
  } catch (error) {
    comparison.letGo();
    if (error instanceof CorruptRosterError || error instanceof RangeError) return undefined;
    throw error;
  }
}
