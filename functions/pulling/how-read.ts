import { howItIsRead, type Reading, waitsFor } from '../core/reading.ts';
import { updateAccount } from '../storage/accounts.ts';
import { listAudienceRefs } from '../storage/audiences.ts';
import { patchHead, readHead } from '../storage/heads.ts';
import type { AccountItem, Head } from '../storage/items.ts';
import type { AccountReport, PullDeps } from './deps.ts';
import { finishVersions } from './finish.ts';

/** How often it is looked whether an account has been connected. */
const LOOK_AGAIN = 3_600_000;

/** How an account is read now: by its configuration, and by its credential only where that makes a difference. */
export async function readingOf(deps: Pick<PullDeps, 'hasCredential'>, account: AccountItem): Promise<Reading> {
  const facts = { network: account.network, hasBudget: account.budget !== undefined };
  const without = howItIsRead({ ...facts, hasCredential: false });
  if (!canBeConnected(account, without)) return without;
  return howItIsRead({ ...facts, hasCredential: (await deps.hasCredential?.(account)) ?? false });
}

function canBeConnected({ network, budget }: AccountItem, without: Reading): boolean {
  return howItIsRead({ network, hasBudget: budget !== undefined, hasCredential: true }) !== without;
}

/**
 * Leaves an account alone that is not read by API: its lists are brought, and it is no error that nobody asks.
 * @returns what to tell of it, if `head` is the account's own job
 */
export async function leaveAlone(
  deps: PullDeps,
  head: Head,
  account: AccountItem,
  reading: Reading,
): Promise<AccountReport | undefined> {
  if (head.kind !== 'account') {
    // An import that was cut off after its commit left versions that nobody sees yet.
    if (head.projectedVersion < head.version) await finishVersions(deps, head, { compact: false });
    await rest(deps, head);
    return undefined;
  }
  for (const { key } of await listAudienceRefs(deps.db, account.owner, account.accountId)) {
    const list = await readHead(deps.db, key);
    if (list !== undefined) await rest(deps, list);
  }
  // A new configuration makes it due by itself; that it was connected has to be looked for.
  const dueAt = canBeConnected(account, reading) ? deps.clock.now() + LOOK_AGAIN : null;
  await patchHead(deps.db, head.key, { dueAt, lastError: null, failures: 0, status: 'active' });
  await updateAccount(deps.db, account.owner, account.accountId, { reading, lastError: undefined });
  const note = waitsFor(account.network, reading);
  const { owner, accountId } = account;
  return { owner, accountId, outcome: 'ok', ...(note === undefined ? {} : { note }) };
}

/** A list that was asked for until now, and why it could not be read, is over; what was refused may still be accepted. */
async function rest({ db }: PullDeps, { key, dueAt, lastError }: Head): Promise<void> {
  if (dueAt === undefined) return;
  await patchHead(db, key, { dueAt: null, ...(lastError?.code === 'refused' ? {} : { lastError: null }) });
}
