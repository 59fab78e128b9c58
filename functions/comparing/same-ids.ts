import { hashOf } from '../roster/word-index.ts';

/** Set in a place of the second list among places of both. */
export const OF_AFTER = 0x8000_0000;

/** Where an id is: bits that are added up. In a row where it comes again, nothing. */
const BEFORE = 1;
const AFTER = 2;

/** Tells which ids of some rows are the same: a hash table that is used again and again. */
export class SameIds {
  private readonly rows: Uint32Array;
  private readonly stride: number;
  /** By hash, a row plus one; 0 is free. At most half full. */
  private readonly table: Uint32Array;
  private readonly shift: number;
  /** Where the id of each row is, if it is the first of its id. */
  private readonly sides: Uint8Array;
  private count = 0;

  /**
   * @param rows each the words of an id and its place in a list, with {@link OF_AFTER} in the second one
   * @param stride words of a row
   * @param most rows that are taken at a time
   */
  constructor(rows: Uint32Array, stride: number, most: number) {
    this.rows = rows;
    this.stride = stride;
    const bits = Math.ceil(Math.log2(most + 1)) + 1;
    this.table = new Uint32Array(2 ** bits);
    this.shift = 32 - bits;
    this.sides = new Uint8Array(most);
  }

  /** Takes the first `count` rows instead of those taken before. */
  take(count: number): void {
    const { rows, table, sides, stride, shift } = this;
    const width = stride - 1;
    const mask = table.length - 1;
    this.count = count;
    table.fill(0);
    for (let row = 0, at = 0; row < count; row += 1, at += stride) {
      const side = (rows[at + width] ?? 0) >= OF_AFTER ? AFTER : BEFORE;
      let slot = hashOf(rows, at, width) >>> shift;
      let first = table[slot] ?? 0;
      while (first !== 0 && !this.isSame((first - 1) * stride, at, width)) {
        slot = (slot + 1) & mask;
        first = table[slot] ?? 0;
      }
      if (first === 0) {
        table[slot] = row + 1;
        sides[row] = side;
      } else {
        sides[row] = 0;
        sides[first - 1] = (sides[first - 1] ?? 0) | side;
      }
    }
  }

  private isSame(one: number, other: number, width: number): boolean {
    let word = 0;
    while (word < width && this.rows[one + word] === this.rows[other + word]) word += 1;
    return word === width;
  }

  /** Hands over the rows of ids that are in one list only, each where it comes first. */
  tell(take: (row: number, place: number) => void): void {
    const { sides, rows, stride, count } = this;
    for (let row = 0; row < count; row += 1) {
      const side = sides[row];
      if (side === BEFORE || side === AFTER) take(row, rows[row * stride + stride - 1] ?? 0);
    }
  }
}
