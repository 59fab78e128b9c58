import type { DigestTrend, TrendWeek } from './digest-numbers.ts';
import { localDay } from './digest-period.ts';

/** Weeks that a trend looks back on. */
export const TREND_WEEKS = 12;
export const WEEK = 7 * 24 * 60 * 60 * 1000;
const DAY = 24 * 60 * 60 * 1000;

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

/** Followers, by name or by number, before stars. */
const GROUPS = ['people', 'numbers', 'stars'] as const satisfies readonly DigestTrend['group'][];

/** A list with the days of its times in the owner's zone, counted from 1970. */
interface DatedList extends Omit<TrendList, 'readings'> {
  readonly sinceDay: number;
  readonly readings: readonly (TrendList['readings'][number] & { readonly day: number })[];
}

/** The end of a week. */
interface WeekEnd {
  /** The same time of day as today's. */
  readonly to: number;
  readonly day: number;
  /** When a mail told on that day how things stood; what was read after it is the next week's, as it was the next mail's. */
  readonly toldAt: number | undefined;
}

/** What a trend is looked at with. Times are epoch ms. */
export interface TrendSpan {
  readonly to: number;
  /** The owner's; weeks end with days of it. */
  readonly timeZone: string;
  /** When earlier editions told. */
  readonly toldAt: readonly number[];
}

/**
 * Week by week up to `to`, how many there were and who came and went; one trend for each group of lists that has two
 * weeks or more to show, followers first: stars never lead where there are followers, so that they wait for the second
 * week of these. Weeks end with the owner's days, whatever the hour, and with the mail of that day
 * if there was one: lists are read over minutes or hours, and those that were begun on one day are of one age. Totals are
 * counted back from today's number by the changes that were told, so that no loss shows in the curve before it is proven.
 * A list that was added later would look like a gain, so it is left out and counted in `younger`.
 */
export function trendsOf(lists: readonly TrendList[], { to, timeZone, toldAt }: TrendSpan): readonly DigestTrend[] {
  const dayOf = (at: number) => Date.parse(`${localDay(timeZone, at)}T00:00:00Z`) / DAY;
  const told = new Map(toldAt.map((at) => [dayOf(at), at]));
  // One more than are shown: the first week begins with it.
  const ends = Array.from({ length: TREND_WEEKS + 1 }, (_, index): WeekEnd => {
    const weeksBefore = TREND_WEEKS - index;
    const day = dayOf(to) - 7 * weeksBefore;
    // Of today's readings, all that there are belong to this mail.
    return { to: to - weeksBefore * WEEK, day, toldAt: weeksBefore === 0 ? undefined : told.get(day) };
  });
  const trends = GROUPS.flatMap((group) => {
    const dated = lists
      .filter((list) => list.group === group)
      .map((list): DatedList => {
        const readings = list.readings.map((reading) => ({ ...reading, day: dayOf(reading.at) }));
        return { ...list, readings, sinceDay: dayOf(list.since) };
      });
    const trend = trendOf(group, dated, ends);
    return trend === undefined ? [] : [trend];
  });
  const isLedByStars = trends[0]?.group === 'stars' && lists.some(({ group }) => group !== 'stars');
  return isLedByStars ? [] : trends;
}

function trendOf(
  group: DigestTrend['group'],
  lists: readonly DatedList[],
  ends: readonly WeekEnd[],
): DigestTrend | undefined {
  const largest = lists.toSorted((a, b) => b.count - a.count || a.sinceDay - b.sinceDay)[0];
  if (largest === undefined) return undefined;
  const known = ends.slice(1).filter(({ day }) => day >= largest.sinceDay);
  const [first] = known;
  if (first === undefined || known.length < 2) return undefined;
  const told = lists.filter(({ sinceDay }) => sinceDay <= first.day);
  const weeks = known.map((end): TrendWeek => {
    const before = ends[ends.indexOf(end) - 1];
    const sums = told.map((list) => weekOf(list, end, before));
    const sum = (of: (week: Omit<TrendWeek, 'to'>) => number) => sums.reduce((total, week) => total + of(week), 0);
    return { to: end.to, count: sum((w) => w.count), gained: sum((w) => w.gained), lost: sum((w) => w.lost) };
  });
  return { group, lists: told.length, younger: lists.length - told.length, weeks };
}

function weekOf(list: DatedList, end: WeekEnd, before: WeekEnd | undefined): Omit<TrendWeek, 'to'> {
  if (list.group === 'numbers') return { count: numberAt(list, end), gained: 0, lost: 0 };
  const week = { count: list.count, gained: 0, lost: 0 };
  for (const reading of list.readings) {
    const { gained, returned, lost } = reading;
    if (isAfter(reading, end)) week.count += lost - gained - returned;
    else if (before !== undefined && isAfter(reading, before)) {
      week.gained += gained + returned;
      week.lost += lost;
    }
  }
  // Erased people are gone from the list and still in its readings.
  return { ...week, count: Math.max(0, week.count) };
}

function isAfter({ at, day }: DatedList['readings'][number], end: WeekEnd): boolean {
  return day === end.day ? end.toldAt !== undefined && at > end.toldAt : day > end.day;
}

/** The number of the last reading up to a week's end; before the first that was looked at, that one's. */
function numberAt({ readings, count }: DatedList, end: WeekEnd): number {
  const known = readings.filter(({ networkCount }) => networkCount !== undefined).toSorted((a, b) => a.at - b.at);
  const last = known.findLast((reading) => !isAfter(reading, end)) ?? known[0];
  return last?.networkCount ?? count;
}
