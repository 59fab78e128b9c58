import { isAscii } from 'node:buffer';
import { hashOfId } from './id-hash.ts';
import { idEnd, lengthOf } from './line-window.ts';

/** Of the table, at most so much is in use. */
const MOST_FULL = 0.5;
/** Ids that there is room for at first. */
const ROOM = 1_024;
/** Ids that are made one text, which they are cut out of. */
const TOGETHER = 1_024;

/**
 * The ids of some lines as bytes, where they lie, numbered as they come: no string and no object for each. An id that
 * comes again has a number of its own, but its marks go to where it came first.
 */
export class ByteIds {
  private readonly bytes: Buffer;
  private readonly view: DataView;
  /** By number, where each begins and ends. */
  private starts = new Uint32Array(ROOM);
  private ends = new Uint32Array(ROOM);
  private ownHashes = new Int32Array(ROOM);
  private marks = new Uint8Array(ROOM);
  /** By hash, a number plus one; 0 is free. */
  private table = new Uint32Array(0);
  private count = 0;

  /** @param bytes with the lines and some more behind them, which mean nothing */
  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get size(): number {
    return this.count;
  }

  /** By number. */
  get hashes(): Int32Array {
    return this.ownHashes.subarray(0, this.count);
  }

  /** Adds the ids of whole lines, to be entered when all are there. @param mark what is to be known of each */
  add(from: number, end: number, mark: number): void {
    const { bytes, view } = this;
    for (let at = from; at < end; ) {
      const lineEnd = at + lengthOf(bytes, at);
      const ended = idEnd(bytes, at, lineEnd);
      if (ended > at) {
        if (this.count === this.starts.length) this.grow();
        this.starts[this.count] = at;
        this.ends[this.count] = ended;
        this.ownHashes[this.count] = hashOfId(view, at, ended);
        this.marks[this.count] = mark;
        this.count += 1;
      }
      at = lineEnd + 1;
    }
  }

  /** From now on ids are found. */
  enter(): void {
    const { bytes, ownHashes, marks, starts, ends, count } = this;
    this.table = new Uint32Array(2 ** Math.ceil(Math.log2((count + 1) / MOST_FULL)));
    const { table } = this;
    for (let number = 0; number < count; number += 1) {
      const slot = this.slotOf(bytes, starts[number] ?? 0, ends[number] ?? 0, ownHashes[number] ?? 0);
      const first = (table[slot] ?? 0) - 1;
      if (first === -1) table[slot] = number + 1;
      else {
        marks[first] = (marks[first] ?? 0) | (marks[number] ?? 0);
        marks[number] = 0;
      }
    }
  }

  /** If one of them is the id in bytes `from` to `end`, adds marks to it. @param hash of it */
  mark(bytes: Uint8Array, from: number, end: number, hash: number, mark: number): void {
    const number = (this.table[this.slotOf(bytes, from, end, hash)] ?? 0) - 1;
    if (number !== -1) this.marks[number] = (this.marks[number] ?? 0) | mark;
  }

  /** Where in the table an id is, or would be. */
  private slotOf(bytes: Uint8Array, from: number, end: number, hash: number): number {
    const { table } = this;
    const mask = table.length - 1;
    let slot = hash & mask;
    for (let number = table[slot] ?? 0; number !== 0 && !this.isAt(number - 1, hash, bytes, from, end); ) {
      slot = (slot + 1) & mask;
      number = table[slot] ?? 0;
    }
    return slot;
  }

  private isAt(number: number, hash: number, bytes: Uint8Array, from: number, end: number): boolean {
    if (this.ownHashes[number] !== hash) return false;
    const start = this.starts[number] ?? 0;
    const size = end - from;
    if ((this.ends[number] ?? 0) - start !== size) return false;
    let same = 0;
    while (same < size && this.bytes[start + same] === bytes[from + same]) same += 1;
    return same === size;
  }

  /** What the bytes of the ids say in UTF-8 that have this mark and no other, in the order of their numbers. */
  *textsOf(mark: number): Generator<string> {
    for (let first = 0; first < this.count; first += TOGETHER) {
      const last = Math.min(this.count, first + TOGETHER) - 1;
      const start = this.starts[first] ?? 0;
      const bytes = this.bytes.subarray(start, this.ends[last]);
      const text = isAscii(bytes) ? bytes.toString('latin1') : undefined;
      for (let number = first; number <= last; number += 1) {
        if (this.marks[number] !== mark) continue;
        const from = (this.starts[number] ?? 0) - start;
        const end = (this.ends[number] ?? 0) - start;
        yield text?.slice(from, end) ?? bytes.toString('utf8', from, end);
      }
    }
  }

  private grow(): void {
    this.starts = twiceAsLong(this.starts);
    this.ends = twiceAsLong(this.ends);
    this.ownHashes = twiceAsLong(this.ownHashes);
    this.marks = twiceAsLong(this.marks);
  }
}

function twiceAsLong<A extends Uint32Array | Int32Array | Uint8Array>(array: A): A {
  const longer = new (array.constructor as new (length: number) => A)(array.length * 2);
  longer.set(array);
  return longer;
}
