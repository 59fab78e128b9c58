import type { PersonState, RosterRow } from '../core/model.ts';
import type { Head } from '../storage/items.ts';

/** Where in an audience's history a roster stands. */
export interface RosterVersion {
  readonly version: number;
  readonly generation: string;
}

/** An audience as last committed, in memory. Slots count from 0, in the same order each time this version is opened. */
export class Roster {
  readonly version: number;
  readonly generation: string;
  private readonly list: readonly RosterRow[];
  private readonly slots = new Map<string, number>();
  private readonly tally: Head['counts'];

  /** @throws RangeError if an id occurs twice */
  constructor(at: RosterVersion, rows: readonly RosterRow[]) {
    this.version = at.version;
    this.generation = at.generation;
    this.list = rows;
    const tally = { present: 0, missing: 0, held: 0, hidden: 0, lost: 0 };
    rows.forEach((row, slot) => {
      if (this.slots.has(row.id)) throw new RangeError('A roster holds somebody twice.');
      this.slots.set(row.id, slot);
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

  stateAt(slot: number): PersonState {
    return this.rowAt(slot).state;
  }

  /** @throws RangeError if there is no such slot */
  rowAt(slot: number): RosterRow {
    const row = this.list[slot];
    if (row === undefined) throw new RangeError(`There is no slot ${slot} in a roster of ${this.list.length}.`);
    return row;
  }

  counts(): Head['counts'] {
    return this.tally;
  }

  rows(): Iterable<RosterRow> {
    return this.list;
  }
}
