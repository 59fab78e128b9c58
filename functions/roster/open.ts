import type { RosterRow } from '../core/model.ts';
import type { Db } from '../storage/db.ts';
import type { Head } from '../storage/items.ts';
import { Audit } from './audit.ts';
import { readBase } from './base.ts';
import { openPacked } from './open-packed.ts';
import { readLog } from './read-log.ts';
import { readPackedRows } from './read-packed-rows.ts';
import { Roster } from './roster.ts';
import { MOST_ROWS } from './segment.ts';

/** For whoever can do with rows on demand: so many people's rows are a few MB, and reading nothing twice is worth that. */
export const HELD_IN_A_PULL = 20_000;

export interface OpenOptions {
  /** People of whom all rows are held in memory, at most; of a larger audience rows are loaded on demand. All without. */
  readonly mostHeld?: number;
}

export interface ReadOptions extends OpenOptions {
  /** The first slot that is read; all without. */
  readonly from?: number;
}

/**
 * The roster as of `head`'s version, in memory: with its rows, or, if it is larger than asked for, packed.
 * @throws CorruptRosterError if it cannot be put together; nothing is ever skipped
 */
export async function openRoster(db: Db, head: Head, options: OpenOptions = {}): Promise<Roster> {
  if (isLarge(head, options)) return openPacked(db, head);
  const rows: RosterRow[] = [];
  for await (const batch of readHeldRows(db, head)) for (const row of batch) rows.push(row);
  return new Roster(head, rows);
}

/**
 * Everybody in the roster, the lost included, batch by batch: the base's order first, each as the log left them, then
 * whom the log added. The same head always gives the same order.
 * @throws CorruptRosterError as {@link openRoster}, perhaps after some batches
 */
export function readRows(db: Db, head: Head, options: ReadOptions = {}): AsyncGenerator<RosterRow[]> {
  // Whoever reads in batches must never have everybody at once.
  const { from = 0 } = options;
  return isLarge(head, { mostHeld: HELD_IN_A_PULL, ...options })
    ? readPackedRows(db, head, from)
    : withoutFirst(readHeldRows(db, head), from);
}

async function* withoutFirst(batches: AsyncIterable<RosterRow[]>, count: number): AsyncGenerator<RosterRow[]> {
  let left = count;
  for await (const rows of batches) {
    if (left < rows.length) yield left === 0 ? rows : rows.slice(left);
    left = Math.max(0, left - rows.length);
  }
}

function isLarge({ counts, baseBytes, logBytes }: Head, { mostHeld = Number.POSITIVE_INFINITY }: OpenOptions): boolean {
  const people = counts.present + counts.missing + counts.held + counts.hidden + counts.lost;
  // A log of many edits may be long although the audience is small.
  return people > mostHeld || baseBytes + logBytes > mostHeld * 1_000;
}

async function* readHeldRows(db: Db, head: Head): AsyncGenerator<RosterRow[]> {
  const changed = new Map<string, RosterRow | undefined>();
  for (const delta of await readLog(db, head, head.baseVersion)) {
    for (const id of delta.drops) changed.set(id, undefined);
    for (const row of delta.puts) changed.set(row.id, row);
  }
  const audit = new Audit();
  for await (const segment of readBase(db, head)) {
    const rows = segment.rows().flatMap((row) => {
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
