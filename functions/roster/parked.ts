import { packBytes, unpackJson } from '../storage/pack.ts';

/** How many are packed together; as many again are in memory as text. */
const TOGETHER = 2_000;

/**
 * Keeps what came during a walk, in the order in which it came, as JSON: the last of it as text, the rest packed. Of a
 * million people tens of thousands were edited or gained, and as objects they would take more memory than the roster;
 * besides, each of their strings may be a part of the page that it was parsed from, and keep all of it alive.
 * What goes in must be the same after JSON.
 */
export class Parked<T> {
  private readonly packed: Uint8Array[] = [];
  private texts: string[] = [];

  push(one: T): void {
    this.texts.push(JSON.stringify(one));
    if (this.texts.length < 2 * TOGETHER) return;
    this.packed.push(packBytes(Buffer.from(listOf(this.texts.slice(0, TOGETHER)))));
    this.texts = this.texts.slice(TOGETHER);
  }

  get length(): number {
    return this.packed.length * TOGETHER + this.texts.length;
  }

  /** Some thousands at a time, from number `first` on. */
  *batches(first = 0): Generator<readonly T[]> {
    for (let at = Math.floor(first / TOGETHER); at < this.packed.length; at += 1) {
      const batch = unpackJson(this.packed[at]) as T[];
      yield first > at * TOGETHER ? batch.slice(first - at * TOGETHER) : batch;
    }
    const texts = this.texts.slice(Math.max(0, first - this.packed.length * TOGETHER));
    if (texts.length > 0) yield JSON.parse(listOf(texts)) as T[];
  }

  /** All of them, from number `first` on. */
  all(first = 0): T[] {
    return [...this.batches(first)].flat();
  }
}

const listOf = (texts: readonly string[]): string => `[${texts.join(',')}]`;
