import type { ExpectedRows, ListedRows } from '../core/listed-rows.ts';
import type { ListedPerson } from '../core/model.ts';
import { ParkedByPlace } from './by-place.ts';
import { profileRoom } from './byte-print.ts';
import { cleanPerson } from './clean.ts';
import type { ComparisonState, EditedPerson, KeptPeople, Sighting } from './comparison-state.ts';
import { differsFrom } from './differs.ts';
import { RowsInOrder } from './expected-rows.ts';
import { InOrder } from './in-order.ts';
import { KnownProfiles } from './known-profiles.ts';
import { ListedIds } from './listed-ids.ts';
import { Parked } from './parked.ts';
import type { Roster } from './roster.ts';
import { boundTo, withRowPrint } from './row-print.ts';
import { SeenSlots } from './seen-slots.ts';
import { sightings } from './sightings.ts';
import type { SlotRow } from './stored-rows.ts';
import { writeEdit } from './written-edit.ts';

export type { ComparisonState, EditedPerson, Sighting } from './comparison-state.ts';

/**
 * One walk over an audience being compared with its roster, page by page. Pages are not kept. Of a roster whose rows are
 * not in memory it tells who may have been edited by their prints; {@link Comparison.settle} makes sure.
 */
export class Comparison {
  private readonly roster: Roster;
  private readonly seen: SeenSlots;
  /** Packed, since a string may be a part of its page and keep all of it alive. */
  private readonly newcomerIds = new ListedIds();
  private readonly newcomers = new Parked<ListedPerson>();
  /** Edited for sure where rows are at hand, else suspected of it. */
  private readonly changed: ParkedByPlace<EditedPerson>;
  private readonly profiles: KnownProfiles;
  private readonly order: InOrder;
  /** The rows that are likely to come next, for whoever reads the next page; undefined where none are known. */
  readonly expectedRows: ExpectedRows | undefined;
  private settled: readonly EditedPerson[] | undefined;
  private doubles = 0;
  private wereGiven = false;

  constructor(roster: Roster) {
    this.roster = roster;
    this.seen = new SeenSlots(roster);
    this.profiles = new KnownProfiles(roster);
    this.order = new InOrder(roster);
    this.expectedRows = this.profiles.areOfRows ? new RowsInOrder(roster, this.order) : undefined;
    this.changed = new ParkedByPlace((slot) => roster.partOf(slot));
  }

  /** Takes a page in. Whoever was listed before in this walk counts as a duplicate; the first sighting stands. */
  see(people: readonly ListedPerson[]): void {
    for (const listed of people) {
      const known = this.order.find(listed.id);
      // Nearly everybody is who they were: cleaned are those alone of whom that cannot be told as they came.
      if (known !== -1 && !this.isSeen(known) && this.profiles.isSame(known, listed)) this.seen.add(known);
      else this.take(listed, known);
    }
  }

  /** Whether a page as bytes is worth more than the people on it. */
  get wantsRows(): boolean {
    return this.profiles.areOfBytes;
  }

  /**
   * As {@link see}, of a page as bytes: whoever is written as before, or has the prints that the roster knows, does not
   * become an object.
   * @param isWanted whoever is not is not seen; all without
   */
  seeRows(rows: ListedRows, isWanted?: (id: string) => boolean): void {
    const { roster, order } = this;
    for (let row = 0; row < rows.length; row += 1) {
      const expected = rows.slotOf(row);
      if (expected !== -1) {
        order.follow(expected);
        if (isWanted !== undefined && !isWanted(roster.idAt(expected))) continue;
        if (this.isSeen(expected)) this.doubles += 1;
        else this.seen.add(expected);
        continue;
      }
      const isPacked = roster.packId(rows.view, rows.idEnd(row), rows.idSize(row));
      if (isWanted !== undefined && !isWanted(rows.personAt(row).id)) continue;
      const known = isPacked ? order.findPacked() : -1;
      const isWritten = known !== -1 && !this.isSeen(known) && rows.writeProfile(row, profileRoom);
      if (isWritten && this.profiles.areOfRoom(known)) this.seen.add(known);
      else if (isWritten && this.profiles.areOfBytesOnly) this.takeEdited(rows, row, known);
      else {
        const person = rows.personAt(row);
        this.take(person, isPacked ? known : order.find(person.id), rows.printOf(row));
      }
    }
  }

  /** Somebody whose profile was written out, which is as clean as it was taken, and is not the one that is known. */
  private takeEdited(rows: ListedRows, row: number, slot: number): void {
    const rowPrint = boundTo(this.profiles.last, rows.printOf(row));
    this.seen.add(slot);
    this.changed.pushInSlot(slot, (into) => writeEdit(slot, rows, row, rowPrint, into));
  }

  /**
   * @param known slot of the id as it was listed, or -1
   * @param print of their row, where it is known
   */
  private take(listed: ListedPerson, known: number, print?: number): void {
    const person = withRowPrint(cleanPerson(listed), print);
    const slot = person.id === listed.id ? known : this.roster.find(person.id);
    if (slot === -1 ? !this.newcomerIds.add(person.id) : this.isSeen(slot)) {
      this.doubles += 1;
    } else if (slot === -1) {
      this.newcomers.push(person);
    } else {
      this.seen.add(slot);
      if (this.profiles.mayDiffer(slot, person)) this.changed.push({ slot, person });
    }
  }

  /**
   * Ends a walk: loads the rows of everybody to whom something may have happened (the unseen, those who were away and
   * are back, the edited), so that the roster can give them, and drops from the edited whoever only looked like it.
   * Of a large audience they are given some thousands at a time: {@link absentBatches}, {@link seenBatches}.
   * @throws CorruptRosterError if they cannot be read
   */
  async settle(): Promise<void> {
    await this.roster.load(this.unseenSlots());
    await this.settleSeen();
  }

  /** As {@link settle}, without the rows of the unseen. */
  async settleSeen(): Promise<void> {
    const { roster } = this;
    roster.letPrintsGo();
    const changed = this.changed.all();
    const back = [...roster.away()].map(({ slot }) => slot).filter((slot) => this.isSeen(slot));
    await roster.load([...back, ...changed.map(({ slot }) => slot)]);
    this.settled = changed.filter(({ slot, person }) => differsFrom(roster.rowAt(slot), person));
  }

  /**
   * The rows of some of the unseen, some thousands at a time, in the order in which they lie. What is read anyway is kept
   * for {@link seenBatches}, which come next.
   * @throws CorruptRosterError if they cannot be read
   */
  absentBatches(slots: ArrayLike<number>): AsyncIterable<readonly SlotRow[]> {
    return this.roster.eachOf(slots, this.changed.slots);
  }

  /**
   * Everybody who was edited, or was away and is back, some hundreds or thousands at a time. The edited come in listed
   * order, if that is much the roster's own, else in the roster's, because each of its parts is to be read once. To be
   * asked for once, when nothing else is asked of the edited any more: their memory is given back on the way.
   * @throws CorruptRosterError if their rows cannot be read @throws RangeError if they were asked for before
   */
  seenBatches(): AsyncGenerator<readonly Sighting[]> {
    // Else whoever was edited would be missing, and nobody would notice.
    if (this.wereGiven) throw new RangeError('Whoever was edited was given already.');
    this.wereGiven = true;
    return sightings(this.roster, this.changed, (slot) => this.isSeen(slot));
  }

  /** People listed, each once. */
  get listed(): number {
    return this.seen.count + this.newcomerIds.size;
  }

  get duplicates(): number {
    return this.doubles;
  }

  /** How many of those whom the roster expects (everybody but the lost) were seen. */
  get common(): number {
    return this.seen.expected;
  }

  /** Listed and not in the roster, in listed order. */
  gained(): readonly ListedPerson[] {
    return this.newcomers.all();
  }

  /** As {@link gained}, some hundreds at a time. */
  gainedBatches(): Generator<readonly ListedPerson[]> {
    return this.newcomers.batches();
  }

  /** Listed and known, with other fields than before; the lost who are back among them. Certain once it is settled. */
  edited(): readonly EditedPerson[] {
    return this.settled ?? this.changed.all();
  }

  /** Everybody in the roster who was listed; the lost who are back among them. */
  seenSlots(): Iterable<number> {
    return this.seen.seen();
  }

  /** Everybody in the roster who was not listed, but the lost: nobody expects them. */
  unseenSlots(): Iterable<number> {
    return this.seen.unseen();
  }

  toState(): ComparisonState {
    return { seen: this.seen.bytes, duplicates: this.doubles, gained: this.gained(), edited: this.changed.all() };
  }

  /** What {@link toState} has gained and edited more than `known`, and how many of each there are in all. */
  stateSince(known: { readonly gained: number; readonly edited: number }): ComparisonState & {
    readonly counts: { readonly gained: number; readonly edited: number };
  } {
    return {
      seen: this.seen.bytes,
      duplicates: this.doubles,
      gained: this.newcomers.all(known.gained),
      edited: this.changed.all(known.edited),
      counts: this.counts(),
    };
  }

  /** How many were gained, and how many are edited or suspected of it. */
  counts(): { readonly gained: number; readonly edited: number } {
    return { gained: this.newcomers.length, edited: this.changed.length };
  }

  /**
   * Goes on where {@link toState} left off, but for whom that gained and edited: they come through {@link takeOver}.
   * @throws RangeError if the state was taken over another roster
   */
  static fromState(roster: Roster, { seen, duplicates }: Pick<ComparisonState, 'seen' | 'duplicates'>): Comparison {
    const comparison = new Comparison(roster);
    comparison.seen.restore(seen);
    comparison.doubles = duplicates;
    return comparison;
  }

  /** Takes over some of whom a walk before had gained or found edited, in the order in which they were kept. */
  takeOver({ gained, edited }: KeptPeople): void {
    if (gained !== undefined) {
      for (const { id } of gained.people) this.newcomerIds.add(id);
      this.newcomers.take(gained);
    }
    if (edited !== undefined) this.changed.take(edited);
  }

  /** Gives its memory back at once: a walk that waits goes on with another. Nothing may be asked of it any more. */
  letGo(): void {
    this.seen.letGo();
    this.newcomerIds.letGo();
    this.newcomers.letGo();
    this.changed.letGo();
  }

  /** Whether somebody in the roster was listed. */
  isSeen(slot: number): boolean {
    return this.seen.has(slot);
  }
}
