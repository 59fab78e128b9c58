import type { DigestTrend, TrendWeek } from './digest-numbers.ts';

/** Weeks that a trend looks back on. */
export const TREND_WEEKS = 12;
export const WEEK = 7 * 24 * 60 * 60 * 1000;

/** One list with what its readings since the beginning of the trend saw. */
export interface TrendList {
  readonly group: DigestTrend['group'];
  /** How many there are now; whoever is missing, held or hidden has not been told as lost and counts. */
  readonly count: number;
  /** From when the list can be told: its first reading, or the oldest that was looked at. Epoch ms. */
  readonly since: number;
  /** Accepted readings in any order. Count-only lists have the number, the others who came and went. */
  readonly readings: readonly {
    readonly at: number;
    readonly gained: number;
    readonly lost: number;
    readonly returned: number;
    readonly networkCount?: number;
  }[];
}

const GROUPS = ['people', 'stars', 'numbers'] as const satisfies readonly DigestTrend['group'][];

/**
 * Week by week up to `to`, how many there were and who came and went; one trend for each group of lists that has two
 * weeks or more to show. Totals are counted back from today's number by the changes that were told, so that no loss
 * shows in the curve before it is proven. A list that was added later would look like a gain, so it is left out and
 * counted in `younger`.
 */
export function trendsOf(lists: readonly TrendList[], to: number): readonly DigestTrend[] {
  return GROUPS.flatMap((group) => {
    const trend = trendOf(
      group,
      lists.filter((list) => list.group === group),
      to,
    );
    return trend === undefined ? [] : [trend];
  });
}

function trendOf(group: DigestTrend['group'], lists: readonly TrendList[], to: number): DigestTrend | undefined {
  const largest = lists.toSorted((a, b) => b.count - a.count || a.since - b.since)[0];
  if (largest === undefined) return undefined;
  const ends = Array.from({ length: TREND_WEEKS }, (_, index) => to - (TREND_WEEKS - 1 - index) * WEEK);
  const known = ends.filter((end) => end >= largest.since);
  const [first] = known;
  if (first === undefined || known.length < 2) return undefined;
  const told = lists.filter(({ since }) => since <= first);
  const weeks = known.map((end): TrendWeek => {
    const sums = told.map((list) => weekOf(list, end));
    const sum = (of: (week: Omit<TrendWeek, 'to'>) => number) => sums.reduce((total, week) => total + of(week), 0);
    return { to: end, count: sum((w) => w.count), gained: sum((w) => w.gained), lost: sum((w) => w.lost) };
  });
  return { group, lists: told.length, younger: lists.length - told.length, weeks };
}

function weekOf(list: TrendList, end: number): Omit<TrendWeek, 'to'> {
  if (list.group === 'numbers') return { count: numberAt(list, end), gained: 0, lost: 0 };
  const week = { count: list.count, gained: 0, lost: 0 };
  for (const { at, gained, returned, lost } of list.readings) {
    if (at > end) week.count += lost - gained - returned;
    else if (at > end - WEEK) {
      week.gained += gained + returned;
      week.lost += lost;
    }
  }
  // Erased people are gone from the list and still in its readings.
  return { ...week, count: Math.max(0, week.count) };
}

/** The number of the last reading up to `end`; before the first that was looked at, that one's. */
function numberAt({ readings, count }: TrendList, end: number): number {
  const known = readings.filter(({ networkCount }) => networkCount !== undefined).toSorted((a, b) => a.at - b.at);
  const last = known.findLast(({ at }) => at <= end) ?? known[0];
  return last?.networkCount ?? count;
}
