import type { Db } from '../storage/db.ts';
import type { Head } from '../storage/items.ts';
import { Audit } from './audit.ts';
import { readBase } from './base.ts';
import { CorruptRosterError } from './errors.ts';
import { Overlay, sincesOf } from './overlay.ts';
import { type LoadRows, PackedRoster } from './packed-roster.ts';
import { readLogIndexes } from './read-log.ts';
import { ColumnsBuilder, type RosterColumns } from './roster-columns.ts';
import { MOST_PLACES } from './row-index.ts';
import type { OpenSegment } from './segment.ts';
import { StoredRows } from './stored-rows.ts';

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
    for (const { index, chunk, place, since } of overlay.added()) {
      builder ??= new ColumnsBuilder(index.ids.packing, people);
      const slot = builder.add(index, place, place + 1, placeOf(head.segments + chunk, place));
      if (since !== undefined) builder.awaySince.set(slot, since);
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new CorruptRosterError(head.key, 'there are more people than were committed', { cause: error });
  }
  const columns = builder ?? new ColumnsBuilder('text', 0);
  const audit = new Audit();
  audit.countPacked(columns);
  audit.check(head);
  const rows = new StoredRows(db, head, { chunks, sizes, columns });
  return { columns, load: (slots, take, later) => rows.load(slots, take, later) };
}

const placeOf = (part: number, place: number): number => part * MOST_PLACES + place;

/** Takes over a segment as the log left it. */
function addSegment(
  builder: ColumnsBuilder,
  index: OpenSegment['index'],
  segment: number,
  overlay: Overlay,
  segments: number,
): void {
  const { size } = index.ids;
  const numbers = overlay.take(index);
  const sinces = sincesOf(index);
  let from = 0;
  const addRun = (end: number): void => {
    const first = builder.add(index, from, end, placeOf(segment, from)) - from;
    for (let place = from; place < end; place += 1) {
      const number = numbers[place] ?? -1;
      const last = number === -1 ? undefined : overlay.at(number);
      if (last !== undefined)
        builder.replace(first + place, last.index, last.place, placeOf(segments + last.chunk, last.place));
      const since = last === undefined ? sinces[place] : last.since;
      if (since !== undefined) builder.awaySince.set(first + place, since);
    }
  };
  for (let place = 0; place < size; place += 1) {
    const number = numbers[place] ?? -1;
    if (number === -1 || overlay.at(number) !== undefined) continue;
    addRun(place);
    from = place + 1;
  }
  addRun(size);
}
