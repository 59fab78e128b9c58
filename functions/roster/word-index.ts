/** Entries of the table are at most this part full. */
const MOST_FULL = 0.7;

/**
 * Finds slots by the words of an id: open addressing over the ids themselves, so that a slot costs six bytes at most
 * and, unlike a Map, there may be more than 16.7 million.
 */
export class WordIndex {
  private readonly words: Uint32Array;
  private readonly width: number;
  /** Slots plus one by hash; 0 is free. */
  private readonly table: Uint32Array;
  private readonly shift: number;

  /** @param words not to be changed while the index is used; of ids that are the same, the first slot is found */
  constructor(words: Uint32Array, width: number, count: number) {
    this.words = words;
    this.width = width;
    const bits = Math.max(4, Math.ceil(Math.log2(count / MOST_FULL + 1)));
    this.table = new Uint32Array(2 ** bits);
    this.shift = 32 - bits;
    for (let slot = 0; slot < count; slot += 1) this.add(slot);
  }

  /** Slot of the id whose words begin at `from`, or -1. */
  find(words: Uint32Array, from = 0): number {
    const { table, width } = this;
    const mask = table.length - 1;
    for (let at = this.hash(words, from); ; at = (at + 1) & mask) {
      const entry = table[at] ?? 0;
      if (entry === 0) return -1;
      const start = (entry - 1) * width;
      let word = 0;
      while (word < width && this.words[start + word] === words[from + word]) word += 1;
      if (word === width) return entry - 1;
    }
  }

  private add(slot: number): void {
    const { table } = this;
    const mask = table.length - 1;
    let at = this.hash(this.words, slot * this.width);
    while (table[at] !== 0) at = (at + 1) & mask;
    table[at] = slot + 1;
  }

  private hash(words: Uint32Array, at: number): number {
    let value = 0;
    for (let word = at; word < at + this.width; word += 1) {
      value = Math.imul(value ^ (words[word] ?? 0), 0x9e3779b1);
      value ^= value >>> 15;
    }
    return (Math.imul(value, 0x85ebca6b) >>> this.shift) >>> 0;
  }
}
