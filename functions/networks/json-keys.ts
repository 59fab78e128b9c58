import { COLON, COMMA, END_OBJECT, plainEnd, QUOTE, valueEnd } from './json-scan.ts';

/** More different keys than this are not learned. */
const MOST = 64;
/** Bytes of a key with its quotes and its colon, and of a value, that are learned at most. */
const LONGEST = 64;
const BYTES = new Int32Array(5);
for (let size = 0; size < 4; size += 1) BYTES[size] = ~(-1 << (size * 8));

/**
 * The keys of rows as they come one after the other, in nearly all rows the same ones: each is told by the one before it,
 * and by four bytes at once.
 */
export class JsonKeys {
  private readonly fields: readonly string[];
  private readonly keys = new DataView(new ArrayBuffer(MOST * LONGEST + 4));
  private readonly sizes = new Int32Array(MOST);
  private readonly fieldOfKey = new Int8Array(MOST);
  /** Which two came after each lately; after none, at the end. -1: not known yet. */
  private readonly next = new Int8Array((MOST + 1) * 2).fill(-1);
  private readonly values = new DataView(new ArrayBuffer(MOST * LONGEST + 4));
  private readonly valueSizes = new Int32Array(MOST);
  private count = 0;

  constructor(fields: readonly string[]) {
    this.fields = fields;
  }

  /**
   * Number of the key at `at`, its quote, if it is one of those that are known.
   * @param before number of the key before, -1 if there is none @returns -1 if it is to be read letter by letter
   */
  at(view: DataView, at: number, before: number): number {
    const { next } = this;
    const place = (before === -1 ? MOST : before) * 2;
    const first = next[place] ?? -1;
    if (first !== -1 && this.isAt(first, view, at)) return first;
    const second = next[place + 1] ?? -1;
    if (second !== -1 && this.isAt(second, view, at)) {
      next[place] = second;
      next[place + 1] = first;
      return second;
    }
    const learned = this.learn(view, at);
    next[place + 1] = first;
    next[place] = learned;
    return learned;
  }

  /** Bytes of a key, from its first quote to its colon. */
  sizeOf(key: number): number {
    return this.sizes[key] ?? 0;
  }

  /** Number of the field that a key is, -1 if it is not wanted. */
  fieldOf(key: number): number {
    return this.fieldOfKey[key] ?? -1;
  }

  /** As `valueEnd`, of a value that is not wanted and is often the same. */
  valueEnd(key: number, view: DataView, from: number): number {
    const size = this.valueSizes[key] ?? 0;
    if (size > 0 && isSame(this.values, key * LONGEST, view, from, size)) {
      const behind = view.getUint8(from + size);
      if (behind === COMMA || behind === END_OBJECT) return from + size;
    }
    const end = valueEnd(view, from);
    const length = end - from;
    this.valueSizes[key] = 0;
    if (end === -1 || length > LONGEST) return end;
    for (let n = 0; n < length; n += 1) this.values.setUint8(key * LONGEST + n, view.getUint8(from + n));
    this.valueSizes[key] = length;
    return end;
  }

  private isAt(key: number, view: DataView, at: number): boolean {
    return isSame(this.keys, key * LONGEST, view, at, this.sizes[key] ?? 0);
  }

  private learn(view: DataView, at: number): number {
    const end = view.getUint8(at) === QUOTE ? plainEnd(view, at + 1) : at;
    const size = end + 2 - at;
    if (end === at || view.getUint8(end) !== QUOTE || view.getUint8(end + 1) !== COLON || size > LONGEST) return -1;
    for (let key = 0; key < this.count; key += 1) if (this.sizes[key] === size && this.isAt(key, view, at)) return key;
    if (this.count === MOST) return -1;
    const key = this.count;
    let name = '';
    for (let n = 0; n < size; n += 1) {
      const byte = view.getUint8(at + n);
      this.keys.setUint8(key * LONGEST + n, byte);
      if (n > 0 && n < size - 2) name += String.fromCharCode(byte);
    }
    this.sizes[key] = size;
    this.fieldOfKey[key] = this.fields.indexOf(name);
    this.count += 1;
    return key;
  }
}

/** Whether `size` bytes of both are the same. */
function isSame(left: DataView, from: number, right: DataView, at: number, size: number): boolean {
  let n = 0;
  for (; n + 4 <= size; n += 4) if (left.getInt32(from + n, true) !== right.getInt32(at + n, true)) return false;
  if (n === size) return true;
  // Room for whole words is behind what both hold.
  return ((left.getInt32(from + n, true) ^ right.getInt32(at + n, true)) & (BYTES[size - n] ?? 0)) === 0;
}
