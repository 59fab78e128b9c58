import { PERSON_STATES } from '../core/model.ts';
import type { Db } from '../storage/db.ts';
import type { Head } from '../storage/items.ts';
import { Audit } from './audit.ts';
import { readBase } from './base.ts';
import { CorruptRosterError } from './errors.ts';
import { PRINT_FORMS, type PrintForm } from './fingerprint.ts';
import { Overlay, sincesOf } from './overlay.ts';
import { type EachRow, PackedRoster } from './packed-roster.ts';
import { PlacesOfRows } from './places-of-rows.ts';
import { readLogIndexes } from './read-log.ts';
import { ColumnsBuilder, type RosterColumns } from './roster-columns.ts';
import { letIndexGo, MOST_PLACES } from './row-index.ts';
import type { OpenSegment } from './segment.ts';
import { StoredRows } from './stored-rows.ts';

const PRESENT = PERSON_STATES.indexOf('present');

/** As `openRoster`, without rows. @throws CorruptRosterError */
export async function openPacked(db: Db, head: Head): Promise<PackedRoster> {
  const { columns, each } = await readColumns(db, head);
  return new PackedRoster(head, columns, each);
}

/** What is kept of everybody, and the way to their rows. @throws CorruptRosterError */
export async function readColumns(
  db: Db,
  head: Head,
): Promise<{ readonly columns: RosterColumns; readonly each: EachRow }> {
  let overlay = new Overlay(head.logBytes);
  const printForms = new Set<PrintForm>();
  const log = await readLogIndexes(db, head, () => {
    overlay.letGo();
    overlay = new Overlay(head.logBytes);
    return (sk, chunk) => {
      printForms.add(chunk.index.printForm);
      overlay.add(sk, chunk);
      letIndexGo(chunk.index);
    };
  });
  const inLog = overlay.seal(log.map(({ chunks }) => chunks));
  const { present, missing, held, hidden, lost } = head.counts;
  const people = present + missing + held + hidden + lost;
  const places = new PlacesOfRows(people);
  let builder: ColumnsBuilder | undefined;
  const sizes: number[] = [];
  try {
    for await (const { index } of readBase(db, head)) {
      builder ??= new ColumnsBuilder(index.ids.packing, people);
      addSegment({ builder, places, overlay, segments: head.segments }, index, sizes.length);
      printForms.add(index.printForm);
      sizes.push(index.ids.size);
      letIndexGo(index);
    }
    for (const { number, chunk, place, since } of overlay.added()) {
      const { columns } = overlay;
      if (columns === undefined) break;
      builder ??= new ColumnsBuilder(columns.ids.packing, people);
      const slot = builder.addFrom(columns, number);
      places.set(slot, placeOf(head.segments + chunk, place));
      if (since !== undefined) builder.away.push(slot, since);
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new CorruptRosterError(head.key, 'there are more people than were committed', { cause: error });
  }
  // The log is in the columns now, and those who look for people make a table of their own.
  overlay.letGo();
  const columns: RosterColumns = Object.assign(builder ?? new ColumnsBuilder('text', 0), {
    places,
    printForms: PRINT_FORMS.filter((form) => printForms.has(form)).toReversed(),
  });
  const audit = new Audit();
  audit.countPacked(columns);
  audit.check(head);
  const chunks = log.flatMap((version) => version.chunks);
  const rows = new StoredRows(db, head, { chunks, sizes: [...sizes, ...inLog], columns });
  return { columns, each: (slots, later, needsPrint) => rows.each(slots, later, needsPrint) };
}

const placeOf = (part: number, place: number): number => part * MOST_PLACES + place;

interface Opening {
  readonly builder: ColumnsBuilder;
  readonly places: PlacesOfRows;
  readonly overlay: Overlay;
  /** How many there are in the base. */
  readonly segments: number;
}

/** A segment, and what the log says of the people in it. */
interface SegmentAndLog {
  readonly index: OpenSegment['index'];
  readonly segment: number;
  /** By place: the number of the log's last word, or -1; undefined if it says nothing of anybody. */
  readonly numbers: Int32Array | undefined;
  /** `stateAt` by place, of those who are not present. */
  readonly sinces: ReadonlyMap<number, number>;
}

/** Takes over a segment as the log left it. */
function addSegment(opening: Opening, index: OpenSegment['index'], segment: number): void {
  const { overlay } = opening;
  const { size } = index.ids;
  const numbers = overlay.take(index);
  const some = { index, segment, numbers, sinces: new Map(sincesOf(index)) };
  let from = 0;
  for (let place = 0; place < size; place += 1) {
    const number = numbers?.[place] ?? -1;
    if (number === -1 || !overlay.isDropped(number)) continue;
    addRun(opening, some, from, place);
    from = place + 1;
  }
  addRun(opening, some, from, size);
}

/** Takes over those at places `from` to `end`, of whom nobody was dropped. */
function addRun({ builder, places, overlay, segments }: Opening, some: SegmentAndLog, from: number, end: number): void {
  if (from === end) return;
  const { index, segment, numbers, sinces } = some;
  const before = builder.add(index, from, end) - from;
  places.addRun(before + from, placeOf(segment, from));
  if (numbers === undefined && sinces.size === 0) return;
  for (let place = from; place < end; place += 1) {
    const number = numbers?.[place] ?? -1;
    if (number === -1 && index.states[place] === PRESENT) continue;
    let since = sinces.get(place);
    if (number !== -1 && overlay.columns !== undefined) {
      const last = overlay.at(number);
      builder.replace(before + place, overlay.columns, number);
      places.set(before + place, placeOf(segments + last.chunk, last.place));
      since = last.since;
    }
    if (since !== undefined) builder.away.push(before + place, since);
  }
}
