import { ByteIds } from './byte-ids.ts';
import { IdFilter } from './id-filter.ts';
import { both, hashOfId, hashWithRest, mixed, newlinesIn } from './id-hash.ts';
import { idEnd, type LineWindow, lengthOf } from './line-window.ts';

/** In which lists an id is: bits that are added up. */
const BEFORE = 1;
const AFTER = 2;

/** Bytes that are gone through in one call: what is called often is compiled as a whole, not in the middle of a long loop. */
const STRETCH = 4_096;

/** Whoever is left over when two lists are compared in step: few, who may still be elsewhere in the other list. */
export class LeftOver {
  /** Marked with the lists that they are in. */
  private readonly ids = new ByteIds();
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
    this.bytes += end - from;
    const number = this.ids.add(bytes, from, end, hashOfId(view, from, end));
    this.mark(number, side);
  }

  private mark(number: number, side: number): void {
    const { marks } = this.ids;
    marks[number] = (marks[number] ?? 0) | side;
  }

  /** Whether one of the lines ahead in the first list is among those left over of the second. */
  isAhead({ bytes, view, from, stop }: LineWindow): boolean {
    for (let at = from; at < stop; ) {
      const lineEnd = at + lengthOf(bytes, at);
      const end = idEnd(bytes, at, lineEnd);
      const number = this.ids.find(bytes, at, end, hashOfId(view, at, end));
      if (number !== -1 && this.ids.marks[number] === AFTER) return true;
      at = lineEnd + 1;
    }
    return false;
  }

  /** Takes note of who is in both lists after all: whoever of the first was not left over is in the second, too. */
  meet(before: LineWindow): void {
    if (this.ids.size === 0) return;
    const filter = new IdFilter(this.ids.hashes);
    let next = 0;
    while (before.hasLines()) {
      const { stop } = before;
      while (before.from < stop) {
        const position = this.positions[next];
        const end = position === undefined ? stop : Math.min(stop, before.placeOf(position));
        while (before.from < end) this.meetStretch(before, Math.min(end, before.from + STRETCH), filter);
        if (before.from === stop) continue;
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
        const first = word;
        at += 4;
        word = view.getInt32(at, true);
        newlines = newlinesIn(word);
        if (newlines !== 0) {
          hash = mixed(hash, first);
          break;
        }
        hash = mixed(hash, both(first, word));
        at += 4;
        word = view.getInt32(at, true);
        newlines = newlinesIn(word);
      }
      const rest = (31 - Math.clz32(newlines & -newlines)) >> 3;
      const lineEnd = at + rest;
      const end = idEnd(bytes, from, lineEnd);
      hash = end === lineEnd ? hashWithRest(hash, word, rest) : hashOfId(view, from, end);
      if (filter.mayHave(hash)) {
        const number = this.ids.find(bytes, from, end, hash);
        if (number !== -1) this.mark(number, BEFORE | AFTER);
      }
      from = lineEnd + 1;
    }
    before.from = from;
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
    const { ids } = this;
    return {
      *[Symbol.iterator]() {
        for (let number = 0; number < ids.size; number += 1) {
          if (ids.marks[number] === wanted) yield ids.textAt(number);
        }
      },
    };
  }
}
