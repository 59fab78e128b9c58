import { PACK_ID } from '../roster/pack-id.ts';
import type { IdForm } from './id-form.ts';
import { idEnd, type LineWindow, lengthOf, NEWLINE } from './line-window.ts';

/** Bytes that are packed in one call: what is called often is compiled as a whole, and not in the middle of a long loop. */
const STRETCH = 4_096;
/** An id has at least one byte, and its line an end; lines that begin within the bytes count. */
const MOST = STRETCH / 2 + 1;

/** Packs lines into words, some at a time. */
export class LinePacker {
  readonly form: IdForm;
  /** The ids packed last. */
  readonly words: Uint32Array;
  /** How many these are. */
  count = 0;
  /** How long the last line was. */
  private length = 0;

  constructor(form: IdForm) {
    this.form = form;
    this.words = new Uint32Array(MOST * form.width);
  }

  /** Takes the next lines of a window, which has some, and packs their ids; empty lines are passed over. */
  pack(window: LineWindow): void {
    this.count = 0;
    const limit = Math.min(window.stop, window.from + STRETCH);
    this.packWords(window, limit);
    if (this.count === 0 && window.from < limit) this.packText(window);
  }

  /** Up to the first line that is not of the form. */
  private packWords(window: LineWindow, limit: number): void {
    const { words } = this;
    const { width, packing } = this.form;
    const { bytes, view } = window;
    const pack = PACK_ID[packing];
    let { from } = window;
    let at = 0;
    // Most lines are as long as the one before: the end is guessed, and proved by there being nothing but an id before it.
    let { length } = this;
    while (from < limit) {
      const isGuessed = bytes[from + length] === NEWLINE;
      if (!isGuessed) length = lengthOf(bytes, from);
      const size = idEnd(bytes, from, from + length) - from;
      if (size > 0) {
        if (!pack(view, from + size, size, words, at)) {
          if (!isGuessed || lengthOf(bytes, from) === length) break;
          length = lengthOf(bytes, from);
          continue;
        }
        at += width;
      }
      from += length + 1;
    }
    window.from = from;
    this.count = at / width;
    this.length = length;
  }

  /** One line as it is. */
  private packText(window: LineWindow): void {
    const { bytes, from } = window;
    const lineEnd = from + lengthOf(bytes, from);
    this.form.putText(bytes.toString('latin1', from, idEnd(bytes, from, lineEnd)), this.words, 0);
    this.count = 1;
    window.from = lineEnd + 1;
  }
}
