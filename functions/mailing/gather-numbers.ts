import { grossOf } from '../core/count-only.ts';
import type { DigestAudienceInput } from '../core/digest-input.ts';
import type { Db } from '../storage/db.ts';
import type { Head } from '../storage/items.ts';
import { listSnapshots } from '../storage/snapshots.ts';

/** Readings of one list that an edition looks at: daily ones of a quarter. */
const MOST_READINGS = 100;

type Numbers = Pick<DigestAudienceInput, 'countBefore' | 'isRounded' | 'gainedCount' | 'lostCount'>;

/**
 * What the count-only audiences did since the last edition, by key: the number they had then, and who came and went on
 * the days settled since, out of the snapshots of that time. Before the first edition there is nothing to tell.
 * @param span calendar, epoch ms; `from` absent before the first edition
 */
export async function gatherNumbers(
  db: Db,
  heads: readonly Head[],
  span: { readonly from: number | undefined; readonly to: number },
): Promise<ReadonlyMap<string, Numbers>> {
  const numbers = new Map<string, Numbers>();
  for (const { key, countOnly } of heads) {
    if (countOnly === undefined) continue;
    const { isRounded } = countOnly;
    numbers.set(key, { isRounded, ...(span.from === undefined ? {} : await since(db, key, span.from, span.to)) });
  }
  return numbers;
}

async function since(db: Db, key: string, from: number, to: number): Promise<Numbers> {
  const readings = (await listSnapshots(db, key, { before: to + 1, limit: MOST_READINGS })).filter(
    ({ isCountOnly, networkCount }) => isCountOnly === true && networkCount !== undefined,
  );
  const told = readings.filter(({ at }) => at > from);
  // A post that is younger than the last edition begins with its first reading.
  const before = readings.find(({ at }) => at <= from) ?? told.at(-1);
  const { gained, lost } = grossOf(told.toReversed().flatMap(({ days }) => days ?? []));
  return {
    ...(before?.networkCount === undefined ? {} : { countBefore: before.networkCount }),
    ...(gained === undefined ? {} : { gainedCount: gained }),
    ...(lost === undefined ? {} : { lostCount: lost }),
  };
}
