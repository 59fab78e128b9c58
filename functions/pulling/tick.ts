import { listAccounts } from '../storage/accounts.ts';
import { listAudienceRefs } from '../storage/audiences.ts';
import { readHead } from '../storage/heads.ts';
import type { AccountItem, Head } from '../storage/items.ts';
import type { PullDeps, PullReport } from './deps.ts';
import { erasePeople } from './erase-people.ts';
import { indexMarked } from './index-people.ts';
import { forgetTooOld } from './keep-terms.ts';
import { accountJobKey, reconcile } from './reconcile.ts';
import { Run, type TickOptions } from './run.ts';
import { takePushed } from './take-pushed.ts';
import { withdrawPeople } from './withdraw.ts';

/**
 * One tick: brings the table in line with the config, then works through what is due. Credentials are served in turn, one
 * list at a time behind each, and their accounts in turn (docs/operations.md); whoever is limited or large holds up
 * nobody else.
 */
export async function tick(deps: PullDeps, options: TickOptions): Promise<PullReport> {
  const run = new Run(deps, options);
  const { mayGoOn } = run;
  await run.besides(() => reconcile(deps));
  await run.besides(async () => {
    for (const report of await takePushed(deps, mayGoOn)) run.reports.add(report);
  });
  await run.besides(() => erasePeople(deps, mayGoOn));
  if (options.force) {
    await run.work(await accountJobs(deps, options));
    await run.work(await audienceHeads(deps, options));
  } else {
    await run.workThrough();
  }
  await run.besides(() => withdrawPeople(deps, mayGoOn));
  await run.besides(() => forgetTooOld(deps, mayGoOn));
  await run.besides(() => indexMarked(deps, mayGoOn));
  return run.report;
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
