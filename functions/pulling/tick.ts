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
 * One tick: brings the table in line with the config, then works through what is due. Audiences behind one credential
 * are taken one after the other; several credentials at a time. Whoever is limited holds up nobody else.
 */
export async function tick(deps: PullDeps, options: TickOptions): Promise<PullReport> {
  await reconcile(deps);
  const run = new Run(deps, options);
  run.audiences.push(...(await takePushed(deps, run.mayGoOn)));
  await erasePeople(deps, run.mayGoOn);
  if (options.force) {
    await run.work(await accountJobs(deps, options));
    await run.work(await audienceHeads(deps, options));
  } else {
    // Twice: account jobs make audiences due that were not there before.
    for (let pass = 0; pass < 2 && run.mayGoOn(); pass += 1) await run.work(await run.dueHeads());
  }
  await withdrawPeople(deps, run.mayGoOn);
  await forgetTooOld(deps, run.mayGoOn);
  await indexMarked(deps, run.mayGoOn);
  return { accounts: run.accounts, audiences: run.audiences };
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
