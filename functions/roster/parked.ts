import { packForNow, unpackJson } from '../storage/pack.ts';
import { JsonList } from './json-list.ts';

/**
 * How many are packed together; fewer than that are in memory as text. They are given back together, and so few that
 * what is made of them dies young.
 */
const TOGETHER = 250;

/**
 * Keeps what came during a walk, in the order in which it came, as JSON: the last of it as text, the rest packed. Of a
 * million people tens of thousands were edited or gained, and as objects they would take more memory than the roster;
 * besides, each of their strings may be a part of the page that it was parsed from, and keep all of it alive.
 * What goes in must be the same after JSON.
 */
export class Parked<T> {
  private readonly packed: Uint8Array[] = [];
  private readonly waiting = new JsonList();

  push(one: T): void {
    this.waiting.push(one);
    if (this.waiting.length < TOGETHER) return;
    this.packed.push(packForNow(this.waiting.toBytes()));
    this.waiting.clear();
  }

  get length(): number {
    return this.packed.length * TOGETHER + this.waiting.length;
  }

  /** Some hundreds at a time, from number `first` on. */
  *batches(first = 0): Generator<readonly T[]> {
    for (let at = Math.floor(first / TOGETHER); at <= this.packed.length; at += 1) {
      const packed = this.packed[at];
      const batch = (
        packed === undefined ? JSON.parse(Buffer.from(this.waiting.toBytes()).toString()) : unpackJson(packed)
      ) as T[];
      const some = first > at * TOGETHER ? batch.slice(first - at * TOGETHER) : batch;
      if (some.length > 0) yield some;
    }
  }

  /** All of them, from number `first` on. */
  all(first = 0): T[] {
    return [...this.batches(first)].flat();
  }
}
