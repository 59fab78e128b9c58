/** Room beyond this is not kept. */
const MOST_ROOM = 4 * 1024 * 1024;

/** The room that all writers share, one after the other: new room for each part would be hundreds of MB in a large pull. */
let room: Buffer = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * Puts columns of values one after the other, each in the form that compresses best. Numbers are little-endian. What one
 * writer gives is to be used before the next one is made.
 */
export class ByteWriter {
  private buffer = room;
  private length = 0;

  u8(value: number): void {
    this.reserve(1);
    this.length = this.buffer.writeUInt8(value, this.length);
  }

  u32(value: number): void {
    this.reserve(4);
    this.length = this.buffer.writeUInt32LE(value, this.length);
  }

  f64(value: number): void {
    this.reserve(8);
    this.length = this.buffer.writeDoubleLE(value, this.length);
  }

  bytes(values: Uint8Array): void {
    this.reserve(values.length);
    this.buffer.set(values, this.length);
    this.length += values.length;
  }

  /** Bytes of equal weight side by side: the high ones hardly differ. @param width bytes a value */
  planes(values: Uint8Array, width: number): void {
    this.reserve(values.length);
    for (let plane = 0; plane < width; plane += 1) {
      for (let at = plane; at < values.length; at += width) this.buffer[this.length++] = values[at] ?? 0;
    }
  }

  /** Lengths first, then all text as UTF-8; undefined stays undefined. A text may have 65,534 bytes. */
  texts(values: readonly (string | undefined)[]): void {
    const isAbsent = values.every((value) => value === undefined);
    this.u8(isAbsent ? 0 : 1);
    if (isAbsent) return;
    const lengths = new Uint16Array(values.length);
    const from = this.length + lengths.byteLength;
    this.reserve(lengths.byteLength);
    this.length = from;
    for (const [at, value] of values.entries()) {
      if (value === undefined) continue;
      this.reserve(value.length * 3);
      const written = this.buffer.write(value, this.length, 'utf8');
      if (written > 0xfffe) throw new RangeError('A text is too long to be stored.');
      lengths[at] = written + 1;
      this.length += written;
    }
    const end = this.length;
    this.length = from - lengths.byteLength;
    this.planes(new Uint8Array(lengths.buffer), 2);
    this.length = end;
  }

  /** Few different values as a list of them and a byte each, many as they are; undefined stays undefined. */
  numbers(values: readonly (number | undefined)[]): void {
    const codes = new Map<number | undefined, number>();
    for (const value of values) {
      if (!codes.has(value)) codes.set(value, codes.size);
      if (codes.size > 256) break;
    }
    if (codes.size > 256) {
      this.manyNumbers(values);
      return;
    }
    const isAbsent = codes.size === 0 || (codes.size === 1 && codes.has(undefined));
    this.u8(isAbsent ? 0 : 1);
    if (isAbsent) return;
    this.u32(codes.size);
    for (const value of codes.keys()) this.f64(value ?? Number.NaN);
    this.bytes(Uint8Array.from(values, (value) => codes.get(value) ?? 0));
  }

  private manyNumbers(values: readonly (number | undefined)[]): void {
    this.u8(2);
    this.planes(new Uint8Array(Float64Array.from(values, (value) => value ?? Number.NaN).buffer), 8);
  }

  result(): Uint8Array {
    return this.buffer.subarray(0, this.length);
  }

  private reserve(more: number): void {
    if (this.length + more <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.length + more, this.buffer.length * 2));
    larger.set(this.buffer.subarray(0, this.length));
    this.buffer = larger;
    if (larger.length <= MOST_ROOM) room = larger;
  }
}

/** Reads what {@link ByteWriter} wrote. Every method throws a RangeError for bytes that it did not write. */
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
    const low = this.take(count * 2);
    const high = low + count;
    const { buffer } = this;
    const starts: number[] = [];
    let end = high + count;
    let next = 0;
    for (let place = 0; place < count; place += 1) {
      if (place === wanted[next]) {
        starts.push(end);
        next += 1;
      }
      const length = (buffer[low + place] ?? 0) | ((buffer[high + place] ?? 0) << 8);
      if (length > 1) end += length - 1;
    }
    this.take(end - high - count);
    return wanted.map((place, n) => {
      const length = (buffer[low + place] ?? 0) | ((buffer[high + place] ?? 0) << 8);
      const from = starts[n];
      return length === 0 || from === undefined ? undefined : buffer.toString('utf8', from, from + length - 1);
    });
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
