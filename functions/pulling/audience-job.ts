import { nextDue, pullInterval } from '../core/due.ts';
import type { Change } from '../core/model.ts';
import { NotFoundError } from '../networks/errors.ts';
import type { AudienceTarget, Connector, ResolvedAccount } from '../networks/network.ts';
import { dropCheckpoints, loadCheckpoint, saveCheckpoint } from '../roster/checkpoint.ts';
import { commitDelta } from '../roster/commit.ts';
import { Comparison } from '../roster/comparison.ts';
import { openRoster } from '../roster/open.ts';
import type { Condition } from '../storage/db.ts';
import { headAttribute } from '../storage/head-codec.ts';
import { type Claim, type HeadPatch, patchHead, readHead, releaseHead } from '../storage/heads.ts';
import type { AccountItem, Head } from '../storage/items.ts';
import { putSnapshot } from '../storage/snapshots.ts';
import { alarmsAfter } from './alarms.ts';
import type { AudienceReport, PullDeps } from './deps.ts';
import { afterFailure, type Failure, failureOf } from './failure.ts';
import { finishVersions } from './finish.ts';
import { hydratePeople } from './hydrate.ts';
import { refusePull } from './refuse.ts';
import { retentionOf } from './retention.ts';
import { absentRows, decideWalk, decideWithProfiles, type FinishedWalk, forgotten, idKindOf, judge } from './settle.ts';
import { verifyAbsent } from './verify.ts';
import { type WalkProgress, walk } from './walk.ts';

/** Pages between two checkpoints of a walk that goes on: what a crash can cost at most. */
const PAGES_BETWEEN_CHECKPOINTS = 100;
/** A waiting walk older than this starts again: cursors do not keep, and the list has changed. */
const OLDEST_CHECKPOINT = 3 * 86_400_000;

export interface AudienceJob {
  readonly deps: PullDeps;
  readonly claim: Claim;
  readonly account: AccountItem;
  readonly connector: Connector;
  /** False when the invocation's time is nearly over. */
  readonly mayGoOn: () => boolean;
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
export async function pullAudience(job: AudienceJob): Promise<JobResult> {
  const { deps, claim } = job;
  const { head } = claim;
  const roster = await openRoster(deps.db, head);
  const target: AudienceTarget = {
    kind: kindOf(head),
    target: head.target,
    ...(head.item === undefined ? {} : { item: head.item }),
    ...(head.networkCount === undefined ? {} : { count: head.networkCount }),
  };
  const waiting = await loadCheckpoint(deps.db, head, roster);
  const isUsable = waiting !== undefined && deps.clock.wall() - waiting.startedAt < OLDEST_CHECKPOINT;
  const comparison = isUsable ? waiting.comparison : new Comparison(roster);
  const startedAt = isUsable ? waiting.startedAt : deps.clock.wall();
  const progress: WalkProgress = {
    cursor: isUsable ? waiting.cursor : undefined,
    pages: isUsable ? waiting.pages : 0,
    isComplete: false,
  };
  const save = (): Promise<boolean> =>
    saveCheckpoint(deps.db, claim, roster, comparison, { cursor: progress.cursor, startedAt, pages: progress.pages });
  const firstPages = progress.pages;
  try {
    await walk(job.connector, target, comparison, progress, async (pages) => {
      const isTimeToSave = pages > firstPages && (pages - firstPages) % PAGES_BETWEEN_CHECKPOINTS === 0;
      return (!isTimeToSave || (await save())) && job.mayGoOn();
    });
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
  const listIdKind = idKindOf(
    comparison
      .gained()
      .slice(0, 50)
      .map((person) => person.id),
  );
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
    expiresAt: retentionOf(deps.config).history(at),
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

  const absent = absentRows(finished);
  const account = resolvedOf(job.account);
  const verification = await verifyAbsent(job.connector, account, target, absent, {
    now: deps.clock.now,
    mayGoOn: job.mayGoOn,
  });
  const compared = decideWalk(finished, absent, verification);
  const hydration =
    verification.error === undefined
      ? await hydratePeople(job.connector, finished, absent, job.mayGoOn)
      : { profiles: new Map(), rows: [] };
  const decided = decideWithProfiles(compared, hydration.profiles, hydration.rows);
  const expired = forgotten(finished, retentionOf(deps.config).lostBefore(at));
  const decision = { ...decided, drops: [...decided.drops, ...expired] };
  const tallies = tally(decision.changes);
  const failure = verification.error === undefined ? undefined : failureOf(verification.error, at);
  const next = nextTime(job, roster.counts().present);
  const patch: HeadPatch = {
    ...next,
    // Stays due until its changes are projected: a run that is cut off in between is finished by the next tick.
    ...(decision.changes.length > 0 ? { dueAt: at } : {}),
    checkpoint: null,
    pulledAt: at,
    completePulls: head.completePulls + 1,
    baselineAt: head.baselineAt ?? at,
    failures: 0,
    lastError: failure?.error ?? null,
    refused: null,
    alarms: alarmsAfter(finished, decision),
    usualShortfall: head.networkCount === undefined ? null : Math.max(0, head.networkCount - comparison.listed),
    ...(head.status === 'parked' ? { status: 'active' as const } : {}),
  };
  const outcome = await commitDelta(deps.db, claim, roster, decision, patch);
  if (outcome === 'superseded') {
    return { report: reportOf(head, 'waiting', { message: 'Another run took this audience over; it will report.' }) };
  }
  const committed = await readHead(deps.db, head.key, { consistent: true });
  await putSnapshot(deps.db, {
    ...snapshot,
    isAccepted: true,
    version: committed?.version ?? head.version,
    ...tallies,
  });
  if (committed !== undefined) await finishVersions(deps, committed);
  if (decision.changes.length > 0) await patchHead(deps.db, head.key, next, isStillOpen());
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

/** Keeps what was read where it is worth keeping, lets the lease go, and says what it means for the schedule. */
async function giveUp(
  job: AudienceJob,
  progress: WalkProgress,
  error: unknown,
  save: () => Promise<boolean>,
): Promise<JobResult> {
  const { deps, claim } = job;
  if (error instanceof NotFoundError && (claim.head.kind === 'likes' || claim.head.kind === 'stars')) {
    // Deleted since the account was looked at: nobody took a like back.
    await releaseHead(deps.db, claim, { status: 'closed', closedReason: 'deleted', dueAt: null, checkpoint: null });
    return { report: reportOf(claim.head, 'closed', { message: 'It is no longer there.' }) };
  }
  const failure = failureOf(error, deps.clock.now());
  if (failure.error.code === 'internal') deps.logger.error('pull failed', { code: 'internal', error: nameOf(error) });
  const isWorthKeeping = !failure.isDeterministic && failure.error.code !== 'internal';
  if (isWorthKeeping && progress.cursor !== undefined) await save();
  await releaseHead(deps.db, claim, {
    ...afterFailure(claim.head, failure, deps.clock.now()),
    // A cursor that leads nowhere must not be tried for ever.
    ...(isWorthKeeping ? {} : { checkpoint: null }),
  });
  const isWaiting = failure.retryAt !== undefined;
  return {
    report: reportOf(claim.head, isWaiting ? 'waiting' : 'failed', {
      message: failure.error.message,
      ...(failure.retryAt === undefined ? {} : { retryAt: failure.retryAt }),
    }),
    failure,
  };
}

/** Somebody may have closed or stopped the audience while it was pulled: then it is due no more. */
function isStillOpen(): Condition {
  return {
    expression: '#cStatus IN (:cActive, :cParked) AND attribute_not_exists(#cLease)',
    names: { '#cStatus': headAttribute('status'), '#cLease': headAttribute('leaseUntil') },
    values: { ':cActive': 'active', ':cParked': 'parked' },
  };
}

function nextTime(job: AudienceJob, count: number): HeadPatch {
  const now = job.deps.clock.now();
  const every = pullInterval(job.account.every, count);
  return { every, dueAt: nextDue(now, every, job.spread, job.digestAt) };
}

function kindOf(head: Head): AudienceTarget['kind'] {
  if (head.kind === 'account') throw new TypeError('An account job has no list to walk.');
  return head.kind;
}

function resolvedOf(account: AccountItem): ResolvedAccount {
  if (account.stableId === undefined || account.profile === undefined)
    throw new TypeError('The account has not been looked up yet.');
  return {
    stableId: account.stableId,
    profile: account.profile,
    ...(account.followersCount === undefined ? {} : { followersCount: account.followersCount }),
  };
}

function tally(changes: readonly Change[]): { gained: number; lost: number; returned: number; edited: number } {
  const of = (kind: Change['kind']): number => changes.filter((change) => change.kind === kind).length;
  return { gained: of('gained'), lost: of('lost'), returned: of('returned'), edited: of('edited') + of('moved') };
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);

/** Describes an audience as its head stands. */
export function reportOf(
  head: Head,
  outcome: AudienceReport['outcome'],
  more: Partial<AudienceReport> = {},
): AudienceReport {
  return {
    owner: head.owner,
    accountId: head.accountId,
    audienceId: head.audienceId,
    kind: kindOf(head),
    ...(head.title === undefined ? {} : { title: head.title }),
    outcome,
    count: head.counts.present + head.counts.missing + head.counts.held + head.counts.hidden,
    gained: 0,
    lost: 0,
    returned: 0,
    edited: 0,
    missing: head.counts.missing,
    held: head.counts.held,
    hidden: head.counts.hidden,
    ...(head.baselineAt === undefined ? {} : { baselineAt: head.baselineAt }),
    ...more,
  };
}
