import type { RosterRow } from '../core/model.ts';
import type { Db } from '../storage/db.ts';
import type { Head } from '../storage/items.ts';
import { readBase } from './base.ts';
import { Checksum } from './checksum.ts';
import { CorruptRosterError } from './errors.ts';
import { readLog } from './read-log.ts';
import { Roster } from './roster.ts';
import { MOST_ROWS } from './segment.ts';

/**
 * The roster as of `head`'s version, whole and in memory.
 * @throws CorruptRosterError if it cannot be put together; nothing is ever skipped
 */
export async function openRoster(db: Db, head: Head): Promise<Roster> {
  const rows: RosterRow[] = [];
  for await (const batch of readRows(db, head)) for (const row of batch) rows.push(row);
  return new Roster(head, rows);
}

/**
 * Everybody in the roster, the lost included, batch by batch: the base's order first, each as the log left them, then
 * whom the log added. The same head always gives the same order.
 * @throws CorruptRosterError as {@link openRoster}, perhaps after some batches
 */
export async function* readRows(db: Db, head: Head): AsyncGenerator<RosterRow[]> {
  const changed = new Map<string, RosterRow | undefined>();
  for (const delta of await readLog(db, head, head.baseVersion)) {
    for (const id of delta.drops) changed.set(id, undefined);
    for (const row of delta.puts) changed.set(row.id, row);
  }
  const audit = new Audit();
  for await (const segment of readBase(db, head)) {
    const rows = segment.flatMap((row) => {
      if (!changed.has(row.id)) return [row];
      const now = changed.get(row.id);
      changed.delete(row.id);
      return now === undefined ? [] : [now];
    });
    audit.count(rows);
    if (rows.length > 0) yield rows;
  }
  const added = [...changed.values()].filter((row) => row !== undefined);
  for (let at = 0; at < added.length; at += MOST_ROWS) {
    const rows = added.slice(at, at + MOST_ROWS);
    audit.count(rows);
    yield rows;
  }
  audit.check(head);
}

/** Holds what was read against what the head says there is. */
class Audit {
  private readonly counts = { present: 0, missing: 0, held: 0, hidden: 0, lost: 0 };
  private readonly checksum = new Checksum();

  count(rows: readonly RosterRow[]): void {
    for (const row of rows) {
      this.counts[row.state] += 1;
      this.checksum.add(row.id, row.state);
    }
  }

  check(head: Head): void {
    const isCount = (Object.keys(this.counts) as (keyof Head['counts'])[]).every(
      (state) => this.counts[state] === head.counts[state],
    );
    if (!isCount || (head.checksum !== undefined && head.checksum !== this.checksum.toString())) {
      throw new CorruptRosterError(head.key, `what lies there is not what version ${head.version} committed`);
    }
  }
}
