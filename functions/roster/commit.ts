import type { RosterRow } from '../core/model.ts';
import { waitingSince } from '../core/waiting-since.ts';
import type { Db } from '../storage/db.ts';
import { type Claim, type HeadPatch, readHead, updateUnderClaim } from '../storage/heads.ts';
import type { Head } from '../storage/items.ts';
import { logKey } from '../storage/keys.ts';
import { writeBase } from './base.ts';
import { Checksum } from './checksum.ts';
import { cleanId, cleanRow } from './clean.ts';
import { type Delta, encodeLog } from './log.ts';
import type { Roster } from './roster.ts';
import { writeParts } from './write-once.ts';

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
  const { head, fence } = claim;
  if (roster.version !== head.version || roster.generation !== head.generation) {
    throw new RangeError('A delta can only be committed on the roster that the claim was opened with.');
  }
  const { puts, drops, changes } = normalise(delta, roster);
  const ending = { checkpoint: null, ...patch, leaseUntil: null, isSuspect: null } satisfies HeadPatch;
  if (puts.length + drops.length + changes.length === 0) {
    const { counts: _, checksum: __, waitingSince: ___, ...rest } = ending;
    return moveHead(db, claim, rest, (now) => now.fence === fence && now.leaseUntil === undefined);
  }
  const version = head.version + 1;
  const isBaseline = head.version === 0 && changes.length === 0;
  const written = isBaseline
    ? await writeBase(db, claim, version, batchesOf(puts))
    : { logBytes: head.logBytes + (await writeLog(db, claim, { puts, drops, changes })) };
  // A version without changes has nothing to project.
  const isProjected = changes.length === 0 && head.projectedVersion === head.version;
  return moveHead(
    db,
    claim,
    {
      ...ending,
      ...written,
      ...stateAfter(head, roster, puts, drops),
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
  for (const row of delta.puts) {
    const clean = cleanRow(row);
    puts.set(clean.id, clean);
  }
  const drops = new Set(delta.drops.map(cleanId).filter((id) => !puts.has(id) && roster.find(id) !== -1));
  return { puts: [...puts.values()], drops: [...drops], changes: delta.changes };
}

/** Some tens of thousands of rows at a time: as many as are encoded before any is written. */
function* batchesOf(rows: readonly RosterRow[]): Generator<readonly RosterRow[]> {
  for (let at = 0; at < rows.length; at += ROWS_IN_A_BATCH) yield rows.slice(at, at + ROWS_IN_A_BATCH);
}
const ROWS_IN_A_BATCH = 30_000;

/** Writes the parts of the next version. @returns their bytes */
async function writeLog(db: Db, claim: Claim, delta: Delta): Promise<number> {
  const { head, fence } = claim;
  const chunks = encodeLog(delta);
  await writeParts(
    db,
    chunks.map((data, part) => ({
      key: logKey(head.key, head.version + 1, fence, part),
      attributes: {
        data,
        parts: chunks.length,
        prevVersion: head.version,
        prevFence: head.committedFence,
        until: head.leaseUntil ?? 0,
      },
    })),
  );
  return chunks.reduce((sum, data) => sum + data.byteLength, 0);
}

function stateAfter(
  head: Head,
  roster: Roster,
  puts: readonly RosterRow[],
  drops: readonly string[],
): Required<Pick<Head, 'counts' | 'checksum' | 'waitingSince'>> {
  const counts = { ...roster.counts() };
  const checksum = new Checksum(head.checksum);
  const take = (id: string): void => {
    const slot = roster.find(id);
    if (slot === -1) return;
    counts[roster.stateAt(slot)] -= 1;
    checksum.remove(id, roster.stateAt(slot));
  };
  for (const id of drops) take(id);
  for (const row of puts) {
    take(row.id);
    counts[row.state] += 1;
    checksum.add(row.id, row.state);
  }
  const isWaiting = counts.missing + counts.held + counts.hidden > 0;
  return {
    counts,
    checksum: checksum.toString(),
    waitingSince: isWaiting ? waitingSince(waitingAfter(roster, puts, drops)) : {},
  };
}

function* waitingAfter(
  roster: Roster,
  puts: readonly RosterRow[],
  drops: readonly string[],
): Iterable<Pick<RosterRow, 'state' | 'stateAt'>> {
  const isTouched = new Set([...drops, ...puts.map(({ id }) => id)]);
  for (const away of roster.away()) if (!isTouched.has(roster.idAt(away.slot))) yield away;
  yield* puts;
}

/** The one update that makes it so. When its answer is a refusal or gets lost, the head itself says what happened. */
async function moveHead(
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
