import { IdListFormatError } from './errors.ts';

export const NEWLINE = 10;
export const RETURN = 13;
/** Bytes that are looked at together: they stay in the processor's cache from being read to being packed. */
const ROOM = 256 * 1024;
/** Bytes before and behind them that may be loaded along with a first or last character, and mean nothing. */
const MARGIN = 32;
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

  /**
   * Moves on to the lines behind those in the window. @returns false if there are none
   * @throws IdListFormatError if a line does not fit into the window
   */
  next(): boolean {
    const { bytes } = this;
    bytes.copyWithin(MARGIN, this.stop, this.end);
    this.end -= this.stop - MARGIN;
    this.from = MARGIN;
    this.fill();
    return this.stop > MARGIN;
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
