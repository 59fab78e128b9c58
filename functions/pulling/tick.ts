import { createHash } from 'node:crypto';
import { nextDue } from '../core/due.ts';
import { listAccounts, readAccount, updateAccount } from '../storage/accounts.ts';
import { listAudienceRefs } from '../storage/audiences.ts';
import { readCredentials, setWait } from '../storage/credentials.ts';
import { listDue } from '../storage/due.ts';
import { claimHead, readHead, releaseHead } from '../storage/heads.ts';
import type { AccountItem, Head } from '../storage/items.ts';
import { refreshAccount } from './account-job.ts';
import { pullAudience, reportOf } from './audience-job.ts';
import type { AccountReport, AudienceReport, PullDeps, PullReport } from './deps.ts';
import { nextDigestAt } from './digest-times.ts';
import { afterFailure, type Failure, failureOf } from './failure.ts';
import { finishVersions } from './finish.ts';
import { LEASE_MS } from './lease.ts';
import { accountJobKey, reconcile } from './reconcile.ts';

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
/** Heads that one pass of the due index looks at. */
const MOST_DUE = 1_000;

/**
 * One tick: brings the table in line with the config, then works through what is due. Audiences behind one credential
 * are taken one after the other; several credentials at a time. Whoever is limited holds up nobody else.
 */
export async function tick(deps: PullDeps, options: TickOptions): Promise<PullReport> {
  await reconcile(deps);
  const run = new Run(deps, options);
  if (options.force) {
    await run.work(await accountJobs(deps, options));
    await run.work(await audienceHeads(deps, options));
  } else {
    // Twice: account jobs make audiences due that were not there before.
    for (let pass = 0; pass < 2 && run.mayGoOn(); pass += 1) await run.work(await dueHeads(deps));
  }
  return { accounts: run.accounts, audiences: run.audiences };
}

class Run {
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

  /** Works through `heads`, account jobs first, one queue a credential. */
  async work(heads: readonly Head[]): Promise<void> {
    for (const [id, state] of await readCredentials(this.deps.db)) {
      if (state.waitUntil !== undefined) this.waits.set(id, state.waitUntil);
    }
    const queues = new Map<string, Head[]>();
    const suspects: Head[] = [];
    for (const head of heads) {
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

  /** The time by which a lease is judged: the wall clock, unless its holder is known to be dead. */
  private leaseClock(head: Head): number {
    const { clock, aloneSince = 0 } = this.deps;
    const isDead = head.leaseUntil !== undefined && head.leaseUntil - LEASE_MS < aloneSince;
    return isDead ? Math.max(clock.wall(), head.leaseUntil ?? 0) : clock.wall();
  }

  private async one(head: Head): Promise<void> {
    const waitUntil = this.waits.get(head.credentialId) ?? 0;
    if (waitUntil > this.deps.clock.wall()) {
      this.tell(
        head,
        'waiting',
        `Its rate limit is used up until ${new Date(waitUntil).toISOString()}; it goes on by itself then.`,
        waitUntil,
      );
      return;
    }
    const claim = await claimHead(this.deps.db, head.key, { wall: this.leaseClock(head), leaseMs: LEASE_MS });
    if (claim === undefined) {
      if (this.options.force) this.tell(head, 'waiting', 'Another run is reading it right now.');
      return;
    }
    try {
      const failure = claim.head.kind === 'account' ? await this.account(claim) : await this.audience(claim);
      if (failure?.retryAt !== undefined) await this.wait(claim.head.credentialId, failure);
    } catch (error) {
      const failure = failureOf(error, this.deps.clock.now());
      this.deps.logger.error('job failed', {
        error: error instanceof Error ? error.name : typeof error,
        ...(error instanceof Error ? { detail: error.message.slice(0, 200) } : {}),
      });
      await releaseHead(this.deps.db, claim, afterFailure(claim.head, failure, this.deps.clock.now()));
      this.tell(claim.head, 'failed', failure.error.message);
    }
  }

  private async account(claim: { readonly head: Head; readonly fence: number }): Promise<Failure | undefined> {
    const { deps } = this;
    const { head } = claim;
    const account = await readAccount(deps.db, head.owner, head.accountId);
    if (account === undefined || account.status === 'stopped') {
      await releaseHead(deps.db, claim, { status: 'stopped', dueAt: null });
      return undefined;
    }
    const connector = await deps.connectors(account);
    try {
      await refreshAccount(deps, account, connector);
      const due = nextDue(
        deps.clock.now(),
        head.every,
        spreadOf(account),
        nextDigestAt(deps.config, account, deps.clock.now()),
      );
      await releaseHead(deps.db, claim, {
        dueAt: due,
        credentialId: connector.credentialId,
        failures: 0,
        lastError: null,
        ...(head.status === 'parked' ? { status: 'active' as const } : {}),
      });
      this.tellAccount({ owner: head.owner, accountId: head.accountId, outcome: 'ok' });
      return undefined;
    } catch (error) {
      const failure = failureOf(error, deps.clock.now());
      await updateAccount(deps.db, head.owner, head.accountId, { lastError: failure.error });
      await releaseHead(deps.db, claim, {
        ...afterFailure(head, failure, deps.clock.now()),
        credentialId: connector.credentialId,
      });
      if (failure.retryAt !== undefined) await this.wait(connector.credentialId, failure);
      this.tell(head, failure.retryAt === undefined ? 'failed' : 'waiting', failure.error.message, failure.retryAt);
      return undefined;
    }
  }

  private async audience(claim: { readonly head: Head; readonly fence: number }): Promise<Failure | undefined> {
    const { deps } = this;
    const { head } = claim;
    const account = await readAccount(deps.db, head.owner, head.accountId);
    if (account === undefined || account.status === 'stopped') {
      await releaseHead(deps.db, claim, { status: 'stopped', dueAt: null });
      return undefined;
    }
    // A run that was cut off after its commit left versions that nobody sees yet.
    await finishVersions(deps, head, { compact: false });
    const digestAt = nextDigestAt(deps.config, account, deps.clock.now());
    const { report, failure } = await pullAudience({
      deps,
      claim,
      account,
      connector: await deps.connectors(account),
      mayGoOn: this.mayGoOn,
      spread: spreadOf(account) + 1_000,
      ...(digestAt === undefined ? {} : { digestAt }),
    });
    this.audiences.push(report);
    deps.progress?.(report);
    return failure;
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

/** Its last lease ran out without a release. */
function isSuspect(head: Head, wall: number): boolean {
  return head.isSuspect === true || (head.leaseUntil !== undefined && head.leaseUntil <= wall);
}

/** A stable number of the account, to spread load over the day. */
function spreadOf(account: Pick<AccountItem, 'owner' | 'accountId'>): number {
  return createHash('sha256').update(`${account.owner}/${account.accountId}`).digest().readUInt32BE(0);
}

async function dueHeads(deps: PullDeps): Promise<Head[]> {
  const heads: Head[] = [];
  for await (const key of listDue(deps.db, deps.clock.now(), { limit: MOST_DUE })) {
    const head = await readHead(deps.db, key);
    if (head?.dueAt !== undefined) heads.push(head);
  }
  return heads;
}

async function accountJobs(deps: PullDeps, options: TickOptions): Promise<Head[]> {
  const heads: Head[] = [];
  for (const account of await wantedAccounts(deps, options)) {
    const head = await readHead(deps.db, accountJobKey(account.owner, account.accountId));
    if (head !== undefined && head.status !== 'stopped') heads.push(head);
  }
  return heads;
}

async function audienceHeads(deps: PullDeps, options: TickOptions): Promise<Head[]> {
  const heads: Head[] = [];
  for (const account of await wantedAccounts(deps, options)) {
    if (account.stableId === undefined) continue;
    for (const ref of await listAudienceRefs(deps.db, account.owner, account.accountId)) {
      const head = await readHead(deps.db, ref.key);
      if (head !== undefined && (head.status === 'active' || head.status === 'parked')) heads.push(head);
    }
  }
  return heads;
}

async function wantedAccounts(deps: PullDeps, options: TickOptions): Promise<AccountItem[]> {
  const accounts: AccountItem[] = [];
  for (const owner of deps.config.owners) {
    for (const account of await listAccounts(deps.db, owner.id)) {
      const isWanted = options.accounts === undefined || options.accounts.includes(account.accountId);
      if (account.status === 'active' && account.network !== 'list' && isWanted) accounts.push(account);
    }
  }
  return accounts;
}
