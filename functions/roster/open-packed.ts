import type { RosterRow } from '../core/model.ts';
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
import { MOST_PLACES } from './row-index.ts';
import { MOST_ROWS, type OpenSegment } from './segment.ts';

/** Parts that are read at a time. */
const PARTS = 8;
/** Rows that are in memory at a time when all are read. */
const ROWS_AT_ONCE = 60_000;

/** As `openRoster`, without rows. @throws CorruptRosterError */
export async function openPacked(db: Db, head: Head): Promise<PackedRoster> {
  const { columns, load } = await readColumns(db, head);
  return new PackedRoster(head, columns, load);
}

/** As `readRows`, with some thousands of rows in memory at a time. @throws CorruptRosterError */
export async function* readPackedRows(db: Db, head: Head): AsyncGenerator<RosterRow[]> {
  const { columns, load } = await readColumns(db, head);
  for (let first = 0; first < columns.ids.size; first += ROWS_AT_ONCE) {
    const count = Math.min(ROWS_AT_ONCE, columns.ids.size - first);
    const rows: RosterRow[] = [];
    await load(
      Array.from({ length: count }, (_, n) => first + n),
      (slot, row) => {
        rows[slot - first] = row;
      },
    );
    for (let at = 0; at < count; at += MOST_ROWS) yield rows.slice(at, at + MOST_ROWS);
  }
}

async function readColumns(db: Db, head: Head): Promise<{ readonly columns: RosterColumns; readonly load: LoadRows }> {
  const log = await readLogIndexes(db, head);
  const chunks = log.flatMap((version) => version.chunks.map(({ sk }) => sk));
  const overlay = new Overlay(log.map((version) => version.chunks));
  const { present, missing, held, hidden, lost } = head.counts;
  const people = present + missing + held + hidden + lost;
  let builder: ColumnsBuilder | undefined;
  let segment = 0;
  try {
    for await (const { index } of readBase(db, head)) {
      builder ??= new ColumnsBuilder(index.ids.packing, people);
      addSegment(builder, index, segment, overlay, head.segments);
      segment += 1;
    }
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
  return { columns, load: (slots, take) => loadRows(db, head, chunks, columns.places, slots, take) };
}

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
  chunks: readonly string[],
  places: Uint32Array,
  slots: readonly number[],
  take: (slot: number, row: RosterRow) => void,
): Promise<void> {
  const parts = Map.groupBy(
    [...slots].sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0)),
    (slot) => Math.floor((places[slot] ?? 0) / MOST_PLACES),
  );
  const numbers = [...parts.keys()];
  for (let at = 0; at < numbers.length; at += PARTS) {
    const some = numbers.slice(at, at + PARTS);
    const ofBase = some.filter((part) => part < head.segments);
    const ofLog = some.filter((part) => part >= head.segments);
    const opened = [
      ...(await readSegments(db, head, ofBase)),
      ...(await readChunks(
        db,
        head,
        ofLog.map((part) => chunks[part - head.segments] ?? ''),
      )),
    ];
    for (const [n, part] of some.entries()) {
      const wanted = parts.get(part) ?? [];
      const rows = opened[n]?.rows(wanted.map((slot) => (places[slot] ?? 0) % MOST_PLACES)) ?? [];
      for (const [place, slot] of wanted.entries()) {
        const row = rows[place];
        if (row === undefined) throw new CorruptRosterError(head.key, `a row of part ${part} is missing`);
        take(slot, row);
      }
    }
  }
}

async function readChunks(db: Db, head: Head, sks: readonly string[]): Promise<Pick<OpenSegment, 'rows'>[]> {
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
