import type { RosterRow } from '../core/model.ts';
import type { Db } from '../storage/db.ts';
import { type Claim, type HeadPatch, readHead, updateUnderClaim } from '../storage/heads.ts';
import type { Head } from '../storage/items.ts';
import { writeBase } from './base-writer.ts';
import { cleanId } from './clean.ts';
import type { Delta } from './log.ts';
import { LogWriter } from './log-writer.ts';
import type { Roster } from './roster.ts';
import { StateAfter } from './state-after.ts';

export type { Delta } from './log.ts';

/** `superseded`: somebody with a higher fence works on it or has committed; nothing of ours will ever be read. */
export type CommitOutcome = 'committed' | 'superseded';

/**
 * Makes a delta the next version and ends the claim, all or nothing: its parts first, under keys that no other claim can
 * write, then one conditional update of the head, which also applies `patch`, drops the checkpoint and lets the lease go.
 * A first delta without changes (a baseline) becomes the base itself; an empty delta is the one update alone.
 * `counts`, `checksum` and `waitingSince` follow from the roster and the delta, whatever `patch` says.
 * @param roster opened from `claim.head`
 * @throws whatever the table throws when the outcome is unknown and cannot be learnt; claim again and look
 */
export async function commitDelta(
  db: Db,
  claim: Claim,
  roster: Roster,
  delta: Delta,
  patch: HeadPatch,
): Promise<CommitOutcome> {
  const { head } = claim;
  const isBaseline = head.version === 0 && delta.changes.length === 0 && delta.puts.length > 0;
  if (!isBaseline) return commitDeltas(db, claim, roster, [delta], () => patch);
  checkRoster(claim, roster);
  const version = 1;
  const { puts, drops } = normalise(delta, roster);
  const after = new StateAfter(head, roster);
  after.apply({ puts, drops });
  const base = await writeBase(db, claim, version, batchesOf(puts));
  return endClaim(db, claim, patch, { ...base, ...after.end() }, delta.changes.length);
}

/**
 * As {@link commitDelta}, of a delta that comes in parts and is written as it comes; nobody is in two of them.
 * @param patch asked for once all parts were written, before the head moves
 */
export async function commitDeltas(
  db: Db,
  claim: Claim,
  roster: Roster,
  deltas: AsyncIterable<Delta> | Iterable<Delta>,
  patch: () => HeadPatch | Promise<HeadPatch>,
): Promise<CommitOutcome> {
  checkRoster(claim, roster);
  const { head, fence } = claim;
  const log = new LogWriter(db, claim);
  const after = new StateAfter(head, roster);
  let changes = 0;
  for await (const delta of deltas) {
    const normal = normalise(delta, roster);
    after.apply(normal);
    await log.add(normal);
    changes += normal.changes.length;
  }
  const bytes = await log.end();
  const last = await patch();
  if (bytes > 0) return endClaim(db, claim, last, { logBytes: head.logBytes + bytes, ...after.end() }, changes);
  const { counts: _, checksum: __, waitingSince: ___, ...rest } = endingOf(last);
  return moveHead(db, claim, rest, (now) => now.fence === fence && now.leaseUntil === undefined);
}

function checkRoster({ head }: Claim, roster: Roster): void {
  if (roster.version !== head.version || roster.generation !== head.generation) {
    throw new RangeError('A delta can only be committed on the roster that the claim was opened with.');
  }
}

const endingOf = (patch: HeadPatch): HeadPatch => ({ checkpoint: null, ...patch, leaseUntil: null, isSuspect: null });

/** Makes what was written the next version. */
function endClaim(db: Db, claim: Claim, patch: HeadPatch, written: HeadPatch, changes: number): Promise<CommitOutcome> {
  const { head, fence } = claim;
  const version = head.version + 1;
  // A version without changes has nothing to project.
  const isProjected = changes === 0 && head.projectedVersion === head.version;
  return moveHead(
    db,
    claim,
    {
      ...endingOf(patch),
      ...written,
      version,
      committedFence: fence,
      ...(isProjected ? { projectedVersion: version } : {}),
    },
    (now) => now.version === version && now.committedFence === fence,
  );
}

/** One row an id, the last one; no drop of whom nobody knows or who is put again. */
function normalise(delta: Delta, roster: Roster): Delta {
  const puts = new Map<string, RosterRow>();
  let isClean = true;
  for (const row of delta.puts) {
    // The rest is cleaned when it is encoded.
    const id = cleanId(row.id);
    if (id !== row.id) isClean = false;
    puts.set(id, id === row.id ? row : { ...row, id });
  }
  if (delta.drops.length === 0 && isClean && puts.size === delta.puts.length) return delta;
  const drops = new Set(delta.drops.map(cleanId).filter((id) => !puts.has(id) && roster.find(id) !== -1));
  return { puts: [...puts.values()], drops: [...drops], changes: delta.changes };
}

/** Some tens of thousands of rows at a time: as many as are encoded before any is written. */
function* batchesOf(rows: readonly RosterRow[]): Generator<readonly RosterRow[]> {
  for (let at = 0; at < rows.length; at += ROWS_IN_A_BATCH) yield rows.slice(at, at + ROWS_IN_A_BATCH);
}
const ROWS_IN_A_BATCH = 30_000;

/** The one update that makes it so. When its answer is a refusal or gets lost, the head itself says what happened. */
export async function moveHead(
  db: Db,
  claim: Claim,
  patch: HeadPatch,
  isOurs: (now: Head) => boolean,
): Promise<CommitOutcome> {
  const { key, version } = claim.head;
  let failure: unknown;
  try {
    if (await updateUnderClaim(db, claim, patch, { version })) return 'committed';
  } catch (error) {
    failure = error;
  }
  const now = await readHead(db, key, { consistent: true });
  if (now !== undefined && isOurs(now)) return 'committed';
  // Still our turn, so the update was lost on its way, not refused.
  if (failure !== undefined && now?.fence === claim.fence) throw failure;
  return 'superseded';
}
