import { PERSON_STATES, type PersonState, type RosterRow } from '../core/model.ts';
import type { Head } from '../storage/items.ts';
import type { PrintForm } from './fingerprint.ts';
import { type Away, Roster, type RosterVersion } from './roster.ts';
import type { RosterColumns } from './roster-columns.ts';
import type { NeedsPrint, SlotRow } from './stored-rows.ts';

/** See `StoredRows.each`. */
export type EachRow = (
  slots: ArrayLike<number>,
  later?: ArrayLike<number>,
  needsPrint?: NeedsPrint,
) => AsyncIterable<readonly SlotRow[]>;

const LOST = PERSON_STATES.indexOf('lost');
const PRESENT = PERSON_STATES.indexOf('present');
const DAY = 86_400_000;
/** People of whom the prints of rows stay in memory while a pull is committed. */
const MOST_ROW_PRINTS = 2_000_000;

/**
 * A roster of any size: what a comparison needs of everybody in typed arrays, and rows only of those who were asked for.
 * It cannot be changed in memory.
 */
export class PackedRoster extends Roster {
  private readonly columns: RosterColumns;
  private readonly eachRow: EachRow;
  private readonly held = new Map<number, RosterRow>();
  private readonly totals: Head['counts'];

  constructor(at: RosterVersion & Pick<Head, 'counts'>, columns: RosterColumns, eachRow: EachRow) {
    super(at, []);
    this.columns = columns;
    this.eachRow = eachRow;
    this.totals = at.counts;
  }

  override get size(): number {
    return this.columns?.ids.size ?? 0;
  }

  override find(id: string): number {
    return this.columns.ids.find(id);
  }

  override idAt(slot: number): string {
    return this.columns.ids.at(slot);
  }

  override isAt(slot: number, id: string): boolean {
    return this.columns.ids.isAt(slot, id);
  }

  override packId(view: DataView, end: number, size: number): boolean {
    return size > 0 && this.columns.ids.pack(view, end, size);
  }

  override isPackedAt(slot: number): boolean {
    return this.columns.ids.isPackedAt(slot);
  }

  override findPacked(): number {
    return this.columns.ids.findPacked();
  }

  override isExpected(slot: number): boolean {
    return this.columns.states[slot] !== LOST;
  }

  override expectedFrom(slot: number): number {
    const { states, ids } = this.columns;
    const end = ids.size;
    let at = slot;
    while (at < end && states[at] === LOST) at += 1;
    return at;
  }

  override stateAt(slot: number): PersonState {
    const state = PERSON_STATES[this.columns.states[slot] ?? -1];
    if (state === undefined || slot >= this.size) throw this.noSlot(slot);
    return state;
  }

  override rowAt(slot: number): RosterRow {
    const row = this.held.get(slot);
    if (row !== undefined) return row;
    if (!(slot >= 0 && slot < this.size)) throw this.noSlot(slot);
    throw new RangeError(`The row of slot ${slot} has not been loaded.`);
  }

  override counts(): Head['counts'] {
    return this.totals;
  }

  override *rows(): Iterable<RosterRow> {
    for (let slot = 0; slot < this.size; slot += 1) yield this.rowAt(slot);
  }

  override heldAt(slot: number): RosterRow | undefined {
    return this.held.get(slot);
  }

  override async load(slots: Iterable<number>): Promise<void> {
    const missing = [...new Set(slots)].filter((slot) => !this.held.has(slot));
    for await (const rows of this.eachRow(missing)) for (const { slot, row } of rows) this.held.set(slot, row);
  }

  override async rowsOf(slots: readonly number[], needsPrint?: NeedsPrint): Promise<RosterRow[]> {
    const rows = new Map<number, RosterRow>();
    const missing = slots.filter((slot) => !this.held.has(slot));
    for await (const some of this.eachRow(missing, [], needsPrint))
      for (const { slot, row } of some) rows.set(slot, row);
    return slots.map((slot) => rows.get(slot) ?? this.rowAt(slot));
  }

  override eachOf(slots: ArrayLike<number>, later: ArrayLike<number> = []): AsyncIterable<readonly SlotRow[]> {
    return this.eachRow(slots, later);
  }

  override partOf(slot: number): number {
    return this.columns.places.partOf(slot);
  }

  override get printForms(): readonly PrintForm[] {
    return this.columns.printForms;
  }

  override hasPrint(slot: number, text: number | undefined, rest: number | undefined): boolean | undefined {
    const { states, texts, rests } = this.columns;
    if (states[slot] !== PRESENT) return undefined;
    return (rest === undefined || rests[slot] === rest) && (text === undefined || texts[slot] === text);
  }

  override hasRowPrint(slot: number, print: number): boolean {
    const { states, rests } = this.columns;
    return rests[slot] === print && states[slot] === PRESENT;
  }

  override *away(): Iterable<Away> {
    const { away } = this.columns;
    for (let n = 0; n < away.size; n += 1) {
      const slot = away.slotOf(n);
      yield { slot, state: this.stateAt(slot), stateAt: away.timeOf(n) };
    }
  }

  override *unhydrated(before: number): Iterable<number> {
    const { states, days } = this.columns;
    for (let slot = 0; slot < this.size; slot += 1) {
      if (states[slot] === PRESENT && days.at(slot) * DAY <= before) yield slot;
    }
  }

  override wasLookedUp(slot: number): boolean {
    return this.columns.days.at(slot) > 0;
  }

  override letPrintsGo(): void {
    // Whoever is written anew shall be known by their row again. Of many millions, those few do not matter, and memory does.
    this.columns.letPrintsGo(this.printForms.includes('rows') && this.size <= MOST_ROW_PRINTS);
  }

  override letGo(): void {
    this.columns.letGo();
  }

  override apply(): void {
    throw new RangeError('A roster that is opened packed cannot be changed in memory.');
  }
}
