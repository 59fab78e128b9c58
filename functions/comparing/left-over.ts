import { ByteIds } from './byte-ids.ts';
import { IdFilter } from './id-filter.ts';
import { LineSieve } from './line-sieve.ts';
import type { LineWindow } from './line-window.ts';

/** In which lists an id is: bits that are added up. */
const BEFORE = 1;
const AFTER = 2;

/** Bytes that there is room for at first, and that may be loaded along with the last ones. */
const ROOM = 64 * 1024;
const MARGIN = 32;

/** Whoever is left over when two lists are compared in step: few, who may still be elsewhere in the other list. */
export class LeftOver {
  /** Lines of both lists as they came. */
  private lines = Buffer.alloc(ROOM);
  /** Where among them lines of the other list begin; the first list's come first. */
  private readonly turns: number[] = [];
  private side = BEFORE;
  /** Where stretches of the first list begin and end that are left over, in bytes; it goes up. */
  private readonly stretches: number[] = [];
  /** Of all lines. */
  bytes = 0;

  /** Takes lines out of the first list. @param until where in the window they end */
  takeBefore(window: LineWindow, until: number): void {
    const { position } = window;
    this.stretches.push(position, position + until - window.from);
    this.take(window, until, BEFORE);
  }

  /** Takes lines out of the second list. @param until where in the window they end */
  takeAfter(window: LineWindow, until: number): void {
    this.take(window, until, AFTER);
  }

  private take(window: LineWindow, until: number, side: number): void {
    const size = until - window.from;
    if (this.bytes + size + MARGIN > this.lines.length) this.grow(this.bytes + size + MARGIN);
    window.bytes.copy(this.lines, this.bytes, window.from, until);
    if (side !== this.side) this.turns.push(this.bytes);
    this.side = side;
    this.bytes += size;
    window.from = until;
  }

  private grow(least: number): void {
    const larger = Buffer.alloc(Math.max(least, this.lines.length * 2));
    larger.set(this.lines);
    this.lines = larger;
  }

  /** The lines that were taken since there were so many bytes, each byte as a character. */
  textSince(bytes: number): string {
    return this.lines.toString('latin1', bytes, this.bytes);
  }

  /**
   * Who is in one list only, each once and in its list's order. Whoever of the first was not left over is in the second,
   * too. @param open the first list from its beginning
   */
  difference(open: () => LineWindow): { readonly lost: Iterable<string>; readonly gained: Iterable<string> } {
    const ids = new ByteIds(this.lines);
    let from = 0;
    for (const [n, end] of [...this.turns, this.bytes].entries()) {
      ids.add(from, end, n % 2 === 0 ? BEFORE : AFTER);
      from = end;
    }
    if (ids.size > 0) {
      ids.enter();
      this.meet(open(), ids);
    }
    return {
      lost: { [Symbol.iterator]: () => ids.textsOf(BEFORE) },
      gained: { [Symbol.iterator]: () => ids.textsOf(AFTER) },
    };
  }

  /** Takes note of who of those left over is also among all the others of the first list. */
  private meet(before: LineWindow, ids: ByteIds): void {
    const sieve = new LineSieve(new IdFilter(ids.hashes));
    let next = 0;
    while (before.hasLines()) {
      const start = before.placeOf(this.stretches[next] ?? Number.POSITIVE_INFINITY);
      if (before.from < start) {
        const stops = sieve.stops(before, Math.min(start, before.stop));
        if (stops) ids.mark(before.bytes, sieve.from, sieve.end, sieve.hash, BEFORE | AFTER);
        continue;
      }
      const end = before.placeOf(this.stretches[next + 1] ?? 0);
      // Not back, if somebody has written to the list meanwhile.
      before.from = Math.max(before.from, Math.min(before.stop, end));
      if (before.from >= end) next += 2;
    }
  }
}
