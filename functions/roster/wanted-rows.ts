import type { RosterRow } from '../core/model.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './bytes.ts';
import { writeNumber } from './kept-rows.ts';
import { FLAGS, NUMBERS, TEXTS } from './row-columns.ts';
import { type KnownOfRow, NUMBER_PARTS, RowParts, TEXT_PARTS } from './row-parts.ts';

/** Rows that there is room for at first. */
const ROOM = 256;

/**
 * The rows at some places of columns, as `RowColumns` writes them, side by side, so that each of them can be made, or kept
 * as bytes, in one go. All columns are read into the same room: what was read is there until others are.
 */
export class WantedRows {
  private readonly parts = new RowParts();
  private readonly numbers = Array.from({ length: NUMBER_PARTS }, () => new Float64Array(ROOM));
  private readonly lengths = Array.from({ length: TEXT_PARTS }, () => new Uint16Array(ROOM));
  private readonly starts = Array.from({ length: TEXT_PARTS }, () => new Uint32Array(ROOM));
  /** Parts that some rows have. */
  private readonly numbersThere: number[] = [];
  private readonly textsThere: number[] = [];
  private reader: ByteReader | undefined;

  /**
   * Reads the rows at `wanted` of `count` places, which go up.
   * @throws RangeError for what `RowColumns` did not write
   */
  read(reader: ByteReader, count: number, wanted: readonly number[]): void {
    this.begin(reader, wanted.length);
    let nextNumber = 0;
    let nextText = 0;
    const numbers = (columns: number): void => {
      for (let left = columns; left > 0; left -= 1) this.readNumbers(nextNumber++, count, wanted, reader);
    };
    const texts = (columns: number): void => {
      for (let left = columns; left > 0; left -= 1) this.readTexts(nextText++, count, wanted, reader);
    };
    numbers(NUMBERS.length + 1);
    texts(TEXTS.length);
    numbers(1);
    texts(1);
    numbers(FLAGS.length);
    if (!reader.isAtEnd) texts(1);
    if (!reader.isAtEnd) [this.parts.addressBeginning] = reader.texts(1, [0]);
    reader.end();
  }

  /**
   * The n-th row that was wanted.
   * @param known what the index holds of it: a new object, which becomes the row
   * @throws RangeError, TypeError or SyntaxError for what `RowColumns` did not write
   */
  at(n: number, known: KnownOfRow): RosterRow {
    const { parts, reader } = this;
    for (const part of this.numbersThere) parts.numbers[part] = this.numbers[part]?.[n] ?? Number.NaN;
    for (const part of this.textsThere) {
      const length = this.lengths[part]?.[n] ?? 0;
      const start = this.starts[part]?.[n] ?? 0;
      parts.texts[part] = length === 0 ? undefined : reader?.textAt(start, start + length - 1);
    }
    return parts.rowOf(known);
  }

  /** See {@link RowParts}. */
  get addressBeginning(): string | undefined {
    return this.parts.addressBeginning;
  }

  /** Writes the n-th row as `KeptRows` reads it. */
  keep(n: number, writer: ByteWriter): void {
    let numbers = 0;
    let texts = 0;
    for (const part of this.numbersThere) if (!Number.isNaN(this.numbers[part]?.[n])) numbers |= 1 << part;
    for (const part of this.textsThere) if (this.lengths[part]?.[n] !== 0) texts |= 1 << part;
    writer.u16(numbers);
    writer.u16(texts);
    for (const part of this.numbersThere) {
      if ((numbers & (1 << part)) !== 0) writeNumber(writer, this.numbers[part]?.[n] ?? 0);
    }
    for (const part of this.textsThere) {
      if ((texts & (1 << part)) === 0) continue;
      const size = (this.lengths[part]?.[n] ?? 0) - 1;
      writer.u16(size);
      this.reader?.copyTo(writer, this.starts[part]?.[n] ?? 0, size);
    }
  }

  private readNumbers(part: number, count: number, wanted: readonly number[], reader: ByteReader): void {
    const into = this.numbers[part];
    if (into !== undefined && reader.numbers(count, wanted, into)) this.numbersThere.push(part);
  }

  private readTexts(part: number, count: number, wanted: readonly number[], reader: ByteReader): void {
    const lengths = this.lengths[part];
    const starts = this.starts[part];
    if (lengths === undefined || starts === undefined) return;
    if (reader.spans(count, wanted, lengths, starts)) this.textsThere.push(part);
  }

  private begin(reader: ByteReader, rows: number): void {
    this.reader = reader;
    this.numbersThere.length = 0;
    this.textsThere.length = 0;
    this.parts.numbers.fill(Number.NaN);
    this.parts.texts.fill(undefined);
    this.parts.addressBeginning = undefined;
    if (rows <= (this.starts[0]?.length ?? 0)) return;
    for (let part = 0; part < NUMBER_PARTS; part += 1) this.numbers[part] = new Float64Array(rows);
    for (let part = 0; part < TEXT_PARTS; part += 1) {
      this.lengths[part] = new Uint16Array(rows);
      this.starts[part] = new Uint32Array(rows);
    }
  }
}
