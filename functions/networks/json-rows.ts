import { Buffer } from 'node:buffer';
import { JsonKeys } from './json-keys.ts';
import {
  BEGIN_LIST,
  BEGIN_OBJECT,
  COLON,
  COMMA,
  END_LIST,
  END_OBJECT,
  PADDING,
  plainEnd,
  QUOTE,
  stringEnd,
  valueEnd,
} from './json-scan.ts';

/** Where an answer has its rows, and which of their fields are wanted. To be made once: it learns how rows are written. */
export class RowsAsked {
  /** Key of the list, in the answer's outermost object. */
  readonly list: string;
  /** How many fields are wanted; they are numbered as they were given. */
  readonly fields: number;
  readonly keys: JsonKeys;

  constructor(list: string, fields: readonly string[]) {
    this.list = list;
    this.fields = fields.length;
    this.keys = new JsonKeys(fields);
  }
}

/** What a field of a row is: not there, a string of plain ASCII, another string, an empty list, something else. */
export const ABSENT = 0;
export const PLAIN = 1;
export const TEXT = 2;
export const EMPTY_LIST = 3;
export const OTHER = 4;

/** Numbers kept of a row: where it begins and ends, whether it is odd; of each field, its kind, its beginning, its end. */
const OF_ROW = 3;
const OF_FIELD = 3;

/**
 * The rows of a list in an answer of JSON, of which no objects are made: as places of their fields in its bytes.
 * {@link JsonRows.scan} gives up on whatever it does not know to the letter (white space between values, the list
 * twice, thousands of rows), and then the answer is to be parsed as any other.
 */
export class JsonRows {
  readonly view: DataView;
  readonly length: number;
  /** The rest of the answer, parsed, with an empty list. */
  readonly rest: unknown;
  private readonly text: Buffer;
  private readonly places: Int32Array;
  private readonly stride: number;

  private constructor(view: DataView, text: Buffer, places: Int32Array, stride: number, rest: unknown) {
    this.view = view;
    this.text = text;
    this.places = places;
    this.stride = stride;
    this.length = places.length / stride;
    this.rest = rest;
  }

  /**
   * @param body the answer, with {@link PADDING} zero bytes behind it
   * @returns undefined if it is nothing that can be read this way
   */
  static scan(body: Uint8Array, { list, fields, keys }: RowsAsked): JsonRows | undefined {
    const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
    const end = body.byteLength - PADDING;
    if (end < 2 || view.getUint8(0) !== BEGIN_OBJECT || view.getUint8(1) === END_OBJECT) return undefined;
    const scan = new RowScan(view, fields, keys);
    let from = -1;
    let to = -1;
    for (let at = 1; ; at += 1) {
      const key = view.getUint8(at) === QUOTE ? stringEnd(view, at + 1) : -1;
      // With an escape it might be the list's.
      if (key === -1 || plainEnd(view, at + 1) !== key || view.getUint8(key + 1) !== COLON) return undefined;
      const isList = sameBytes(body, at + 1, key, list);
      at = key + 2;
      if (isList) {
        if (from !== -1) return undefined;
        from = at;
      }
      at = isList ? scan.list(at) : valueEnd(view, at);
      if (at === -1) return undefined;
      if (isList) to = at;
      const next = view.getUint8(at);
      if (next === END_OBJECT && at === end - 1) break;
      if (next !== COMMA) return undefined;
    }
    if (from === -1) return undefined;
    const text = Buffer.from(body.buffer, body.byteOffset, end);
    const rest = parsed(`${text.toString('utf8', 0, from)}[]${text.toString('utf8', to)}`);
    return rest === undefined ? undefined : new JsonRows(view, text, scan.places(), scan.stride, rest);
  }

  /** One of {@link ABSENT} to {@link OTHER}. */
  kindOf(row: number, field: number): number {
    return this.places[row * this.stride + OF_ROW + field * OF_FIELD] ?? OTHER;
  }

  /** Where the value of a field begins; of a string, behind its quote. */
  from(row: number, field: number): number {
    return this.places[row * this.stride + OF_ROW + field * OF_FIELD + 1] ?? 0;
  }

  /** Where the value of a field ends; of a string, before its quote. */
  end(row: number, field: number): number {
    return this.places[row * this.stride + OF_ROW + field * OF_FIELD + 2] ?? 0;
  }

  /** Whether a row has a key twice, or one that is written with escapes: only a parser can tell what it says. */
  isOdd(row: number): boolean {
    return this.places[row * this.stride + 2] !== 0;
  }

  /** A field that is a string. */
  textOf(row: number, field: number): string {
    const from = this.from(row, field);
    const end = this.end(row, field);
    if (this.kindOf(row, field) === PLAIN) return this.text.toString('latin1', from, end);
    return JSON.parse(this.text.toString('utf8', from - 1, end + 1)) as string;
  }

  /** A whole row. */
  valueOf(row: number): unknown {
    const at = row * this.stride;
    return JSON.parse(this.text.toString('utf8', this.places[at] ?? 0, this.places[at + 1] ?? 0));
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function sameBytes(bytes: Uint8Array, from: number, end: number, text: string): boolean {
  if (end - from !== text.length) return false;
  for (let n = 0; n < text.length; n += 1) if (bytes[from + n] !== text.charCodeAt(n)) return false;
  return true;
}

/** No network's page is longer; of the smallest rows, millions would fit into one answer. */
const MOST_ROWS = 5_000;

/** Room for the places of one page: filled, and copied once it is read. */
let room = new Int32Array(8_192);

class RowScan {
  readonly stride: number;
  private readonly view: DataView;
  private readonly keys: JsonKeys;
  private used = 0;

  constructor(view: DataView, fields: number, keys: JsonKeys) {
    this.view = view;
    this.keys = keys;
    this.stride = OF_ROW + fields * OF_FIELD;
  }

  places(): Int32Array {
    return room.slice(0, this.used);
  }

  /** @returns where the list that begins at `begin` is over; -1 if it is no list of objects */
  list(begin: number): number {
    const { view } = this;
    if (view.getUint8(begin) !== BEGIN_LIST) return -1;
    if (view.getUint8(begin + 1) === END_LIST) return begin + 2;
    for (let at = begin + 1; ; at += 1) {
      at = this.used < MOST_ROWS * this.stride ? this.row(at) : -1;
      if (at === -1) return -1;
      const next = view.getUint8(at);
      if (next === END_LIST) return at + 1;
      if (next !== COMMA) return -1;
    }
  }

  private row(begin: number): number {
    const { view, keys, stride } = this;
    if (view.getUint8(begin) !== BEGIN_OBJECT) return -1;
    const base = this.used;
    this.used += stride;
    if (this.used > room.length) room = grown(room);
    const places = room;
    for (let n = base; n < base + stride; n += 1) places[n] = 0;
    places[base] = begin;
    if (view.getUint8(begin + 1) === END_OBJECT) {
      places[base + 1] = begin + 2;
      return begin + 2;
    }
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
          if (places[place] !== ABSENT) places[base + 2] = 1;
          const isEmptyList = !isString && end === from + 2 && view.getUint8(from) === BEGIN_LIST;
          places[place] = isEmptyList ? EMPTY_LIST : kind;
          places[place + 1] = isString ? from + 1 : from;
          places[place + 2] = end;
        }
      }
      const next = view.getUint8(at);
      if (next === END_OBJECT) {
        places[base + 1] = at + 1;
        return at + 1;
      }
      if (next !== COMMA) return -1;
    }
  }

  /** Where a value is over whose key is not told: only a parser knows what the row says. -1 if it is none. */
  private oddEnd(at: number, base: number): number {
    const { view } = this;
    room[base + 2] = 1;
    const end = view.getUint8(at) === QUOTE ? stringEnd(view, at + 1) : -1;
    return end === -1 || view.getUint8(end + 1) !== COLON ? -1 : valueEnd(view, end + 2);
  }
}

function grown(full: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(full.length * 2);
  larger.set(full);
  return larger;
}
