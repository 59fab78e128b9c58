import type { ListedPerson, RosterRow } from '../core/model.ts';
import { ParkedByPlace } from './by-place.ts';
import { cleanPerson } from './clean.ts';
import type { ComparisonState, EditedPerson, KeptState, Sighting } from './comparison-state.ts';
import { differsFrom } from './differs.ts';
import { type Fingerprint, fingerprint, type PrintForm } from './fingerprint.ts';
import { ListedIds } from './listed-ids.ts';
import { Parked } from './parked.ts';
import type { Roster } from './roster.ts';
import { sightings } from './sightings.ts';
import type { SlotRow } from './stored-rows.ts';

export type { ComparisonState, EditedPerson, Sighting } from './comparison-state.ts';

/**
 * One walk over an audience being compared with its roster, page by page. Pages are not kept. Of a roster whose rows are
 * not in memory it tells who may have been edited by their prints; {@link Comparison.settle} makes sure.
 */
export class Comparison {
  private readonly roster: Roster;
  private readonly seen: Uint8Array;
  /** Packed, since a string may be a part of its page and keep all of it alive. */
  private readonly newcomerIds = new ListedIds();
  private readonly newcomers = new Parked<ListedPerson>();
  /** Edited for sure where rows are at hand, else suspected of it. */
  private readonly changed: ParkedByPlace<EditedPerson>;
  private readonly printForms: readonly PrintForm[];
  private settled: readonly EditedPerson[] | undefined;
  private readonly print: Fingerprint = { text: 0, rest: 0 };
  private seenCount = 0;
  private seenExpected = 0;
  private doubles = 0;
  /** The slot after the person found last, and the one that was next when somebody came out of order. */
  private following = 0;
  private waiting = 0;

  constructor(roster: Roster) {
    this.roster = roster;
    this.seen = new Uint8Array(Math.ceil(roster.size / 8));
    this.printForms = roster.printForms;
    this.changed = new ParkedByPlace((slot) => roster.partOf(slot));
  }

  /** Takes a page in. Whoever was listed before in this walk counts as a duplicate; the first sighting stands. */
  see(people: readonly ListedPerson[]): void {
    for (const listed of people) {
      const known = this.find(listed.id);
      // Nearly everybody is who they were: cleaned are those alone of whom that cannot be told as they came.
      if (known !== -1 && !this.isSeen(known) && this.isSame(known, listed)) {
        this.mark(known);
        continue;
      }
      const person = cleanPerson(listed);
      const slot = person.id === listed.id ? known : this.roster.find(person.id);
      if (slot === -1 ? !this.newcomerIds.add(person.id) : this.isSeen(slot)) {
        this.doubles += 1;
      } else if (slot === -1) {
        this.newcomers.push(person);
      } else {
        this.mark(slot);
        if (this.mayDiffer(slot, person)) this.changed.push({ slot, person });
      }
    }
  }

  /** Whether somebody is listed as the very profile that the roster holds, or with the prints that it knows. */
  private isSame(slot: number, listed: ListedPerson): boolean {
    const held = this.roster.heldAt(slot);
    return held === undefined ? this.hasPrint(slot, listed) : isTaken(held, listed);
  }

  private mayDiffer(slot: number, person: ListedPerson): boolean {
    const held = this.roster.heldAt(slot);
    return held === undefined ? !this.hasPrint(slot, person) : differsFrom(held, person);
  }

  private hasPrint(slot: number, { profile }: ListedPerson): boolean {
    const { print, roster } = this;
    const hasText = profile.name !== undefined || profile.bio !== undefined;
    // Of whom a print of one form is known, one of another is not that of their profile but by accident.
    for (const form of this.printForms) {
      fingerprint(profile, form, print);
      if (roster.hasPrint(slot, hasText ? print.text : undefined, print.rest) === true) return true;
    }
    return false;
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
   * order, if that is much the roster's own, else in the roster's, because each of its parts is to be read once.
   * @throws CorruptRosterError if their rows cannot be read
   */
  seenBatches(): AsyncGenerator<readonly Sighting[]> {
    return sightings(this.roster, this.changed, (slot) => this.isSeen(slot));
  }

  /**
   * Slot of a person, or -1. Lists come in much the same order each time, so whoever follows the last one found, or the
   * last one before somebody was out of order, is found without a search.
   */
  private find(id: string): number {
    const { roster } = this;
    this.following = roster.expectedFrom(this.following);
    if (roster.isAt(this.following, id)) return this.following++;
    this.waiting = roster.expectedFrom(this.waiting);
    if (roster.isAt(this.waiting, id)) {
      this.following = this.waiting + 1;
      return this.waiting;
    }
    const slot = roster.find(id);
    if (slot === -1) return slot;
    this.waiting = this.following;
    this.following = slot + 1;
    return slot;
  }

  /** People listed, each once. */
  get listed(): number {
    return this.seenCount + this.newcomerIds.size;
  }

  get duplicates(): number {
    return this.doubles;
  }

  /** How many of those whom the roster expects (everybody but the lost) were seen. */
  get common(): number {
    return this.seenExpected;
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
  *seenSlots(): Iterable<number> {
    for (let slot = 0; slot < this.roster.size; slot += 1) if (this.isSeen(slot)) yield slot;
  }

  /** Everybody in the roster who was not listed, but the lost: nobody expects them. */
  *unseenSlots(): Iterable<number> {
    const { roster, seen } = this;
    for (let at = 0; at < seen.length; at += 1) {
      // Nearly everybody was seen.
      if (seen[at] === 0xff) continue;
      for (let slot = at * 8, end = Math.min(slot + 8, roster.size); slot < end; slot += 1) {
        if (!this.isSeen(slot) && roster.isExpected(slot)) yield slot;
      }
    }
  }

  toState(): ComparisonState {
    return { seen: this.seen, duplicates: this.doubles, gained: this.gained(), edited: this.changed.all() };
  }

  /** What {@link toState} has gained and edited more than `known`, and how many of each there are in all. */
  stateSince(known: { readonly gained: number; readonly edited: number }): ComparisonState & {
    readonly counts: { readonly gained: number; readonly edited: number };
  } {
    return {
      seen: this.seen,
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

  /** Goes on where {@link toState} left off. @throws RangeError if the state was taken over another roster */
  static fromState(roster: Roster, state: KeptState): Comparison {
    const comparison = new Comparison(roster);
    if (state.seen.length !== comparison.seen.length) throw new RangeError('This state belongs to another roster.');
    for (let slot = 0; slot < roster.size; slot += 1) if (isSet(state.seen, slot)) comparison.mark(slot);
    for (const person of state.gained) {
      comparison.newcomerIds.add(person.id);
      comparison.newcomers.push(person);
    }
    for (const one of state.edited) comparison.changed.push(one);
    comparison.doubles = state.duplicates;
    return comparison;
  }

  /** Whether somebody in the roster was listed. */
  isSeen(slot: number): boolean {
    return isSet(this.seen, slot);
  }

  private mark(slot: number): void {
    this.seen[slot >> 3] = (this.seen[slot >> 3] ?? 0) | (1 << (slot & 7));
    this.seenCount += 1;
    if (this.roster.isExpected(slot)) this.seenExpected += 1;
  }
}

function isTaken(row: RosterRow, listed: ListedPerson): boolean {
  return row.profile === listed.profile && row.since === listed.since;
}

function isSet(bits: Uint8Array, slot: number): boolean {
  return (((bits[slot >> 3] ?? 0) >> (slot & 7)) & 1) === 1;
}
