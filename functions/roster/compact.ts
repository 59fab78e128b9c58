import type { PersonState, RosterRow } from '../core/model.ts';
import type { Db } from '../storage/db.ts';
import { type Claim, readHead, updateUnderClaim } from '../storage/heads.ts';
import type { Head } from '../storage/items.ts';
import { writeBase } from './base.ts';
import { Checksum } from './checksum.ts';
import { readRows } from './open.ts';
import { MOST_ROWS } from './segment.ts';

/** A log smaller than this costs little to read and is left to grow, whatever the base's size. */
const LEAST_LOG_BYTES = 64 * 1024;

/** Rows that are in memory at a time, give or take a segment. */
const ROWS_IN_A_BATCH = 10 * MOST_ROWS;

export interface CompactOptions {
  /** Calendar time: whoever was lost before it is forgotten, and would be told as gained if they came back. */
  readonly lostBefore?: number;
}

/** `postponed`: a checkpoint or a refused list counts over the base as it is, changes are not projected yet, or nothing is committed. */
export interface Compaction {
  readonly outcome: 'compacted' | 'superseded' | 'postponed';
  /** The claim to go on with; its head is what the head is now. */
  readonly claim: Claim;
}

/** Whether the log has grown as large as the base, and nothing stands against folding it in. */
export function needsCompaction(head: Head): boolean {
  return mayCompact(head) && head.logBytes >= Math.max(head.baseBytes, LEAST_LOG_BYTES);
}

function mayCompact(head: Head): boolean {
  const isCountedOver = head.checkpoint !== undefined || head.refused !== undefined;
  return head.version > 0 && !isCountedOver && head.projectedVersion === head.version;
}

/**
 * Folds the log into a new base, under a new generation, then moves the head to it; the version stays. Cut off before
 * that, it has changed nothing. The lease is kept. What was before is removed by `removeOrphans`, an hour later.
 * @throws CorruptRosterError, and what the table throws
 */
export async function compact(db: Db, claim: Claim, options: CompactOptions = {}): Promise<Compaction> {
  const { head } = claim;
  if (!mayCompact(head)) return { outcome: 'postponed', claim };
  const counts = { present: 0, missing: 0, held: 0, hidden: 0, lost: 0 };
  const checksum = new Checksum();
  const { lostBefore = Number.NEGATIVE_INFINITY } = options;
  const base = await writeBase(db, claim, head.version, remembered(readRows(db, head), lostBefore, counts, checksum));
  const patch = { ...base, counts, checksum: checksum.toString() };
  const compacted: Compaction = { outcome: 'compacted', claim: { ...claim, head: { ...head, ...patch } } };
  let failure: unknown;
  try {
    if (await updateUnderClaim(db, claim, patch, { version: head.version, hasNoCheckpoint: true })) return compacted;
  } catch (error) {
    failure = error;
  }
  const now = await readHead(db, head.key, { consistent: true });
  if (now?.generation === base.generation) return compacted;
  if (failure !== undefined && now?.fence === claim.fence) throw failure;
  return { outcome: 'superseded', claim };
}

/** Rows in batches of full segments, without the lost of long ago; counts and sums up what it gives. */
async function* remembered(
  batches: AsyncIterable<readonly RosterRow[]>,
  lostBefore: number,
  counts: Record<PersonState, number>,
  checksum: Checksum,
): AsyncGenerator<readonly RosterRow[]> {
  let rows: RosterRow[] = [];
  for await (const batch of batches) {
    for (const row of batch) {
      if (row.state === 'lost' && row.stateAt < lostBefore) continue;
      rows.push(row);
      counts[row.state] += 1;
      checksum.add(row.id, row.state);
    }
    if (rows.length < ROWS_IN_A_BATCH) continue;
    const whole = rows.length - (rows.length % MOST_ROWS);
    yield rows.slice(0, whole);
    rows = rows.slice(whole);
  }
  if (rows.length > 0) yield rows;
}
