import type { AudienceTarget, Connector } from '../networks/network.ts';
import { termsOf } from '../networks/terms.ts';
import { saveCheckpoint } from '../roster/checkpoint.ts';
import { commitDeltas } from '../roster/commit.ts';
import { commitFirst } from '../roster/commit-first.ts';
import type { Comparison } from '../roster/comparison.ts';
import { dropCheckpoints } from '../roster/drop-checkpoints.ts';
import { beginComparison, FirstComparison } from '../roster/first-comparison.ts';
import { HELD_IN_A_PULL, openRoster } from '../roster/open.ts';
import type { Roster } from '../roster/roster.ts';
import { type Claim, type HeadPatch, patchHead, readHead, releaseHead } from '../storage/heads.ts';
import type { AccountItem } from '../storage/items.ts';
import { patientDb } from '../storage/patient-db.ts';
import { putSnapshot } from '../storage/snapshots.ts';
import { noteWithdrawal } from '../storage/withdrawals.ts';
import { Absent } from './absent.ts';
import { CheckpointDue } from './checkpoint-due.ts';
import { DecidedPull } from './decided-pull.ts';
import type { AudienceReport, PullDeps } from './deps.ts';
import { erasedOf, NOBODY } from './erased.ts';
import { type Failure, failureOf, logFailure } from './failure.ts';
import { finishVersions } from './finish.ts';
import { giveUp } from './give-up.ts';
import { hydratePeople } from './hydrate.ts';
import { nextTime } from './next-time.ts';
import { refusePull } from './refuse.ts';
import { kindOf, reportOf } from './report.ts';
import { resolvedOf } from './resolved-account.ts';
import { retentionOf } from './retention.ts';
import { type FinishedWalk, idKindOf, judge } from './settle.ts';
import { isStillOpen } from './still-open.ts';
import { verifyAbsent } from './verify.ts';
import { waitingWalk } from './waiting-walk.ts';
import { type WalkProgress, walk } from './walk.ts';

export interface AudienceJob {
  readonly deps: PullDeps;
  readonly claim: Claim;
  readonly account: AccountItem;
  readonly connector: Connector;
  /** False when the invocation's time is nearly over. */
  readonly mayGoOn: () => boolean;
  /** Whether its walk may read the next page; waits while others behind its credential have their turn. */
  readonly mayWalkOn?: (pages: number) => Promise<boolean>;
  /** When the next digest shows this audience. */
  readonly digestAt?: number;
  /** Stable number of the account, to spread load over the day. */
  readonly spread: number;
}

/** What a job came to, with the failure that a tick must know of (a limit holds its whole credential up). */
export interface JobResult {
  readonly report: AudienceReport;
  readonly failure?: Failure;
}

/** Pulls one audience under its lease: walk, gate, verify, decide, commit, project. Never throws for what a network does. */
export async function pullAudience(asked: AudienceJob): Promise<JobResult> {
  // What a network was asked for to its end is not thrown away because the table has no room at this moment.
  let isRead = false;
  const deps: PullDeps = { ...asked.deps, db: patientDb(asked.deps.db, () => isRead && asked.mayGoOn()) };
  const job: AudienceJob = { ...asked, deps };
  const roster = await openRoster(deps.db, job.claim.head, { mostHeld: HELD_IN_A_PULL });
  const large: { letGo(): void }[] = [roster];
  try {
    return await walkOver(job, roster, {
      begun: (comparison) => large.push(comparison),
      ended: () => {
        isRead = true;
      },
    });
  } finally {
    for (const one of large) one.letGo();
  }
}

interface WalkEvents {
  readonly begun: (comparison: Comparison) => void;
  /** The list was read to its end. */
  readonly ended: () => void;
}

async function walkOver(job: AudienceJob, roster: Roster, { begun, ended }: WalkEvents): Promise<JobResult> {
  const { deps, claim } = job;
  const { head } = claim;
  const target: AudienceTarget = {
    kind: kindOf(head),
    target: head.target,
    ...(head.item === undefined ? {} : { item: head.item }),
    ...(head.networkCount === undefined ? {} : { count: head.networkCount }),
  };
  const waiting = await waitingWalk(deps, head, roster);
  const facts = { at: deps.clock.now(), listsFullProfiles: job.connector.listsFullProfiles };
  const comparison = waiting?.comparison ?? beginComparison(deps.db, claim, roster, facts);
  begun(comparison);
  const startedAt = waiting?.startedAt ?? deps.clock.wall();
  const firstPages = waiting?.pages ?? 0;
  const progress: WalkProgress = {
    cursor: waiting?.cursor,
    pages: firstPages,
    pagesBefore: firstPages,
    isComplete: false,
  };
  const save = (): Promise<boolean> =>
    saveCheckpoint(deps.db, claim, roster, comparison, { cursor: progress.cursor, startedAt, pages: progress.pages });
  const checkpoint = new CheckpointDue(comparison, firstPages);
  const isErased = await erasedOf(deps, head.owner);
  const isWanted = isErased === NOBODY ? undefined : (id: string) => !isErased(head.network, id);
  const mayGoOn = async (pages: number): Promise<boolean> => {
    if (comparison instanceof FirstComparison) await comparison.spill();
    if (checkpoint.isDue(pages)) {
      if (!(await save())) return false;
      checkpoint.saved(pages);
    }
    return job.mayWalkOn === undefined ? job.mayGoOn() : job.mayWalkOn(pages);
  };
  try {
    await walk(job.connector, target, comparison, progress, mayGoOn, isWanted);
  } catch (error) {
    return giveUp(job, progress, error, save);
  }
  if (!progress.isComplete) {
    if (progress.pages > firstPages) await save();
    await releaseHead(deps.db, claim, {});
    return {
      report: reportOf(head, 'waiting', {
        message: `${progress.pages} pages read so far; it goes on with the next tick.`,
      }),
    };
  }
  ended();
  const [newcomers = []] = comparison.gainedBatches();
  const listIdKind = idKindOf(newcomers.slice(0, 50).map(({ id }) => id));
  const finished: FinishedWalk = { head, roster, comparison, listIdKind, at: deps.clock.now() };
  return settle(job, finished, target, { startedAt, pages: progress.pages });
}

async function settle(
  job: AudienceJob,
  finished: FinishedWalk,
  target: AudienceTarget,
  facts: { readonly startedAt: number; readonly pages: number },
): Promise<JobResult> {
  const { deps, claim } = job;
  const { head, roster, comparison, at } = finished;
  const verdict = judge(finished);
  const snapshot = {
    key: head.key,
    at,
    // Kept in calendar time like everything else that is shown; walks are measured by the wall.
    startedAt: at - (deps.clock.wall() - facts.startedAt),
    listed: comparison.listed,
    duplicates: comparison.duplicates,
    pages: facts.pages,
    isComplete: true,
    ...(head.networkCount === undefined ? {} : { networkCount: head.networkCount }),
    expiresAt: retentionOf(deps.config, head.network).history(at),
  };
  if (!verdict.accepted) {
    await refusePull(deps, claim, finished, verdict, {
      snapshot,
      startedAt: facts.startedAt,
      listsFullProfiles: job.connector.listsFullProfiles,
      patch: nextTime(job, head.counts.present),
    });
    return { report: reportOf(head, 'refused', { message: verdict.reason }) };
  }

  const absent = await Absent.of(finished);
  const account = resolvedOf(job.account);
  const verification = await verifyAbsent(job.connector, account, target, absent, {
    now: deps.clock.now,
    mayGoOn: job.mayGoOn,
  });
  const hydration =
    verification.error === undefined
      ? await hydratePeople(job.connector, finished, absent, job.mayGoOn)
      : { profiles: new Map(), rows: [] };
  const decided = new DecidedPull(finished, {
    absent,
    verification,
    hydration,
    lostBefore: retentionOf(deps.config, head.network).lostBefore(at),
    dropsWithdrawn: termsOf(head.network).dropsWithdrawn === true,
  });
  const failure = verification.error === undefined ? undefined : failureOf(verification.error, at);
  if (failure !== undefined) {
    logFailure(deps.logger, 'not everybody who is missing could be checked', head, failure, verification.error);
  }
  const next = nextTime(job, roster.counts().present);
  /** What the head is to say, once everything was decided. */
  const ending = async (): Promise<HeadPatch> => {
    const { withdrawn } = decided;
    if (withdrawn.length > 0) {
      const { key: audienceKey, owner, accountId } = head;
      await noteWithdrawal(deps.db, { audienceKey, owner, accountId, at: deps.clock.wall(), people: withdrawn });
    }
    return {
      ...next,
      // Stays due until its changes are projected: a run that is cut off in between is finished by the next tick.
      ...(decided.hasChanges ? { dueAt: at } : {}),
      checkpoint: null,
      pulledAt: at,
      completePulls: head.completePulls + 1,
      baselineAt: head.baselineAt ?? at,
      failures: 0,
      lastError: failure?.error ?? null,
      refused: null,
      shortLists: null,
      alarms: decided.alarms,
      usualShortfall: head.networkCount === undefined ? null : Math.max(0, head.networkCount - comparison.listed),
      ...(head.status === 'parked' ? { status: 'active' as const } : {}),
    };
  };
  const outcome =
    comparison instanceof FirstComparison
      ? await commitFirst(deps.db, claim, comparison, roster, await decided.whole(), await ending())
      : await commitDeltas(deps.db, claim, roster, decided.parts(), ending);
  if (outcome === 'superseded') {
    return { report: reportOf(head, 'waiting', { message: 'Another run took this audience over; it will report.' }) };
  }
  // What follows may open the audience anew.
  roster.letGo();
  comparison.letGo();
  const { tallies } = decided;
  const committed = await readHead(deps.db, head.key, { consistent: true });
  await putSnapshot(deps.db, {
    ...snapshot,
    isAccepted: true,
    version: committed?.version ?? head.version,
    ...tallies,
  });
  const finish =
    committed === undefined
      ? 'finished'
      : await finishVersions(deps, committed, { compact: true, mayGoOn: job.mayGoOn });
  // A compaction that took too long goes on with the next tick.
  if (finish === 'unfinished') await patchHead(deps.db, head.key, { ...next, dueAt: at }, isStillOpen());
  else if (decided.hasChanges) await patchHead(deps.db, head.key, next, isStillOpen());
  // A list that was refused before names people, and nobody can take it any more.
  if (head.refused !== undefined) await dropCheckpoints(deps.db, head.key);
  const isBaseline = head.baselineAt === undefined;
  const isChanged = committed !== undefined && committed.version !== head.version;
  return {
    report: reportOf(committed ?? head, isBaseline ? 'baseline' : isChanged ? 'committed' : 'unchanged', {
      ...tallies,
      ...(failure === undefined
        ? {}
        : { message: `Not everybody who is missing could be checked: ${failure.error.message}` }),
    }),
    ...(failure === undefined ? {} : { failure }),
  };
}
