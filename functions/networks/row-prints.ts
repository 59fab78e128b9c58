import { Buffer } from 'node:buffer';
import { finish, PRIME, step } from '../core/murmur.ts';

/** A row that is longer is read; so nobody can make us look at the same bytes again and again. */
const LONGEST = 4_096;
/** Between two rows. In a string only its end may look so: a quote in it has a backslash before it. */
const NEXT_ROW = Buffer.from('},{"');

/** Where rows of an answer are likely to end: all of them, if nothing in them is nested as they are. */
export class LikelyEnds {
  private readonly text: Buffer;
  /** The one that was found last. */
  private found = 0;

  constructor(text: Buffer) {
    this.text = text;
  }

  /** @returns where the row that begins at `begin` ends, after any that was asked for before; -1 if it seems to be the last */
  after(begin: number): number {
    if (this.found <= begin) {
      const next = this.text.indexOf(NEXT_ROW, begin);
      this.found = next === -1 ? Number.POSITIVE_INFINITY : next + 1;
    }
    return this.found - begin > LONGEST ? -1 : this.found;
  }
}

/**
 * Print of the bytes of a row, never 0. See `ListedRows.printOf`.
 * @param view with room for a whole word behind `end`
 */
export function printOf(view: DataView, begin: number, end: number, reading: number): number {
  // Two words at a time: neither has to wait for the other.
  let even = reading;
  let odd = PRIME;
  let at = begin;
  for (; at + 8 <= end; at += 8) {
    even = step(even, view.getInt32(at, true));
    odd = step(odd, view.getInt32(at + 4, true));
  }
  if (at + 4 <= end) {
    even = step(even, view.getInt32(at, true));
    at += 4;
  }
  if (at < end) odd = step(odd, view.getInt32(at, true) & ~(-1 << ((end - at) * 8)));
  return finish(step(step(even, odd), end - begin)) || 1;
}
