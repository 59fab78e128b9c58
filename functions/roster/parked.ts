import type { JsonBytes } from '../core/listed-rows.ts';
import { giveBack, packForNow, unpackJson } from '../storage/pack.ts';
import { ByteStore } from './byte-store.ts';
import { JsonList } from './json-list.ts';

/**
 * How many are packed together; fewer than that are in memory as text. They are given back together, and so few that
 * what is made of them dies young.
 */
const TOGETHER = 250;
/** Bytes that are packed together, about: what is parsed from 100,000 characters and more, V8 puts among what lives for long. */
const TEXT_TOGETHER = 64 * 1024;

/** Some of what a checkpoint holds, as it lies in the table and as it was read from there. */
export interface KeptPart<T> {
  /** By `packJson`. */
  readonly packed: Uint8Array;
  readonly people: readonly T[];
}

/**
 * Keeps what came during a walk, in the order in which it came, as JSON: the last of it as text, the rest packed. Of a
 * million people tens of thousands were edited or gained, and as objects they would take more memory than the roster;
 * besides, each of their strings may be a part of the page that it was parsed from, and keep all of it alive.
 * What goes in must be the same after JSON.
 */
export class Parked<T> {
  private readonly packed = new ByteStore();
  /** How many there are up to the end of each that is packed. */
  private readonly ends: number[] = [];
  private readonly waiting = new JsonList();

  push(one: T): void {
    this.waiting.push(one);
    if (this.isFull()) this.packWaiting();
  }

  /** As {@link push}, of one that is never made: `write` writes it down as JSON. */
  pushWritten(write: (into: JsonBytes) => void): void {
    this.waiting.begin();
    write(this.waiting);
    if (this.isFull()) this.packWaiting();
  }

  /** Takes over many at once, as they are packed already. */
  take({ packed, people }: KeptPart<T>): void {
    if (this.waiting.length > 0) this.packWaiting();
    this.packed.add(packed);
    this.ends.push(this.length + people.length);
  }

  get length(): number {
    return (this.ends.at(-1) ?? 0) + this.waiting.length;
  }

  /** Some hundreds at a time, from number `first` on. */
  batches(first = 0): Generator<readonly T[]> {
    return this.given(first, false);
  }

  /** As {@link batches}, of everybody for the last time: memory is given back on the way, and in the end nobody is in it. */
  *drain(): Generator<readonly T[]> {
    yield* this.given(0, true);
    this.letGo();
  }

  private *given(first: number, isLast: boolean): Generator<readonly T[]> {
    for (let at = 0, from = 0; at <= this.packed.length; at += 1) {
      const end = this.ends[at] ?? this.length;
      if (end > Math.max(first, from)) {
        const batch = this.unpacked(at);
        if (isLast) this.packed.letGoBefore(at + 1);
        const skipped = Math.max(0, first - from);
        for (let next = skipped; next < batch.length; next += TOGETHER) {
          yield next === 0 && batch.length <= TOGETHER ? batch : batch.slice(next, next + TOGETHER);
        }
      }
      from = end;
    }
  }

  /** All of them, from number `first` on. */
  all(first = 0): T[] {
    return [...this.batches(first)].flat();
  }

  /** Gives its memory back; nobody is in it any more. */
  letGo(): void {
    this.packed.letGo();
    this.ends.length = 0;
    this.waiting.letGo();
  }

  private unpacked(number: number): readonly T[] {
    const packed = this.packed.at(number);
    const values = packed === undefined ? JSON.parse(this.waiting.toText()) : unpackJson(packed);
    return values as T[];
  }

  private isFull(): boolean {
    return this.waiting.length === TOGETHER || this.waiting.size >= TEXT_TOGETHER;
  }

  private packWaiting(): void {
    const count = this.length;
    const packed = packForNow(this.waiting.toBytes());
    this.packed.add(packed);
    giveBack(packed);
    this.waiting.clear();
    this.ends.push(count);
  }
}
