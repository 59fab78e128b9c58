import type { Finding, ListedPerson } from '../../functions/core/model.ts';
import {
  absentRows,
  decideWalk,
  decideWithProfiles,
  type FinishedWalk,
  judge,
} from '../../functions/pulling/settle.ts';
import { commitDelta } from '../../functions/roster/commit.ts';
import { Comparison } from '../../functions/roster/comparison.ts';
import { HELD_IN_A_PULL, openRoster } from '../../functions/roster/open.ts';
import type { Db } from '../../functions/storage/db.ts';
import { claimHead, createHead, readHead } from '../../functions/storage/heads.ts';
import type { Head } from '../../functions/storage/items.ts';

export const WEEK = 7 * 86_400_000;
export const START = Date.parse('2026-01-05T08:00:00Z');

export async function createAudience(db: Db, key: string): Promise<void> {
  await createHead(db, {
    key,
    owner: 'bench',
    network: 'bluesky',
    accountId: 'bluesky:bench.example',
    kind: 'followers',
    audienceId: 'bluesky:bench.example:followers',
    target: 'did:plc:bench',
    credentialId: 'bluesky:public',
    status: 'active',
    version: 0,
    committedFence: 0,
    fence: 0,
    generation: '',
    baseVersion: 0,
    segments: 0,
    baseBytes: 0,
    logBytes: 0,
    projectedVersion: 0,
    completePulls: 0,
    counts: { present: 0, missing: 0, held: 0, hidden: 0, lost: 0 },
    failures: 0,
    every: WEEK,
    dueAt: START,
  });
}

export async function headOf(db: Db, key: string): Promise<Head> {
  const head = await readHead(db, key, { consistent: true });
  if (head === undefined) throw new Error('There is no head.');
  return head;
}

/** What a pull came to, so that variants can be held against each other. */
export interface PullTally {
  readonly listed: number;
  readonly gained: number;
  readonly gone: number;
  readonly edited: number;
}

/**
 * One pull of one audience by the engine: claim, open, compare, gate, decide, commit, as `audience-job.ts` does, with a
 * network that answers for everybody who is asked about.
 * @param pages in order; each is let go once it was seen
 */
export async function pullOnce(
  db: Db,
  key: string,
  at: number,
  pages: AsyncIterable<readonly ListedPerson[]> | Iterable<readonly ListedPerson[]>,
): Promise<PullTally> {
  const claim = await claimHead(db, key, { wall: at, leaseMs: 60_000 });
  if (claim === undefined) throw new Error('The audience could not be claimed.');
  const { head } = claim;
  const roster = await openRoster(db, head, { mostHeld: HELD_IN_A_PULL });
  const comparison = new Comparison(roster);
  for await (const page of pages) comparison.see(page);
  const walk: FinishedWalk = { head, roster, comparison, listIdKind: undefined, at };
  const verdict = judge(walk);
  if (!verdict.accepted) throw new Error(verdict.reason);
  await comparison.settle();
  const absent = absentRows(walk);
  const evidence = { at, asked: 'app.bsky.graph.getRelationships', answered: 'no follow of you, account active' };
  const findings = new Map<string, Finding>(
    absent.map(({ id }) => [id, { id, account: 'active', inAudience: false, evidence }]),
  );
  const compared = decideWalk(walk, absent, { canVerify: true, listsFullProfiles: false, findings });
  const decision = decideWithProfiles(compared, new Map(), []);
  const outcome = await commitDelta(db, claim, roster, decision, {
    pulledAt: at,
    completePulls: head.completePulls + 1,
    baselineAt: head.baselineAt ?? at,
    dueAt: at + WEEK,
  });
  if (outcome !== 'committed') throw new Error('The pull was superseded.');
  const { changes } = decision;
  return {
    listed: comparison.listed,
    gained: comparison.gained().length,
    gone: changes.filter(({ kind }) => kind === 'lost').length,
    edited: changes.filter(({ kind }) => kind === 'edited').length,
  };
}
