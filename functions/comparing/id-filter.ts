import { hashOf } from '../roster/word-index.ts';

/** Bits for each id, at least. */
const BITS = 16;

/**
 * Tells at once of nearly everybody that they are not among a few: two bits for each of these, in one word, so that one
 * look at memory suffices. Of strangers, one in a hundred passes.
 */
export class IdFilter {
  private readonly width: number;
  private readonly bits: Uint32Array;
  private readonly shift: number;

  constructor(words: Uint32Array, width: number, count: number) {
    this.width = width;
    const log = Math.max(1, Math.ceil(Math.log2((count * BITS) / 32)));
    this.shift = 32 - log;
    this.bits = new Uint32Array(2 ** log);
    for (let at = 0; at < count * width; at += width) {
      const hash = hashOf(words, at, width);
      const word = hash >>> this.shift;
      this.bits[word] = (this.bits[word] ?? 0) | bitsOf(hash);
    }
  }

  /** False if the id whose words begin at `at` is not among them. */
  mayHave(words: Uint32Array, at: number): boolean {
    const hash = hashOf(words, at, this.width);
    const bits = bitsOf(hash);
    return ((this.bits[hash >>> this.shift] ?? 0) & bits) === bits;
  }
}

/** From other bits of the hash than those that lead to the word. */
const bitsOf = (hash: number): number => (1 << hash) | (1 << (hash >>> 5));
