import { describe, expect, it } from 'vitest';
import type { NetworkId } from '../../functions/core/model.ts';
import { CredentialsRejectedError } from '../../functions/networks/errors.ts';
import { validateConfig } from '../../functions/runtime/config.ts';
import { mastodonHosts, usableCredential } from '../../functions/runtime/credentials.ts';
import type { Secrets } from '../../functions/runtime/secrets.ts';

const NOW = Date.parse('2026-11-16T08:00:00Z');
const OLGA = 'mastodon:olga@Social.example';
const TOOTS = 'mastodon:olga@toots.example';

function secretsOf(values: Readonly<Record<string, string>>): Secrets {
  return {
    read: async (name) => values[name],
    readOrCreate: async () => {
      throw new Error('A token is never made.');
    },
  };
}

const configOf = (...accounts: readonly string[]) =>
  validateConfig({ owners: accounts.map((id, n) => ({ id: `o${n}`, name: 'O', accounts: [{ id }] })) }, 'test');

/** The token for an account of a configuration that has it and `others`. */
function tokenFor(values: Readonly<Record<string, string>>, accountId: string, ...others: readonly string[]) {
  const network = accountId.slice(0, accountId.indexOf(':')) as NetworkId;
  const config = configOf(accountId, ...others);
  const account = { owner: 'o0', accountId, network };
  const hosts = { mastodonHosts: mastodonHosts(config) };
  return usableCredential(secretsOf(values), account, NOW, hosts).then((usable) => usable?.token);
}

describe('the token for an account', () => {
  it('is its own before its network’s, and none where there is none', async () => {
    const values = { 'credentials/o0/github:ana': 'own', 'credentials/github': 'all' };
    expect(await tokenFor(values, 'github:ana')).toBe('own');
    expect(await tokenFor(values, 'github:ben')).toBe('all');
    expect(await tokenFor({}, 'github:ana')).toBeUndefined();
    expect(await tokenFor({}, OLGA, TOOTS)).toBeUndefined();
  });

  it('is on Mastodon the account’s own, then its server’s, then the general one', async () => {
    const values = { 'credentials/mastodon': 'general', 'credentials/mastodon/social.example': 'server' };
    expect(await tokenFor({ ...values, [`credentials/o0/${OLGA}`]: 'own' }, OLGA, TOOTS)).toBe('own');
    expect(await tokenFor(values, OLGA)).toBe('server');
    expect(await tokenFor({ 'credentials/mastodon': 'general' }, OLGA)).toBe('general');
  });

  it('goes to the server that it names and to no other', async () => {
    const values = { 'credentials/mastodon': 'secret@SOCIAL.example' };
    expect(await tokenFor(values, OLGA, TOOTS)).toBe('secret');
    expect(await tokenFor(values, TOOTS, OLGA)).toBeUndefined();
    // A single account does not make it that account's.
    expect(await tokenFor(values, TOOTS)).toBeUndefined();
  });

  it('may leave its server out where all accounts are on one', async () => {
    const values = { 'credentials/mastodon': 'secret' };
    expect(await tokenFor(values, OLGA, 'mastodon:ben@social.EXAMPLE', 'github:toots')).toBe('secret');
  });

  it('is sent nowhere if it could be of several servers, and the error says what to write', async () => {
    const values = { 'credentials/mastodon': 'secret' };
    for (const [account, other] of [
      [OLGA, TOOTS],
      [TOOTS, OLGA],
    ] as const) {
      const error = await tokenFor(values, account, other).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(CredentialsRejectedError);
      expect(String(error)).toContain('TOKEN@HOST');
      expect(String(error)).not.toContain('secret');
      expect(String(error).length).toBeLessThan(300);
    }
  });

  it('is not guessed for an account that is not in the configuration, or without knowing it', async () => {
    const secrets = secretsOf({ 'credentials/mastodon': 'secret' });
    const toots = { owner: 'o0', accountId: TOOTS, network: 'mastodon' } as const;
    await expect(usableCredential(secrets, toots, NOW)).rejects.toThrow(CredentialsRejectedError);
    const others = mastodonHosts(configOf(OLGA));
    await expect(usableCredential(secrets, toots, NOW, { mastodonHosts: others })).rejects.toThrow(
      CredentialsRejectedError,
    );
  });
});
