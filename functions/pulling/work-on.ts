import { createHash } from 'node:crypto';
import { nextDue } from '../core/due.ts';
import { EXPORT_CREDENTIAL } from '../core/export-lists.ts';
import type { Connector } from '../networks/network.ts';
import { needsCompaction } from '../roster/compact.ts';
import { errorFields } from '../runtime/logger.ts';
import { readAccount, updateAccount } from '../storage/accounts.ts';
import { isTableBusy } from '../storage/busy.ts';
import { type Claim, claimHead, patchHead, releaseHead } from '../storage/heads.ts';
import type { AccountItem, Head } from '../storage/items.ts';
import { refreshAccount } from './account-job.ts';
import { pullAudience } from './audience-job.ts';
import { costNotes } from './cost-notes.ts';
import { countAudience } from './count-job.ts';
import type { AudienceReport, PullDeps } from './deps.ts';
import { nextDigestAt } from './digest-times.ts';
import { afterFailure, type Failure, failureFields, failureOf } from './failure.ts';
import { finishVersions } from './finish.ts';
import { leaveAlone, readingOf } from './how-read.ts';
import { LEASE_MS, leaseClock } from './lease.ts';
import { letGo } from './let-go.ts';
import { recheckLeavers } from './recheck-leavers.ts';
import type { Reports } from './reports.ts';
import { resolveLeavers } from './resolve-leavers.ts';
import { isStillOpen } from './still-open.ts';
import type { MayWalkOn } from './take-turns.ts';

export interface Work {
  readonly deps: PullDeps;
  /** Somebody asked for it just now: it is read whether it is due or not. */
  readonly isForced: boolean;
  readonly reports: Reports;
  readonly mayGoOn: () => boolean;
  readonly mayWalkOn: MayWalkOn;
  /** Until when a credential waits for its limit; undefined if it does not. */
  readonly waitsUntil: (credentialId: string) => number | undefined;
  /** Notes a limit that was reached. */
  readonly limited: (credentialId: string, failure: Failure) => Promise<void>;
}

/**
 * Claims one head and does what it is about: an account is looked up, a list is read, a number noted.
 * @returns what came of an audience
 * @throws whatever is wrong with this one; its lease is gone by then, and it is due again
 */
export async function workOn(work: Work, head: Head): Promise<AudienceReport | undefined> {
  const { deps, reports } = work;
  const { db, clock, connectors } = deps;
  const account = await readAccount(db, head.owner, head.accountId);
  const reading = account?.status === 'active' ? await readingOf(deps, account) : undefined;
  // A list that only exports give is left alone as well where the account's numbers are read by API.
  const isBrought = reading !== undefined && (reading !== 'api' || head.credentialId === EXPORT_CREDENTIAL);
  if (account !== undefined && reading !== undefined && isBrought) {
    const report = await leaveAlone(deps, head, account, reading);
    if (report !== undefined) reports.ofAccount(report);
    return undefined;
  }
  // The credential may be another one than last time: a new token does not wait for the old one's limit.
  // A credential that cannot be used is this audience's failure: it is noted under a claim, like any other.
  const connector = account?.status === 'active' ? await connectors(account).catch(asError) : undefined;
  const until = connector instanceof Error ? undefined : work.waitsUntil(connector?.credentialId ?? head.credentialId);
  if (until !== undefined) {
    reports.tellWaiting(head, until);
    return undefined;
  }
  const claim = await claimHead(db, head.key, {
    wall: leaseClock(head, deps),
    leaseMs: LEASE_MS,
    // Another tick may have read it since this one looked.
    isWanted: ({ dueAt }) => work.isForced || (dueAt !== undefined && dueAt <= clock.now()),
  });
  if (claim === undefined) {
    if (work.isForced) reports.tell(head, 'waiting', { message: 'Another run is reading it right now.' });
    return undefined;
  }
  try {
    if (connector instanceof Error) throw connector;
    if (account === undefined || connector === undefined) {
      await releaseHead(db, claim, { status: 'stopped', dueAt: null });
      return undefined;
    }
    if (claim.head.kind !== 'account') return await readAudience(work, claim, account, connector);
    await lookUpAccount(work, claim, account, connector);
    return undefined;
  } catch (error) {
    if (isTableBusy(error)) {
      // Nothing is wrong with it: it stays due, and goes on from where it is.
      await letGo(deps, claim, work.mayGoOn);
      throw error;
    }
    const failure = failureOf(error, clock.now());
    if (head.kind === 'account') await updateAccount(db, head.owner, head.accountId, { lastError: failure.error });
    await releaseHead(db, claim, afterFailure(claim.head, failure, clock.now()));
    throw error;
  }
}

async function lookUpAccount(
  { deps, reports, limited }: Work,
  claim: Claim,
  account: AccountItem,
  connector: Connector,
): Promise<void> {
  const { db, clock, config } = deps;
  const { head } = claim;
  const { owner, accountId } = head;
  const { credentialId } = connector;
  try {
    const { followersCount } = await refreshAccount(deps, account, connector);
    await releaseHead(db, claim, {
      dueAt: nextDue(clock.now(), head.every, spreadOf(account), nextDigestAt(config, account, clock.now())),
      credentialId,
      failures: 0,
      lastError: null,
      ...(head.status === 'parked' ? { status: 'active' as const } : {}),
    });
    if (head.network === 'x') await lookAtLeavers(deps, account, connector);
    // What a reading costs is said before it is read.
    const known = followersCount === undefined ? account : { ...account, followersCount };
    const cost = (await costNotes(db, known, clock.wall())).join(' ');
    if (cost !== '') deps.logger.info('cost', { cost });
    reports.ofAccount({ owner, accountId, outcome: 'ok', ...(cost === '' ? {} : { cost }) });
  } catch (error) {
    if (isTableBusy(error)) throw error;
    const failure = failureOf(error, clock.now());
    if (failure.error.code === 'internal') deps.logger.error('account job failed', errorFields(error));
    else {
      const { network } = head;
      deps.logger.info('an account could not be looked up', { owner, network, ...failureFields(failure, error) });
    }
    await updateAccount(db, owner, accountId, { lastError: failure.error });
    await releaseHead(db, claim, { ...afterFailure(head, failure, clock.now()), credentialId });
    await limited(credentialId, failure);
    reports.tell(head, failure.retryAt === undefined ? 'failed' : 'waiting', failure.error, failure.retryAt);
  }
}

/** The account was looked up already, and paid for: what goes wrong here waits for the next time. */
async function lookAtLeavers(deps: PullDeps, account: AccountItem, connector: Connector): Promise<void> {
  try {
    await resolveLeavers(deps, account, connector);
    await recheckLeavers(deps, account, connector);
  } catch (error) {
    if (isTableBusy(error)) throw error;
    deps.logger.error('leavers not looked up', errorFields(error));
  }
}

async function readAudience(
  { deps, reports, isForced, mayGoOn, mayWalkOn, limited }: Work,
  claim: Claim,
  account: AccountItem,
  connector: Connector,
): Promise<AudienceReport | undefined> {
  const { head } = claim;
  const now = deps.clock.now();
  const digestAt = nextDigestAt(deps.config, account, now);
  const spread = spreadOf(account) + 1_000;
  if (account.lastError?.code === 'identity-changed') {
    // The handle is somebody else's now: their people must not be compared with this roster.
    await releaseHead(deps.db, claim, { dueAt: nextDue(now, head.every, spread, digestAt) });
    reports.tell(head, 'failed', account.lastError);
    return undefined;
  }
  // A run that was cut off after its commit left versions that nobody sees yet.
  await finishVersions(deps, head, { compact: false });
  const finished = { ...head, projectedVersion: head.version };
  if (!isForced && isReadJustNow(head, now) && needsCompaction(finished)) {
    // It stays due until that is done, too.
    await releaseHead(deps.db, claim, {});
    const finish = await finishVersions(deps, finished, { compact: true, mayGoOn });
    const dueAt = nextDue(now, head.every, spread, digestAt);
    if (finish === 'finished') await patchHead(deps.db, head.key, { dueAt }, isStillOpen());
    return undefined;
  }
  // Or it is another tick's, which has committed it and is about to say when it is due next.
  const isCutOff = head.projectedVersion < head.version;
  if (!isForced && isReadJustNow(head, now) && (isCutOff || isReadByNow(head, now))) {
    await releaseHead(deps.db, claim, { dueAt: nextDue(now, head.every, spread, digestAt) });
    return undefined;
  }
  const read = head.countOnly === undefined ? pullAudience : countAudience;
  const { report, failure } = await read({
    ...{ deps, claim, account, connector, mayGoOn, mayWalkOn, spread },
    ...(digestAt === undefined ? {} : { digestAt }),
  });
  if (failure !== undefined) await limited(connector.credentialId, failure);
  return report;
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error('unknown', { cause: error }));

/** A stable number of the account, to spread load over the day. */
function spreadOf(account: Pick<AccountItem, 'owner' | 'accountId'>): number {
  return createHash('sha256').update(`${account.owner}/${account.accountId}`).digest().readUInt32BE(0);
}

/** Whatever it is due for, it is not the list. */
function isReadJustNow(head: Head, now: number): boolean {
  return head.pulledAt !== undefined && now - head.pulledAt < head.every / 4;
}

/** Within the time that a run takes. */
function isReadByNow({ pulledAt = 0, every }: Head, now: number): boolean {
  return now - pulledAt < Math.min(every / 8, LEASE_MS);
}
