import type { ByteWriter } from './bytes.ts';

/** Reads what `ByteWriter` wrote. Every method throws a RangeError for bytes that it did not write. */
export class ByteReader {
  private readonly buffer: Buffer;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u8(): number {
    return this.buffer.readUInt8(this.take(1));
  }

  u32(): number {
    return this.buffer.readUInt32LE(this.take(4));
  }

  f64(): number {
    return this.buffer.readDoubleLE(this.take(8));
  }

  /** A copy. */
  bytes(length: number): Uint8Array<ArrayBuffer> {
    const from = this.take(length);
    return new Uint8Array(this.buffer.subarray(from, from + length));
  }

  planes(count: number, width: number): Uint8Array<ArrayBuffer> {
    const from = this.take(count * width);
    const values = new Uint8Array(count * width);
    for (let plane = 0, read = from; plane < width; plane += 1) {
      for (let at = plane; at < values.length; at += width) values[at] = this.buffer[read++] ?? 0;
    }
    return values;
  }

  /** Texts at `wanted` of `count` places, which go up; each a copy, so that none keeps these bytes alive. */
  texts(count: number, wanted: readonly number[]): (string | undefined)[] {
    if (this.u8() === 0) return wanted.map(() => undefined);
    const { lengths, starts } = this.spans(count, wanted);
    const texts: (string | undefined)[] = [];
    for (let n = 0; n < wanted.length; n += 1) {
      const length = lengths[n] ?? 0;
      const from = starts[n] ?? 0;
      texts.push(length === 0 ? undefined : this.buffer.toString('utf8', from, from + length - 1));
    }
    return texts;
  }

  /** As {@link texts}, written as they are. */
  copyTexts(count: number, wanted: readonly number[], into: ByteWriter): void {
    if (this.u8() === 0) {
      into.u8(0);
      return;
    }
    const { lengths, starts } = this.spans(count, wanted);
    into.copiedTexts(this.buffer, lengths, starts);
  }

  /** How long texts are, plus one (0: there is none), and where they begin. */
  private spans(count: number, wanted: readonly number[]): { lengths: Uint16Array<ArrayBuffer>; starts: Uint32Array } {
    const { buffer } = this;
    const low = this.take(count * 2);
    const high = low + count;
    const lengths = new Uint16Array(wanted.length);
    const starts = new Uint32Array(wanted.length);
    let end = high + count;
    let place = 0;
    for (let n = 0; n <= wanted.length; n += 1) {
      const next = n < wanted.length ? (wanted[n] ?? 0) : count;
      for (; place < next; place += 1) {
        const length = (buffer[low + place] ?? 0) | ((buffer[high + place] ?? 0) << 8);
        if (length > 1) end += length - 1;
      }
      if (n === wanted.length) break;
      if (next >= count) throw new RangeError('A text is missing.');
      lengths[n] = (buffer[low + place] ?? 0) | ((buffer[high + place] ?? 0) << 8);
      starts[n] = end;
    }
    this.take(end - high - count);
    return { lengths, starts };
  }

  numbers(count: number, wanted: readonly number[]): (number | undefined)[] {
    const form = this.u8();
    if (form === 0) return wanted.map(() => undefined);
    let valueAt: (at: number) => number | undefined;
    if (form === 1) {
      const known: number[] = [];
      for (let left = this.below(257); left > 0; left -= 1) known.push(this.f64());
      const { buffer } = this;
      const from = this.take(count);
      valueAt = (at) => known[buffer[from + at] ?? 0];
    } else {
      const values = new Float64Array(this.planes(count, 8).buffer);
      valueAt = (at) => values[at];
    }
    return wanted.map((at) => {
      const value = valueAt(at);
      if (value === undefined) throw new RangeError('A number is missing.');
      return Number.isNaN(value) ? undefined : value;
    });
  }

  /** A count that must be below `bound`. */
  below(bound: number): number {
    const value = this.u32();
    if (value >= bound) throw new RangeError(`${value} is out of bounds.`);
    return value;
  }

  get isAtEnd(): boolean {
    return this.at === this.buffer.length;
  }

  /** @throws RangeError if anything is left */
  end(): void {
    if (!this.isAtEnd) throw new RangeError('There is more than was expected.');
  }

  private take(length: number): number {
    const from = this.at;
    if (from + length > this.buffer.length) throw new RangeError('There is less than was expected.');
    this.at = from + length;
    return from;
  }
}
