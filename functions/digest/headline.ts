import type { DigestContent } from '../core/digest-model.ts';
import { countWords, number } from './words.ts';

export interface Tally {
  readonly gained: number;
  readonly returned: number;
  readonly lost: number;
}

/** Everybody named or left out for room: followers and members, without blocks, likes and stars. */
export function tallyOf(content: DigestContent): Tally {
  return {
    gained: content.gained.length + content.omitted.gained,
    returned: content.returned.length + content.omitted.returned,
    lost: content.lost.length + content.omitted.lost,
  };
}

/** True if nothing was gained, lost, returned or renamed, and no like, star or block moved. */
export function isQuiet(content: DigestContent): boolean {
  const { gained, returned, lost } = tallyOf(content);
  const { blockedYou, youBlocked } = content.blocks;
  const moved = content.audiences.some(
    ({ gained, lost, returned, net = 0, gainedCount = 0, lostCount = 0 }) =>
      gained + lost + returned + gainedCount + lostCount > 0 || net !== 0,
  );
  return gained + returned + lost + blockedYou + youBlocked + content.edited.length === 0 && !moved;
}

/**
 * `never`: no list has been read at all, so there is nobody to welcome with. `this-time`: lists that should have been read
 * since the last edition were not, none of them, so that a quiet week is no news. Undefined where anything was read.
 */
export function unreadOf(content: DigestContent): 'never' | 'this-time' | undefined {
  const { kind, audiences, troubles, from, met } = content;
  if (kind === 'welcome') {
    const isRead = audiences.some(({ baselineAt, pulledAt }) => baselineAt !== undefined || pulledAt !== undefined);
    return isRead || met.of > 0 ? undefined : 'never';
  }
  const accounts = new Set(audiences.map(({ accountId }) => accountId));
  // What is said of recipients and of the digest itself is no list that could not be read.
  const hasTrouble = troubles.some(({ accountId }) => accounts.has(accountId));
  const isOld = audiences.every(({ pulledAt }) => pulledAt === undefined || pulledAt <= from);
  return hasTrouble && isOld && isQuiet(content) ? 'this-time' : undefined;
}

/** What stands above a mail. */
export function headlineOf(content: DigestContent): string {
  if (content.kind === 'weekly') return `Your ${nounOf(content)} this week`;
  if (unreadOf(content) === undefined) return 'Meet your audience';
  return content.troubles.length > 0 ? 'Nothing could be read yet' : 'Your first list is still to come';
}

/**
 * "16 November": the day up to which the digest tells, where its reader is. One that is sent on schedule is of its
 * slot's day for everybody, also for those whose clocks are behind the place where it was built.
 */
export function lastDay(content: DigestContent, { locale, timeZone }: DateOptions): string {
  const local = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(content.to);
  const day = Date.parse(`${local > content.period ? local : content.period}T00:00:00Z`);
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', timeZone: 'UTC' }).format(day);
}

export interface DateOptions {
  readonly locale: string;
  readonly timeZone: string;
}

/** "3 new, 1 back, 2 left": gains first, and only what happened. */
export function tallyWords({ gained, returned, lost }: Tally): string {
  return [
    gained > 0 ? `${number(gained)} new` : '',
    returned > 0 ? `${number(returned)} back` : '',
    lost > 0 ? `${number(lost)} left` : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** Dated, so that mail programs don't stack one week on the other. */
export function subjectOf(content: DigestContent, options: DateOptions): string {
  const date = lastDay(content, options);
  if (content.kind === 'welcome') {
    if (unreadOf(content) !== undefined) return `${headlineOf(content)}, ${date}`;
    const news = tallyWords(tallyOf(content));
    const people = countWords(content.met.of, 'person', 'people');
    return `Meet your audience, ${date}: ${people}${news === '' ? '' : ` (${news})`}`;
  }
  const quiet = unreadOf(content) === undefined ? 'a quiet week' : 'nothing could be read';
  const words = tallyWords(tallyOf(content)) || (isQuiet(content) ? quiet : 'small changes');
  return `Your ${nounOf(content)}, week to ${date}: ${words}`;
}

/** "followers", unless only lists are watched. */
export function nounOf(content: DigestContent): string {
  return content.audiences.length > 0 && content.audiences.every(({ network }) => network === 'list')
    ? 'people'
    : 'followers';
}
