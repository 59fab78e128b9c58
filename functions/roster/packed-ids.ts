import type { Checksum } from './checksum.ts';
import { IS_TEXT, type Packing, packText, unpackWords, WIDTHS } from './id-words.ts';
import { PACK_ID, type PackId } from './pack-id.ts';
import { PIECE } from './piece.ts';
import { letGo } from './typed-memory.ts';
import { type SlotRange, WordIndex } from './word-index.ts';

const FEW = 8;

/**
 * Ids by slot, packed into one typed array. Whatever does not fit the packing is kept as text beside it, so nothing
 * depends on the packing but memory and speed. The index is made when somebody is first looked for by id, and again
 * after the ids have changed.
 */
export class PackedIds {
  readonly packing: Packing;
  private readonly width: number;
  private words: Uint32Array;
  private texts: string[] = [];
  private count = 0;
  private index: WordIndex | undefined;
  /** Slots of the ids that are kept as text: the rest of the index. */
  private readonly places = new Map<string, number>();
  private readonly scratch = new Uint32Array(4);
  private readonly packed = new Uint32Array(4);
  private readonly packId: PackId;
  private found = new Int32Array(0);

  constructor(packing: Packing, room = 16) {
    this.packing = packing;
    this.width = WIDTHS[packing];
    this.packId = PACK_ID[packing];
    this.words = new Uint32Array(Math.max(1, room) * this.width);
  }

  get size(): number {
    return this.count;
  }

  push(id: string): void {
    const { scratch, width } = this;
    if (!packText(this.packing, id, scratch)) {
      scratch.fill(0);
      scratch[0] = IS_TEXT + this.texts.length;
      this.texts.push(id);
    }
    const at = this.count * width;
    this.grow(1);
    for (let word = 0; word < width; word += 1) this.words[at + word] = scratch[word] ?? 0;
    this.index = undefined;
  }

  /** Takes over slots `from` to `end` of other ids. */
  append(ids: PackedIds, from: number, end: number): void {
    const { width } = this;
    if (ids.packing !== this.packing || ids.texts.length > 0) {
      for (let slot = from; slot < end; slot += 1) this.push(ids.at(slot));
      return;
    }
    const at = this.count * width;
    this.grow(end - from);
    // A view for each of a few costs more than the copying.
    if (end - from > FEW) this.words.set(ids.words.subarray(from * width, end * width), at);
    else for (let n = 0; n < (end - from) * width; n += 1) this.words[at + n] = ids.words[from * width + n] ?? 0;
    this.index = undefined;
  }

  /** @throws RangeError if there is no such slot */
  at(slot: number): string {
    if (slot < 0 || slot >= this.count) throw new RangeError(`There is no slot ${slot} among ${this.count}.`);
    const at = slot * this.width;
    const first = this.words[at] ?? 0;
    if (first >= IS_TEXT) return this.texts[first - IS_TEXT] ?? '';
    return unpackWords(this.packing, this.words, at);
  }

  /** Adds everybody to a checksum. @param states by slot, as places in PERSON_STATES */
  addTo(checksum: Checksum, states: Uint8Array): void {
    for (let slot = 0; slot < this.count; slot += PIECE)
      this.addSome(checksum, states, slot, Math.min(this.count, slot + PIECE));
  }

  private addSome(checksum: Checksum, states: Uint8Array, from: number, end: number): void {
    const { words, width } = this;
    for (let slot = from, at = from * width; slot < end; slot += 1, at += width) {
      const state = states[slot] ?? 0;
      if (this.packing === 'plc' && (words[at] ?? 0) < IS_TEXT) checksum.addPlc(words, at, state);
      else checksum.addPlaced(this.at(slot), state);
    }
  }

  /** Whether `id` is in that slot. Of a slot beyond the end nothing is. */
  isAt(slot: number, id: string): boolean {
    if (slot >= this.count) return false;
    const { scratch } = this;
    const first = this.words[slot * this.width] ?? 0;
    if (first >= IS_TEXT) return this.texts[first - IS_TEXT] === id;
    if (!packText(this.packing, id, scratch)) return false;
    const at = slot * this.width;
    for (let word = 0; word < this.width; word += 1) if (this.words[at + word] !== scratch[word]) return false;
    return true;
  }

  /**
   * Packs the id of `size` bytes, at least one, that ends before `end`, for {@link isPackedAt} and {@link findPacked}.
   * @returns false if it is not of this packing: then it is to be looked up as text
   */
  pack(view: DataView, end: number, size: number): boolean {
    return this.packId(view, end, size, this.packed, 0);
  }

  /** As {@link isAt}, of the id that was packed last. */
  isPackedAt(slot: number): boolean {
    if (slot >= this.count) return false;
    const at = slot * this.width;
    for (let word = 0; word < this.width; word += 1) if (this.words[at + word] !== this.packed[word]) return false;
    return true;
  }

  /** As {@link find}, of the id that was packed last. */
  findPacked(): number {
    return this.indexed().find(this.packed);
  }

  /** Slot of an id, or -1; of one that occurs twice, the first. */
  find(id: string): number {
    const index = this.indexed();
    if (!packText(this.packing, id, this.scratch)) return this.places.get(id) ?? -1;
    return index.find(this.scratch);
  }

  /** As {@link find}, for the id in a slot of others. */
  findOf(others: PackedIds, slot: number): number {
    const at = slot * others.width;
    if (others.packing !== this.packing || (others.words[at] ?? 0) >= IS_TEXT) return this.find(others.at(slot));
    return this.indexed().find(others.words, at);
  }

  /** As {@link findOf}, of all others, by slot; to be used before the next call. */
  findAll(others: PackedIds): Int32Array {
    if (this.found.length < others.count) this.found = new Int32Array(others.count);
    const { found } = this;
    if (this.count === 0) return found.fill(-1);
    const isSame = others.packing === this.packing;
    if (isSame) this.indexed().findAll(others.words, others.count, found);
    if (isSame && others.texts.length === 0) return found;
    for (let slot = 0; slot < others.count; slot += 1) {
      if (!isSame || (others.words[slot * others.width] ?? 0) >= IS_TEXT) found[slot] = this.find(others.at(slot));
    }
    return found;
  }

  /** What is to be stored of slots `from` to `end`: their words, and those kept as text by slot, counted from `from`. */
  stored(from: number, end: number): { readonly words: Uint32Array; readonly texts: readonly [number, string][] } {
    const words = this.words.slice(from * this.width, end * this.width);
    const texts: [number, string][] = [];
    for (let slot = from; slot < end; slot += 1) {
      if ((words[(slot - from) * this.width] ?? 0) < IS_TEXT) continue;
      texts.push([slot - from, this.at(slot)]);
      words.fill(0, (slot - from) * this.width, (slot - from + 1) * this.width);
    }
    return { words, texts };
  }

  /** The other way round. @throws RangeError if the words are not what {@link stored} gave */
  static fromStored(packing: Packing, words: Uint32Array, texts: readonly (readonly [number, string])[]): PackedIds {
    const width = WIDTHS[packing];
    const ids = new PackedIds(packing, 0);
    if (words.length % width !== 0) throw new RangeError('These words are no ids.');
    ids.words = words;
    ids.count = words.length / width;
    for (const [slot, text] of texts) {
      if (!Number.isInteger(slot) || slot < 0 || slot >= ids.count) throw new RangeError('These texts are no ids.');
      words[slot * width] = IS_TEXT + ids.texts.length;
      ids.texts.push(text);
    }
    for (let slot = 0; packing === 'text' && slot < ids.count; slot += 1) {
      if ((words[slot] ?? 0) < IS_TEXT) throw new RangeError('An id is missing.');
    }
    return ids;
  }

  private grow(by: number): void {
    this.count += by;
    const needed = this.count * this.width;
    if (needed <= this.words.length) return;
    const larger = new Uint32Array(Math.max(needed, Math.ceil(this.words.length * 1.5)));
    larger.set(this.words);
    // Whoever was given a view of these words was to use it before.
    letGo(this.words);
    this.words = larger;
  }

  /**
   * From now on finds those in some ranges of slots alone, and of an id that occurs more than once the last in the first
   * range that has it.
   */
  indexRanges(ranges: readonly SlotRange[]): void {
    this.places.clear();
    for (const { from, end } of this.texts.length === 0 ? [] : ranges) {
      for (let slot = end - 1; slot >= from; slot -= 1) {
        const first = this.words[slot * this.width] ?? 0;
        const text = first >= IS_TEXT ? this.texts[first - IS_TEXT] : undefined;
        if (text !== undefined && !this.places.has(text)) this.places.set(text, slot);
      }
    }
    const isText = this.packing === 'text';
    this.index = new WordIndex(this.words, this.width, isText ? 0 : this.count, isText ? [] : ranges);
  }

  /** Gives the memory of it all back; it may not be used any more. */
  letGo(): void {
    this.index?.letGo();
    this.index = undefined;
    letGo(this.words);
    this.count = 0;
    this.texts = [];
    this.places.clear();
  }

  private indexed(): WordIndex {
    if (this.index !== undefined) return this.index;
    this.places.clear();
    if (this.texts.length > 0) {
      for (let slot = this.count - 1; slot >= 0; slot -= 1) {
        const first = this.words[slot * this.width] ?? 0;
        if (first >= IS_TEXT) this.places.set(this.texts[first - IS_TEXT] ?? '', slot);
      }
    }
    this.index = new WordIndex(this.words, this.width, this.packing === 'text' ? 0 : this.count);
    return this.index;
  }
}
