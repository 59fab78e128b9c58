import type { ByteWriter } from './bytes.ts';

/** Room for a number that lies in planes. */
const oneNumber = new DataView(new ArrayBuffer(8));

/** Reads what `ByteWriter` wrote. Every method throws a RangeError for bytes that it did not write. */
export class ByteReader {
  private readonly buffer: Buffer;
  private readonly view: DataView;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
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
    if (width % 4 === 0) {
      const words = new DataView(values.buffer);
      for (let word = 0; word < width; word += 4) joinFour(this.buffer, from + word * count, count, words, word, width);
    } else {
      for (let plane = 0; plane < width; plane += 1) joinOne(this.buffer, from + plane * count, values, plane, width);
    }
    return values;
  }

  /** Texts at `wanted` of `count` places, which go up; each a copy, so that none keeps these bytes alive. */
  texts(count: number, wanted: readonly number[]): (string | undefined)[] {
    const lengths = new Uint16Array(wanted.length);
    const starts = new Uint32Array(wanted.length);
    this.spans(count, wanted, lengths, starts);
    return wanted.map((_, n) => {
      const length = lengths[n] ?? 0;
      const from = starts[n] ?? 0;
      return length === 0 ? undefined : this.textAt(from, from + length - 1);
    });
  }

  /**
   * Where the texts at `wanted` of `count` places lie, which go up: how long each is, plus one (0: there is none), and
   * where it begins, for {@link textAt} and {@link copyTo}.
   * @returns false if there is none at all, and nothing was noted
   */
  spans(count: number, wanted: readonly number[], lengths: Uint16Array, starts: Uint32Array): boolean {
    if (this.u8() === 0) return false;
    const { buffer, view } = this;
    const low = this.take(count * 2);
    const high = low + count;
    let end = high + count;
    let place = 0;
    for (let n = 0; n < wanted.length; n += 1) {
      const next = wanted[n] ?? 0;
      if (next >= count) throw new RangeError('A text is missing.');
      end += bytesOfTexts(view, low + place, high + place, next - place);
      lengths[n] = (buffer[low + next] ?? 0) | ((buffer[high + next] ?? 0) << 8);
      starts[n] = end;
      place = next;
    }
    end += bytesOfTexts(view, low + place, high + place, count - place);
    this.take(end - high - count);
    return true;
  }

  /** A text that {@link spans} told of: a copy, which does not keep these bytes alive. */
  textAt(start: number, end: number): string {
    return this.buffer.toString('utf8', start, end);
  }

  /** Writes `size` bytes as they lie there. */
  copyTo(writer: ByteWriter, start: number, size: number): void {
    writer.copy(this.view, start, start + size);
  }

  /**
   * Numbers at `wanted` of `count` places, into `into`; NaN where there is none.
   * @returns false if there is none at all, and nothing was noted
   */
  numbers(count: number, wanted: readonly number[], into: Float64Array): boolean {
    const form = this.u8();
    if (form === 0) return false;
    const { buffer } = this;
    if (form === 1) {
      const known = this.below(257);
      const values = this.take(known * 8);
      const codes = this.take(count);
      for (let n = 0; n < wanted.length; n += 1) {
        const place = wanted[n] ?? 0;
        const code = buffer[codes + place] ?? 0;
        if (place >= count || code >= known) throw new RangeError('A number is missing.');
        into[n] = this.view.getFloat64(values + code * 8, true);
      }
      return true;
    }
    const first = this.take(count * 8);
    for (let n = 0; n < wanted.length; n += 1) {
      const place = wanted[n] ?? 0;
      if (place >= count) throw new RangeError('A number is missing.');
      for (let plane = 0; plane < 8; plane += 1) oneNumber.setUint8(plane, buffer[first + plane * count + place] ?? 0);
      into[n] = oneNumber.getFloat64(0, true);
    }
    return true;
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

// Each loop is a function of its own: one that ends within a larger one makes V8 compile all of that again and again.

/** Spreads `count` bytes of a plane over the values, `width` bytes each. */
function joinOne(plane: Uint8Array, from: number, values: Uint8Array, first: number, width: number): void {
  for (let at = first, read = from; at < values.length; at += width, read += 1) values[at] = plane[read] ?? 0;
}

/** Four planes of `count` bytes at a time, so that each word is written once. */
function joinFour(
  planes: Uint8Array,
  from: number,
  count: number,
  words: DataView,
  first: number,
  width: number,
): void {
  const b = from + count;
  const c = b + count;
  const d = c + count;
  for (let n = 0, at = first; n < count; n += 1, at += width) {
    const low = (planes[from + n] ?? 0) | ((planes[b + n] ?? 0) << 8);
    words.setInt32(at, low | ((planes[c + n] ?? 0) << 16) | ((planes[d + n] ?? 0) << 24), true);
  }
}

/** Bytes in each pair of bytes side by side. */
const PAIRS = 0x00ff00ff;
const inPairs = (pairs: number): number => (pairs & 0xffff) + (pairs >>> 16);

/** Bytes that `count` texts take, whose stored lengths (plus one; 0: there is none) begin at `low` and `high`: four at a time. */
function bytesOfTexts(view: DataView, low: number, high: number, count: number): number {
  let bytes = 0;
  let n = 0;
  for (; n + 4 <= count; n += 4) {
    const lows = view.getInt32(low + n, true);
    const highs = view.getInt32(high + n, true);
    const all = lows | highs;
    // A one in the byte of each that is there: the sum carries into its highest bit, if any other is set.
    const there = ((((all & 0x7f7f7f7f) + 0x7f7f7f7f) | all) >>> 7) & 0x01010101;
    bytes += inPairs((lows & PAIRS) + ((lows >>> 8) & PAIRS)) - inPairs((there & PAIRS) + ((there >>> 8) & PAIRS));
    if (highs !== 0) bytes += inPairs((highs & PAIRS) + ((highs >>> 8) & PAIRS)) << 8;
  }
  for (; n < count; n += 1) {
    const length = view.getUint8(low + n) | (view.getUint8(high + n) << 8);
    if (length > 1) bytes += length - 1;
  }
  return bytes;
}
