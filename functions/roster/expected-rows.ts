import type { ExpectedRows } from '../core/listed-rows.ts';
import type { InOrder } from './in-order.ts';
import type { Roster } from './roster.ts';

/** So many are looked at: some of them may have left, or be written otherwise. */
const AHEAD = 4;

/** The rows of a roster in the order in which a list showed them last. */
export class RowsInOrder implements ExpectedRows {
  private readonly roster: Roster;
  private readonly order: InOrder;
  private next = 0;

  /** @param order of those who were found until now */
  constructor(roster: Roster, order: InOrder) {
    this.roster = roster;
    this.order = order;
  }

  begin(): void {
    this.next = this.order.next;
  }

  slotOf(print: number): number {
    const { roster } = this;
    let slot = this.next;
    for (let n = 0; n < AHEAD; n += 1) {
      slot = roster.expectedFrom(slot);
      if (roster.hasRowPrint(slot, print)) {
        this.next = slot + 1;
        return slot;
      }
      slot += 1;
    }
    return -1;
  }
}
