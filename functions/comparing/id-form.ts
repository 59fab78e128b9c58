import { IS_TEXT, type Packing, unpackWords, WIDTHS } from '../roster/id-words.ts';
import { TextNumbers } from './text-numbers.ts';

/**
 * How the ids of some lists become words: numbers, if they are of the form of most. An id of another form is kept as
 * text, byte for byte, and its number is its words: two ids are the same if their words are.
 */
export class IdForm {
  readonly packing: Packing;
  /** Words that one id takes. */
  readonly width: number;
  private readonly texts = new TextNumbers();

  constructor(packing: Packing) {
    this.packing = packing;
    this.width = WIDTHS[packing];
  }

  /** Puts an id, its bytes each as a character, into the words from `at` on as text. */
  putText(text: string, words: Uint32Array, at: number): void {
    words.fill(0, at, at + this.width);
    words[at] = IS_TEXT + this.texts.numberOf(text);
  }

  /** The id whose words begin at `at`. */
  idAt(words: Uint32Array, at: number): string {
    const first = words[at] ?? 0;
    if (first < IS_TEXT) return unpackWords(this.packing, words, at);
    return Buffer.from(this.texts.textOf(first - IS_TEXT), 'latin1').toString('utf8');
  }
}
