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

/** A segment of which only the index has been unpacked. */
export interface OpenSegment {
  readonly index: RowIndex;
  /** Rows at some places, which go up; all of them without. @throws Error if the columns are damaged */
  rows(places?: readonly number[]): RosterRow[];
}

/** @throws Error if the bytes are damaged or not a segment */
export function openSegment(packed: unknown): OpenSegment {
  if (!(packed instanceof Uint8Array) || MAGIC.some((byte, at) => packed[at] !== byte)) return openJson(packed);
  const length = new ByteReader(packed.subarray(MAGIC.length, HEADER)).u32();
  const index = readIndex(unpackBytes(packed.subarray(HEADER, HEADER + length)));
  const known = (place: number): Pick<RosterRow, 'id' | 'state'> => ({
    id: index.ids.at(place),
    state: stateOf(index, place),
  });
  return {
    index,
    rows: (places = Array.from(index.states.keys())) =>
      readColumns(new ByteReader(unpackBytes(packed.subarray(HEADER + length))), index.ids.size, places, known),
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
