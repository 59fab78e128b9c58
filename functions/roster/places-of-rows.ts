import { PLACE_BITS } from './row-index.ts';

/**
 * Where rows lie, by slot: number of the part × 4,096 + place in it. Slots are in the order of the base, so for nearly
 * everybody that follows from where their run of slots begins; of those alone whose row lies elsewhere, in the log, it is
 * kept. Both are given in the order of slots.
 */
export class PlacesOfRows {
  private starts: Uint32Array = new Uint32Array(64);
  private first: Uint32Array = new Uint32Array(64);
  private runs = 0;
  /** One bit a slot: whether its row lies elsewhere, and how many do before each 32 of them. */
  private readonly bits: Uint32Array;
  private readonly ranks: Uint32Array;
  private elsewhere: Uint32Array = new Uint32Array(64);
  private count = 0;
  private lastWord = -1;

  /** @param most slots that there may be */
  constructor(most: number) {
    this.bits = new Uint32Array(Math.ceil(most / 32));
    this.ranks = new Uint32Array(Math.ceil(most / 32));
  }

  /** Slots from `slot` on lie at `place` and those after it, until another run begins. */
  addRun(slot: number, place: number): void {
    if (this.runs === this.starts.length) {
      this.starts = grown(this.starts);
      this.first = grown(this.first);
    }
    this.starts[this.runs] = slot;
    this.first[this.runs] = place;
    this.runs += 1;
  }

  /** The row of `slot`, which is higher than any before, lies elsewhere. */
  set(slot: number, place: number): void {
    const word = slot >>> 5;
    for (; this.lastWord < word; this.lastWord += 1) this.ranks[this.lastWord + 1] = this.count;
    this.bits[word] = (this.bits[word] ?? 0) | (1 << (slot & 31));
    if (this.count === this.elsewhere.length) this.elsewhere = grown(this.elsewhere);
    this.elsewhere[this.count] = place;
    this.count += 1;
  }

  at(slot: number): number {
    const bits = this.bits[slot >>> 5] ?? 0;
    const bit = 1 << (slot & 31);
    if ((bits & bit) !== 0) return this.elsewhere[(this.ranks[slot >>> 5] ?? 0) + ones(bits & (bit - 1))] ?? 0;
    let first = 0;
    let end = this.runs;
    while (end - first > 1) {
      const middle = (first + end) >>> 1;
      if ((this.starts[middle] ?? 0) <= slot) first = middle;
      else end = middle;
    }
    return (this.first[first] ?? 0) + slot - (this.starts[first] ?? 0);
  }

  /** Number of the part that a row lies in. */
  partOf(slot: number): number {
    return this.at(slot) >>> PLACE_BITS;
  }
}

function grown(full: Uint32Array): Uint32Array {
  const room = new Uint32Array(Math.ceil(full.length * 1.5));
  room.set(full);
  return room;
}

/** How many bits are set. */
function ones(bits: number): number {
  let count = bits - ((bits >>> 1) & 0x5555_5555);
  count = (count & 0x3333_3333) + ((count >>> 2) & 0x3333_3333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
