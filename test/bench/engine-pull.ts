import type { ExpectedRows } from '../../functions/core/listed-rows.ts';
import type { Finding } from '../../functions/core/model.ts';
import type { Page } from '../../functions/networks/network.ts';
import { Absent } from '../../functions/pulling/absent.ts';
import { CheckpointDue } from '../../functions/pulling/checkpoint-due.ts';
import { DecidedPull } from '../../functions/pulling/decided-pull.ts';
import { type FinishedWalk, judge } from '../../functions/pulling/settle.ts';
import { seePage } from '../../functions/pulling/walk.ts';
import { loadCheckpoint, saveCheckpoint } from '../../functions/roster/checkpoint.ts';
import { commitDeltas } from '../../functions/roster/commit.ts';
import { commitFirst } from '../../functions/roster/commit-first.ts';
import { Comparison } from '../../functions/roster/comparison.ts';
import { beginComparison, FirstComparison } from '../../functions/roster/first-comparison.ts';
import { HELD_IN_A_PULL, openRoster } from '../../functions/roster/open.ts';
import type { Roster } from '../../functions/roster/roster.ts';
import type { Db } from '../../functions/storage/db.ts';
import {
  type Claim,
  claimHead,
  createHead,
  FRESH_HEAD,
  type HeadPatch,
  readHead,
  releaseHead,
} from '../../functions/storage/heads.ts';
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
    ...FRESH_HEAD,
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

/** Pages of a list, read as far as they are not expected. */
export type Pages = (expected: () => ExpectedRows | undefined) => Iterable<Page>;

/**
 * One pull of one audience by the engine: claim, open, compare, gate, decide, commit, as `audience-job.ts` does, with a
 * network that answers for everybody who is asked about.
 * @param pages in order; each is let go once it was seen
 */
export async function pullOnce(db: Db, key: string, at: number, pages: Pages): Promise<PullTally> {
  const claim = await claimAt(db, key, at);
  const roster = await openRoster(db, claim.head, { mostHeld: HELD_IN_A_PULL });
  const comparison = beginComparison(db, claim, roster, { at, listsFullProfiles: false });
  for (const page of pages(() => comparison.expectedRows)) {
    seePage(comparison, page);
    if (comparison instanceof FirstComparison) await comparison.spill();
  }
  return settlePull(db, claim, roster, comparison, at);
}

/** What a checkpoint has cost is asked when it was saved. */
export interface CutOptions {
  /** Pages between two cuts. */
  readonly pagesInAPiece: number;
  readonly saving?: () => void;
  readonly saved?: () => void;
}

/**
 * As {@link pullOnce}, cut again and again as by a rate limit: each piece has a claim of its own, opens everything anew
 * and leaves checkpoints as `audience-job.ts` does. No page is read twice, since each is given once only.
 */
export async function pullInPieces(
  db: Db,
  key: string,
  at: number,
  pages: Pages,
  { pagesInAPiece, saving, saved }: CutOptions,
): Promise<PullTally & { readonly pages: number }> {
  let expected: ExpectedRows | undefined;
  const rest = pages(() => expected)[Symbol.iterator]();
  for (let read = 0, piece = 0; ; piece += 1) {
    const claim = await claimAt(db, key, at + piece);
    const roster = await openRoster(db, claim.head, { mostHeld: HELD_IN_A_PULL });
    const waiting = await loadCheckpoint(db, claim.head, roster);
    const comparison = waiting?.comparison ?? new Comparison(roster);
    expected = comparison.expectedRows;
    if (Number(waiting?.cursor ?? 0) !== read) throw new Error('The walk goes on where it did not stop.');
    const checkpoint = new CheckpointDue(comparison, read);
    const save = async (): Promise<void> => {
      saving?.();
      const position = { cursor: String(read), startedAt: START, pages: read };
      if (!(await saveCheckpoint(db, claim, roster, comparison, position))) throw new Error('Not saved.');
      saved?.();
      checkpoint.saved(read);
    };
    let isEnd = false;
    for (let n = 0; n < pagesInAPiece && !isEnd; n += 1) {
      if (checkpoint.isDue(read)) await save();
      const page = rest.next();
      isEnd = page.done === true;
      if (page.done === true) break;
      seePage(comparison, page.value);
      read += 1;
    }
    if (isEnd) return { ...(await settlePull(db, claim, roster, comparison, at)), pages: read };
    await save();
    await releaseHead(db, { ...claim, head: await headOf(db, key) }, {});
    comparison.letGo();
    roster.letGo();
  }
}

async function claimAt(db: Db, key: string, wall: number): Promise<Claim> {
  const claim = await claimHead(db, key, { wall, leaseMs: 1 });
  if (claim === undefined) throw new Error('The audience could not be claimed.');
  return claim;
}

async function settlePull(
  db: Db,
  claim: Claim,
  roster: Roster,
  comparison: Comparison,
  at: number,
): Promise<PullTally> {
  const { head } = claim;
  const walk: FinishedWalk = { head, roster, comparison, listIdKind: undefined, at };
  const verdict = judge(walk);
  if (!verdict.accepted) throw new Error(verdict.reason);
  const absent = await Absent.of(walk);
  const evidence = { at, asked: 'app.bsky.graph.getRelationships', answered: 'no follow of you, account active' };
  const findings = new Map<string, Finding>();
  for (const { id } of absent) findings.set(id, { id, account: 'active', inAudience: false, evidence });
  const decided = new DecidedPull(walk, {
    absent,
    verification: { canVerify: true, listsFullProfiles: false, findings },
    hydration: { profiles: new Map(), rows: [] },
    lostBefore: Number.NEGATIVE_INFINITY,
    dropsWithdrawn: false,
  });
  const ending = (): HeadPatch => ({
    pulledAt: at,
    completePulls: head.completePulls + 1,
    baselineAt: head.baselineAt ?? at,
    dueAt: at + WEEK,
  });
  const outcome =
    comparison instanceof FirstComparison
      ? await commitFirst(db, claim, comparison, roster, await decided.whole(), ending())
      : await commitDeltas(db, claim, roster, decided.parts(), ending);
  if (outcome !== 'committed') throw new Error('The pull was superseded.');
  roster.letGo();
  const { gained, lost, edited } = decided.tallies;
  return { listed: comparison.listed, gained, gone: lost, edited };
}
