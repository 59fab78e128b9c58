import type { RosterRow } from '../core/model.ts';
import { giveBack, packForNow, unpackBytes } from '../storage/pack.ts';
import type { ByteStore } from './byte-store.ts';
import { ByteWriter } from './bytes.ts';
import { LatelyUnpacked, Shelf } from './lately-unpacked.ts';
import { type KnownOfRow, NUMBER_PARTS, RowParts, TEXT_PARTS } from './row-parts.ts';
import type { WantedRows } from './wanted-rows.ts';

/** A byte for whole numbers below it, as nearly all counts are; before any other number. */
const NO_SMALL = 0xff;
/** Some tens of KB each; whoever goes through a roster in its order asks the same few again and again. */
const shelf = new Shelf(16);
const parts = new RowParts();

/** How rows are kept. */
export interface Keeping {
  /** Where their bytes lie: once it is let go they are no more. */
  readonly store: ByteStore;
  /** Whether they are compressed. */
  readonly isPacked: boolean;
}

/**
 * Some rows of a part of a roster, one after the other in bytes, so that each can be made without a look at the others.
 * For memory alone: it is stored nowhere. A row is its numbers and its texts that are there, as bits of two bytes each, then
 * the numbers, then of each text how long it is, and the text. Behind all rows stands where each begins, then its place.
 */
export class KeptRows {
  /** How many bytes they take. */
  readonly bytes: number;
  private readonly count: number;
  private readonly addressBeginning: string | undefined;
  private readonly unpacked: { bytes(): Uint8Array };

  /** @param rows that were read, at `places`, which go up */
  constructor(rows: WantedRows, places: readonly number[], { store, isPacked }: Keeping) {
    this.count = places.length;
    this.addressBeginning = rows.addressBeginning;
    const writer = new ByteWriter();
    const starts = new Uint32Array(places.length);
    for (let n = 0; n < places.length; n += 1) {
      starts[n] = writer.size;
      rows.keep(n, writer);
    }
    for (const start of starts) writer.u32(start);
    for (const place of places) writer.u16(place);
    // A copy, apart from what they were read from, of which nothing may be kept alive by them.
    const packed = isPacked ? packForNow(writer.result()) : undefined;
    const kept = store.add(packed ?? writer.result());
    if (packed !== undefined) giveBack(packed);
    this.bytes = kept.byteLength;
    this.unpacked = isPacked ? new LatelyUnpacked(() => unpackBytes(kept), shelf) : { bytes: () => kept };
  }

  /** Rows at some of the places, which go up; undefined if one of them is not among them. */
  rows(wanted: readonly number[], known: { of(n: number): KnownOfRow }): RosterRow[] | undefined {
    const { count } = this;
    const bytes = this.unpacked.bytes();
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const places = view.byteLength - count * 2;
    const starts = places - count * 4;
    const rows: RosterRow[] = [];
    parts.addressBeginning = this.addressBeginning;
    let at = 0;
    for (const place of wanted) {
      while (at < count && view.readUInt16LE(places + at * 2) !== place) at += 1;
      if (at === count) return undefined;
      readParts(view, view.readUInt32LE(starts + at * 4));
      rows.push(parts.rowOf(known.of(rows.length)));
    }
    return rows;
  }
}

/** Writes a number as {@link KeptRows} reads it. */
export function writeNumber(writer: ByteWriter, value: number): void {
  const isSmall = value >= 0 && value < NO_SMALL && Number.isInteger(value) && !Object.is(value, -0);
  writer.u8(isSmall ? value : NO_SMALL);
  if (!isSmall) writer.f64(value);
}

/** Reads the row that begins at `start`. */
function readParts(view: Buffer, start: number): void {
  const numbers = view.readUInt16LE(start);
  const texts = view.readUInt16LE(start + 2);
  let at = start + 4;
  for (let part = 0; part < NUMBER_PARTS; part += 1) {
    let value = Number.NaN;
    if ((numbers & (1 << part)) !== 0) {
      value = view[at++] ?? 0;
      if (value === NO_SMALL) {
        value = view.readDoubleLE(at);
        at += 8;
      }
    }
    parts.numbers[part] = value;
  }
  for (let part = 0; part < TEXT_PARTS; part += 1) {
    let text: string | undefined;
    if ((texts & (1 << part)) !== 0) {
      const end = at + 2 + view.readUInt16LE(at);
      text = view.toString('utf8', at + 2, end);
      at = end;
    }
    parts.texts[part] = text;
  }
}
