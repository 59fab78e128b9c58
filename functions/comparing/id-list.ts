import { IS_TEXT, type Packing, unpackWords, WIDTHS } from '../roster/id-words.ts';
import type { TextNumbers } from './text-numbers.ts';

/**
 * A list of ids, packed into words by place. An id of another form than most is kept as text, byte for byte, and its
 * number is its words: ids of lists that number texts together are the same if their words are.
 */
export class IdList {
  readonly packing: Packing;
  /** Words that one id takes. */
  readonly width: number;
  words: Uint32Array = new Uint32Array(0);
  size = 0;
  /** How long the line was that was packed last. */
  lineLength = 0;
  private readonly texts: TextNumbers;

  constructor(packing: Packing, texts: TextNumbers) {
    this.packing = packing;
    this.width = WIDTHS[packing];
    this.texts = texts;
  }

  at(place: number): string {
    const at = place * this.width;
    const first = this.words[at] ?? 0;
    if (first < IS_TEXT) return unpackWords(this.packing, this.words, at);
    return Buffer.from(this.texts.textOf(first - IS_TEXT), 'latin1').toString('utf8');
  }

  /** Adds an id by its bytes, each as a character. */
  pushText(text: string): void {
    const at = this.size * this.width;
    this.words.fill(0, at, at + this.width);
    this.words[at] = IS_TEXT + this.texts.numberOf(text);
    this.size += 1;
  }

  /** Makes room for so many more. */
  reserve(more: number): void {
    const needed = (this.size + more) * this.width;
    if (needed <= this.words.length) return;
    const larger = new Uint32Array(Math.max(needed, Math.ceil(this.words.length * 1.5)));
    larger.set(this.words.subarray(0, this.size * this.width));
    this.words = larger;
  }
}
