/** Lists that were refused one after the other because the network counts more people, all of much the same size. */
export interface ShortLists {
  readonly times: number;
  /** When the first of them was read, epoch ms. */
  readonly since: number;
  /** How many people the last of them had. */
  readonly listed: number;
}

/** So many short lists in a row, over so long, are what there is: it is the network's number that is wrong. */
const SHORT_LISTS_TO_BELIEVE = 3;
const DAYS_TO_BELIEVE = 3;
/** A list may differ so much from the one before and still agree with it. */
const MOST_APART = 10;
const MOST_APART_SHARE = 0.05;

const DAY = 86_400_000;

/**
 * Whether a list that falls short is believed after all, because those before it fell short alike. A first list is by the
 * second of its size: nobody can be lost by it. A later one only after three others over three days, since a network that
 * has gone wrong tends to stay so for a day.
 */
export function isBelieved(
  before: ShortLists | undefined,
  { listed, at, isFirst }: { readonly listed: number; readonly at: number; readonly isFirst: boolean },
): boolean {
  if (before === undefined || !isAlike(before.listed, listed)) return false;
  return isFirst || (before.times >= SHORT_LISTS_TO_BELIEVE && at - before.since >= DAYS_TO_BELIEVE * DAY);
}

/** What is remembered once a short list of that size was refused. */
export function shortListsAfter(before: ShortLists | undefined, listed: number, at: number): ShortLists {
  if (before === undefined || !isAlike(before.listed, listed)) return { times: 1, since: at, listed };
  return { times: before.times + 1, since: before.since, listed };
}

function isAlike(one: number, other: number): boolean {
  return Math.abs(one - other) <= Math.max(MOST_APART, Math.max(one, other) * MOST_APART_SHARE);
}
