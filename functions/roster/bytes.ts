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
  private view = viewOf(room);
  private length = 0;

  u8(value: number): void {
    this.reserve(1);
    this.buffer[this.length++] = value;
  }

  u16(value: number): void {
    this.reserve(2);
    this.buffer[this.length++] = value;
    this.buffer[this.length++] = value >>> 8;
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

  /** Bytes `from` to `end` of others: as most texts are short, a view of each would cost more than the copying. */
  copy(values: DataView, from: number, end: number): void {
    this.reserve(end - from);
    const { view } = this;
    let at = from;
    let to = this.length;
    for (; at + 4 <= end; at += 4, to += 4) view.setInt32(to, values.getInt32(at, true), true);
    for (; at < end; at += 1, to += 1) view.setUint8(to, values.getUint8(at));
    this.length = to;
  }

  /** How many bytes were written. */
  get size(): number {
    return this.length;
  }

  /** Bytes of equal weight side by side: the high ones hardly differ. @param width bytes a value */
  planes(values: Uint8Array, width: number): void {
    this.reserve(values.length);
    const count = values.length / width;
    for (let plane = 0; plane < width; plane += 1) {
      split(values, plane, width, this.buffer, this.length);
      this.length += count;
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
    for (let at = 0; at < values.length; at += 1) {
      const value = values[at];
      if (value === undefined) continue;
      this.reserve(value.length * 3);
      const written = this.buffer.write(value, this.length);
      if (written > 0xfffe) throw new RangeError('A text is too long to be stored.');
      lengths[at] = written + 1;
      this.length += written;
    }
    const end = this.length;
    this.length = from - lengths.byteLength;
    this.planes(new Uint8Array(lengths.buffer), 2);
    this.length = end;
  }

  /** As {@link texts}: stored lengths (plus one, 0 for undefined), and all texts one after the other. */
  textsOf(lengths: Uint16Array<ArrayBuffer>, bytes: Uint8Array): void {
    this.u8(1);
    this.planes(new Uint8Array(lengths.buffer), 2);
    this.bytes(bytes);
  }

  /** Few different values as a list of them and a byte each, many as they are; NaN stands for undefined. */
  numbers(values: ArrayLike<number | undefined>): void {
    const codes = new Map<number, number>();
    const coded = new Uint8Array(values.length);
    let last = Number.NaN;
    let code = -1;
    for (let at = 0; at < values.length; at += 1) {
      const value = values[at] ?? Number.NaN;
      // Neighbours are mostly the same.
      if (code === -1 || !Object.is(value, last)) {
        code = codes.get(value) ?? codes.size;
        if (code === 256) {
          this.manyNumbers(values);
          return;
        }
        codes.set(value, code);
        last = value;
      }
      coded[at] = code;
    }
    const isAbsent = codes.size === 0 || (codes.size === 1 && codes.has(Number.NaN));
    this.u8(isAbsent ? 0 : 1);
    if (isAbsent) return;
    this.u32(codes.size);
    for (const value of codes.keys()) this.f64(value);
    this.bytes(coded);
  }

  private manyNumbers(values: ArrayLike<number | undefined>): void {
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
    this.view = viewOf(larger);
    if (larger.length <= MOST_ROOM) room = larger;
  }
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength);

/** Puts every `width`-th byte side by side. A function of its own: see `byte-reader.ts`. */
function split(values: Uint8Array, first: number, width: number, into: Uint8Array, from: number): void {
  for (let at = first, to = from; at < values.length; at += width, to += 1) into[to] = values[at] ?? 0;
}
