import type { RosterRow } from '../core/model.ts';
import { packBytes, unpackBytes, unpackJson } from '../storage/pack.ts';
import { ByteReader } from './bytes.ts';
import { cleanRow } from './clean.ts';
import { readColumns, writeColumns } from './row-columns.ts';
import { indexOf, type RowIndex, readIndex, stateOf, writeIndex } from './row-index.ts';
import { fromColumns } from './segment-json.ts';

/** Rows in one segment, at most. */
export const MOST_ROWS = 3_000;

/** `R`, `S` and the version; a segment of version 1 is bare zstd, which begins otherwise. */
const MAGIC = [0x52, 0x53, 0x02, 0x00] as const;
const HEADER = MAGIC.length + 4;

/**
 * Rows packed as index and columns, each compressed by itself: a comparison reads the index of everybody, and the
 * columns of the few to whom something happened. See docs/adr/0010.
 */
export function encodeSegment(rows: readonly RosterRow[]): Uint8Array {
  const clean = rows.map(cleanRow);
  const index = packBytes(writeIndex(clean));
  const header = Buffer.from([...MAGIC, 0, 0, 0, 0]);
  header.writeUInt32LE(index.byteLength, MAGIC.length);
  return Buffer.concat([header, index, packBytes(writeColumns(clean))]);
}

/** What the index says of rows, for whoever knows it already and need not unpack it again. */
export interface KnownRows {
  /** Rows in the segment. */
  readonly count: number;
  /** Of the n-th row that is asked for. */
  of(n: number): Pick<RosterRow, 'id' | 'state'>;
}

/** A segment of which nothing has been unpacked but what was asked for. */
export interface OpenSegment {
  /** @throws Error if it is damaged */
  readonly index: RowIndex;
  /** Rows at some places, which go up; all of them without. @throws Error if the columns are damaged */
  rows(places?: readonly number[], known?: KnownRows): RosterRow[];
}

/** @throws Error if the bytes are not a segment */
export function openSegment(packed: unknown): OpenSegment {
  if (!(packed instanceof Uint8Array) || MAGIC.some((byte, at) => packed[at] !== byte)) return openJson(packed);
  const length = new ByteReader(packed.subarray(MAGIC.length, HEADER)).u32();
  let index: RowIndex | undefined;
  // Whoever asks for rows twice does so soon: then they are unpacked already.
  let columns: Uint8Array | undefined;
  const readOnce = (): RowIndex => {
    index ??= readIndex(unpackBytes(packed.subarray(HEADER, HEADER + length)));
    return index;
  };
  return {
    get index() {
      return readOnce();
    },
    rows: (places = Array.from(readOnce().states.keys()), known = knownBy(readOnce(), places)) => {
      columns ??= unpackBytes(packed.subarray(HEADER + length));
      return readColumns(new ByteReader(columns), known.count, places, (_, n) => known.of(n));
    },
  };
}

function knownBy(index: RowIndex, places: readonly number[]): KnownRows {
  return {
    count: index.ids.size,
    of: (n) => ({ id: index.ids.at(places[n] ?? 0), state: stateOf(index, places[n] ?? 0) }),
  };
}

function openJson(packed: unknown): OpenSegment {
  const rows = fromColumns(unpackJson(packed));
  return {
    index: indexOf(rows),
    rows: (places) => (places === undefined ? rows : places.flatMap((place) => rows[place] ?? [])),
  };
}

/** @throws Error if the bytes are damaged or not a segment */
export function decodeSegment(packed: unknown): RosterRow[] {
  return openSegment(packed).rows();
}
