import type { IdFilter } from './id-filter.ts';
import { hashIfPrintable, hashOfId, NOT_KNOWN } from './id-hash.ts';
import { idEnd, type LineWindow, lengthOf, NEWLINE } from './line-window.ts';

/** Bytes that are gone through in one call: what is called often is compiled as a whole, not in the middle of a long loop. */
const STRETCH = 4_096;

/** Lets the lines of a window pass, but for those that may be among a few. */
export class LineSieve {
  private readonly filter: IdFilter;
  /** Of the line before. */
  private length = 0;
  /** The line that it stopped at: where its id begins and ends in the window, and its hash. */
  from = 0;
  end = 0;
  hash = 0;

  constructor(filter: IdFilter) {
    this.filter = filter;
  }

  /**
   * Takes lines that begin before `until`, to the first one that may be among the few, or some thousand bytes.
   * @returns whether it stopped at one that may
   */
  stops(window: LineWindow, until: number): boolean {
    const { bytes, view } = window;
    const { filter } = this;
    const last = Math.min(until, window.from + STRETCH);
    let { from } = window;
    let { length } = this;
    let end = 0;
    let hash = NOT_KNOWN;
    let mayBe = false;
    while (from < last && !mayBe) {
      this.from = from;
      // Most lines are as long as the one before: the end is guessed, and proved by there being nothing but an id before it.
      end = from + length;
      hash = bytes[end] === NEWLINE ? hashIfPrintable(view, from, end) : NOT_KNOWN;
      if (hash === NOT_KNOWN) {
        length = lengthOf(bytes, from);
        end = idEnd(bytes, from, from + length);
        hash = hashOfId(view, from, end);
      }
      mayBe = filter.mayHave(hash);
      from += length + 1;
    }
    window.from = from;
    this.length = length;
    this.end = end;
    this.hash = hash;
    return mayBe;
  }
}
