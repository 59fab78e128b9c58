import { IdFilter } from './id-filter.ts';
import { hashOfId, hashWithRest, mixed, newlinesIn } from './id-hash.ts';
import { idEnd, type LineWindow, lengthOf, RETURN } from './line-window.ts';

/** In which lists an id is: bits that are added up. */
const BEFORE = 1;
const AFTER = 2;

/** Bytes that are gone through in one call: what is called often is compiled as a whole, not in the middle of a long loop. */
const STRETCH = 4_096;

/** Whoever is left over when two lists are compared in step: few, who may still be elsewhere in the other list. */
export class LeftOver {
  /** By id, each byte as a character. */
  private readonly sides = new Map<string, number>();
  private readonly hashes: number[] = [];
  /** Where in the first list they are, in bytes; it goes up. */
  private readonly positions: number[] = [];
  /** Bytes of all of them. */
  bytes = 0;

  /** Takes the next line out of the first list. */
  takeBefore(window: LineWindow): void {
    this.positions.push(window.position);
    this.take(window, BEFORE);
  }

  /** Takes the next line out of the second list. */
  takeAfter(window: LineWindow): void {
    this.take(window, AFTER);
  }

  private take(window: LineWindow, side: number): void {
    const { bytes, view, from } = window;
    const lineEnd = from + lengthOf(bytes, from);
    const end = idEnd(bytes, from, lineEnd);
    window.from = lineEnd + 1;
    if (end === from) return;
    const id = bytes.toString('latin1', from, end);
    const known = this.sides.get(id);
    this.bytes += end - from;
    if (known === side) return;
    this.sides.set(id, (known ?? 0) | side);
    if (known === undefined) this.hashes.push(hashOfId(view, from, end));
  }

  /** Whether one of the lines ahead in the first list is among those left over of the second. */
  isAhead({ bytes, from, stop }: LineWindow): boolean {
    for (let at = from; at < stop; ) {
      const lineEnd = at + lengthOf(bytes, at);
      if (this.sides.get(bytes.toString('latin1', at, idEnd(bytes, at, lineEnd))) === AFTER) return true;
      at = lineEnd + 1;
    }
    return false;
  }

  /** Takes note of who is in both lists after all: whoever of the first was not left over is in the second, too. */
  meet(before: LineWindow): void {
    if (this.sides.size === 0) return;
    const filter = new IdFilter(this.hashes);
    let next = 0;
    while (before.hasLines()) {
      const { stop } = before;
      while (before.from < stop) {
        const position = this.positions[next];
        const end = position === undefined ? stop : Math.min(stop, before.placeOf(position));
        while (before.from < end) this.meetStretch(before, Math.min(end, before.from + STRETCH), filter);
        if (before.from === stop || before.position !== position) continue;
        before.from += lengthOf(before.bytes, before.from) + 1;
        next += 1;
      }
    }
  }

  /** The same of the lines that begin before `end`. */
  private meetStretch(before: LineWindow, end: number, filter: IdFilter): void {
    const { bytes, view } = before;
    let { from } = before;
    while (from < end) {
      let at = from;
      let hash = 0;
      let word = view.getInt32(at, true);
      let newlines = newlinesIn(word);
      while (newlines === 0) {
        hash = mixed(hash, word);
        at += 4;
        word = view.getInt32(at, true);
        newlines = newlinesIn(word);
      }
      const rest = (31 - Math.clz32(newlines & -newlines)) >> 3;
      const lineEnd = at + rest;
      const isCutShort = bytes[lineEnd - 1] === RETURN && lineEnd > from;
      hash = isCutShort ? hashOfId(view, from, lineEnd - 1) : hashWithRest(hash, word, rest);
      if (filter.mayHave(hash)) this.meetId(bytes.toString('latin1', from, isCutShort ? lineEnd - 1 : lineEnd));
      from = lineEnd + 1;
    }
    before.from = from;
  }

  private meetId(id: string): void {
    if (this.sides.has(id)) this.sides.set(id, BEFORE | AFTER);
  }

  /** Who is in the first list only, in its order. */
  lost(): Iterable<string> {
    return this.on(BEFORE);
  }

  /** Who is in the second list only, in its order. */
  gained(): Iterable<string> {
    return this.on(AFTER);
  }

  private on(wanted: number): Iterable<string> {
    const { sides } = this;
    return {
      *[Symbol.iterator]() {
        for (const [id, side] of sides) if (side === wanted) yield textOf(id);
      },
    };
  }
}

/** What bytes, each as a character, say in UTF-8; mostly they are ASCII, and nothing is to be done. */
const textOf = (bytes: string): string =>
  BEYOND_ASCII.test(bytes) ? Buffer.from(bytes, 'latin1').toString('utf8') : bytes;
const BEYOND_ASCII = /[\u0080-\u00ff]/;
