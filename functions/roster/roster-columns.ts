import { AwaySince } from './away-since.ts';
import type { PrintForm } from './fingerprint.ts';
import type { Packing } from './id-words.ts';
import { LookUpDays } from './look-up-days.ts';
import { PackedIds } from './packed-ids.ts';
import type { PlacesOfRows } from './places-of-rows.ts';
import type { RowIndex } from './row-index.ts';
import { letGo } from './typed-memory.ts';

/** What a roster keeps of everybody, by slot. */
export interface RosterColumns {
  readonly ids: PackedIds;
  readonly states: Uint8Array;
  /** See `fingerprint.ts`. Empty once they were let go: then nobody's prints are known. */
  readonly texts: Uint32Array;
  readonly rests: Uint32Array;
  /** Forms that some of these prints have, the newest first. */
  readonly printForms: readonly PrintForm[];
  readonly days: LookUpDays;
  /** `stateAt` of whoever is not present. */
  readonly away: AwaySince;
  readonly places: PlacesOfRows;
  /** Gives the memory of the prints back: a walk has ended. Those of rows may be wanted still. */
  letPrintsGo(keepsRows?: boolean): void;
  /** Gives the memory of it all back; nothing of it may be used any more. */
  letGo(): void;
}

type Columns = Omit<RowIndex, 'awaySince'>;

/** Collects columns, a run of rows at a time. */
export class ColumnsBuilder {
  readonly ids: PackedIds;
  states: Uint8Array;
  texts: Uint32Array;
  rests: Uint32Array;
  readonly days = new LookUpDays();
  readonly away = new AwaySince();
  private readonly mayGrow: boolean;

  /** @param room rows that there is room for: no more than that, unless it `mayGrow` */
  constructor(packing: Packing, room: number, mayGrow = false) {
    this.ids = new PackedIds(packing, room);
    this.states = new Uint8Array(room);
    this.texts = new Uint32Array(room);
    this.rests = new Uint32Array(room);
    this.mayGrow = mayGrow;
  }

  /** Takes over the rows `from` to `end` of an index. @returns the slot of the first */
  add(index: Columns, from: number, end: number): number {
    const slot = this.makeRoom(end - from);
    this.ids.append(index.ids, from, end);
    this.states.set(index.states.subarray(from, end), slot);
    this.texts.set(index.texts.subarray(from, end), slot);
    this.rests.set(index.rests.subarray(from, end), slot);
    this.days.add(index.hydratedDays, from, end, slot);
    return slot;
  }

  /** Takes over somebody's row of other columns. @returns its slot */
  addFrom(other: ColumnsBuilder, place: number): number {
    const slot = this.makeRoom(1);
    this.ids.append(other.ids, place, place + 1);
    this.replace(slot, other, place);
    return slot;
  }

  /** Takes over an id of which there is no more than a state. @returns its slot */
  addBare(id: string, state: number): number {
    const slot = this.makeRoom(1);
    this.ids.push(id);
    this.states[slot] = state;
    return slot;
  }

  /** Puts another row of the same person into a slot. */
  replace(slot: number, other: ColumnsBuilder, place: number): void {
    this.states[slot] = other.states[place] ?? 0;
    this.texts[slot] = other.texts[place] ?? 0;
    this.rests[slot] = other.rests[place] ?? 0;
    this.days.set(slot, other.days.at(place));
  }

  letGo(): void {
    this.ids.letGo();
    this.states = letGo(this.states);
    this.letPrintsGo();
  }

  letPrintsGo(keepsRows = false): void {
    this.texts = letGo(this.texts);
    if (!keepsRows) this.rests = letGo(this.rests);
  }

  /** @returns the next slot */
  private makeRoom(count: number): number {
    const { size } = this.ids;
    const needed = size + count;
    if (needed <= this.states.length) return size;
    if (!this.mayGrow) throw new RangeError('There are more rows than were counted.');
    const room = Math.max(needed, Math.ceil(this.states.length * 1.5));
    this.states = larger(this.states, new Uint8Array(room));
    this.texts = larger(this.texts, new Uint32Array(room));
    this.rests = larger(this.rests, new Uint32Array(room));
    return size;
  }
}

function larger<T extends Uint8Array | Uint32Array>(full: T, room: T): T {
  room.set(full);
  letGo(full);
  return room;
}
