import { expect } from 'vitest';
import type { Change, RosterRow } from '../../functions/core/model.ts';

/**
 * Who is in an audience for somebody who reads nothing but what is told: the baseline, then one change after the other.
 * Fails when something is told that cannot be: a gain of whom they know, a loss twice, a return of nobody lost.
 */
export class Ledger {
  private readonly inside = new Set<string>();
  private readonly lost = new Set<string>();
  private isBegun = false;

  /** Somebody was erased: the ledger forgets them as the product does. */
  erase(id: string): void {
    this.inside.delete(id);
    this.lost.delete(id);
  }

  /** Takes in what one pull told, then holds its own count against the roster. */
  pull(changes: readonly Change[], rows: Iterable<RosterRow>): void {
    const roster = [...rows].filter((row) => row.state !== 'lost').map((row) => row.id);
    if (this.isBegun) for (const change of changes) this.take(change);
    else {
      expect(changes, 'a baseline tells nothing').toEqual([]);
      for (const id of roster) this.inside.add(id);
      this.isBegun = true;
    }
    expect([...this.inside].sort(), 'baseline + gained + returned − lost − erased = roster').toEqual(roster.sort());
  }

  private take({ kind, person: { id }, before }: Change): void {
    const was = this.inside.has(id) ? 'inside' : this.lost.has(id) ? 'lost' : 'unknown';
    if (kind === 'edited') expect(was, `${id} edited`).not.toBe('unknown');
    if (kind === 'gained') expect(was, `${id} gained`).toBe('unknown');
    if (kind === 'lost') expect(was, `${id} lost`).toBe('inside');
    if (kind === 'returned') expect(was, `${id} returned`).toBe('lost');
    if (kind === 'moved') {
      expect(was, `${id} moved here`).toBe('unknown');
      expect(this.inside.delete(before?.id ?? ''), `${before?.id} moved away`).toBe(true);
    }
    if (kind === 'lost') this.move(id, this.inside, this.lost);
    else this.move(id, this.lost, this.inside);
  }

  private move(id: string, from: Set<string>, to: Set<string>): void {
    from.delete(id);
    to.add(id);
  }
}
