import { Buffer } from 'node:buffer';
import type { ExpectedRows } from '../core/listed-rows.ts';
import { BEGIN_OBJECT, COLON, COMMA, END_OBJECT, PADDING, plainEnd, QUOTE, stringEnd, valueEnd } from './json-scan.ts';
import { BEGIN, END, ODD, OF_FIELD, OF_ROW, PLAIN, type Places, PRINT, RowScan, WHAT } from './row-scan.ts';
import type { RowsAsked } from './rows-asked.ts';

export { ABSENT, EMPTY_LIST, OTHER, PLAIN, TEXT } from './row-scan.ts';

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
  private readonly found: Places;

  private constructor(view: DataView, text: Buffer, found: Places, rest: unknown) {
    this.view = view;
    this.text = text;
    this.found = found;
    this.length = found.length;
    this.rest = rest;
  }

  /**
   * @param body the answer, with {@link PADDING} zero bytes behind it
   * @param expected rows that are not read if they are as they were
   * @returns undefined if it is nothing that can be read this way
   */
  static scan(body: Uint8Array, asked: RowsAsked, expected?: ExpectedRows): JsonRows | undefined {
    const { list } = asked;
    const end = body.byteLength - PADDING;
    if (end < 2) return undefined;
    const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
    const text = textOf(body);
    if (view.getUint8(0) !== BEGIN_OBJECT || view.getUint8(1) === END_OBJECT) return undefined;
    const scan = new RowScan(view, asked, expected);
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
    const rest = parsed(`${text.toString('utf8', 0, from)}[]${text.toString('utf8', to)}`);
    return rest === undefined ? undefined : new JsonRows(view, text, scan.places(), rest);
  }

  /** Slot of the one who was expected, of whose row nothing else may be asked but all of it; -1 of all others. */
  slotOf(row: number): number {
    return Math.max(-1, this.numberOf(row, WHAT));
  }

  /** See `ListedRows.printOf`. */
  printOf(row: number): number {
    return this.numberOf(row, PRINT) >>> 0;
  }

  /** One of {@link ABSENT} to {@link OTHER}. */
  kindOf(row: number, field: number): number {
    return this.numberOf(row, OF_ROW + field * OF_FIELD);
  }

  /** Where the value of a field begins; of a string, behind its quote. */
  from(row: number, field: number): number {
    return this.numberOf(row, OF_ROW + field * OF_FIELD + 1);
  }

  /** Where the value of a field ends; of a string, before its quote. */
  end(row: number, field: number): number {
    return this.numberOf(row, OF_ROW + field * OF_FIELD + 2);
  }

  /** Whether a row has a key twice, or one that is written with escapes: only a parser can tell what it says. */
  isOdd(row: number): boolean {
    return this.numberOf(row, WHAT) === ODD;
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
    return JSON.parse(this.text.toString('utf8', this.numberOf(row, BEGIN), this.numberOf(row, END)));
  }

  private numberOf(row: number, n: number): number {
    const { numbers } = this.found;
    return numbers[(numbers[row] ?? 0) + n] ?? 0;
  }
}

/** The answer without what is behind it. */
const textOf = (body: Uint8Array): Buffer => Buffer.from(body.buffer, body.byteOffset, body.byteLength - PADDING);

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
