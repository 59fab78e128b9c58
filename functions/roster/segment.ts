import type { RosterRow } from '../core/model.ts';
import { giveBack, packBytes, unpackBytes, unpackJson } from '../storage/pack.ts';
import { ByteReader } from './byte-reader.ts';
import { cleanRow } from './clean.ts';
import { type Keeping, KeptRows } from './kept-rows.ts';
import { LatelyUnpacked } from './lately-unpacked.ts';
import { RowColumns } from './row-columns.ts';
import { indexOf, type RowIndex, RowIndexBuilder, readIndex, rowPrintIn, stateOf, writeIndex } from './row-index.ts';
import { fromColumns } from './segment-json.ts';
import { WantedRows } from './wanted-rows.ts';

/** Rows in one segment, at most. */
export const MOST_ROWS = 3_000;

/** `R`, `S` and the version; a segment of version 1 is bare zstd, which begins otherwise. */
const MAGIC = [0x52, 0x53, 0x02, 0x00] as const;
const HEADER = MAGIC.length + 4;

/**
 * Packs rows as index and columns, each compressed by itself: a comparison reads the index of everybody, and the
 * columns of the few to whom something happened. See docs/adr/0010. Rows become bytes as they come, so that none has to
 * live until the segment is full.
 */
export class SegmentBuilder {
  private readonly index = new RowIndexBuilder();
  private readonly columns = new RowColumns();

  get size(): number {
    return this.index.size;
  }

  /** @returns the row as it will come back, cleaned */
  add(row: RosterRow): RosterRow {
    const clean = cleanRow(row);
    this.index.add(clean);
    this.columns.add(clean);
    return clean;
  }

  /** The segment of all rows that were added; then this is empty. */
  flush(): Uint8Array {
    const index = packBytes(writeIndex(this.index.flush()));
    const header = Buffer.from([...MAGIC, 0, 0, 0, 0]);
    header.writeUInt32LE(index.byteLength, MAGIC.length);
    return Buffer.concat([header, index, packBytes(this.columns.flush())]);
  }
}

/** Its room is used by all segments, one after the other. */
let builder = new SegmentBuilder();

/** A segment of these rows. @throws RangeError if a text is too long */
export function encodeSegment(rows: readonly RosterRow[]): Uint8Array {
  try {
    for (const row of rows) builder.add(row);
    return builder.flush();
  } catch (error) {
    // Nothing of what failed may get into the next one.
    builder = new SegmentBuilder();
    throw error;
  }
}

/** Its room is used by all columns, one after the other. */
const wanted = new WantedRows();

/** What the index says of rows, for whoever knows it already and need not unpack it again. */
export interface KnownRows {
  /** Rows in the segment. */
  readonly count: number;
  /** Of the n-th row that is asked for: a new object, which becomes the row. */
  of(n: number): Pick<RosterRow, 'id' | 'state' | 'rowPrint'>;
}

/** A segment of which nothing has been unpacked but what was asked for. */
export interface OpenSegment {
  /** @throws Error if it is damaged */
  readonly index: RowIndex;
  /** Rows at some places, which go up; all of them without. @throws Error if the columns are damaged */
  rows(places?: readonly number[], known?: KnownRows): RosterRow[];
  /**
   * The rows at some places of `count`, which go up, kept as bytes so that all others can go.
   * @throws Error if the columns are damaged
   */
  pick(places: readonly number[], count: number, into: Keeping): PickedRows;
  /** Gives its memory back, and that of what it was opened from; nothing may be asked of it any more. */
  letGo(): void;
}

/** Some rows of a segment. */
export interface PickedRows {
  /** How many they take. */
  readonly bytes: number;
  /** Rows at some of the places that were picked, which go up; undefined if one of them was not. */
  rows(places: readonly number[], known: Pick<KnownRows, 'of'>): RosterRow[] | undefined;
}

/** @throws Error if the bytes are not a segment */
export function openSegment(packed: unknown): OpenSegment {
  if (!(packed instanceof Uint8Array) || MAGIC.some((byte, at) => packed[at] !== byte)) return openJson(packed);
  const length = new ByteReader(packed.subarray(MAGIC.length, HEADER)).u32();
  let index: RowIndex | undefined;
  const readOnce = (): RowIndex => {
    if (index !== undefined) return index;
    const bytes = unpackBytes(packed.subarray(HEADER, HEADER + length));
    index = readIndex(bytes);
    giveBack(bytes);
    return index;
  };
  const columns = new LatelyUnpacked(() => unpackBytes(packed.subarray(HEADER + length)));
  const read = (count: number, places: readonly number[]): WantedRows => {
    wanted.read(new ByteReader(columns.bytes()), count, places);
    return wanted;
  };
  return {
    get index() {
      return readOnce();
    },
    rows: (places = Array.from(readOnce().states.keys()), known = knownBy(readOnce(), places)) => {
      const rows = read(known.count, places);
      return places.map((_, n) => rows.at(n, known.of(n)));
    },
    // Apart from the segment, of which nothing may be kept alive by them.
    pick: (places, count, into) => new KeptRows(read(count, places), places, into),
    letGo: () => {
      columns.letGo();
      giveBack(packed);
    },
  };
}

function knownBy(index: RowIndex, places: readonly number[]): KnownRows {
  return {
    count: index.ids.size,
    of: (n) => ({
      id: index.ids.at(places[n] ?? 0),
      state: stateOf(index, places[n] ?? 0),
      ...(index.printForm === 'rows' && rowPrintIn(index, places[n] ?? 0)),
    }),
  };
}

function openJson(packed: unknown): OpenSegment {
  const rows = fromColumns(unpackJson(packed));
  return {
    index: indexOf(rows),
    rows: (places) => (places === undefined ? rows : places.flatMap((place) => rows[place] ?? [])),
    pick: () => ({ bytes: 0, rows: (places) => places.flatMap((place) => rows[place] ?? []) }),
    letGo: () => {},
  };
}

/** @throws Error if the bytes are damaged or not a segment */
export function decodeSegment(packed: unknown): RosterRow[] {
  return openSegment(packed).rows();
}
