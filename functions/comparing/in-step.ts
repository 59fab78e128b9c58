import { LeftOver } from './left-over.ts';
import { type LineWindow, lengthOf, NEWLINE } from './line-window.ts';

/** How far behind the line found last a line is looked for: those in between have left. */
const AHEAD = 8;
/** After so many in a row who were not found, and each time that they have doubled, the search goes further ahead. */
const LOST_TRACK = 64;
/** And shortly behind the one found last only for every so manieth. */
const NOW_AND_THEN = 16;
/** After so many, and each time that they have doubled, it is seen whether they are new and the rest goes on behind them. */
const SOME_NEW = 16;
/** So many in a row are either new, and then nowhere in the first list, or nothing is in order here. */
const MANY = 4_096;
/** The part of both lists that may be left over. */
const MOST_LEFT = 1 / 8;
/** The least that may be left over, in bytes, and the most: places in it are 32 bits. */
const SOME = 64 * 1024;
const MOST = 2 ** 31;

/**
 * Compares two lists that come in much the same order each time (newest first) as they are read, line by line: whoever is
 * next in one is next in the other, or soon after because those in between have left. Whoever has moved is left over.
 * @param size bytes of both lists
 * @returns undefined if they are not in step
 */
export function leftOver(before: LineWindow, after: LineWindow, size: number): LeftOver | undefined {
  const left = new LeftOver();
  const most = Math.min(MOST, Math.max(SOME, size * MOST_LEFT));
  let misses = 0;
  let taken = 0;
  while (before.hasLines() && after.hasLines()) {
    const same = sameLines(before, after);
    if (same > 0) {
      before.from += same;
      after.from += same;
      misses = 0;
      taken = left.bytes;
      continue;
    }
    const hasDoubled = (misses & (misses - 1)) === 0;
    let found = -1;
    if (misses < LOST_TRACK || misses % NOW_AND_THEN === 0) found = lineAhead(before, after);
    if (found === -1 && misses >= LOST_TRACK && hasDoubled) found = linesFarAhead(before, after);
    if (found !== -1) left.takeBefore(before, found);
    else {
      const end = misses >= SOME_NEW && hasDoubled ? linesFarAhead(after, before) : -1;
      left.takeAfter(after, end === -1 ? nextLine(after) : end);
    }
    misses += 1;
    if (left.bytes > most || (misses === MANY && isAhead(before, left.textSince(taken)))) return undefined;
  }
  while (before.hasLines() && left.bytes <= most) left.takeBefore(before, nextLine(before));
  while (after.hasLines() && left.bytes <= most) left.takeAfter(after, nextLine(after));
  return left.bytes > most ? undefined : left;
}

/** Whether one of some lines is still to come in the first window. */
function isAhead({ bytes, from, stop }: LineWindow, lines: string): boolean {
  const ids = new Set(lines.split(/\r?\n/));
  return bytes
    .toString('latin1', from, stop)
    .split(/\r?\n/)
    .some((id) => id !== '' && ids.has(id));
}

const nextLine = ({ bytes, from }: LineWindow): number => from + lengthOf(bytes, from) + 1;

/** Bytes of the lines, whole ones, that are the same in both windows from where they are. */
function sameLines(one: LineWindow, other: LineWindow): number {
  const { bytes, view, from } = one;
  const { bytes: otherBytes, view: otherView, from: otherFrom } = other;
  const most = Math.min(one.stop - from, other.stop - otherFrom);
  let same = 0;
  for (let at = from, otherAt = otherFrom; same + 16 <= most; at += 16, otherAt += 16, same += 16) {
    const first = view.getInt32(at, true) ^ otherView.getInt32(otherAt, true);
    const second = view.getInt32(at + 4, true) ^ otherView.getInt32(otherAt + 4, true);
    const third = view.getInt32(at + 8, true) ^ otherView.getInt32(otherAt + 8, true);
    const fourth = view.getInt32(at + 12, true) ^ otherView.getInt32(otherAt + 12, true);
    if ((first | second | third | fourth) !== 0) break;
  }
  while (same < most && bytes[from + same] === otherBytes[otherFrom + same]) same += 1;
  while (same > 0 && bytes[from + same - 1] !== NEWLINE) same -= 1;
  return same;
}

/** Where shortly behind the next line of the first window the next of the second one is; or -1. */
function lineAhead({ bytes, from, stop }: LineWindow, after: LineWindow): number {
  const size = lengthOf(after.bytes, after.from) + 1;
  let at = from;
  for (let n = 0; n < AHEAD; n += 1) {
    at += lengthOf(bytes, at) + 1;
    if (at >= stop) return -1;
    let same = 0;
    while (same < size && bytes[at + same] === after.bytes[after.from + same]) same += 1;
    if (same === size) return at;
  }
  return -1;
}

/**
 * Where in all of the one window the next two lines of the other one are; or -1. One alone may have moved there, and
 * those up to it would be passed over.
 */
function linesFarAhead({ bytes, from, stop }: LineWindow, other: LineWindow): number {
  const second = nextLine(other);
  if (second >= other.stop) return -1;
  const both = other.bytes.subarray(other.from, second + lengthOf(other.bytes, second) + 1);
  const at = bytes.subarray(from, stop).indexOf(both);
  return at > 0 && bytes[from + at - 1] === NEWLINE ? from + at : -1;
}
