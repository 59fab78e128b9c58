import type { JsonBytes } from '../core/listed-rows.ts';
import { letGo } from './typed-memory.ts';

const LEAST_ROOM = 16 * 1024;
/** Room beyond this is not kept. */
const MOST_ROOM = 4 * 1024 * 1024;
const COMMA = 0x2c;
const WORD = 4;

/**
 * Values as the text of a JSON array that grows at its end, in bytes: as strings or objects they would be moved again
 * and again by the garbage collector while they wait.
 */
export class JsonList implements JsonBytes {
  /** A comma goes before each value. */
  private room: Buffer = Buffer.alloc(0);
  /** The same, with room for a whole word behind what is reserved. */
  private words = new DataView(this.room.buffer, 0, 0);
  private bytes = 0;
  private count = 0;

  get length(): number {
    return this.count;
  }

  /** Bytes of its text, but for the end of the array. */
  get size(): number {
    return this.bytes;
  }

  push(value: unknown): void {
    this.begin();
    this.value(value);
  }

  /** Begins another value, which is to be written whole. */
  begin(): void {
    this.reserve(1);
    this.room[this.bytes++] = COMMA;
    this.count += 1;
  }

  value(value: unknown): void {
    const text = JSON.stringify(value);
    this.reserve(text.length * 3);
    this.bytes += this.room.write(text, this.bytes);
  }

  number(value: number): void {
    const text = String(value);
    this.reserve(text.length);
    for (let at = 0; at < text.length; at += 1) this.room[this.bytes++] = text.charCodeAt(at);
  }

  copy(view: DataView, from: number, end: number): void {
    this.reserve(end - from);
    const { words } = this;
    let into = this.bytes;
    // Whole words: what is behind the last byte is written over.
    for (let at = from; at < end; at += 4, into += 4) words.setInt32(into, view.getInt32(at, true), true);
    this.bytes += end - from;
  }

  /** The text of the whole array; to be used before anything else is done. */
  toBytes(): Uint8Array {
    this.reserve(1);
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
    const needed = this.bytes + more + WORD;
    if (needed <= this.room.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(LEAST_ROOM, needed, this.room.length * 2));
    larger.set(this.room.subarray(0, this.bytes));
    letGo(this.room);
    this.room = larger;
    this.words = new DataView(larger.buffer, larger.byteOffset, larger.byteLength);
  }
}

const BEGIN = 0x5b;
const END = 0x5d;
const EMPTY = Buffer.from('[]');
