import { afterAll, beforeAll, expect, it } from 'vitest';
import { readingTroubles } from '../../functions/mailing/troubles.ts';
import { type OAuthCredential, writeCredential } from '../../functions/networks/oauth/credential.ts';
import type { AccountName } from '../../functions/pulling/deps.ts';
import { tick } from '../../functions/pulling/tick.ts';
import { accountCredentials } from '../../functions/runtime/account-credentials.ts';
import { validateConfig } from '../../functions/runtime/config.ts';
import type { RenewableSecrets } from '../../functions/runtime/secrets.ts';
import { readAccount } from '../../functions/storage/accounts.ts';
import type { AccountItem } from '../../functions/storage/items.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { SILENT } from '../local/folder-for-test.ts';
import { startServer } from '../networks/fakes/server.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const DAY = 86_400_000;
const config = validateConfig(
  { owners: [{ id: 'olga', name: 'Olga', accounts: [{ id: 'instagram:alice' }, { id: 'youtube:@alice' }] }] },
  'test',
);

let table: FreshTable;
beforeAll(async () => {
  table = await freshTable();
});
afterAll(() => table.close());

function secretsOf(values: Record<string, string>): RenewableSecrets {
  const read = async (name: string) => values[name];
  return {
    ...{ read, readAnew: read, readOrCreate: async (_name, make) => make() },
    replace: async (name, value) => {
      values[name] = value;
    },
  };
}

async function accountNow(accountId: string): Promise<AccountItem> {
  const account = await readAccount(table.db, 'olga', accountId);
  if (account === undefined) throw new Error('There is no such account.');
  return account;
}
const told = async (accountId: string, now: number) =>
  readingTroubles([{ account: await accountNow(accountId), heads: [] }], now);

it('a sign-in that ends is noted with its account and told a week before; one that is over stops only its account', async () => {
  const server = await startServer(() => ({ status: 400, body: { error: 'invalid_grant' } }));
  const base = { kind: 'oauth2', version: 1, issuedAt: NOW - 50 * DAY, scopes: [] } as const;
  // Instagram cannot be asked right now, and YouTube has taken its refresh token back.
  const instagram: OAuthCredential = {
    ...{ ...base, scopes: [], network: 'instagram', accessToken: 'IG-long', expiresAt: NOW + 10 * DAY },
    tokenEndpoint: 'http://127.0.0.1:9',
  };
  const youtube: OAuthCredential = {
    ...{ ...base, scopes: [], network: 'youtube', accessToken: 'ya29', refreshToken: '1//', expiresAt: NOW - DAY },
    ...{ clientId: 'client-1', tokenEndpoint: `${server.url}/token` },
  };
  const secrets = secretsOf({
    'credentials/olga/instagram:alice': writeCredential(instagram),
    'credentials/olga/youtube:@alice': writeCredential(youtube),
  });
  const used: string[] = [];
  const credentials = accountCredentials({ db: table.db, secrets, config, fetch, wall: () => NOW });
  const connectors = async (account: AccountName) => {
    used.push((await credentials(account))?.token ?? 'none');
    throw new Error('Nothing is read in this test.');
  };
  const clock = { now: () => NOW, wall: () => NOW };
  const deps = { db: table.db, config, connectors, clock, logger: SILENT, hasCredential: async () => true };
  await tick(deps, { force: true, stopAt: NOW + DAY });
  await server.close();

  expect(used).toEqual(['IG-long']);
  expect(await accountNow('instagram:alice')).toMatchObject({ credentialEndsAt: NOW + 10 * DAY });
  const endings = async (now: number) =>
    (await told('instagram:alice', now)).filter(({ what }) => what.includes('the sign-in'));
  expect(await endings(NOW)).toEqual([]);
  expect(await endings(NOW + 4 * DAY)).toMatchObject([
    { remedy: expect.stringContaining('npm run rekindle -- connect instagram --account instagram:alice') },
  ]);

  expect((await accountNow('youtube:@alice')).lastError).toMatchObject({ code: 'credentials-rejected' });
  expect(await told('youtube:@alice', NOW)).toMatchObject([
    {
      what: expect.stringContaining('The sign-in for youtube:@alice has ended, and the network does not renew it.'),
      remedy: expect.stringContaining('npm run rekindle -- connect youtube --account youtube:@alice'),
    },
  ]);
});
