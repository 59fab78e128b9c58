/** Of the table, at most so much is in use. */
const MOST_FULL = 0.5;
/** Ids that there is room for at first, and bytes for each. */
const ROOM = 1_024;
const BYTES = 16;

/** Some ids as bytes, each once, numbered as they came: no string and no object for each. */
export class ByteIds {
  private bytes = Buffer.alloc(ROOM * BYTES);
  /** Where each begins; one more where the last one ends. */
  private starts = new Float64Array(ROOM + 1);
  private ownHashes = new Int32Array(ROOM);
  private ownMarks = new Uint8Array(ROOM);
  /** By hash, a number plus one; 0 is free. */
  private table = new Uint32Array(ROOM / MOST_FULL);
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** By number. */
  get hashes(): Int32Array {
    return this.ownHashes.subarray(0, this.count);
  }

  /** By number, whatever is to be known of an id; 0 at first. */
  get marks(): Uint8Array {
    return this.ownMarks;
  }

  /** Number of the id in bytes `from` to `end`; it is added if it was not there. @param hash of it */
  add(bytes: Uint8Array, from: number, end: number, hash: number): number {
    const known = this.find(bytes, from, end, hash);
    if (known !== -1) return known;
    const number = this.count;
    if (number === this.ownHashes.length) this.grow();
    const start = this.starts[number] ?? 0;
    const size = end - from;
    if (start + size > this.bytes.length) this.growBytes(start + size);
    for (let at = 0; at < size; at += 1) this.bytes[start + at] = bytes[from + at] ?? 0;
    this.starts[number + 1] = start + size;
    this.ownHashes[number] = hash;
    this.count += 1;
    this.enter(number);
    return number;
  }

  /** Number of an id, or -1. */
  find(bytes: Uint8Array, from: number, end: number, hash: number): number {
    const { table } = this;
    const mask = table.length - 1;
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const number = (table[at] ?? 0) - 1;
      if (number === -1) return -1;
      if (this.ownHashes[number] === hash && this.isAt(number, bytes, from, end)) return number;
    }
  }

  private isAt(number: number, bytes: Uint8Array, from: number, end: number): boolean {
    const start = this.starts[number] ?? 0;
    const size = end - from;
    if ((this.starts[number + 1] ?? 0) - start !== size) return false;
    let same = 0;
    while (same < size && this.bytes[start + same] === bytes[from + same]) same += 1;
    return same === size;
  }

  /** What the bytes of an id say in UTF-8. */
  textAt(number: number): string {
    return this.bytes.toString('utf8', this.starts[number] ?? 0, this.starts[number + 1] ?? 0);
  }

  private enter(number: number): void {
    const { table } = this;
    const mask = table.length - 1;
    let at = (this.ownHashes[number] ?? 0) & mask;
    while (table[at] !== 0) at = (at + 1) & mask;
    table[at] = number + 1;
  }

  private grow(): void {
    const room = this.ownHashes.length * 2;
    const starts = new Float64Array(room + 1);
    starts.set(this.starts);
    this.starts = starts;
    const hashes = new Int32Array(room);
    hashes.set(this.ownHashes);
    this.ownHashes = hashes;
    const marks = new Uint8Array(room);
    marks.set(this.ownMarks);
    this.ownMarks = marks;
    this.table = new Uint32Array(room / MOST_FULL);
    for (let number = 0; number < this.count; number += 1) this.enter(number);
  }

  private growBytes(least: number): void {
    const larger = Buffer.alloc(Math.max(least, this.bytes.length * 2));
    larger.set(this.bytes);
    this.bytes = larger;
  }
}
