import { IdListFormatError } from './errors.ts';

export const NEWLINE = 10;
export const RETURN = 13;
/** Bytes that are looked at together: they stay in the processor's cache from being read to being done with. */
const ROOM = 256 * 1024;
/** Bytes before and behind them that may be loaded along with a first or last character, and mean nothing. */
const MARGIN = 32;
/** Of a window, what a list should show ahead of the line that is looked at. */
const AHEAD = 1 / 8;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** Puts the next bytes of a list into `into`, as many as it likes. @returns how many; 0 at the end */
export type ReadBytes = (into: Uint8Array) => number;

/** A list of lines as a window that moves over it: whole lines only, each with its end, also the last one. */
export class LineWindow {
  readonly bytes: Buffer;
  /** The same bytes. */
  readonly view: DataView;
  /** Where the first of the lines begins that are in the window and have not been taken. */
  from = MARGIN;
  /** Where the last one of them has ended. */
  stop = MARGIN;
  /** How far into the list the window's beginning is, in bytes. */
  private passed = -MARGIN;
  /** Where the bytes end that have been read. */
  private end = MARGIN;
  private isAtEnd = false;
  private readonly read: ReadBytes;
  private readonly full: number;

  /** @param room bytes; the longest line with its end */
  constructor(read: ReadBytes, room = ROOM) {
    this.read = read;
    this.full = MARGIN + room;
    const buffer = new ArrayBuffer(MARGIN + room + MARGIN);
    this.bytes = Buffer.from(buffer);
    this.view = new DataView(buffer);
    this.fill();
    if (BYTE_ORDER_MARK.every((byte, at) => this.bytes[MARGIN + at] === byte)) this.from += BYTE_ORDER_MARK.length;
  }

  /** Where in the list the line begins that is taken next, in bytes. */
  get position(): number {
    return this.passed + this.from;
  }

  /** Where in the window something is that is so far into the list. */
  placeOf(position: number): number {
    return position - this.passed;
  }

  /**
   * Sees to it that some lines are ahead of the one at `from`, if there are any. @returns false if all have been taken
   * @throws IdListFormatError if a line does not fit into the window
   */
  hasLines(): boolean {
    if (!this.isAtEnd && this.stop - this.from < (this.full - MARGIN) * AHEAD) this.next();
    return this.from < this.stop;
  }

  /** Moves on, so that it begins with the lines that have not been taken. */
  private next(): void {
    const { bytes, from } = this;
    bytes.copyWithin(MARGIN, from, this.end);
    this.passed += from - MARGIN;
    this.end -= from - MARGIN;
    this.from = MARGIN;
    this.fill();
  }

  private fill(): void {
    const { bytes, full } = this;
    while (this.end < full && !this.isAtEnd) {
      const count = this.read(bytes.subarray(this.end, full));
      this.end += count;
      this.isAtEnd = count === 0;
    }
    // Behind a full window there is still the margin.
    if (this.isAtEnd && this.end > MARGIN && bytes[this.end - 1] !== NEWLINE) bytes[this.end++] = NEWLINE;
    this.stop = Math.max(MARGIN, bytes.subarray(0, this.end).lastIndexOf(NEWLINE) + 1);
    if (this.stop === MARGIN && this.end > MARGIN) {
      throw new IdListFormatError(`Found a line of more than ${full - MARGIN} bytes, expected one id a line.`);
    }
  }
}

/** Of the line that begins at `from`, without its end. */
export function lengthOf(bytes: Uint8Array, from: number): number {
  let end = from;
  while (bytes[end] !== NEWLINE) end += 1;
  return end - from;
}

/** Where the id ends whose line ends at `end`: there may be a carriage return between. */
export function idEnd(bytes: Uint8Array, from: number, end: number): number {
  return end > from && bytes[end - 1] === RETURN ? end - 1 : end;
}
