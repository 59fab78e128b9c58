import { PERSON_STATES, type RosterRow } from '../core/model.ts';
import type { Db } from '../storage/db.ts';
import type { Head } from '../storage/items.ts';
import { logRange } from '../storage/keys.ts';
import { Audit } from './audit.ts';
import { getSurely, readBase, readSegments } from './base.ts';
import { CorruptRosterError } from './errors.ts';
import { openChunk } from './log.ts';
import { Overlay, sincesOf } from './overlay.ts';
import { type LoadRows, PackedRoster } from './packed-roster.ts';
import { readLogIndexes } from './read-log.ts';
import { ColumnsBuilder, type RosterColumns } from './roster-columns.ts';
import { MOST_PLACES, PLACE_BITS } from './row-index.ts';
import type { OpenSegment } from './segment.ts';

/** Parts that are read at a time. */
const PARTS = 8;
/** Parts that are kept for the next call. */
const MOST_KEPT = 12;

/** As `openRoster`, without rows. @throws CorruptRosterError */
export async function openPacked(db: Db, head: Head): Promise<PackedRoster> {
  const { columns, load } = await readColumns(db, head);
  return new PackedRoster(head, columns, load);
}

/** What is kept of everybody, and the way to their rows. @throws CorruptRosterError */
export async function readColumns(
  db: Db,
  head: Head,
): Promise<{ readonly columns: RosterColumns; readonly load: LoadRows }> {
  const log = await readLogIndexes(db, head);
  const chunks = log.flatMap((version) => version.chunks.map(({ sk }) => sk));
  const overlay = new Overlay(log.map((version) => version.chunks));
  const { present, missing, held, hidden, lost } = head.counts;
  const people = present + missing + held + hidden + lost;
  let builder: ColumnsBuilder | undefined;
  let segment = 0;
  const sizes: number[] = [];
  try {
    for await (const { index } of readBase(db, head)) {
      sizes.push(index.ids.size);
      builder ??= new ColumnsBuilder(index.ids.packing, people);
      addSegment(builder, index, segment, overlay, head.segments);
      segment += 1;
    }
    for (const { index } of log.flatMap((version) => version.chunks)) sizes.push(index.ids.size);
    for (const { index, chunk, place, sinces } of overlay.added()) {
      builder ??= new ColumnsBuilder(index.ids.packing, people);
      builder.add(index, place, place + 1, placeOf(head.segments + chunk, place), sinces);
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new CorruptRosterError(head.key, 'there are more people than were committed', { cause: error });
  }
  const columns = builder ?? new ColumnsBuilder('text', 0);
  const audit = new Audit();
  audit.countPacked(columns);
  audit.check(head);
  const lately = new Map<number, RowsOfPart>();
  return {
    columns,
    load: (slots, take) => loadRows(db, head, { chunks, sizes, columns, lately }, slots, take),
  };
}

/** Where rows are read from. */
interface Parts {
  /** Sort keys of the log's chunks. */
  readonly chunks: readonly string[];
  /** Rows in each part. */
  readonly sizes: readonly number[];
  readonly columns: RosterColumns;
  /** Parts of the last call: the next one wants rows of its last ones again, if people come in order. */
  readonly lately: Map<number, RowsOfPart>;
}

type RowsOfPart = Pick<OpenSegment, 'rows'>;

const placeOf = (part: number, place: number): number => part * MOST_PLACES + place;

/** Takes over a segment as the log left it: in runs, because the log names few. */
function addSegment(
  builder: ColumnsBuilder,
  index: OpenSegment['index'],
  segment: number,
  overlay: Overlay,
  segments: number,
): void {
  const sinces = sincesOf(index);
  let from = 0;
  for (let place = 0; place < index.ids.size; place += 1) {
    const last = overlay.take(index, place);
    if (last === undefined) continue;
    builder.add(index, from, place, placeOf(segment, from), sinces);
    from = place + 1;
    if (last === null) continue;
    builder.add(last.index, last.place, last.place + 1, placeOf(segments + last.chunk, last.place), last.sinces);
  }
  builder.add(index, from, index.ids.size, placeOf(segment, from), sinces);
}

async function loadRows(
  db: Db,
  head: Head,
  { chunks, sizes, columns, lately }: Parts,
  slots: readonly number[],
  take: (slot: number, row: RosterRow) => void,
): Promise<void> {
  const { places, ids, states } = columns;
  const parts = Map.groupBy(
    [...slots].sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0)),
    (slot) => (places[slot] ?? 0) >>> PLACE_BITS,
  );
  for (const part of lately.keys()) if (!parts.has(part)) lately.delete(part);
  const numbers = [...parts.keys()];
  for (let at = 0; at < numbers.length; at += PARTS) {
    const some = numbers.slice(at, at + PARTS);
    const missing = some.filter((part) => !lately.has(part));
    const ofBase = missing.filter((part) => part < head.segments);
    const ofLog = missing.filter((part) => part >= head.segments);
    const opened = [
      ...(await readSegments(db, head, ofBase)),
      ...(await readChunks(
        db,
        head,
        ofLog.map((part) => chunks[part - head.segments] ?? ''),
      )),
    ];
    for (const [n, part] of [...ofBase, ...ofLog].entries()) {
      const one = opened[n];
      if (one !== undefined) lately.set(part, one);
    }
    for (const part of some) {
      const wanted = parts.get(part) ?? [];
      const known = {
        count: sizes[part] ?? 0,
        of: (n: number): Pick<RosterRow, 'id' | 'state'> => ({
          id: ids.at(wanted[n] ?? 0),
          state: PERSON_STATES[states[wanted[n] ?? 0] ?? 0] ?? 'present',
        }),
      };
      const inPart = wanted.map((slot) => (places[slot] ?? 0) % MOST_PLACES);
      const rows = lately.get(part)?.rows(inPart, known) ?? [];
      for (const [place, slot] of wanted.entries()) {
        const row = rows[place];
        if (row === undefined) throw new CorruptRosterError(head.key, `a row of part ${part} is missing`);
        take(slot, row);
      }
    }
    // Of many parts only the last ones are kept: whoever comes next comes after them.
    for (const part of lately.keys()) if (lately.size > MOST_KEPT) lately.delete(part);
  }
}

async function readChunks(db: Db, head: Head, sks: readonly string[]): Promise<RowsOfPart[]> {
  const { pk } = logRange(head.key, 0, 0);
  const items = await getSurely(
    db,
    sks.map((sk) => ({ pk, sk })),
  );
  return items.map((item, n) => {
    if (item === undefined) throw new CorruptRosterError(head.key, `part ${sks[n]} of the log is missing`);
    return openChunk(item['data']);
  });
}
