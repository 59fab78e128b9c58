import { createHash } from 'node:crypto';
import { nextDue } from '../core/due.ts';
import type { Connector } from '../networks/network.ts';
import { errorFields } from '../runtime/logger.ts';
import { readAccount, updateAccount } from '../storage/accounts.ts';
import { readCredentials, setWait } from '../storage/credentials.ts';
import { listDue } from '../storage/due.ts';
import { type Claim, claimHead, patchHead, readHead, readHeads, releaseHead } from '../storage/heads.ts';
import type { AccountItem, Head } from '../storage/items.ts';
import { refreshAccount } from './account-job.ts';
import { pullAudience, reportOf } from './audience-job.ts';
import type { AccountReport, AudienceReport, PullDeps } from './deps.ts';
import { nextDigestAt } from './digest-times.ts';
import { afterFailure, type Failure, failureOf } from './failure.ts';
import { finishVersions } from './finish.ts';
import { LEASE_MS } from './lease.ts';

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
/** Heads that one pass takes from the due index. Those that cannot be worked on now do not count. */
const MOST_DUE = 1_000;
/** Entries of the due index that one pass looks at: a limit, not a plan. */
const MOST_LOOKED_AT = 50_000;
/**
 * What is read first behind one credential: what lists there are, then the short lists, and followers last, because
 * after them what is left of the budget goes into their profiles.
 */
const ORDER: readonly Head['kind'][] = ['account', 'members', 'likes', 'stars', 'following', 'followers'];

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
    const { db, clock } = this.deps;
    await this.readWaits();
    const heads: Head[] = [];
    let keys: string[] = [];
    const look = async (): Promise<void> => {
      for (const [at, head] of (await readHeadsKindly(this.deps, keys)).entries()) {
        if (head === undefined) continue;
        if (head.status === 'closed' || head.status === 'stopped') {
          // Closed while it was being pulled: the pull did not know, and set it due again.
          await patchHead(db, keys[at] ?? head.key, { dueAt: null });
        } else if (!this.isWaiting(head) && !this.isLeased(head) && !this.done.has(head.key)) {
          heads.push(head);
        }
      }
      keys = [];
    };
    for await (const key of listDue(db, clock.now(), { limit: MOST_LOOKED_AT })) {
      keys.push(key);
      if (keys.length === 100) await look();
      if (heads.length >= MOST_DUE) break;
    }
    await look();
    return heads;
  }

  /** Works through `heads`, one queue a credential. */
  async work(heads: readonly Head[]): Promise<void> {
    await this.readWaits();
    const queues = new Map<string, Head[]>();
    const suspects: Head[] = [];
    for (const head of [...heads].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))) {
      if (this.done.has(head.key)) continue;
      this.done.add(head.key);
      if (isSuspect(head, this.leaseClock(head))) {
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

  private isLeased(head: Head): boolean {
    return head.leaseUntil !== undefined && head.leaseUntil > this.leaseClock(head);
  }

  /** The time by which a lease is judged: the wall clock, unless its holder is known to be dead. */
  private leaseClock(head: Head): number {
    const { clock, aloneSince = 0 } = this.deps;
    const isDead = head.leaseUntil !== undefined && head.leaseUntil - LEASE_MS < aloneSince;
    return isDead ? Math.max(clock.wall(), head.leaseUntil ?? 0) : clock.wall();
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
    const claim = await claimHead(db, head.key, { wall: this.leaseClock(head), leaseMs: LEASE_MS });
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
      await refreshAccount(this.deps, account, connector);
      await releaseHead(db, claim, {
        dueAt: nextDue(clock.now(), head.every, spreadOf(account), nextDigestAt(config, account, clock.now())),
        credentialId,
        failures: 0,
        lastError: null,
        ...(head.status === 'parked' ? { status: 'active' as const } : {}),
      });
      this.tellAccount({ owner, accountId, outcome: 'ok' });
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
    const { report, failure } = await pullAudience({
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

/** Its last lease ran out without a release. */
function isSuspect(head: Head, wall: number): boolean {
  return head.isSuspect === true || (head.leaseUntil !== undefined && head.leaseUntil <= wall);
}

/** A stable number of the account, to spread load over the day. */
function spreadOf(account: Pick<AccountItem, 'owner' | 'accountId'>): number {
  return createHash('sha256').update(`${account.owner}/${account.accountId}`).digest().readUInt32BE(0);
}

/** Due only because its last run was cut off between commit and projection; the list itself was read just now. */
function isFinishedOnly(head: Head, now: number): boolean {
  return head.projectedVersion < head.version && head.pulledAt !== undefined && now - head.pulledAt < head.every / 4;
}

/** Heads by key; one that cannot be read is left out and said, so that it stops nobody else. */
async function readHeadsKindly(deps: PullDeps, keys: readonly string[]): Promise<(Head | undefined)[]> {
  return readHeads(deps.db, keys).catch(() =>
    Promise.all(
      keys.map((key) =>
        readHead(deps.db, key).catch((error: unknown) => {
          deps.logger.error('a head cannot be read', errorFields(error));
          return undefined;
        }),
      ),
    ),
  );
}
