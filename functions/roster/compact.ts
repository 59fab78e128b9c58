import type { RosterRow } from '../core/model.ts';
import type { Db } from '../storage/db.ts';
import { type Claim, readHead, updateUnderClaim } from '../storage/heads.ts';
import type { Head } from '../storage/items.ts';
import { BaseWriter } from './base-writer.ts';
import { Checksum } from './checksum.ts';
import { begunFold, type Fold, foldNote } from './fold.ts';
import { readRows } from './open.ts';
import { MOST_ROWS } from './segment.ts';

/** A log smaller than this costs little to read and is left to grow, whatever the base's size. */
const LEAST_LOG_BYTES = 64 * 1024;

/** Rows that are encoded at a time, give or take a segment; after so many it is noted how far it has come. */
const ROWS_IN_A_STEP = 2 * MOST_ROWS;

export interface CompactOptions {
  /** Calendar time: whoever was lost before it is forgotten, and would be told as gained if they came back. */
  readonly lostBefore?: number;
  /** False when time is nearly over: what is written by then is gone on with by the next run. */
  readonly mayGoOn?: () => boolean;
  /** Rows of one step, give or take a segment: {@link ROWS_IN_A_STEP} without. */
  readonly rowsInAStep?: number;
}

/**
 * `postponed`: a checkpoint or a refused list counts over the base as it is, changes are not projected yet, or nothing is
 * committed. `unfinished`: the time was over; the next one goes on.
 */
export interface Compaction {
  readonly outcome: 'compacted' | 'superseded' | 'postponed' | 'unfinished';
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
 * that, it has changed nothing, and the next one goes on where it was, as long as the version is the same. The lease is
 * kept. What was before is removed by `removeOrphans`, an hour later.
 * @throws CorruptRosterError, and what the table throws
 */
export async function compact(db: Db, claim: Claim, options: CompactOptions = {}): Promise<Compaction> {
  const { head } = claim;
  if (!mayCompact(head)) return { outcome: 'postponed', claim };
  const { mayGoOn = () => true, rowsInAStep = ROWS_IN_A_STEP } = options;
  if (!mayGoOn()) return { outcome: 'unfinished', claim };
  const begun = await begunFold(db, head);
  const writer = new BaseWriter(db, claim, head.version, begun === undefined ? {} : { begun });
  let fold = begun?.fold ?? freshFold(head, options.lostBefore);
  for await (const { rows, next } of stepsOf(readRows(db, head, { from: fold.next }), fold, rowsInAStep)) {
    writer.note = foldNote(fold);
    if (!mayGoOn()) {
      await writer.announce();
      return { outcome: 'unfinished', claim };
    }
    await writer.write(rows);
    const { segments, bytes } = writer.begun;
    fold = { ...fold, ...added(fold, rows), segments, bytes, next };
  }
  const patch = { ...(await writer.end()), counts: fold.counts, checksum: fold.checksum };
  const compacted: Compaction = { outcome: 'compacted', claim: { ...claim, head: { ...head, ...patch } } };
  let failure: unknown;
  try {
    if (await updateUnderClaim(db, claim, patch, { version: head.version, hasNoCheckpoint: true })) return compacted;
  } catch (error) {
    failure = error;
  }
  const now = await readHead(db, head.key, { consistent: true });
  if (now?.generation === patch.generation) return compacted;
  if (failure !== undefined && now?.fence === claim.fence) throw failure;
  return { outcome: 'superseded', claim };
}

function freshFold({ version, generation }: Head, lostBefore: number | undefined): Fold {
  return {
    ...{ version, of: generation, next: 0, segments: 0, bytes: 0, checksum: new Checksum().toString() },
    counts: { present: 0, missing: 0, held: 0, hidden: 0, lost: 0 },
    ...(lostBefore === undefined ? {} : { lostBefore }),
  };
}

/** Who is in the new base by now. */
function added(fold: Fold, rows: readonly RosterRow[]): Pick<Fold, 'counts' | 'checksum'> {
  const counts = { ...fold.counts };
  const checksum = new Checksum(fold.checksum);
  for (const { id, state } of rows) {
    counts[state] += 1;
    checksum.add(id, state);
  }
  return { counts, checksum: checksum.toString() };
}

interface Step {
  readonly rows: readonly RosterRow[];
  /** The slot after them. */
  readonly next: number;
}

/** Rows in batches of full segments, without the lost of long ago. */
async function* stepsOf(
  batches: AsyncIterable<readonly RosterRow[]>,
  { next: first, lostBefore = Number.NEGATIVE_INFINITY }: Fold,
  rowsInAStep: number,
): AsyncGenerator<Step> {
  let slot = first;
  let rows: RosterRow[] = [];
  let slots: number[] = [];
  for await (const batch of batches) {
    for (const row of batch) {
      if (row.state !== 'lost' || row.stateAt >= lostBefore) {
        rows.push(row);
        slots.push(slot);
      }
      slot += 1;
    }
    if (rows.length < rowsInAStep) continue;
    const whole = rows.length - (rows.length % MOST_ROWS);
    yield { rows: rows.slice(0, whole), next: slots[whole] ?? slot };
    rows = rows.slice(whole);
    slots = slots.slice(whole);
  }
  if (rows.length > 0) yield { rows, next: slot };
}
