import { createHash } from 'node:crypto';
import { nextDue } from '../core/due.ts';
import { EXPORT_CREDENTIAL } from '../core/export-lists.ts';
import type { Connector } from '../networks/network.ts';
import { errorFields } from '../runtime/logger.ts';
import { readAccount, updateAccount } from '../storage/accounts.ts';
import { readCredentials, setWait } from '../storage/credentials.ts';
import { type Claim, claimHead, releaseHead } from '../storage/heads.ts';
import type { AccountItem, Head } from '../storage/items.ts';
import { refreshAccount } from './account-job.ts';
import { pullAudience } from './audience-job.ts';
import { costNotes } from './cost-notes.ts';
import { countAudience } from './count-job.ts';
import type { AccountReport, AudienceReport, PullDeps } from './deps.ts';
import { nextDigestAt } from './digest-times.ts';
import { dueHeads } from './due-heads.ts';
import { afterFailure, type Failure, failureOf } from './failure.ts';
import { finishVersions } from './finish.ts';
import { leaveAlone, readingOf } from './how-read.ts';
import { isLeased, isSuspect, LEASE_MS, leaseClock } from './lease.ts';
import { reportOf } from './report.ts';
import { resolveLeavers } from './resolve-leavers.ts';

export interface TickOptions {
  /** Everything now, whatever is due. */
  readonly force: boolean;
  /** Only these accounts. */
  readonly accounts?: readonly string[];
  /** Wall clock at which no new work is begun and walks leave a checkpoint. */
  readonly stopAt: number;
}

/** Credentials that are worked on at the same time. */
const CREDENTIALS_AT_ONCE = 4;
/**
 * What is read first behind one credential: what lists there are, then the short lists, and followers last, because
 * after them what is left of the budget goes into their profiles.
 */
const ORDER: readonly Head['kind'][] = ['account', 'members', 'likes', 'stars', 'following', 'followers'];

/** Where each page costs money, followers come first, so that it does not run out over likes. */
const PAID_ORDER: readonly Head['kind'][] = ['account', 'followers', 'following', 'likes'];
const placeOf = ({ kind, network }: Head): number => (network === 'x' ? PAID_ORDER : ORDER).indexOf(kind);

/** The work of one tick: what is waiting, what is done, and what came of it. */
export class Run {
  readonly accounts: AccountReport[] = [];
  readonly audiences: AudienceReport[] = [];
  private readonly deps: PullDeps;
  private readonly options: TickOptions;
  private readonly done = new Set<string>();
  private readonly waits = new Map<string, number>();

  constructor(deps: PullDeps, options: TickOptions) {
    this.deps = deps;
    this.options = options;
  }

  mayGoOn = (): boolean => this.deps.clock.wall() < this.options.stopAt;

  /** What is due and can be worked on: past those whose credential waits, so that they starve nobody. */
  async dueHeads(): Promise<Head[]> {
    await this.readWaits();
    return dueHeads(
      this.deps,
      (head) => !this.isWaiting(head) && !isLeased(head, this.deps) && !this.done.has(head.key),
    );
  }

  /** Works through `heads`, one queue a credential. */
  async work(heads: readonly Head[]): Promise<void> {
    await this.readWaits();
    const queues = new Map<string, Head[]>();
    const suspects: Head[] = [];
    for (const head of [...heads].sort((a, b) => placeOf(a) - placeOf(b))) {
      if (this.done.has(head.key)) continue;
      this.done.add(head.key);
      if (isSuspect(head, this.deps)) {
        suspects.push(head);
        continue;
      }
      const queue = queues.get(head.credentialId) ?? [];
      queue.push(head);
      queues.set(head.credentialId, queue);
    }
    const pending = [...queues.values()];
    const worker = async (): Promise<void> => {
      for (let queue = pending.shift(); queue !== undefined; queue = pending.shift()) {
        for (const head of queue) if (this.mayGoOn()) await this.one(head);
      }
    };
    await Promise.all(Array.from({ length: CREDENTIALS_AT_ONCE }, worker));
    // One whose last run died without a word may have eaten the memory: it runs alone, after everybody else.
    for (const head of this.options.force ? suspects : suspects.slice(0, 1)) if (this.mayGoOn()) await this.one(head);
  }

  private async readWaits(): Promise<void> {
    for (const [id, state] of await readCredentials(this.deps.db)) {
      if (state.waitUntil !== undefined) this.waits.set(id, state.waitUntil);
    }
  }

  private isWaiting(head: Head): boolean {
    return (this.waits.get(head.credentialId) ?? 0) > this.deps.clock.wall();
  }

  private async one(head: Head): Promise<void> {
    try {
      await this.attempt(head);
    } catch (error) {
      // Whatever is wrong with one audience is its own: the rest of the tick goes on.
      this.deps.logger.error('job failed', errorFields(error));
      this.tell(head, 'failed', failureOf(error, this.deps.clock.now()).error.message);
    }
  }

  private async attempt(head: Head): Promise<void> {
    const { db, clock, connectors } = this.deps;
    const account = await readAccount(db, head.owner, head.accountId);
    const reading = account?.status === 'active' ? await readingOf(this.deps, account) : undefined;
    // A list that only exports give is left alone as well where the account's numbers are read by API.
    const isBrought = reading !== undefined && (reading !== 'api' || head.credentialId === EXPORT_CREDENTIAL);
    if (account !== undefined && reading !== undefined && isBrought) {
      const report = await leaveAlone(this.deps, head, account, reading);
      if (report !== undefined) this.tellAccount(report);
      return;
    }
    // The credential may be another one than last time: a new token does not wait for the old one's limit.
    // A credential that cannot be used is this audience's failure: it is noted under a claim, like any other.
    const connector = account?.status === 'active' ? await connectors(account).catch(asError) : undefined;
    const waitUntil =
      this.waits.get(connector instanceof Error ? '' : (connector?.credentialId ?? head.credentialId)) ?? 0;
    if (waitUntil > clock.wall()) {
      const message = `Its rate limit is used up until ${new Date(waitUntil).toISOString()}; it goes on by itself then.`;
      this.tell(head, 'waiting', message, waitUntil);
      return;
    }
    const claim = await claimHead(db, head.key, { wall: leaseClock(head, this.deps), leaseMs: LEASE_MS });
    if (claim === undefined) {
      if (this.options.force) this.tell(head, 'waiting', 'Another run is reading it right now.');
      return;
    }
    try {
      if (connector instanceof Error) throw connector;
      if (account === undefined || connector === undefined) {
        await releaseHead(db, claim, { status: 'stopped', dueAt: null });
      } else if (claim.head.kind === 'account') {
        await this.account(claim, account, connector);
      } else {
        await this.audience(claim, account, connector);
      }
    } catch (error) {
      const failure = failureOf(error, clock.now());
      if (head.kind === 'account') await updateAccount(db, head.owner, head.accountId, { lastError: failure.error });
      await releaseHead(db, claim, afterFailure(claim.head, failure, clock.now()));
      throw error;
    }
  }

  private async account(claim: Claim, account: AccountItem, connector: Connector): Promise<void> {
    const { db, clock, config } = this.deps;
    const { head } = claim;
    const { owner, accountId } = head;
    const { credentialId } = connector;
    try {
      const { followersCount } = await refreshAccount(this.deps, account, connector);
      await releaseHead(db, claim, {
        dueAt: nextDue(clock.now(), head.every, spreadOf(account), nextDigestAt(config, account, clock.now())),
        credentialId,
        failures: 0,
        lastError: null,
        ...(head.status === 'parked' ? { status: 'active' as const } : {}),
      });
      if (head.network === 'x') await resolveLeavers(this.deps, account, connector);
      // What a reading costs is said before it is read.
      const known = followersCount === undefined ? account : { ...account, followersCount };
      const cost = (await costNotes(db, known, clock.wall())).join(' ');
      if (cost !== '') this.deps.logger.info('cost', { cost });
      this.tellAccount({ owner, accountId, outcome: 'ok', ...(cost === '' ? {} : { cost }) });
    } catch (error) {
      const failure = failureOf(error, clock.now());
      if (failure.error.code === 'internal') this.deps.logger.error('account job failed', errorFields(error));
      await updateAccount(db, owner, accountId, { lastError: failure.error });
      await releaseHead(db, claim, { ...afterFailure(head, failure, clock.now()), credentialId });
      await this.wait(credentialId, failure);
      this.tell(head, failure.retryAt === undefined ? 'failed' : 'waiting', failure.error.message, failure.retryAt);
    }
  }

  private async audience(claim: Claim, account: AccountItem, connector: Connector): Promise<void> {
    const { deps } = this;
    const { head } = claim;
    const digestAt = nextDigestAt(deps.config, account, deps.clock.now());
    const spread = spreadOf(account) + 1_000;
    if (account.lastError?.code === 'identity-changed') {
      // The handle is somebody else's now: their people must not be compared with this roster.
      await releaseHead(deps.db, claim, { dueAt: nextDue(deps.clock.now(), head.every, spread, digestAt) });
      this.tell(head, 'failed', account.lastError.message);
      return;
    }
    // A run that was cut off after its commit left versions that nobody sees yet.
    await finishVersions(deps, head, { compact: false });
    if (!this.options.force && isFinishedOnly(head, deps.clock.now())) {
      await releaseHead(deps.db, claim, { dueAt: nextDue(deps.clock.now(), head.every, spread, digestAt) });
      return;
    }
    const read = head.countOnly === undefined ? pullAudience : countAudience;
    const { report, failure } = await read({
      deps,
      claim,
      account,
      connector,
      mayGoOn: this.mayGoOn,
      spread,
      ...(digestAt === undefined ? {} : { digestAt }),
    });
    this.audiences.push(report);
    deps.progress?.(report);
    if (failure !== undefined) await this.wait(connector.credentialId, failure);
  }

  private async wait(credentialId: string, failure: Failure): Promise<void> {
    if (failure.retryAt === undefined) return;
    this.waits.set(credentialId, failure.retryAt);
    await setWait(this.deps.db, credentialId, failure.retryAt, failure.error.message);
  }

  private tell(head: Head, outcome: 'waiting' | 'failed', message: string, retryAt?: number): void {
    const more = { message, ...(retryAt === undefined ? {} : { retryAt }) };
    if (head.kind === 'account') {
      this.tellAccount({ owner: head.owner, accountId: head.accountId, outcome, ...more });
      return;
    }
    const report = reportOf(head, outcome, more);
    this.audiences.push(report);
    this.deps.progress?.(report);
  }

  private tellAccount(report: AccountReport): void {
    this.accounts.push(report);
    this.deps.progress?.(report);
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error('unknown', { cause: error }));

/** A stable number of the account, to spread load over the day. */
function spreadOf(account: Pick<AccountItem, 'owner' | 'accountId'>): number {
  return createHash('sha256').update(`${account.owner}/${account.accountId}`).digest().readUInt32BE(0);
}

/** Due only because its last run was cut off between commit and projection; the list itself was read just now. */
function isFinishedOnly(head: Head, now: number): boolean {
  return head.projectedVersion < head.version && head.pulledAt !== undefined && now - head.pulledAt < head.every / 4;
}
