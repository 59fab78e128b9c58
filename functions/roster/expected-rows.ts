import type { ExpectedRows } from '../core/listed-rows.ts';
import type { InOrder } from './in-order.ts';
import type { Roster } from './roster.ts';

/** So many slots are looked at: some of them may have left, or be written otherwise. */
const AHEAD = 4;
/** And twice as many with each row that none of them had, up to so many rows in a row: then all are new, or otherwise. */
const SEARCHED = 6;

/** The rows of a roster in the order of its slots, which is much the order in which a list shows them. */
export class RowsInOrder implements ExpectedRows {
  private readonly roster: Roster;
  private readonly order: InOrder;
  private next = 0;
  private misses = 0;

  /** @param order of those who were found until now */
  constructor(roster: Roster, order: InOrder) {
    this.roster = roster;
    this.order = order;
  }

  begin(): void {
    this.next = this.order.next;
    this.misses = 0;
  }

  slotOf(print: number, view: DataView, idEnd: number, idSize: number): number {
    const { roster } = this;
    // Kept, so that many who are lost are passed over once.
    this.next = roster.expectedFrom(this.next);
    const end = this.next + (this.misses < SEARCHED ? AHEAD << this.misses : AHEAD);
    for (let slot = this.next; slot < end; slot += 1) {
      if (!roster.hasRowPrint(slot, print) || !roster.packId(view, idEnd, idSize) || !roster.isPackedAt(slot)) continue;
      this.next = slot + 1;
      this.misses = 0;
      return slot;
    }
    this.misses += 1;
    return -1;
  }
}
