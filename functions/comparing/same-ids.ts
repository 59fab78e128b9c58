import { hashOf } from '../roster/word-index.ts';
import { IdFilter } from './id-filter.ts';
import type { IdList } from './id-list.ts';
import type { Found } from './in-step.ts';
import { OF_AFTER, type Rows } from './rows.ts';

/** Where an id is: bits that are added up. In a row where it comes again, nothing. */
const BEFORE = 1;
const AFTER = 2;
const BOTH = 3;

/** Tells which ids of some rows are the same: a hash table that is used again and again. */
export class SameIds {
  private readonly rows: Rows;
  private readonly width: number;
  /** By hash, a row counted from the first one taken, plus one; 0 is free. At most half full. */
  private readonly table: Uint32Array;
  private readonly shift: number;
  /** Where the id of each row taken is, if it is the first of its id. */
  private readonly sides: Uint8Array;
  private from = 0;
  private count = 0;

  /** @param most rows that are taken at a time */
  constructor(rows: Rows, width: number, most: number) {
    this.rows = rows;
    this.width = width;
    const bits = Math.ceil(Math.log2(most + 1)) + 1;
    this.table = new Uint32Array(2 ** bits);
    this.shift = 32 - bits;
    this.sides = new Uint8Array(most);
  }

  /** Takes these rows instead of those taken before. */
  take(from: number, end: number): void {
    this.from = from;
    this.count = end - from;
    this.table.fill(0);
    for (let row = 0; row < this.count; row += 1) this.add(row);
  }

  private add(row: number): void {
    const { rows, table, sides, from } = this;
    const side = (rows.places[from + row] ?? 0) >= OF_AFTER ? AFTER : BEFORE;
    const slot = this.slotOf(rows.words, (from + row) * this.width);
    const first = (table[slot] ?? 0) - 1;
    if (first === -1) {
      table[slot] = row + 1;
      sides[row] = side;
    } else {
      sides[row] = 0;
      sides[first] = (sides[first] ?? 0) | side;
    }
  }

  /** Where in the table the id is whose words begin at `at`, or where it would be. */
  private slotOf(ids: Uint32Array, at: number): number {
    const { width, table, from } = this;
    const { words } = this.rows;
    const mask = table.length - 1;
    for (let slot = hashOf(ids, at, width) >>> this.shift; ; slot = (slot + 1) & mask) {
      const row = table[slot] ?? 0;
      if (row === 0) return slot;
      const start = (from + row - 1) * width;
      let word = 0;
      while (word < width && words[start + word] === ids[at + word]) word += 1;
      if (word === width) return slot;
    }
  }

  /** Of the rows taken, if these are all. */
  filter(): IdFilter {
    return new IdFilter(this.rows.words, this.width, this.count);
  }

  /** Takes note that the ids at places `from` to `end` of a list are in both. */
  meet(filter: IdFilter, { words }: IdList, from: number, end: number): void {
    const { table, sides, width } = this;
    for (let place = from; place < end; place += 1) {
      if (!filter.mayHave(words, place * width)) continue;
      const row = table[this.slotOf(words, place * width)] ?? 0;
      if (row !== 0) sides[row - 1] = BOTH;
    }
  }

  /** Sets to 0 the places of ids that are in one list only, where they come first; all others stay as they are. */
  tell(found: Found): void {
    const { sides, from, count } = this;
    const { places } = this.rows;
    for (let row = 0; row < count; row += 1) {
      const side = sides[row];
      if (side === BEFORE) found.before[places[from + row] ?? 0] = 0;
      else if (side === AFTER) found.after[(places[from + row] ?? 0) - OF_AFTER] = 0;
    }
  }
}
