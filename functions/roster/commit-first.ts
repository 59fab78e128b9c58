import type { Db } from '../storage/db.ts';
import type { Claim, HeadPatch } from '../storage/heads.ts';
import { BaseWriter } from './base-writer.ts';
import { Checksum } from './checksum.ts';
import { cleanRow } from './clean.ts';
import { type CommitOutcome, commitDelta, type Delta, moveHead } from './commit.ts';
import type { FirstComparison } from './first-comparison.ts';
import type { Roster } from './roster.ts';

/** Makes a roster without anybody the next version, and ends the claim: whatever was there is led to no more. */
export async function commitEmpty(db: Db, claim: Claim, patch: HeadPatch): Promise<CommitOutcome> {
  const base = await new BaseWriter(db, claim, claim.head.version + 1).end();
  const counts = { present: 0, missing: 0, held: 0, hidden: 0, lost: 0 };
  return commitBase(db, claim, { ...patch, ...base, counts, checksum: new Checksum().toString() });
}

/**
 * Ends a first walk as `commitDelta` ends any other. If it was long, the base that it has written becomes the next
 * version; a first walk tells nobody anything.
 * @param delta of those who were held; see `FirstComparison.gained`
 */
export async function commitFirst(
  db: Db,
  claim: Claim,
  walk: FirstComparison,
  roster: Roster,
  delta: Delta,
  patch: HeadPatch,
): Promise<CommitOutcome> {
  if (!walk.isLarge) return commitDelta(db, claim, roster, delta, patch);
  if (delta.drops.length + delta.changes.length > 0) throw new RangeError('A first walk tells nobody anything.');
  return commitBase(db, claim, { ...patch, ...(await walk.end(delta.puts.map(cleanRow))) });
}

/** A version that is all base, of which there is nothing to tell. */
async function commitBase(db: Db, claim: Claim, patch: HeadPatch): Promise<CommitOutcome> {
  const version = claim.head.version + 1;
  const ending = { checkpoint: null, ...patch, waitingSince: {}, leaseUntil: null, isSuspect: null };
  return moveHead(
    db,
    claim,
    { ...ending, version, committedFence: claim.fence, projectedVersion: version },
    (now) => now.version === version && now.committedFence === claim.fence,
  );
}
