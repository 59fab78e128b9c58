import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listAccounts, putAccount, readAccount, updateAccount } from '../../functions/storage/accounts.ts';
import { listAudienceRefs, putAudienceRef, readAudienceRef } from '../../functions/storage/audiences.ts';
import { readCredentials, setWait } from '../../functions/storage/credentials.ts';
import { getItem } from '../../functions/storage/db.ts';
import type { AccountItem, SnapshotItem } from '../../functions/storage/items.ts';
import { accountKey } from '../../functions/storage/keys.ts';
import { listSnapshots, putSnapshot } from '../../functions/storage/snapshots.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { NOW } from '../roster/people.ts';

let table: FreshTable;
beforeAll(async () => {
  table = await freshTable();
});
afterAll(() => table.close());

const account: AccountItem = {
  owner: 'alice',
  accountId: 'bluesky:alice.example',
  network: 'bluesky',
  track: { followers: true, following: true, likes: true, stars: true, postDays: 30, posts: 20, repositories: 100 },
  status: 'active',
  addedAt: NOW,
};

describe('accounts', () => {
  test('an account comes back as it was written; another owner has none of it', async () => {
    await putAccount(table.db, account);
    await putAccount(table.db, { ...account, owner: 'bob', accountId: 'github:bob', network: 'github' });
    expect(await readAccount(table.db, 'alice', account.accountId)).toEqual(account);
    expect(await listAccounts(table.db, 'alice')).toEqual([account]);
    expect(await readAccount(table.db, 'bob', account.accountId)).toBeUndefined();
  });

  test('an update sets what it names, removes what is undefined or null, and touches nothing else', async () => {
    const replies = Array.from({ length: 500 }, (_, n) => ({ personId: `bluesky:did:plc:${n}`, at: NOW - n }));
    const profile = { handle: 'alice.example', url: 'https://net.example/alice' };
    const more = { stableId: 'did:plc:a', profile, lastError: { at: NOW, code: 'internal', message: 'x' }, replies };
    expect(await updateAccount(table.db, 'alice', account.accountId, more)).toBe(true);
    expect(await readAccount(table.db, 'alice', account.accountId)).toEqual({ ...account, ...more });
    await updateAccount(table.db, 'alice', account.accountId, { lastError: undefined, replies: null });
    expect(await readAccount(table.db, 'alice', account.accountId)).toEqual({
      ...account,
      stableId: 'did:plc:a',
      profile,
    });
  });

  test('500 replies are packed small, because every update of the item pays for them', async () => {
    const replies = Array.from({ length: 500 }, (_, n) => ({ personId: `bluesky:did:plc:${n}`, at: NOW - n }));
    await updateAccount(table.db, 'alice', account.accountId, { replies });
    const item = await getItem(table.db, accountKey('alice', account.accountId));
    const { replies: packed } = item ?? {};
    expect(packed instanceof Uint8Array && packed.byteLength < 5_000).toBe(true);
  });

  test('an account that does not exist is not made by an update', async () => {
    expect(await updateAccount(table.db, 'alice', 'github:nobody', { status: 'stopped' })).toBe(false);
    expect(await readAccount(table.db, 'alice', 'github:nobody')).toBeUndefined();
  });
});

test('audiences are found by owner, by account and by id', async () => {
  const ref = {
    owner: 'alice',
    key: 'k1',
    kind: 'followers',
    accountId: account.accountId,
    network: 'bluesky',
  } as const;
  const followers = { ...ref, audienceId: 'bluesky:alice.example:followers' };
  const stars = {
    ...ref,
    audienceId: 'github:alice:stars:x',
    key: 'k2',
    kind: 'stars',
    accountId: 'github:alice',
    title: 'x',
  } as const;
  await putAudienceRef(table.db, followers);
  await putAudienceRef(table.db, stars);
  await putAudienceRef(table.db, { ...followers, owner: 'bob', key: 'k3' });
  expect(await listAudienceRefs(table.db, 'alice')).toEqual([followers, stars]);
  expect(await listAudienceRefs(table.db, 'alice', 'github:alice')).toEqual([stars]);
  expect(await readAudienceRef(table.db, 'bob', followers.audienceId)).toMatchObject({ key: 'k3' });
  expect(await readAudienceRef(table.db, 'alice', 'nothing')).toBeUndefined();
});

describe('snapshots', () => {
  const snapshot: SnapshotItem = {
    key: 'alice/k',
    at: NOW,
    startedAt: NOW - 5,
    listed: 3,
    duplicates: 0,
    pages: 1,
    isComplete: true,
    isAccepted: true,
    version: 1,
    gained: 0,
    lost: 0,
    returned: 0,
    edited: 0,
  };

  test('they come newest first, page by page, without those that have expired', async () => {
    for (let n = 0; n < 5; n += 1) {
      await putSnapshot(table.db, {
        ...snapshot,
        at: NOW + n,
        expiresAt: Math.floor(NOW / 1000) + (n === 3 ? 10 : 1_000),
      });
    }
    const at = async (query: Parameters<typeof listSnapshots>[2]) =>
      (await listSnapshots(table.db, 'alice/k', query)).map((one) => one.at - NOW);
    expect(await at({ limit: 2 })).toEqual([4, 3]);
    expect(await at({ limit: 9, before: NOW + 3 })).toEqual([2, 1, 0]);
    expect(await at({ limit: 2, now: NOW + 20_000 })).toEqual([4, 2]);
    expect(await at({ limit: 9, before: NOW })).toEqual([]);
  });

  test('they come back as they were written', async () => {
    const refused: SnapshotItem = {
      ...snapshot,
      key: 'bob/k',
      isAccepted: false,
      refusal: 'empty',
      reason: 'Nobody was listed.',
    };
    await putSnapshot(table.db, refused);
    expect(await listSnapshots(table.db, 'bob/k', { limit: 1 })).toEqual([refused]);
  });
});

test('a credential waits until the latest time that anybody was told', async () => {
  await setWait(table.db, 'github:token:ab', NOW + 10, 'limit');
  await setWait(table.db, 'github:token:ab', NOW + 5, 'earlier');
  await setWait(table.db, 'bluesky:public', NOW + 1, 'limit');
  await setWait(table.db, 'bluesky:public', NOW + 3, 'later');
  expect(await readCredentials(table.db)).toEqual(
    new Map([
      ['bluesky:public', { credentialId: 'bluesky:public', waitUntil: NOW + 3, reason: 'later' }],
      ['github:token:ab', { credentialId: 'github:token:ab', waitUntil: NOW + 10, reason: 'limit' }],
    ]),
  );
});
