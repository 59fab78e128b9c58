import type { ListedPerson, RosterRow } from '../core/model.ts';
import { cleanPerson } from './clean.ts';
import { differsFrom } from './differs.ts';
import { type Fingerprint, fingerprint } from './fingerprint.ts';
import type { Roster } from './roster.ts';

/** Somebody whom a list shows otherwise than the roster knows them. */
export interface EditedPerson {
  readonly slot: number;
  readonly person: ListedPerson;
}

/** What a comparison has seen so far, to be kept while it waits. Gained and edited only ever grow at their end. */
export interface ComparisonState {
  /** One bit a slot, lowest bit first. */
  readonly seen: Uint8Array;
  readonly duplicates: number;
  readonly gained: readonly ListedPerson[];
  readonly edited: readonly EditedPerson[];
}

/**
 * One walk over an audience being compared with its roster, page by page. Pages are not kept. Of a roster whose rows are
 * not in memory it tells who may have been edited by their prints; {@link Comparison.settle} makes sure.
 */
export class Comparison {
  private readonly roster: Roster;
  private readonly seen: Uint8Array;
  private readonly newcomers = new Map<string, ListedPerson>();
  /** Edited for sure where rows are at hand, else suspected of it. */
  private readonly changed: EditedPerson[] = [];
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
  }

  /** Takes a page in. Whoever was listed before in this walk counts as a duplicate; the first sighting stands. */
  see(people: readonly ListedPerson[]): void {
    for (const listed of people) {
      const known = this.find(listed.id);
      const held = known === -1 ? undefined : this.roster.heldAt(known);
      // Whoever comes as the very profile that the roster holds is clean and differs in nothing.
      const isSame = held !== undefined && isTaken(held, listed);
      const person = isSame ? listed : cleanPerson(listed);
      const slot = person.id === listed.id ? known : this.roster.find(person.id);
      if (slot === -1 ? this.newcomers.has(person.id) : this.isSeen(slot)) {
        this.doubles += 1;
      } else if (slot === -1) {
        this.newcomers.set(person.id, person);
      } else {
        this.mark(slot);
        if (!isSame && this.mayDiffer(slot, person)) this.changed.push({ slot, person });
      }
    }
  }

  private mayDiffer(slot: number, person: ListedPerson): boolean {
    const held = this.roster.heldAt(slot);
    if (held !== undefined) return differsFrom(held, person);
    const { profile } = person;
    fingerprint(profile, this.print);
    const hasText = profile.name !== undefined || profile.bio !== undefined;
    return this.roster.hasPrint(slot, hasText ? this.print.text : undefined, this.print.rest) !== true;
  }

  /**
   * Ends a walk: loads the rows of everybody to whom something may have happened (the unseen, those who were away and
   * are back, the edited), so that the roster can give them, and drops from the edited whoever only looked like it.
   * @throws CorruptRosterError if they cannot be read
   */
  async settle(): Promise<void> {
    const { roster } = this;
    const back: number[] = [];
    for (const { slot } of roster.away()) if (this.isSeen(slot)) back.push(slot);
    await roster.load([...this.unseenSlots(), ...back, ...this.changed.map(({ slot }) => slot)]);
    this.settled = this.changed.filter(({ slot, person }) => differsFrom(roster.rowAt(slot), person));
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
    return this.seenCount + this.newcomers.size;
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
    return [...this.newcomers.values()];
  }

  /** Listed and known, with other fields than before; the lost who are back among them. Certain once it is settled. */
  edited(): readonly EditedPerson[] {
    return this.settled ?? this.changed;
  }

  /** Everybody in the roster who was listed; the lost who are back among them. */
  *seenSlots(): Iterable<number> {
    for (let slot = 0; slot < this.roster.size; slot += 1) if (this.isSeen(slot)) yield slot;
  }

  /** Everybody in the roster who was not listed, but the lost: nobody expects them. */
  *unseenSlots(): Iterable<number> {
    for (let slot = 0; slot < this.roster.size; slot += 1) {
      if (!this.isSeen(slot) && this.roster.isExpected(slot)) yield slot;
    }
  }

  toState(): ComparisonState {
    return { seen: this.seen, duplicates: this.doubles, gained: this.gained(), edited: this.changed };
  }

  /** Goes on where {@link toState} left off. @throws RangeError if the state was taken over another roster */
  static fromState(roster: Roster, state: ComparisonState): Comparison {
    const comparison = new Comparison(roster);
    if (state.seen.length !== comparison.seen.length) throw new RangeError('This state belongs to another roster.');
    for (let slot = 0; slot < roster.size; slot += 1) if (isSet(state.seen, slot)) comparison.mark(slot);
    for (const person of state.gained) comparison.newcomers.set(person.id, person);
    comparison.changed.push(...state.edited);
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
