import { hashOf } from '../roster/word-index.ts';
import type { IdForm } from './id-form.ts';
import type { LineWindow } from './line-window.ts';
import { LinePacker } from './pack-lines.ts';
import { RowsByPlace } from './rows-by-place.ts';
import { OF_AFTER, SameIds } from './same-ids.ts';

/** Ids that make a part, about: they and their hash table fit the processor's cache. */
const IN_PART = 8_192;
/** Rows of one part that lie together. */
const BLOCK_BITS = 7;
const BLOCK = 2 ** BLOCK_BITS;
const IN_BLOCK = BLOCK - 1;
const NONE = -1;

/**
 * The ids of two lists in any order, put together by their hashes as they are read, so that those that may be the same
 * lie together: to fetch each one from where it is takes longer than all the rest. A row is an id's words and its place
 * in its list, with {@link OF_AFTER} in the second one.
 */
export class IdParts {
  private readonly form: IdForm;
  /** Words of a row. */
  private readonly stride: number;
  private rows: Uint32Array;
  private blocks = 0;
  /** By part, the row that is filled next; at the beginning of a block, the part is in need of one. */
  private readonly ends: Uint32Array;
  /** By part, its first block, and by block, the next one of its part. */
  private readonly first: Int32Array;
  private following: Int32Array;

  /** @param expected ids in both lists together; more only take longer */
  constructor(form: IdForm, expected: number) {
    this.form = form;
    this.stride = form.width + 1;
    const parts = 2 ** Math.max(0, Math.ceil(Math.log2(expected / IN_PART)));
    const blocks = Math.ceil(expected / BLOCK) + parts;
    this.rows = new Uint32Array(blocks * BLOCK * this.stride);
    this.following = new Int32Array(blocks).fill(NONE);
    this.first = new Int32Array(parts).fill(NONE);
    this.ends = new Uint32Array(parts);
  }

  /** Takes all lines of a list. @param mark {@link OF_AFTER} or 0 */
  read(window: LineWindow, mark: number): void {
    const packer = new LinePacker(this.form);
    let place = mark;
    while (window.hasLines()) {
      packer.pack(window);
      this.add(packer.words, packer.count, place);
      place += packer.count;
    }
  }

  private add(words: Uint32Array, count: number, firstPlace: number): void {
    const { ends, stride } = this;
    const width = stride - 1;
    const parts = ends.length - 1;
    for (let n = 0, from = 0; n < count; n += 1, from += width) {
      const part = hashOf(words, from, width) & parts;
      let row = ends[part] ?? 0;
      if ((row & IN_BLOCK) === 0) row = this.newBlock(part, row);
      const to = row * stride;
      for (let word = 0; word < width; word += 1) this.rows[to + word] = words[from + word] ?? 0;
      this.rows[to + width] = firstPlace + n;
      ends[part] = row + 1;
    }
  }

  /** @param end where the part ends now. @returns its next row */
  private newBlock(part: number, end: number): number {
    const block = this.blocks;
    if (block === this.following.length) this.grow();
    if (this.first[part] === NONE) this.first[part] = block;
    else this.following[end / BLOCK - 1] = block;
    this.blocks += 1;
    return block * BLOCK;
  }

  private grow(): void {
    const rows = new Uint32Array(Math.ceil(this.blocks * 1.5 + 1) * BLOCK * this.stride);
    rows.set(this.rows);
    const following = new Int32Array(rows.length / BLOCK / this.stride).fill(NONE);
    following.set(this.following);
    this.rows = rows;
    this.following = following;
  }

  /** Who is in one list only. */
  difference(): { readonly lost: Iterable<string>; readonly gained: Iterable<string> } {
    const { stride } = this;
    const parts = Array.from(this.first, (_, part) => this.blocksOf(part));
    const most = parts.reduce((largest, blocks) => Math.max(largest, blocks.length), 0) * BLOCK;
    const rows = new Uint32Array(most * stride);
    const same = new SameIds(rows, stride, most);
    const lost = new RowsByPlace();
    const gained = new RowsByPlace();
    for (const [part, blocks] of parts.entries()) {
      for (const [n, block] of blocks.entries()) rows.set(this.block(block), n * BLOCK * stride);
      const rest = (this.ends[part] ?? 0) & IN_BLOCK;
      same.take(blocks.length * BLOCK - (rest === 0 ? 0 : BLOCK - rest));
      same.tell((row, place) => {
        const whole = (blocks[row >>> BLOCK_BITS] ?? 0) * BLOCK + (row & IN_BLOCK);
        if (place < OF_AFTER) lost.add(place, whole);
        else gained.add(place - OF_AFTER, whole);
      });
    }
    return { lost: this.idsOf(lost), gained: this.idsOf(gained) };
  }

  private blocksOf(part: number): number[] {
    const blocks: number[] = [];
    for (let at = this.first[part] ?? NONE; at !== NONE; at = this.following[at] ?? NONE) blocks.push(at);
    return blocks;
  }

  private block(block: number): Uint32Array {
    const words = BLOCK * this.stride;
    return this.rows.subarray(block * words, (block + 1) * words);
  }

  private idsOf(places: RowsByPlace): Iterable<string> {
    const { form, rows, stride } = this;
    return {
      *[Symbol.iterator]() {
        for (const row of places.rows()) yield form.idAt(rows, row * stride);
      },
    };
  }
}
