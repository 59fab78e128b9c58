import type { ExpectedRows } from '../core/listed-rows.ts';
import type { JsonKeys } from './json-keys.ts';
import {
  BEGIN_LIST,
  BEGIN_OBJECT,
  COLON,
  COMMA,
  END_LIST,
  END_OBJECT,
  plainEnd,
  QUOTE,
  stringEnd,
  valueEnd,
} from './json-scan.ts';
import { LikelyEnds, printOf, type RowSizes } from './row-prints.ts';
import type { RowsAsked } from './rows-asked.ts';

/** What a field of a row is: not there, a string of plain ASCII, another string, an empty list, something else. */
export const ABSENT = 0;
export const PLAIN = 1;
export const TEXT = 2;
export const EMPTY_LIST = 3;
export const OTHER = 4;

/**
 * Numbers kept of a row: where it begins and ends, what it is, its print; of each field, its kind, its beginning, its end.
 * Of a row that was expected, which is the slot that it is, nothing is kept of its fields.
 */
export const BEGIN = 0;
export const END = 1;
export const WHAT = 2;
export const PRINT = 3;
export const OF_ROW = 4;
export const OF_FIELD = 3;
const USUAL = -1;
export const ODD = -2;

/** No network's page is longer; of the smallest rows, millions would fit into one answer. */
const MOST_ROWS = 5_000;

/** Bytes before the end of an id that are loaded with it. */
const WORDS_BEFORE = 32;

/** What a scan has found. */
export interface Places {
  readonly length: number;
  /** Of each row where its numbers begin, and then these. */
  readonly numbers: Int32Array;
}

/** Room for the places of one page: filled, and copied once it is read. */
const begins = new Int32Array(MOST_ROWS);
let room = new Int32Array(8_192);

/** Finds the rows of a list in an answer. */
export class RowScan {
  private readonly view: DataView;
  private readonly keys: JsonKeys;
  private readonly expected: ExpectedRows | undefined;
  private readonly reading: number;
  private readonly sizes: RowSizes;
  private readonly ends: LikelyEnds;
  /** Numbers of a row that is read. */
  private readonly stride: number;
  private used = 0;
  private count = 0;
  /** Bytes of the id that was looked at last: most are as long. */
  private idSize = 0;

  /** @param view the answer, with `PADDING` zero bytes behind it */
  constructor(view: DataView, { fields, keys, sizes, reading }: RowsAsked, expected: ExpectedRows | undefined) {
    this.view = view;
    this.sizes = sizes;
    this.ends = new LikelyEnds(view, sizes);
    this.keys = keys;
    this.reading = reading;
    this.expected = expected;
    this.stride = OF_ROW + fields * OF_FIELD;
    expected?.begin();
  }

  places(): Places {
    const { count, used } = this;
    const numbers = new Int32Array(count + used);
    for (let row = 0; row < count; row += 1) numbers[row] = count + (begins[row] ?? 0);
    numbers.set(room.subarray(0, used), count);
    return { length: count, numbers };
  }

  /** @returns where the list that begins at `begin` is over; -1 if it is no list of objects */
  list(begin: number): number {
    const { view } = this;
    if (view.getUint8(begin) !== BEGIN_LIST) return -1;
    if (view.getUint8(begin + 1) === END_LIST) return begin + 2;
    for (let at = begin + 1; ; at += 1) {
      if (this.count === MOST_ROWS) return -1;
      const end = this.expectedEnd(at);
      at = end === -1 ? this.row(at) : end;
      if (at === -1) return -1;
      const next = view.getUint8(at);
      if (next === END_LIST) return at + 1;
      if (next !== COMMA) return -1;
    }
  }

  /**
   * Where the row that begins at `begin` is over, if it is one that is expected; -1 otherwise. Rows begin with their first
   * field, the id, unlike what is nested in them: so a part of one that somebody gave the print of a whole row is followed
   * by none, and the brackets that it left open are missing at the end.
   */
  private expectedEnd(begin: number): number {
    const { view, expected, keys } = this;
    if (expected === undefined) return -1;
    const key = keys.at(view, begin + 1, -1);
    if (keys.fieldOf(key) !== 0) return -1;
    const id = begin + 1 + keys.sizeOf(key) + 1;
    if (view.getUint8(id - 1) !== QUOTE) return -1;
    const idEnd = this.likelyIdEnd(id);
    if (idEnd < WORDS_BEFORE || view.getUint8(idEnd) !== QUOTE) return -1;
    const end = this.ends.after(begin);
    if (end === -1) return -1;
    const print = printOf(view, begin, end, this.reading);
    const slot = expected.slotOf(print, view, idEnd, idEnd - id);
    if (slot === -1) return -1;
    const base = this.begun(OF_ROW);
    room[base + BEGIN] = begin;
    room[base + END] = end;
    room[base + WHAT] = slot;
    room[base + PRINT] = print;
    return end;
  }

  /**
   * Where the id that begins at `id` is over, if it is as long as the one before; whatever has a quote in it is nobody's who
   * is expected. Else where it is over.
   */
  private likelyIdEnd(id: number): number {
    const { view } = this;
    const end = id + this.idSize;
    if (this.idSize > 0 && end < view.byteLength && view.getUint8(end) === QUOTE) return end;
    const found = plainEnd(view, id);
    this.idSize = found - id;
    return found;
  }

  /** Makes room for another row. @returns where its numbers begin */
  private begun(numbers: number): number {
    const base = this.used;
    begins[this.count++] = base;
    this.used += numbers;
    if (this.used > room.length) room = grown(room);
    return base;
  }

  private row(begin: number): number {
    const { view, keys, stride } = this;
    if (view.getUint8(begin) !== BEGIN_OBJECT) return -1;
    const base = this.begun(stride);
    const places = room;
    for (let n = base; n < base + stride; n += 1) places[n] = 0;
    places[base + BEGIN] = begin;
    places[base + WHAT] = USUAL;
    if (view.getUint8(begin + 1) === END_OBJECT) return this.ended(base, begin + 2);
    let key = -1;
    for (let at = begin + 1; ; at += 1) {
      key = keys.at(view, at, key);
      if (key === -1) {
        at = this.oddEnd(at, base);
        if (at === -1) return -1;
      } else {
        const from = at + keys.sizeOf(key);
        const field = keys.fieldOf(key);
        const isString = view.getUint8(from) === QUOTE;
        let kind = isString ? PLAIN : OTHER;
        let end = isString ? plainEnd(view, from + 1) : -1;
        if (!isString) end = field === -1 ? keys.valueEnd(key, view, from) : valueEnd(view, from);
        else if (view.getUint8(end) !== QUOTE) {
          kind = TEXT;
          end = stringEnd(view, end);
        }
        if (end === -1) return -1;
        at = isString ? end + 1 : end;
        if (field !== -1) {
          const place = base + OF_ROW + field * OF_FIELD;
          if (places[place] !== ABSENT) places[base + WHAT] = ODD;
          const isEmptyList = !isString && end === from + 2 && view.getUint8(from) === BEGIN_LIST;
          places[place] = isEmptyList ? EMPTY_LIST : kind;
          places[place + 1] = isString ? from + 1 : from;
          places[place + 2] = end;
        }
      }
      const next = view.getUint8(at);
      if (next === END_OBJECT) return this.ended(base, at + 1);
      if (next !== COMMA) return -1;
    }
  }

  private ended(base: number, end: number): number {
    const begin = room[base + BEGIN] ?? 0;
    room[base + END] = end;
    room[base + PRINT] = printOf(this.view, begin, end, this.reading);
    this.sizes.note(end - begin);
    return end;
  }

  /** Where a value is over whose key is not told: only a parser knows what the row says. -1 if it is none. */
  private oddEnd(at: number, base: number): number {
    const { view } = this;
    room[base + WHAT] = ODD;
    const end = view.getUint8(at) === QUOTE ? stringEnd(view, at + 1) : -1;
    return end === -1 || view.getUint8(end + 1) !== COLON ? -1 : valueEnd(view, end + 2);
  }
}

function grown(full: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(full.length * 2);
  larger.set(full);
  return larger;
}
