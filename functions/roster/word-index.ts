import { PIECE } from './piece.ts';
import { letGo } from './typed-memory.ts';

/** Entries of the table are at most this part full. */
const MOST_FULL = 0.7;
/** Tables of up to so many entries are as large as the next power of two: they are faster, and small either way. */
const MOST_ROOMY = 2 ** 21;
const HASHES = 2 ** 32;
/** Bits of the filter for each entry of the table, as a power of two, and bits of a hash that choose one, at most. */
const FILTER_BITS = 3;
const MOST_FILTER_BITS = 26;

/** Slots that are added together, and bits of a hash by which they are put in order before. */
const TOGETHER = 2 ** 18;
const ORDER_BITS = 10;
const ORDER_SHIFT = 32 - ORDER_BITS;

/** Slots from one on and before another. */
export interface SlotRange {
  readonly from: number;
  readonly end: number;
}

/**
 * Finds slots by the words of an id: open addressing over the ids themselves, so that, when they are many, a slot costs six
 * bytes at most and, unlike in a Map, there may be more than 16.7 million.
 */
export class WordIndex {
  private readonly words: Uint32Array;
  private readonly width: number;
  /** By hash: a slot plus one in the low bits, bits of the hash above them; 0 is free. */
  private readonly table: Uint32Array;
  /** Entries of the table for each hash; where that is a power of two, the bits of a hash that are left out, else 0. */
  private readonly scale: number;
  private readonly shift: number;
  /** How many low bits of an entry are the slot's: whoever is somebody else is told by the others, without a look at the words. */
  private readonly slotBits: number;
  /**
   * A bit for each hash that is in the table, by the hash's highest bits: whoever is looked for in ranges is mostly not
   * there, and this is small enough to be close at hand. Empty without ranges.
   */
  private readonly filter: Uint8Array;
  private readonly filterShift: number;

  /**
   * @param words not to be changed while the index is used; of ids that are the same, the first slot is found
   * @param ranges the slots to be found alone: of ids that are the same, the last in the first range that has it
   */
  constructor(words: Uint32Array, width: number, count: number, ranges?: readonly SlotRange[]) {
    this.words = words;
    this.width = width;
    const least = Math.ceil(count / MOST_FULL) + 1;
    const bits = Math.max(4, Math.ceil(Math.log2(least)));
    const size = least > MOST_ROOMY ? least : 2 ** bits;
    this.table = new Uint32Array(size);
    this.scale = size / HASHES;
    this.shift = size === 2 ** bits ? 32 - bits : 0;
    this.slotBits = 32 - Math.clz32(count);
    const filterBits = Math.min(MOST_FILTER_BITS, Math.max(8, Math.ceil(Math.log2(size)) + FILTER_BITS));
    this.filter = new Uint8Array(ranges === undefined ? 0 : 2 ** (filterBits - 3));
    this.filterShift = 32 - filterBits;
    if (ranges === undefined) this.addAll(0, count, 1);
    for (const { from, end } of ranges ?? []) this.addAll(end - 1, end - from, -1);
  }

  /** Gives its memory back; it may not be used any more. */
  letGo(): void {
    letGo(this.table);
    letGo(this.filter);
  }

  /** Slot of the id whose words begin at `from`, or -1. */
  find(words: Uint32Array, from = 0): number {
    return this.findHashed(hashOf(words, from, this.width), words, from);
  }

  /** As {@link find}, of the first `count` ids of these words, into `slots`. */
  findAll(words: Uint32Array, count: number, slots: Int32Array): void {
    for (let first = 0; first < count; first += AT_ONCE) {
      const end = Math.min(count, first + AT_ONCE);
      slots.fill(-1, first, end);
      const likely = this.sieve(words, first, end);
      for (let at = 0; at < likely; at += 1) {
        const n = numbers[at] ?? 0;
        slots[n] = this.findHashed(hashes[at] ?? 0, words, n * this.width);
      }
    }
  }

  /**
   * Puts numbers and hashes of those who may be there into {@link numbers} and {@link hashes}. Apart from looking them up,
   * and without a branch that nobody could foretell: so the processor goes on while it waits for memory.
   * @returns how many they are
   */
  private sieve(words: Uint32Array, first: number, end: number): number {
    const { filter, filterShift, width } = this;
    let likely = 0;
    for (let n = first, from = first * width; n < end; n += 1, from += width) {
      const hash = hashOf(words, from, width);
      const bit = hash >>> filterShift;
      numbers[likely] = n;
      hashes[likely] = hash;
      likely += filter.length === 0 ? 1 : ((filter[bit >>> 3] ?? 0) >>> (bit & 7)) & 1;
    }
    return likely;
  }

  /** Slot of the id whose words begin at `from` and have this hash, or -1. */
  private findHashed(hash: number, words: Uint32Array, from: number): number {
    const { table, slotBits } = this;
    const last = table.length - 1;
    const tag = hash << slotBits;
    const others = -1 << slotBits;
    for (let at = this.startOf(hash); ; at = at === last ? 0 : at + 1) {
      const entry = table[at] ?? 0;
      if (entry === 0) return -1;
      if (((entry ^ tag) & others) !== 0) continue;
      const slot = (entry & ~others) - 1;
      if (this.isAt(slot, words, from)) return slot;
    }
  }

  private isAt(slot: number, words: Uint32Array, from: number): boolean {
    const start = slot * this.width;
    let word = 0;
    while (word < this.width && this.words[start + word] === words[from + word]) word += 1;
    return word === this.width;
  }

  /** Where the table is looked at first. */
  private startOf(hash: number): number {
    return this.shift === 0 ? ((hash >>> 0) * this.scale) | 0 : hash >>> this.shift;
  }

  /**
   * Adds slots, one after the other or backwards. Those of many are put in the order of the table before, as far as their
   * hashes' highest bits tell it: else each would be written far from the last, where no cache has anything at hand.
   */
  private addAll(first: number, count: number, step: 1 | -1): void {
    const some = Math.min(TOGETHER, count);
    const room: Room = { unordered: new Int32Array(some), hashes: new Int32Array(some), slots: new Uint32Array(some) };
    for (let done = 0; done < count; done += TOGETHER) {
      const end = Math.min(TOGETHER, count - done);
      starts.fill(0);
      for (let n = 0; n < end; n += PIECE) this.hash(first + done * step, step, n, Math.min(end, n + PIECE), room);
      for (let bits = 1; bits < starts.length; bits += 1) starts[bits] = (starts[bits] ?? 0) + (starts[bits - 1] ?? 0);
      for (let n = 0; n < end; n += PIECE) order(first + done * step, step, n, Math.min(end, n + PIECE), room);
      for (let n = 0; n < end; n += PIECE) this.put(n, Math.min(end, n + PIECE), room);
    }
    for (const values of Object.values(room)) letGo(values);
  }

  /** Hashes ids `from` to `end` of those that begin at `first`, and counts them by the highest bits. */
  private hash(first: number, step: 1 | -1, from: number, end: number, { unordered }: Room): void {
    const { words, width } = this;
    for (let n = from; n < end; n += 1) {
      const hash = hashOf(words, (first + n * step) * width, width);
      const bits = hash >>> ORDER_SHIFT;
      unordered[n] = hash;
      starts[bits + 1] = (starts[bits + 1] ?? 0) + 1;
    }
  }

  /** Puts ordered slots `from` to `end` into the table. */
  private put(from: number, end: number, { hashes, slots }: Room): void {
    const { table, slotBits, filter, filterShift } = this;
    const last = table.length - 1;
    for (let n = from; n < end; n += 1) {
      const hash = hashes[n] ?? 0;
      let at = this.startOf(hash);
      while (table[at] !== 0) at = at === last ? 0 : at + 1;
      table[at] = (hash << slotBits) | ((slots[n] ?? 0) + 1);
      if (filter.length > 0) {
        const bit = hash >>> filterShift;
        filter[bit >>> 3] = (filter[bit >>> 3] ?? 0) | (1 << (bit & 7));
      }
    }
  }
}

/** Puts hashes and slots in the order of the hashes' highest bits; those that have the same stay as they came. */
function order(first: number, step: 1 | -1, from: number, end: number, { unordered, hashes, slots }: Room): void {
  for (let n = from; n < end; n += 1) {
    const hash = unordered[n] ?? 0;
    const bits = hash >>> ORDER_SHIFT;
    const at = starts[bits] ?? 0;
    starts[bits] = at + 1;
    hashes[at] = hash;
    slots[at] = first + n * step;
  }
}

/** Numbers and hashes of some ids that are looked for together. */
const AT_ONCE = 1_024;
const numbers = new Uint32Array(AT_ONCE);
const hashes = new Int32Array(AT_ONCE);

/** Where those begin whose hashes begin with some bits. */
const starts = new Uint32Array(2 ** ORDER_BITS + 1);

interface Room {
  /** Hashes as they come. */
  readonly unordered: Int32Array;
  /** In order. */
  readonly hashes: Int32Array;
  readonly slots: Uint32Array;
}

/** A hash of 32 bits, signed, of the id whose words begin at `at`. */
export function hashOf(words: Uint32Array, at: number, width: number): number {
  let value = 0;
  for (let word = at; word < at + width; word += 1) {
    value = Math.imul(value ^ (words[word] ?? 0), 0x9e3779b1);
    value ^= value >>> 15;
  }
  return Math.imul(value, 0x85ebca6b);
}
