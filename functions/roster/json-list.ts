import { letGo } from './typed-memory.ts';

const LEAST_ROOM = 16 * 1024;
/** Room beyond this is not kept. */
const MOST_ROOM = 4 * 1024 * 1024;
const COMMA = 0x2c;

/**
 * Values as the text of a JSON array that grows at its end, in bytes: as strings or objects they would be moved again
 * and again by the garbage collector while they wait.
 */
export class JsonList {
  /** A comma goes before each value. */
  private room: Buffer = Buffer.alloc(0);
  private bytes = 0;
  private count = 0;

  get length(): number {
    return this.count;
  }

  push(value: unknown): void {
    const text = JSON.stringify(value);
    this.reserve(2 + text.length * 3);
    this.room[this.bytes++] = COMMA;
    this.bytes += this.room.write(text, this.bytes);
    this.count += 1;
  }

  /** The text of the whole array; to be used before anything else is done. */
  toBytes(): Uint8Array {
    this.reserve(2);
    this.room[this.bytes] = END;
    if (this.bytes === 0) return EMPTY;
    this.room[0] = BEGIN;
    return this.room.subarray(0, this.bytes + 1);
  }

  toText(): string {
    const { buffer, byteOffset, byteLength } = this.toBytes();
    return Buffer.from(buffer, byteOffset, byteLength).toString();
  }

  clear(): void {
    if (this.room.length > MOST_ROOM) this.letGo();
    this.bytes = 0;
    this.count = 0;
  }

  /** Gives its memory back; it is empty then. */
  letGo(): void {
    this.room = letGo(this.room);
    this.bytes = 0;
    this.count = 0;
  }

  private reserve(more: number): void {
    if (this.bytes + more <= this.room.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(LEAST_ROOM, this.bytes + more, this.room.length * 2));
    larger.set(this.room.subarray(0, this.bytes));
    letGo(this.room);
    this.room = larger;
  }
}

const BEGIN = 0x5b;
const END = 0x5d;
const EMPTY = Buffer.from('[]');
