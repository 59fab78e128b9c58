import type { PersonState, RosterRow } from '../core/model.ts';
import { waitingSince } from '../core/waiting-since.ts';
import type { Head } from '../storage/items.ts';
import { Checksum } from './checksum.ts';
import type { Delta } from './log.ts';
import type { Roster } from './roster.ts';

type Waiting = Pick<RosterRow, 'state' | 'stateAt'>;

/** What a head says of its roster, brought up to date delta by delta. */
export class StateAfter {
  private readonly roster: Roster;
  private readonly counts: Record<PersonState, number>;
  private readonly checksum: Checksum;
  /** One bit a slot: whose row is another one or none by now. */
  private readonly touched: Uint8Array;
  /** Whoever was put and waits: of each state only who waits longest counts. */
  private readonly oldest = new Map<PersonState, Waiting>();

  constructor(head: Head, roster: Roster) {
    this.roster = roster;
    this.counts = { ...roster.counts() };
    this.checksum = new Checksum(head.checksum);
    this.touched = new Uint8Array(Math.ceil(roster.size / 8));
  }

  /** @throws RangeError if somebody of the roster was in a delta before */
  apply({ puts, drops }: Pick<Delta, 'puts' | 'drops'>): void {
    for (const id of drops) {
      const before = this.take(id);
      if (before !== undefined) this.checksum.remove(id, before);
    }
    for (const { id, state } of puts) {
      const before = this.take(id);
      this.counts[state] += 1;
      if (before === state) continue;
      if (before !== undefined) this.checksum.remove(id, before);
      this.checksum.add(id, state);
    }
    for (const row of puts) if (row.state !== 'present' && row.state !== 'lost') this.noteWaiting(row);
  }

  end(): Required<Pick<Head, 'counts' | 'checksum' | 'waitingSince'>> {
    const { missing, held, hidden } = this.counts;
    return {
      counts: this.counts,
      checksum: this.checksum.toString(),
      waitingSince: missing + held + hidden > 0 ? waitingSince([...this.untouched(), ...this.oldest.values()]) : {},
    };
  }

  private noteWaiting({ state, stateAt }: Waiting): void {
    if (stateAt < (this.oldest.get(state)?.stateAt ?? Number.POSITIVE_INFINITY))
      this.oldest.set(state, { state, stateAt });
  }

  /** @returns the state that somebody of the roster was in */
  private take(id: string): PersonState | undefined {
    const slot = this.roster.find(id);
    if (slot === -1) return undefined;
    const bit = 1 << (slot & 7);
    const before = this.touched[slot >> 3] ?? 0;
    if ((before & bit) !== 0) throw new RangeError('Somebody is in two deltas of one version.');
    this.touched[slot >> 3] = before | bit;
    const state = this.roster.stateAt(slot);
    this.counts[state] -= 1;
    return state;
  }

  private *untouched(): Iterable<Waiting> {
    for (const away of this.roster.away()) {
      if (((this.touched[away.slot >> 3] ?? 0) & (1 << (away.slot & 7))) === 0) yield away;
    }
  }
}
