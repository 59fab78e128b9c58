import type { DigestCourse } from './digest-numbers.ts';
import type { Outreach } from './outreach.ts';

/** Weeks that a course looks back on. */
export const COURSE_LENGTH = 12;

/** Of those who had left and whom the owner invited, how many came back afterwards. */
export interface WonBack {
  readonly returned: number;
  readonly invited: number;
}

/**
 * The share that was won back. Counts people who are away now or came back after the invitation; of whoever returned
 * before it, and of whoever never left, an invitation won nobody back.
 * @param isAway whether somebody is in none of the owner's lists at the moment
 */
export function wonBack(
  outreach: Iterable<readonly [string, Outreach]>,
  isAway: (personId: string) => boolean,
): WonBack {
  let returned = 0;
  let invited = 0;
  for (const [personId, { history, returnedAt }] of outreach) {
    const first = history.find(({ step }) => step === 'invited');
    if (first === undefined) continue;
    const isBack = returnedAt !== undefined && returnedAt > first.at && !isAway(personId);
    if (isBack) returned += 1;
    if (isBack || isAway(personId)) invited += 1;
  }
  return { returned, invited };
}

/** The course with one more point, the oldest let go. A second edition of the same day replaces the first. */
export function courseWith(before: readonly DigestCourse[], point: DigestCourse): readonly DigestCourse[] {
  return [...before.filter(({ at }) => at < point.at), point].slice(-COURSE_LENGTH - 1);
}
