import * as z from 'zod';
import type { Change, RosterRow } from '../core/model.ts';
import { changeSchema } from '../storage/change-schema.ts';
import { packJson, unpackJson } from '../storage/pack.ts';
import { ByteReader } from './bytes.ts';
import { cleanChange, cleanId, cleanRow } from './clean.ts';
import { encodeSegment, MOST_ROWS, type OpenSegment, openSegment } from './segment.ts';
import { fromColumns } from './segment-json.ts';
import { encodeInParts } from './split.ts';

/** What one commit changes. Drops are applied before puts; an id in both is put. */
export interface Delta {
  readonly puts: readonly RosterRow[];
  readonly drops: readonly string[];
  /** Told differences, in the order in which they are numbered. */
  readonly changes: readonly Change[];
}

/** A row and the change that shows it go into the same chunk, so that its profile is stored once. */
interface Entry {
  readonly put?: RosterRow;
  readonly drop?: string;
  readonly change?: Change;
}

/** `R`, `L` and the version; a chunk of version 1 is bare zstd, which begins otherwise. */
const MAGIC = [0x52, 0x4c, 0x02, 0x00] as const;
const HEADER = MAGIC.length + 8;

/** A person who is shown as the row in this place of the chunk says. */
const placeSchema = z.object({ row: z.number().int().min(0) });
const storedSchema = changeSchema.extend({ person: z.union([placeSchema, changeSchema.shape.person]) });
const dropsSchema = z.array(z.string());
const changesSchema = z.array(storedSchema);
/** Version 1. */
const bodySchema = z.object({ rows: z.unknown(), drops: z.array(z.string()), changes: z.array(changeSchema) });

/** What goes into chunks, in order; whatever is next to each other may go into different ones. */
export type LogEntries = readonly Entry[];

/** Entries as packed chunks of the log, at most 256 KB each; those of a delta are together the delta. */
export function encodeEntries(entries: LogEntries): Uint8Array[] {
  return encodeInParts(entries, MOST_ROWS, encodeChunk).map(({ data }) => data);
}

export function entriesOf({ puts, drops, changes }: Delta): LogEntries {
  const told = new Set(changes.map(({ person }) => person.id));
  const rows = new Map(puts.map((put) => [put.id, put]));
  // Of rows with one id the last counts, and it must stay the last.
  const isSimple = rows.size === puts.length;
  const entries: Entry[] = drops.map((drop) => ({ drop }));
  for (const put of puts) if (!isSimple || !told.has(put.id)) entries.push({ put });
  for (const change of changes) {
    const put = isSimple ? rows.get(change.person.id) : undefined;
    rows.delete(change.person.id);
    entries.push(put === undefined ? { change } : { put, change });
  }
  return entries;
}

function encodeChunk(entries: readonly Entry[]): Uint8Array {
  const puts = entries.flatMap(({ put }) => (put === undefined ? [] : [cleanRow(put)]));
  const segment = encodeSegment(puts);
  const places = new Map(puts.map((row, place) => [row.id, place]));
  const drops = packJson(entries.flatMap(({ drop }) => (drop === undefined ? [] : [cleanId(drop)])));
  const changes = packJson(
    entries.flatMap(({ change }) => (change === undefined ? [] : [stored(cleanChange(change), puts, places)])),
  );
  const header = Buffer.concat([Buffer.from(MAGIC), Buffer.alloc(8)]);
  header.writeUInt32LE(segment.byteLength, MAGIC.length);
  header.writeUInt32LE(drops.byteLength, MAGIC.length + 4);
  return Buffer.concat([header, segment, drops, changes]);
}

function stored(change: Change, puts: readonly RosterRow[], places: ReadonlyMap<string, number>): unknown {
  const place = places.get(change.person.id);
  const row = place === undefined ? undefined : puts[place];
  return row !== undefined && isShown(row, change.person) ? { ...change, person: { row: place } } : change;
}

function isShown({ id, profile }: RosterRow, person: Change['person']): boolean {
  const fields = Object.keys(person) as (keyof Change['person'])[];
  const shown: Change['person'] = { ...profile, id };
  return (
    fields.length === Object.keys(shown).length &&
    fields.every(
      (field) => shown[field] === person[field] || JSON.stringify(shown[field]) === JSON.stringify(person[field]),
    )
  );
}

/** A chunk of which only the drops have been unpacked, and what was asked for. */
export interface OpenChunk extends OpenSegment {
  readonly drops: readonly string[];
  changes(): Change[];
}

/** @throws Error if the chunk is damaged or not a chunk */
export function openChunk(packed: unknown): OpenChunk {
  if (!(packed instanceof Uint8Array) || MAGIC.some((byte, at) => packed[at] !== byte)) return openJson(packed);
  const lengths = new ByteReader(packed.subarray(MAGIC.length, HEADER));
  const endOfRows = HEADER + lengths.u32();
  const endOfDrops = endOfRows + lengths.u32();
  const segment = openSegment(packed.subarray(HEADER, endOfRows));
  return {
    get index() {
      return segment.index;
    },
    rows: segment.rows,
    drops: dropsSchema.parse(unpackJson(packed.subarray(endOfRows, endOfDrops))),
    changes: () => {
      const changes = changesSchema.parse(unpackJson(packed.subarray(endOfDrops)));
      const shown = changes.flatMap(({ person }) => ('row' in person ? [person.row] : []));
      const places = [...new Set(shown)].sort((a, b) => a - b);
      const rows = new Map(segment.rows(places).map((row, n) => [places[n], row]));
      return changes.map((change) => {
        if (!('row' in change.person)) return { ...change, person: change.person };
        const row = rows.get(change.person.row);
        if (row === undefined) throw new RangeError('A change shows a row that is not there.');
        return { ...change, person: { ...row.profile, id: row.id } };
      });
    },
  };
}

function openJson(packed: unknown): OpenChunk {
  const body = bodySchema.parse(unpackJson(packed));
  const rows = fromColumns(body.rows);
  const segment = openSegment(encodeSegment(rows));
  return { index: segment.index, rows: segment.rows, drops: body.drops, changes: () => body.changes };
}

/** @throws Error if a chunk is damaged or not a chunk */
export function decodeLog(chunks: readonly unknown[]): Delta {
  const open = chunks.map(openChunk);
  return {
    puts: open.flatMap((chunk) => chunk.rows()),
    drops: open.flatMap((chunk) => chunk.drops),
    changes: open.flatMap((chunk) => chunk.changes()),
  };
}
