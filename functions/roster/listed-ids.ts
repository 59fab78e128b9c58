import { type Packing, packingOf, packText, WIDTHS } from './id-words.ts';
import { letGo } from './typed-memory.ts';

/** Ids that are asked for the packing that suits them. */
const SAMPLE = 50;
/** Entries of the table are at most this part full. */
const MOST_FULL = 0.7;
/** Ids in one block of words: blocks are never copied, so growing leaves nothing behind. */
const BLOCK_BITS = 16;
const IN_BLOCK = 2 ** BLOCK_BITS - 1;

/**
 * A set of ids that only grows, for a list of whom nobody is known: packed without loss as in `PackedIds`, and found by
 * a table that grows with it, so that each costs some twenty bytes. An id that fits no packing is kept as text.
 */
export class ListedIds {
  private packing: Packing | undefined;
  private width = 1;
  private readonly blocks: Uint32Array[] = [];
  private packed = 0;
  /** Places plus one by hash; 0 is free. */
  private table = new Uint32Array(16);
  private readonly texts = new Set<string>();
  private readonly scratch = new Uint32Array(4);

  get size(): number {
    return this.packed + this.texts.size;
  }

  /** Says which ids are coming, so that their packing suits them; only the first call counts. */
  expect(ids: readonly string[]): void {
    if (this.packing !== undefined || ids.length === 0) return;
    this.packing = packingOf(ids.slice(0, SAMPLE));
    this.width = WIDTHS[this.packing];
  }

  /** @returns false if it was there already */
  add(id: string): boolean {
    this.expect([id]);
    if (this.packing === undefined || !packText(this.packing, id, this.scratch)) {
      if (this.texts.has(id)) return false;
      // A copy: what was parsed from a page may be a part of its text, and keep all of it alive.
      this.texts.add(Buffer.from(id, 'utf16le').toString('utf16le'));
      return true;
    }
    if ((this.packed + 1) / this.table.length > MOST_FULL) this.growTable();
    const at = this.placeOf(this.scratch, 0);
    if (this.table[at] !== 0) return false;
    if ((this.packed & IN_BLOCK) === 0) this.blocks.push(new Uint32Array((IN_BLOCK + 1) * this.width));
    this.blocks.at(-1)?.set(this.scratch.subarray(0, this.width), (this.packed & IN_BLOCK) * this.width);
    this.packed += 1;
    this.table[at] = this.packed;
    return true;
  }

  /** Gives its memory back; nobody may be added any more. */
  letGo(): void {
    for (const block of this.blocks) letGo(block);
    this.blocks.length = 0;
    this.table = letGo(this.table);
    this.texts.clear();
    this.packed = 0;
  }

  /** The entry of the table where an id is, or where it would be. */
  private placeOf(words: Uint32Array, from: number): number {
    const { table, width } = this;
    const mask = table.length - 1;
    let hash = 0;
    for (let word = from; word < from + width; word += 1) {
      hash = Math.imul(hash ^ (words[word] ?? 0), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    for (let at = Math.imul(hash, 0x85ebca6b) & mask; ; at = (at + 1) & mask) {
      const entry = table[at] ?? 0;
      if (entry === 0) return at;
      const block = this.blocks[(entry - 1) >>> BLOCK_BITS];
      const start = ((entry - 1) & IN_BLOCK) * width;
      let word = 0;
      while (word < width && block?.[start + word] === words[from + word]) word += 1;
      if (word === width) return at;
    }
  }

  private growTable(): void {
    const { length } = this.table;
    letGo(this.table);
    this.table = new Uint32Array(length * 2);
    for (let place = 0; place < this.packed; place += 1) {
      const block = this.blocks[place >>> BLOCK_BITS] ?? this.scratch;
      this.table[this.placeOf(block, (place & IN_BLOCK) * this.width)] = place + 1;
    }
  }
}
