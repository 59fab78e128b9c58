import type { IdList } from './id-list.ts';

/** How far behind the one found last somebody is looked for: those in between have left. */
const AHEAD = 8;
/** After so many in a row who were not found, and each time that they have doubled, the search goes further ahead. */
const LOST_TRACK = 64;
/** And shortly behind the one found last only for every so manieth: nothing may be in order here. */
const NOW_AND_THEN = 16;
/** How much further than they were many. */
const FURTHER = 4;

/** Places of two lists: 1 where nothing is to be told of the id, because the other list has it too. */
export interface Found {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  /** How many of each are marked. */
  count: number;
}

/**
 * Finds ids that two lists have in the same order, without a search: lists come in much the same order each time (newest
 * first), so whoever is next in one is next in the other, or soon after because those in between have left. Whoever has
 * moved is left to be found otherwise.
 */
export function findInStep(before: IdList, after: IdList): Found {
  const { width, words: known } = before;
  const { words: listed } = after;
  const knownEnd = before.size * width;
  const listedEnd = after.size * width;
  const found = { before: new Uint8Array(before.size), after: new Uint8Array(after.size), count: 0 };
  let next = 0;
  let misses = 0;
  for (let at = 0; at < listedEnd && next < knownEnd; ) {
    const same = sameWords(known, next, listed, at, Math.min(knownEnd - next, listedEnd - at));
    const run = same - (same % width);
    if (run > 0) {
      found.before.fill(1, next / width, (next + run) / width);
      found.after.fill(1, at / width, (at + run) / width);
      found.count += run / width;
      next += run;
      at += run;
      misses = 0;
      continue;
    }
    let ahead = -1;
    if (misses < LOST_TRACK || misses % NOW_AND_THEN === 0) {
      ahead = find(known, width, next + width, Math.min(knownEnd, next + (AHEAD + 1) * width), listed, at, width);
    }
    if (ahead === -1 && misses >= LOST_TRACK && (misses & (misses - 1)) === 0 && at + 2 * width <= listedEnd) {
      // Two in a row are looked for: one alone may have moved there, and those up to them would be passed over.
      const furthest = Math.min(knownEnd, next + misses * FURTHER * width);
      ahead = find(known, width, next, furthest, listed, at, 2 * width);
    }
    misses += 1;
    if (ahead === -1) at += width;
    else next = ahead;
  }
  return found;
}

/** How many words are the same from here on. */
function sameWords(one: Uint32Array, from: number, other: Uint32Array, at: number, most: number): number {
  let same = 0;
  while (same < most && one[from + same] === other[at + same]) same += 1;
  return same;
}

/** Where between `from` and `end`, a whole id at a time, the `count` words are that begin at `at` in another list; or -1. */
function find(
  known: Uint32Array,
  width: number,
  from: number,
  end: number,
  listed: Uint32Array,
  at: number,
  count: number,
): number {
  const last = width - 1;
  const wanted = listed[at + last];
  for (let place = from; place + count <= end; place += width) {
    if (known[place + last] === wanted && sameWords(known, place, listed, at, count) === count) return place;
  }
  return -1;
}
