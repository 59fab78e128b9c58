import type { Roster } from './roster.ts';

/**
 * Finds the slots of people as a list names them. Lists come in much the same order each time, so whoever follows the last
 * one found, or the last one before somebody was out of order, is found without a search.
 */
export class InOrder {
  private readonly roster: Roster;
  /** The slot after the person found last, and the one that was next when somebody came out of order. */
  private following = 0;
  private waiting = 0;

  constructor(roster: Roster) {
    this.roster = roster;
  }

  /** The slot that is expected next, if nobody is out of order. */
  get next(): number {
    return this.following;
  }

  /** Somebody was found without being looked for. */
  follow(slot: number): void {
    this.following = slot + 1;
  }

  /** Slot of a person, or -1. */
  find(id: string): number {
    const { roster } = this;
    this.following = roster.expectedFrom(this.following);
    if (roster.isAt(this.following, id)) return this.following++;
    this.waiting = roster.expectedFrom(this.waiting);
    return roster.isAt(this.waiting, id) ? this.atWaiting() : this.elsewhere(roster.find(id));
  }

  /** As {@link find}, of the id that the roster was given last by `packId`. */
  findPacked(): number {
    const { roster } = this;
    this.following = roster.expectedFrom(this.following);
    if (roster.isPackedAt(this.following)) return this.following++;
    this.waiting = roster.expectedFrom(this.waiting);
    return roster.isPackedAt(this.waiting) ? this.atWaiting() : this.elsewhere(roster.findPacked());
  }

  private atWaiting(): number {
    this.following = this.waiting + 1;
    return this.waiting;
  }

  /** @param slot of somebody who is out of order, or -1 */
  private elsewhere(slot: number): number {
    if (slot === -1) return slot;
    this.waiting = this.following;
    this.following = slot + 1;
    return slot;
  }
}
