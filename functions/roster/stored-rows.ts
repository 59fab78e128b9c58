import { FEW } from '../core/few-at-a-time.ts';
import { PERSON_STATES, type RosterRow } from '../core/model.ts';
import type { Db } from '../storage/db.ts';
import type { Head } from '../storage/items.ts';
import { logRange } from '../storage/keys.ts';
import { getSurely, readSegments } from './base.ts';
import { ByteStore } from './byte-store.ts';
import { CorruptRosterError } from './errors.ts';
import { openChunk } from './log.ts';
import type { RosterColumns } from './roster-columns.ts';
import { MOST_PLACES, PLACE_BITS } from './row-index.ts';
import { withRowPrint } from './row-print.ts';
import type { OpenSegment, PickedRows } from './segment.ts';

/** Parts that are read at a time. */
const PARTS = 8;
/** Parts that are kept for the next call. */
const MOST_KEPT = 4;
/** Bytes of rows for later that are kept as they are; more of them are compressed. */
const MOST_UNPACKED = 12 * 1024 * 1024;

const NO_SLOTS = new Uint32Array(0);

/** Whether the row of a slot is to carry the print that it was read with. */
export type NeedsPrint = (slot: number) => boolean;

const everybody: NeedsPrint = () => true;

/** Somebody's row. */
export interface SlotRow {
  readonly slot: number;
  readonly row: RosterRow;
}

/** Rows of a part that were kept for later. */
interface Picked {
  readonly rows: PickedRows;
  /** Their number among all that were kept. */
  readonly number: number;
  /** How many of them were not asked for yet. */
  left: number;
}

/** Where rows are read from. */
export interface RowPlaces {
  /** Sort keys of the log's chunks. */
  readonly chunks: readonly string[];
  /** Rows in each part: the segments of the base, then the chunks of the log. */
  readonly sizes: readonly number[];
  readonly columns: RosterColumns;
}

/** Reads the rows of some slots of a roster, each part of it once a call. */
export class StoredRows {
  private readonly db: Db;
  private readonly head: Head;
  private readonly where: RowPlaces;
  /** Parts of the last call: the next one wants rows of its last ones again, if people come in order. */
  private readonly lately = new Map<number, OpenSegment>();
  /** By part, in the order in which they were kept. */
  private readonly picked = new Map<number, Picked>();
  private readonly pickedRows = new ByteStore();
  private pickedBytes = 0;

  constructor(db: Db, head: Head, where: RowPlaces) {
    this.db = db;
    this.head = head;
    this.where = where;
  }

  /**
   * The rows of some slots, a few at a time, part after part.
   * @param later slots that will be asked for, too: their rows are kept, packed, so that no part is read again for them
   * @param needsPrint whose rows are to have the print that they were read with: it has to be made of all of each
   * @throws CorruptRosterError
   */
  async *each(
    slots: ArrayLike<number>,
    later: ArrayLike<number> = [],
    needsPrint: NeedsPrint = everybody,
  ): AsyncGenerator<readonly SlotRow[]> {
    const now = this.byPart(slots);
    const then = this.byPart(later);
    for (const part of this.lately.keys()) if (!now.has(part)) this.letGo(part);
    const unread: number[] = [...then.keys()];
    const few: SlotRow[] = [];
    for (const [part, wanted] of now) {
      if (then.has(part)) continue;
      const rows = this.rowsOf(part, wanted, this.picked.get(part)?.rows, needsPrint);
      if (rows === undefined) unread.push(part);
      else {
        this.forget(part, rows.length);
        for (const one of rows) few.push(one);
      }
      if (few.length >= FEW) yield few.splice(0);
    }
    if (few.length > 0) yield few;
    unread.sort((a, b) => a - b);
    for (let at = 0; at < unread.length; at += PARTS) {
      const some = unread.slice(at, at + PARTS);
      const parts = await this.read(some);
      for (const part of some) {
        const opened = parts.get(part);
        const kept = then.get(part);
        if (kept !== undefined && opened !== undefined) this.keep(part, kept, opened);
        yield* this.fewOf(part, now.get(part) ?? NO_SLOTS, opened, needsPrint);
        // Of many parts only the last ones are kept: whoever comes next comes after them.
        if (opened !== undefined) this.lately.set(part, opened);
        for (const other of this.lately.keys()) if (this.lately.size > MOST_KEPT) this.letGo(other);
      }
    }
  }

  /** Rows of a part, made a few at a time. @throws CorruptRosterError */
  private *fewOf(
    part: number,
    slots: Uint32Array,
    opened: OpenSegment | undefined,
    needsPrint: NeedsPrint,
  ): Generator<readonly SlotRow[]> {
    for (let at = 0; at < slots.length; at += FEW) {
      const rows = this.rowsOf(part, slots.subarray(at, at + FEW), opened, needsPrint);
      if (rows === undefined) throw new CorruptRosterError(this.head.key, `a row of part ${part} is missing`);
      yield rows;
    }
  }

  private letGo(part: number): void {
    this.lately.get(part)?.letGo();
    this.lately.delete(part);
  }

  /** Keeps rows for later. */
  private keep(part: number, slots: Uint32Array, opened: OpenSegment): void {
    this.forget(part, Number.POSITIVE_INFINITY);
    const number = this.pickedRows.length;
    const into = { store: this.pickedRows, isPacked: this.pickedBytes > MOST_UNPACKED };
    const rows = opened.pick(this.placesOf(slots), this.where.sizes[part] ?? 0, into);
    this.picked.set(part, { rows, number, left: slots.length });
    this.pickedBytes += rows.bytes;
  }

  /** Each row is kept for one call: of a part that has given all of them nothing is kept any more. */
  private forget(part: number, count: number): void {
    const picked = this.picked.get(part);
    if (picked === undefined) return;
    picked.left -= count;
    if (picked.left > 0) return;
    this.picked.delete(part);
    this.pickedBytes -= picked.rows.bytes;
    const [first] = this.picked.values();
    if (first === undefined) this.pickedRows.letGo();
    else this.pickedRows.letGoBefore(first.number);
  }

  /** Slots by the part that their rows lie in, in the order of their places. */
  private byPart(slots: ArrayLike<number>): Map<number, Uint32Array> {
    const { places } = this.where.columns;
    const { length } = slots;
    // Place and number together are below 2^53, and sort as numbers do.
    const order = new Float64Array(length);
    for (let n = 0; n < length; n += 1) order[n] = places.at(slots[n] ?? 0) * length + n;
    order.sort();
    const inOrder = new Uint32Array(length);
    for (let n = 0; n < length; n += 1) inOrder[n] = slots[(order[n] ?? 0) % length] ?? 0;
    const parts = new Map<number, Uint32Array>();
    const partAt = (n: number): number => Math.floor((order[n] ?? 0) / length) >>> PLACE_BITS;
    for (let first = 0; first < length; ) {
      const part = partAt(first);
      let end = first + 1;
      while (end < length && partAt(end) === part) end += 1;
      parts.set(part, inOrder.subarray(first, end));
      first = end;
    }
    return parts;
  }

  private placesOf(slots: Uint32Array): number[] {
    const { places } = this.where.columns;
    const inPart: number[] = [];
    for (const slot of slots) inPart.push(places.at(slot) % MOST_PLACES);
    return inPart;
  }

  /** @returns undefined if not all of them are to be had from there */
  private rowsOf(
    part: number,
    slots: Uint32Array,
    from: OpenSegment | PickedRows | undefined,
    needsPrint: NeedsPrint,
  ): SlotRow[] | undefined {
    if (slots.length === 0) return [];
    const { ids, states, rests, printForms } = this.where.columns;
    // Of somebody whose prints have another form it is none: a number like any other, which the print of no row is.
    const hasRowPrints = printForms.includes('rows');
    const rows = from?.rows(this.placesOf(slots), {
      count: this.where.sizes[part] ?? 0,
      of: (n) => {
        const slot = slots[n] ?? 0;
        return { id: ids.at(slot), state: PERSON_STATES[states[slot] ?? 0] ?? 'present' };
      },
    });
    if (rows?.length !== slots.length) return undefined;
    return rows.map((row, n) => {
      const slot = slots[n] ?? 0;
      return { slot, row: hasRowPrints && needsPrint(slot) ? withRowPrint(row, rests[slot]) : row };
    });
  }

  /** Some parts, as few read as can be. They are nobody else's until they are put back into {@link lately}. */
  private async read(parts: readonly number[]): Promise<ReadonlyMap<number, OpenSegment>> {
    const { db, head } = this;
    const ready = new Map<number, OpenSegment>();
    for (const part of parts) {
      const known = this.lately.get(part);
      if (known !== undefined) ready.set(part, known);
      this.lately.delete(part);
    }
    const ofBase = parts.filter((part) => part < head.segments && !ready.has(part));
    const ofLog = parts.filter((part) => part >= head.segments && !ready.has(part));
    const opened = [...(await readSegments(db, head, ofBase)), ...(await this.readChunks(ofLog))];
    for (const [n, part] of [...ofBase, ...ofLog].entries()) {
      const one = opened[n];
      if (one !== undefined) ready.set(part, one);
    }
    return ready;
  }

  private async readChunks(parts: readonly number[]): Promise<OpenSegment[]> {
    const { pk } = logRange(this.head.key, 0, 0);
    const keys = parts.map((part) => ({ pk, sk: this.where.chunks[part - this.head.segments] ?? '' }));
    const items = await getSurely(this.db, keys);
    return items.map((item, n) => {
      if (item === undefined) throw new CorruptRosterError(this.head.key, `part ${keys[n]?.sk} of the log is missing`);
      return openChunk(item['data']);
    });
  }
}
