import type { ByteWriter } from './bytes.ts';

/** Rows that a column has room for at first: a segment's. */
const ROOM = 3_000;
const MOST_BYTES = 0xfffe;
/** Room beyond this is not kept. */
const MOST_ROOM = 1024 * 1024;

/** A column of numbers that grows at its end; undefined stays undefined. */
export class NumberColumn {
  private values = new Float64Array(ROOM);
  private count = 0;
  /** How many from the first on have none: most columns have none at all, and then nothing is written down. */
  private absent = 0;

  push(value: number | undefined): void {
    if (value === undefined && this.absent === this.count) {
      this.absent += 1;
      this.count += 1;
      return;
    }
    if (this.count >= this.values.length) {
      const larger = new Float64Array(Math.max(this.count + 1, this.values.length * 2));
      larger.set(this.values);
      this.values = larger;
    }
    if (this.absent === this.count) this.values.fill(Number.NaN, 0, this.count);
    this.values[this.count++] = value ?? Number.NaN;
  }

  /** Writes it, and is empty then. */
  flush(writer: ByteWriter): void {
    if (this.absent === this.count) writer.u8(0);
    else writer.numbers(this.values.subarray(0, this.count));
    this.count = 0;
    this.absent = 0;
  }
}

/** A column of texts that grows at its end; undefined stays undefined. A text may have 65,534 bytes. */
export class TextColumn {
  /** Plus one; 0 stands for undefined. */
  private lengths = new Uint16Array(ROOM);
  private count = 0;
  private bytes: Buffer = Buffer.alloc(0);
  private end = 0;
  /** As of a column of numbers. */
  private absent = 0;

  push(text: string | undefined): void {
    if (text === undefined && this.absent === this.count) {
      this.absent += 1;
      this.count += 1;
      return;
    }
    if (this.count >= this.lengths.length) {
      const larger = new Uint16Array(Math.max(this.count + 1, this.lengths.length * 2));
      larger.set(this.lengths);
      this.lengths = larger;
    }
    if (this.absent === this.count) this.lengths.fill(0, 0, this.count);
    let stored = 0;
    if (text !== undefined) {
      const needed = this.end + text.length * 3;
      if (needed > this.bytes.length) {
        const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.bytes.length * 2, 16 * 1024));
        larger.set(this.bytes.subarray(0, this.end));
        this.bytes = larger;
      }
      const written = this.bytes.write(text, this.end);
      if (written > MOST_BYTES) throw new RangeError('A text is too long to be stored.');
      this.end += written;
      stored = written + 1;
    }
    this.lengths[this.count++] = stored;
  }

  /** Whether all texts are undefined. */
  get isEmpty(): boolean {
    return this.absent === this.count;
  }

  /** Writes it, and is empty then. */
  flush(writer: ByteWriter): void {
    if (this.isEmpty) writer.u8(0);
    else writer.textsOf(this.lengths.slice(0, this.count), this.bytes.subarray(0, this.end));
    this.clear();
  }

  clear(): void {
    if (this.bytes.length > MOST_ROOM) this.bytes = Buffer.alloc(0);
    this.count = 0;
    this.end = 0;
    this.absent = 0;
  }
}
