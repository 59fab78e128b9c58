import { finish, PRIME, step } from '../core/murmur.ts';

/** A row that is longer is read; so nobody can make us look at the same bytes again and again. */
const LONGEST = 4_096;
/** Between two rows, `},{"`. In a string only its end may look so: a quote in it has a backslash before it. */
const NEXT_ROW = 0x227b_2c7d;
const NEXT_ROW_SIZE = 4;
/** Which of these four a byte is, from 1 on. */
const PLACES = new Uint8Array(256);
for (const [n, character] of [...'},{"'].entries()) PLACES[character.charCodeAt(0)] = n + 1;

/** How short rows are, as far as any was read: where the end of one has not to be looked for. */
export class RowSizes {
  private shortest = Number.POSITIVE_INFINITY;

  /** 0 as long as no row was read. */
  get least(): number {
    return this.shortest === Number.POSITIVE_INFINITY ? 0 : this.shortest;
  }

  note(size: number): void {
    if (size < this.shortest) this.shortest = size;
  }
}

/** Where rows of an answer are likely to end: all of them, if nothing in them is nested as they are. */
export class LikelyEnds {
  private readonly view: DataView;
  private readonly sizes: RowSizes;
  /** The one that was found last, and how far none was found beyond it. */
  private found = 0;
  private searched = 0;

  constructor(view: DataView, sizes: RowSizes) {
    this.view = view;
    this.sizes = sizes;
  }

  /** @returns where the row that begins at `begin` ends, after any that was asked for before; -1 if it seems to be the last */
  after(begin: number): number {
    if (this.found <= begin) this.search(begin);
    return this.found <= begin ? -1 : this.found;
  }

  private search(begin: number): void {
    const { view } = this;
    const end = Math.min(begin + LONGEST, view.byteLength - NEXT_ROW_SIZE);
    let at = Math.max(begin + Math.max(this.sizes.least, NEXT_ROW_SIZE), this.searched);
    // One of each four bytes is one of those that are looked for, wherever they are.
    for (; at < end; at += NEXT_ROW_SIZE) {
      const place = PLACES[view.getUint8(at)] ?? 0;
      if (place === 0 || view.getInt32(at - place + 1, true) !== NEXT_ROW) continue;
      this.found = at - place + 2;
      return;
    }
    this.searched = at;
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
