import type { DigestContent } from '../core/digest-model.ts';
import type { DigestTrend, TrendWeek } from '../core/digest-numbers.ts';
import { countWords, number } from './words.ts';

/** The last weeks as a mail shows them. */
export interface TrendView {
  readonly title: string;
  /** "1,047 people on 2 lists, 31 more than 11 weeks ago." */
  readonly sentence: string;
  /** The picture in words, for whoever does not see it. */
  readonly alt: string;
  readonly columns: readonly {
    /** "16 Nov" */
    readonly date: string;
    readonly count: string;
    readonly gained: number;
    readonly lost: number;
  }[];
  /** False of lists that only tell a number: nobody is known to have come or gone. */
  readonly hasChanges: boolean;
  /** One line for each other kind of list. */
  readonly others: readonly string[];
}

export interface TrendDates {
  readonly timeZone: string;
  readonly locale: string;
}

/** Undefined in a welcome and until there are two weeks to compare. */
export function trendView({ kind, blocks, trends = [] }: DigestContent, dates: TrendDates): TrendView | undefined {
  const [trend, ...others] = trends;
  if (kind === 'welcome' || trend === undefined) return undefined;
  const day = dayOf(dates);
  const hasChanges = trend.group !== 'numbers';
  return {
    title: trend.weeks.length === 12 ? 'Twelve weeks' : `The last ${trend.weeks.length} weeks`,
    sentence: `${sentenceOf(trend)}${youngerWords(trend)}${blockWords(trend, blocks)}`,
    alt: altOf(trend, day),
    columns: trend.weeks.map(({ to, count, gained, lost }) => ({
      ...{ date: day(to), count: number(count), gained, lost },
    })),
    hasChanges,
    others: others.map(sentenceOf),
  };
}

/** The dates of the first and the last week, as the picture writes them. */
export function chartDates({ weeks }: DigestTrend, dates: TrendDates): readonly [string, string] {
  const day = dayOf(dates);
  const [first, last] = [weeks[0], weeks.at(-1)];
  return [first === undefined ? '' : day(first.to), last === undefined ? '' : day(last.to)];
}

function dayOf({ timeZone, locale }: TrendDates): (at: number) => string {
  const format = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone });
  return (at) => format.format(at);
}

function sentenceOf(trend: DigestTrend): string {
  const { weeks, lists, group } = trend;
  const [from = 0, to = 0] = [weeks[0]?.count, weeks.at(-1)?.count];
  const what = group === 'stars' ? countWords(to, 'star') : countWords(to, 'person', 'people');
  const where = group === 'stars' ? countWords(lists, 'repository', 'repositories') : countWords(lists, 'list');
  const known = group === 'numbers' ? ', by their numbers alone' : '';
  return `${what} on ${where}${known}: ${differenceWords(to - from)} ${countWords(weeks.length - 1, 'week')} ago.`;
}

function differenceWords(difference: number): string {
  if (difference === 0) return 'as many as';
  return `${number(Math.abs(difference))} ${difference > 0 ? 'more' : 'fewer'} than`;
}

function youngerWords({ younger }: DigestTrend): string {
  if (younger === 0) return '';
  return ` Without ${countWords(younger, 'list')} that ${younger === 1 ? 'is' : 'are'} read for a shorter time.`;
}

/** The headline leaves blocks out of those who left; the curve cannot, or it would not come to the number there is. */
function blockWords({ group }: DigestTrend, { blockedYou, youBlocked }: DigestContent['blocks']): string {
  const count = blockedYou + youBlocked;
  if (count === 0 || group !== 'people') return '';
  return count === 1 ? ' The block counts as left here.' : ` The ${number(count)} blocks count as left here.`;
}

function altOf({ weeks, group }: DigestTrend, day: (at: number) => string): string {
  const [first, last] = [weeks[0], weeks.at(-1)];
  if (first === undefined || last === undefined) return '';
  const unit = group === 'stars' ? 'stars' : 'people';
  const least = weeks.reduce((a, b) => (b.count < a.count ? b : a));
  const most = weeks.reduce((a, b) => (b.count > a.count ? b : a));
  const between = [most, least]
    .filter(({ count }) => count !== first.count && count !== last.count)
    .map((week) => `${week === most ? 'most' : 'fewest'} on ${day(week.to)} (${number(week.count)})`);
  const line = `Line chart: ${number(first.count)} ${unit} on ${day(first.to)}, ${number(last.count)} on ${day(last.to)}`;
  return `${[line, ...between].join(', ')}.`;
}

/** "+4 −2"; nothing if nobody came or went. */
export function weekWords({ gained, lost }: Pick<TrendWeek, 'gained' | 'lost'>): string {
  return [gained > 0 ? `+${number(gained)}` : '', lost > 0 ? `−${number(lost)}` : '']
    .filter((part) => part !== '')
    .join(' ');
}
