import { PERSON_STATES, type RosterRow } from '../core/model.ts';
import type { Head } from '../storage/items.ts';
import { Checksum } from './checksum.ts';
import { CorruptRosterError } from './errors.ts';
import type { RosterColumns } from './roster-columns.ts';

/** Holds what was read against what the head says there is. */
export class Audit {
  private readonly counts = { present: 0, missing: 0, held: 0, hidden: 0, lost: 0 };
  private readonly checksum = new Checksum();

  count(rows: readonly RosterRow[]): void {
    for (const row of rows) {
      this.counts[row.state] += 1;
      this.checksum.add(row.id, row.state);
    }
  }

  countPacked({ ids, states }: Pick<RosterColumns, 'ids' | 'states'>): void {
    const counts = new Uint32Array(PERSON_STATES.length);
    for (let slot = 0, end = ids.size; slot < end; slot += 1) {
      const state = states[slot] ?? 0;
      counts[state] = (counts[state] ?? 0) + 1;
    }
    for (const [at, state] of PERSON_STATES.entries()) this.counts[state] += counts[at] ?? 0;
    ids.addTo(this.checksum, states);
  }

  /** @throws CorruptRosterError */
  check(head: Head): void {
    const isCount = PERSON_STATES.every((state) => this.counts[state] === head.counts[state]);
    if (!isCount || (head.checksum !== undefined && head.checksum !== this.checksum.toString())) {
      throw new CorruptRosterError(head.key, `what lies there is not what version ${head.version} committed`);
    }
  }
}
