import { createHash } from 'node:crypto';
import * as z from 'zod';
import { pullInterval } from '../core/due.ts';
import { audienceId, audienceKey, encodePart } from '../core/ids.ts';
import { NETWORK_IDS, type NetworkId } from '../core/model.ts';
import { durationMs } from '../runtime/config-fields.ts';
import type { AccountConfig } from '../runtime/config-schema.ts';
import { listAccounts, putAccount, updateAccount } from '../storage/accounts.ts';
import { listAudienceRefs, putAudienceRef } from '../storage/audiences.ts';
import { putItem, queryPrefix } from '../storage/db.ts';
import { listDeclared } from '../storage/declared.ts';
import { createHead, FRESH_HEAD, patchHead, readHead } from '../storage/heads.ts';
import type { AccountItem } from '../storage/items.ts';
import { metaKey } from '../storage/keys.ts';
import { withDeclared } from './declared-accounts.ts';
import type { PullDeps } from './deps.ts';

/** Key of an account's job: resolving it, and finding out which lists it has. */
export function accountJobKey(owner: string, accountId: string): string {
  return `${owner}/account/${encodePart(accountId)}`;
}

export function networkOf(accountId: string): NetworkId {
  return z.enum(NETWORK_IDS).parse(accountId.slice(0, accountId.indexOf(':')));
}

/**
 * Makes the table agree with the configuration, owner by owner, where it has changed since last time: declared
 * accounts appear or start again, removed ones stop and keep their history until retention ends. Safe to repeat and
 * to cut off: an owner's hash is written last.
 */
export async function reconcile(deps: PullDeps): Promise<void> {
  const known = new Map<string, unknown>();
  for (const item of await queryPrefix(deps.db, metaKey('').pk, 'OWNER#')) {
    known.set(String(item['sk']).slice('OWNER#'.length), item['hash']);
  }
  const declared = Map.groupBy(await listDeclared(deps.db), ({ owner }) => owner);
  for (const owner of deps.config.owners) {
    const said = declared.get(owner.id) ?? [];
    const accounts = withDeclared(owner.accounts, said);
    const removed = new Set(said.filter(({ account }) => account === undefined).map(({ accountId }) => accountId));
    const hash = hashOf([accounts, [...removed]]);
    if (known.get(owner.id) !== hash) {
      await reconcileOwner(deps, owner.id, accounts, removed);
      await putItem(deps.db, metaKey(`OWNER#${owner.id}`), { hash });
    }
    known.delete(owner.id);
  }
  for (const [owner, hash] of known) {
    if (hash === 'removed') continue;
    await reconcileOwner(deps, owner, []);
    await putItem(deps.db, metaKey(`OWNER#${owner}`), { hash: 'removed' });
  }
}

function hashOf(accounts: unknown): string {
  return createHash('sha256').update(JSON.stringify(accounts)).digest('hex');
}

async function reconcileOwner(
  deps: PullDeps,
  owner: string,
  declared: readonly AccountConfig[],
  removed: ReadonlySet<string> = new Set(),
): Promise<void> {
  const existing = new Map((await listAccounts(deps.db, owner)).map((account) => [account.accountId, account]));
  for (const account of declared) {
    await declareAccount(deps, owner, account, existing.get(account.id));
    existing.delete(account.id);
  }
  for (const account of existing.values()) {
    // What was imported without being declared is nobody's to remove by not declaring it.
    const isBrought = account.network === 'list' || account.isImported === true;
    if ((!isBrought || removed.has(account.accountId)) && account.status === 'active') await stopAccount(deps, account);
  }
}

/** Adds a declared account, brings it up to date, or starts it again. */
export async function declareAccount(
  deps: Pick<PullDeps, 'db' | 'clock'>,
  owner: string,
  declared: AccountConfig,
  existing: AccountItem | undefined,
): Promise<void> {
  const { db } = deps;
  const now = deps.clock.now();
  const network = networkOf(declared.id);
  const every = declared.every === undefined ? undefined : durationMs(declared.every);
  if (existing === undefined) {
    await putAccount(db, {
      owner,
      accountId: declared.id,
      network,
      track: declared.track,
      status: 'active',
      addedAt: now,
      // A list has no network to ask: its name is its stable id.
      ...(network === 'list' ? { stableId: declared.id.slice('list:'.length) } : {}),
      ...(every === undefined ? {} : { every }),
      ...(declared.budget === undefined ? {} : { budget: declared.budget }),
    });
  } else {
    const { track, budget } = declared;
    await updateAccount(db, owner, declared.id, { track, every, budget, isImported: undefined, status: 'active' });
  }
  if (network === 'list') {
    await declareList(deps, owner, declared.id);
    return;
  }
  const key = accountJobKey(owner, declared.id);
  const interval = pullInterval(every, 0, network);
  const isNew = await createHead(db, {
    ...FRESH_HEAD,
    key,
    owner,
    network,
    accountId: declared.id,
    kind: 'account',
    audienceId: declared.id,
    target: '',
    credentialId: network,
    every: interval,
    dueAt: now,
  });
  if (!isNew) await patchHead(db, key, { status: 'active', every: interval, dueAt: now, failures: 0 });
}

/** A list has one audience, and nobody pulls it: it is pushed or imported. */
async function declareList(deps: Pick<PullDeps, 'db' | 'clock'>, owner: string, accountId: string): Promise<void> {
  const name = accountId.slice(accountId.indexOf(':') + 1);
  const key = audienceKey(owner, 'list', name, 'members');
  const id = audienceId(accountId, 'members');
  await createHead(deps.db, {
    ...FRESH_HEAD,
    key,
    owner,
    network: 'list',
    accountId,
    kind: 'members',
    audienceId: id,
    target: name,
    credentialId: 'list',
    every: 0,
  });
  await putAudienceRef(deps.db, { owner, audienceId: id, key, kind: 'members', accountId, network: 'list' });
}

/** A removed account is read no more. Its history stays. */
async function stopAccount(deps: PullDeps, account: AccountItem): Promise<void> {
  await updateAccount(deps.db, account.owner, account.accountId, { status: 'stopped' });
  const refs = await listAudienceRefs(deps.db, account.owner, account.accountId);
  const keys = [accountJobKey(account.owner, account.accountId), ...refs.map((ref) => ref.key)];
  for (const key of keys) {
    const head = await readHead(deps.db, key);
    if (head !== undefined && head.status !== 'closed')
      await patchHead(deps.db, key, { status: 'stopped', dueAt: null });
  }
}
