import { PERSON_STATES, type RosterRow } from '../core/model.ts';
import type { Db } from '../storage/db.ts';
import type { Head } from '../storage/items.ts';
import { logRange } from '../storage/keys.ts';
import { getSurely, readSegments } from './base.ts';
import { CorruptRosterError } from './errors.ts';
import { openChunk } from './log.ts';
import type { RosterColumns } from './roster-columns.ts';
import { MOST_PLACES, PLACE_BITS } from './row-index.ts';
import type { OpenSegment, PickedRows } from './segment.ts';

/** Parts that are read at a time. */
const PARTS = 8;
/** Parts that are kept for the next call. */
const MOST_KEPT = 4;
/** Bytes of rows for later that are kept as they are; more of them are compressed. */
const MOST_UNPACKED = 12 * 1024 * 1024;

type Take = (slot: number, row: RosterRow) => void;

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
  private readonly picked = new Map<number, PickedRows>();
  private pickedBytes = 0;

  constructor(db: Db, head: Head, where: RowPlaces) {
    this.db = db;
    this.head = head;
    this.where = where;
  }

  /**
   * Hands the rows of `slots` to `take`, in any order.
   * @param later slots that will be asked for, too: their rows are kept, packed, so that no part is read again for them
   * @throws CorruptRosterError
   */
  async load(slots: readonly number[], take: Take, later: readonly number[] = []): Promise<void> {
    const now = this.byPart(slots);
    const then = this.byPart(later);
    for (const part of this.lately.keys()) if (!now.has(part)) this.lately.delete(part);
    const unread: number[] = [...then.keys()];
    for (const [part, wanted] of now) {
      if (!then.has(part) && !this.give(part, wanted, this.picked.get(part), take)) unread.push(part);
    }
    unread.sort((a, b) => a - b);
    for (let at = 0; at < unread.length; at += PARTS) {
      const parts = await this.read(unread.slice(at, at + PARTS));
      for (const part of unread.slice(at, at + PARTS)) {
        const opened = parts.get(part);
        if (!this.give(part, now.get(part) ?? [], opened, take)) {
          throw new CorruptRosterError(this.head.key, `a row of part ${part} is missing`);
        }
        const kept = then.get(part);
        if (kept === undefined || opened === undefined) continue;
        const picked = opened.pick(this.placesOf(kept), this.where.sizes[part] ?? 0, this.pickedBytes > MOST_UNPACKED);
        this.picked.set(part, picked);
        this.pickedBytes += picked.bytes;
      }
      // Of many parts only the last ones are kept: whoever comes next comes after them.
      for (const [part, opened] of parts) this.lately.set(part, opened);
      for (const part of this.lately.keys()) if (this.lately.size > MOST_KEPT) this.lately.delete(part);
    }
  }

  /** Slots by the part that their rows lie in, in the order of their places. */
  private byPart(slots: readonly number[]): Map<number, number[]> {
    const { places } = this.where.columns;
    const parts = new Map<number, number[]>();
    for (const slot of Uint32Array.from(slots).sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0))) {
      const part = (places[slot] ?? 0) >>> PLACE_BITS;
      const inPart = parts.get(part);
      if (inPart === undefined) parts.set(part, [slot]);
      else inPart.push(slot);
    }
    return parts;
  }

  private placesOf(slots: readonly number[]): number[] {
    return slots.map((slot) => (this.where.columns.places[slot] ?? 0) % MOST_PLACES);
  }

  /** @returns false if not all of them are to be had from there */
  private give(
    part: number,
    slots: readonly number[],
    from: OpenSegment | PickedRows | undefined,
    take: Take,
  ): boolean {
    if (slots.length === 0) return true;
    const { ids, states } = this.where.columns;
    const rows = from?.rows(this.placesOf(slots), {
      count: this.where.sizes[part] ?? 0,
      of: (n) => {
        const slot = slots[n] ?? 0;
        return { id: ids.at(slot), state: PERSON_STATES[states[slot] ?? 0] ?? 'present' };
      },
    });
    if (rows?.length !== slots.length) return false;
    for (const [n, row] of rows.entries()) take(slots[n] ?? 0, row);
    return true;
  }

  /** Some parts, as few read as can be. */
  private async read(parts: readonly number[]): Promise<ReadonlyMap<number, OpenSegment>> {
    const { db, head } = this;
    const ready = new Map<number, OpenSegment>();
    for (const part of parts) {
      const known = this.lately.get(part);
      if (known !== undefined) ready.set(part, known);
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
