import { PERSON_STATES, type PersonState, type RosterRow } from '../core/model.ts';
import type { Head } from '../storage/items.ts';
import type { PrintForm } from './fingerprint.ts';
import type { NeedsPrint, SlotRow } from './stored-rows.ts';

/** Where in an audience's history a roster stands. */
export interface RosterVersion {
  readonly version: number;
  readonly generation: string;
}

const LOST = PERSON_STATES.indexOf('lost');

/** Somebody who is not simply present, with the time since when. */
export interface Away {
  readonly slot: number;
  readonly state: PersonState;
  readonly stateAt: number;
}

/**
 * An audience as last committed, in memory. Slots count from 0, in the same order each time this version is opened. This
 * one holds its rows; a large audience is opened as a `PackedRoster`, which answers the same and loads rows on demand.
 */
export class Roster {
  readonly version: number;
  readonly generation: string;
  private list: readonly RosterRow[];
  /** The same list, once it has become this roster's own to change. */
  private own: RosterRow[] | undefined;
  private readonly slots = new Map<string, number>();
  /** States by slot, as places in PERSON_STATES: what is walked for everybody stays close together. */
  private states: Uint8Array;
  private tally: Head['counts'];

  /** @throws RangeError if an id occurs twice */
  constructor(at: RosterVersion, rows: readonly RosterRow[]) {
    this.version = at.version;
    this.generation = at.generation;
    this.list = rows;
    this.states = new Uint8Array(rows.length);
    const tally = { present: 0, missing: 0, held: 0, hidden: 0, lost: 0 };
    rows.forEach((row, slot) => {
      if (this.slots.has(row.id)) throw new RangeError('A roster holds somebody twice.');
      this.slots.set(row.id, slot);
      this.states[slot] = PERSON_STATES.indexOf(row.state);
      tally[row.state] += 1;
    });
    this.tally = tally;
  }

  /** Number of slots: everybody, the lost included. */
  get size(): number {
    return this.list.length;
  }

  /** Slot of a person, or -1. */
  find(id: string): number {
    return this.slots.get(id) ?? -1;
  }

  idAt(slot: number): string {
    return this.rowAt(slot).id;
  }

  /** Whether this is the slot of that person. */
  isAt(slot: number, id: string): boolean {
    return slot < this.list.length && this.list[slot]?.id === id;
  }

  /**
   * Takes an id by its bytes, for {@link isPackedAt} and {@link findPacked}.
   * @param end where it ends @param size its bytes; 0 if it is not there @returns false where ids are looked up as text
   */
  packId(_view: DataView, _end: number, _size: number): boolean {
    return false;
  }

  /** As {@link isAt}, of the id that was taken last. */
  isPackedAt(_slot: number): boolean {
    return false;
  }

  /** As {@link find}, of the id that was taken last. */
  findPacked(): number {
    return -1;
  }

  /** Whether a list should show whoever is in this slot: everybody but the lost. */
  isExpected(slot: number): boolean {
    return this.states[slot] !== LOST;
  }

  /** The first slot from this one on of somebody who is expected; the size, if there is none. */
  expectedFrom(slot: number): number {
    let at = slot;
    while (at < this.list.length && this.states[at] === LOST) at += 1;
    return at;
  }

  /** @throws RangeError if there is no such slot */
  stateAt(slot: number): PersonState {
    const state = PERSON_STATES[this.states[slot] ?? -1];
    if (state === undefined || slot >= this.size) throw this.noSlot(slot);
    return state;
  }

  /** @throws RangeError if there is no such slot */
  rowAt(slot: number): RosterRow {
    const row = this.list[slot];
    if (row === undefined) throw this.noSlot(slot);
    return row;
  }

  protected noSlot(slot: number): RangeError {
    return new RangeError(`There is no slot ${slot} in a roster of ${this.size}.`);
  }

  counts(): Head['counts'] {
    return this.tally;
  }

  /** @throws RangeError where a row has not been loaded */
  rows(): Iterable<RosterRow> {
    return this.list;
  }

  /** The row of a slot, if it is here: always, but in a `PackedRoster`. */
  heldAt(slot: number): RosterRow | undefined {
    return this.list[slot];
  }

  /** Makes the rows of these slots be here. @throws CorruptRosterError if they cannot be read */
  async load(_slots: Iterable<number>): Promise<void> {}

  /**
   * The rows of these slots, in their order, which are not kept here.
   * @param _needsPrint whose row is to have the print that it was read with, if it is not at hand anyway; all without
   * @throws CorruptRosterError if they cannot be read
   */
  async rowsOf(slots: readonly number[], _needsPrint?: NeedsPrint): Promise<RosterRow[]> {
    return slots.map((slot) => this.rowAt(slot));
  }

  /**
   * As {@link rowsOf}, of any number of slots: some thousands at a time, in the order in which they lie.
   * @param _later slots for {@link rowsOf}: what is read anyway is kept for them, packed
   * @throws CorruptRosterError if they cannot be read
   */
  async *eachOf(slots: ArrayLike<number>, _later?: ArrayLike<number>): AsyncIterable<readonly SlotRow[]> {
    yield Array.from(slots, (slot) => ({ slot, row: this.rowAt(slot) }));
  }

  /** Number of the part that the row of a slot lies in. */
  partOf(_slot: number): number {
    return 0;
  }

  /** Forms of the prints that some are known by, the newest first. */
  get printForms(): readonly PrintForm[] {
    return [];
  }

  /**
   * Whether a present person's prints are these (see `fingerprint.ts`); undefined where only the row itself can tell.
   * @param text undefined if the list carries neither name nor bio @param rest undefined if `text` is the print of it all
   */
  hasPrint(_slot: number, _text: number | undefined, _rest: number | undefined): boolean | undefined {
    return undefined;
  }

  /** Whether the row of somebody present had this print when it was read. */
  hasRowPrint(_slot: number, _print: number): boolean {
    return false;
  }

  /** Everybody who is missing, held, hidden or lost. */
  *away(): Iterable<Away> {
    if (this.tally.present === this.list.length) return;
    for (const [slot, { state, stateAt }] of this.list.entries()) {
      if (state !== 'present') yield { slot, state, stateAt };
    }
  }

  /** Slots of those who are present and whose full profile was not looked up after `before`, epoch ms. */
  *unhydrated(before: number): Iterable<number> {
    for (const [slot, { state, hydratedAt }] of this.list.entries()) {
      if (state === 'present' && (hydratedAt === undefined || hydratedAt <= before)) yield slot;
    }
  }

  /** Whether somebody's full profile was ever looked up. */
  wasLookedUp(slot: number): boolean {
    return this.rowAt(slot).hydratedAt !== undefined;
  }

  /** A walk has ended: nobody's prints are asked for any more, and if they are, they are not known. */
  letPrintsGo(): void {}

  /** Gives the memory of a large one back at once; nothing may be asked of it any more. */
  letGo(): void {}

  /**
   * Brings a roster that lives in memory alone up to date, in time that depends on what happened and not on how many
   * there are. Slots change: a comparison that was begun before is over. What is committed goes through `commitDelta`.
   */
  apply({ puts, drops }: { readonly puts: readonly RosterRow[]; readonly drops: readonly string[] }): void {
    const list = this.ownList();
    const tally = { ...this.tally };
    for (const id of drops) {
      const slot = this.find(id);
      if (slot === -1) continue;
      tally[this.stateAt(slot)] -= 1;
      this.remove(slot, list);
    }
    for (const row of puts) {
      const known = this.find(row.id);
      const slot = known === -1 ? list.length : known;
      if (known === -1) this.slots.set(row.id, slot);
      else tally[this.stateAt(slot)] -= 1;
      list[slot] = row;
      this.setState(slot, row.state);
      tally[row.state] += 1;
    }
    this.tally = tally;
  }

  private setState(slot: number, state: PersonState): void {
    if (slot >= this.states.length) {
      const larger = new Uint8Array(Math.max(64, slot * 2));
      larger.set(this.states);
      this.states = larger;
    }
    this.states[slot] = PERSON_STATES.indexOf(state);
  }

  private ownList(): RosterRow[] {
    this.own ??= [...this.list];
    this.list = this.own;
    return this.own;
  }

  /** The last row takes the place of the one that goes. */
  private remove(slot: number, list: RosterRow[]): void {
    const gone = this.rowAt(slot);
    const last = list.pop();
    if (last !== undefined && last !== gone) {
      list[slot] = last;
      this.setState(slot, last.state);
      this.slots.set(last.id, slot);
    }
    this.slots.delete(gone.id);
  }
}
