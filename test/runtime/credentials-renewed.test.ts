import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CredentialsRejectedError, UnavailableError } from '../../functions/networks/errors.ts';
import { type OAuthCredential, readCredential, writeCredential } from '../../functions/networks/oauth/credential.ts';
import { REFRESHERS } from '../../functions/networks/oauth/refreshers.ts';
import { usableCredential } from '../../functions/runtime/credentials.ts';
import { type RenewDeps, renewCredential } from '../../functions/runtime/renew-credential.ts';
import type { RenewableSecrets } from '../../functions/runtime/secrets.ts';
import { CrashError, crashAt } from '../fakes/crash.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { type FakeAuthorizationServer, startAuthorizationServer } from '../networks/fakes/authorization-server.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const HOUR = 3_600_000;
const ACCOUNT = { owner: 'olga', accountId: 'x:alice', network: 'x' } as const;
const NAME = 'credentials/olga/x:alice';

let table: FreshTable;
let server: FakeAuthorizationServer;
/** The store of secrets, with what is read from it, in order of what was asked. */
let stored: Map<string, string>;
let wall: number;
let replaced: string[];

beforeAll(async () => {
  table = await freshTable();
});
afterAll(() => table.close());
beforeEach(async () => {
  stored = new Map();
  replaced = [];
  wall = NOW;
  server = await startAuthorizationServer();
  return () => server.close();
});

const secrets = (): RenewableSecrets => ({
  read: async (name) => stored.get(name),
  readAnew: async (name) => stored.get(name),
  readOrCreate: async () => {
    throw new Error('A credential is never made.');
  },
  replace: async (name, value) => {
    replaced.push(value);
    stored.set(name, value);
  },
});

/** A credential of X that the server knows, in the store; it ends in ten minutes unless said otherwise. */
function connected(name: string, more: Partial<OAuthCredential> = {}): OAuthCredential {
  const credential: OAuthCredential = {
    ...{ kind: 'oauth2', version: 1, network: 'x', accessToken: 'access-0', refreshToken: 'refresh-0' },
    ...{ issuedAt: NOW - 2 * HOUR, expiresAt: NOW + 600_000, scopes: ['read'], clientId: 'client-1' },
    tokenEndpoint: `${server.url}/2/oauth2/token`,
    ...more,
  };
  server.access.add(credential.accessToken);
  server.refresh.set(credential.refreshToken ?? '', { refreshToken: credential.refreshToken });
  stored.set(name, writeCredential(credential));
  return credential;
}

function deps(more: Partial<RenewDeps> = {}): RenewDeps {
  const wait = async () => {};
  return { db: table.db, secrets: secrets(), refreshers: REFRESHERS, fetch, wall: () => wall, wait, ...more };
}

/** Each test has an account of its own, as the table is one for all. */
let count = 0;
function account() {
  count += 1;
  return { ...ACCOUNT, owner: `olga-${count}` };
}

const use = (who: { owner: string }, with_: RenewDeps = deps()) =>
  usableCredential(secrets(), { ...ACCOUNT, ...who }, wall, {
    renew: (name, credential) => renewCredential(with_, name, credential),
  });
const nameOf = (who: { owner: string }) => NAME.replace('olga', who.owner);
const inStore = (name: string) => readCredential(stored.get(name) ?? '') as OAuthCredential;

describe('a credential that was signed in for', () => {
  it('is used as it is while there is time', async () => {
    const who = account();
    connected(nameOf(who), { expiresAt: NOW + 2 * HOUR });
    expect(await use(who)).toMatchObject({ token: 'access-0' });
    expect(server.tokenRequests).toEqual([]);
  });

  it('is renewed before it ends, the next one stored before it is used', async () => {
    const who = account();
    connected(nameOf(who));
    expect(await use(who)).toMatchObject({ token: 'access-1' });
    expect(replaced).toHaveLength(1);
    expect(inStore(nameOf(who))).toMatchObject({
      ...{ accessToken: 'access-1', refreshToken: 'refresh-2', previousRefreshToken: 'refresh-0' },
      ...{ issuedAt: NOW, expiresAt: NOW + 2 * HOUR, clientId: 'client-1' },
    });
    // Its rate limit is known again: the name does not change with the token.
    const [before, after] = [await use(who), await use(who)];
    expect(before?.tokenName).toBe(after?.tokenName);
    expect(server.tokenRequests).toHaveLength(1);
  });

  it('is renewed once, however many runs want it', async () => {
    const who = account();
    const seen = connected(nameOf(who));
    const got = await Promise.all(Array.from({ length: 5 }, () => renewCredential(deps(), nameOf(who), seen)));
    expect(server.tokenRequests).toHaveLength(1);
    const tokens = new Set(got.map(({ credential }) => credential.accessToken));
    // Whoever did not renew it has the new one, or the old one that is still good.
    expect([...tokens].every((token) => ['access-0', 'access-1'].includes(token))).toBe(true);
    expect((await use(who))?.token).toBe('access-1');
  });

  it('is waited for where somebody else renews it and the old one has ended', async () => {
    const who = account();
    const seen = connected(nameOf(who), { expiresAt: NOW - 1 });
    let isAsked = () => {};
    const asked = new Promise<void>((resolve) => (isAsked = resolve));
    let goOn = () => {};
    const held = new Promise<void>((resolve) => (goOn = resolve));
    const slow: typeof fetch = async (...ask) => {
      isAsked();
      await held;
      return fetch(...ask);
    };
    const first = renewCredential(deps({ fetch: slow }), nameOf(who), seen);
    await asked;
    // The first look finds it unfinished; then the other run comes to its end.
    const wait = async () => {
      goOn();
      await first;
    };
    const second = await renewCredential(deps({ wait }), nameOf(who), seen);
    expect(second.credential.accessToken).toBe('access-1');
    expect(server.tokenRequests).toHaveLength(1);
  });

  it('survives a crash after it was stored: the next run uses what is there', async () => {
    const who = account();
    connected(nameOf(who));
    // Writes: lease, note that it is sent, note that it is stored.
    const crash = crashAt(table.db, 3, 'before');
    await expect(use(who)).rejects.toThrow(CrashError);
    crash.revive();
    expect(await use(who)).toMatchObject({ token: 'access-1' });
    wall += 2 * HOUR;
    server.access.clear();
    expect(await use(who)).toMatchObject({ token: 'access-3' });
    expect(server.tokenRequests).toHaveLength(2);
  });

  it('after a crash between the answer and the store asks for a new sign-in, and not before the old token has ended', async () => {
    const who = account();
    connected(nameOf(who));
    const crashing: RenewableSecrets = {
      ...secrets(),
      replace: async () => {
        throw new CrashError('The process died before it stored the answer.');
      },
    };
    await expect(use(who, deps({ secrets: crashing }))).rejects.toThrow(CrashError);
    expect(server.tokenRequests).toHaveLength(1);
    // What was sent is spent, but the access token is good for ten minutes.
    expect(await use(who)).toMatchObject({ token: 'access-0' });
    wall = NOW + 11 * 60_000;
    const error = await use(who).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CredentialsRejectedError);
    expect(String(error)).toContain('npm run rekindle -- connect x --account x:alice');
    expect(server.tokenRequests).toHaveLength(2);
    // A person signs in again, and all is well.
    connected(nameOf(who), { accessToken: 'anew', refreshToken: 'anew-2', expiresAt: wall + 2 * HOUR });
    expect(await use(who)).toMatchObject({ token: 'anew' });
  });

  it('after a crash before the network was reached is renewed by the next run', async () => {
    const who = account();
    connected(nameOf(who), { expiresAt: NOW - 1 });
    const down: typeof fetch = async () => {
      throw new CrashError('The process died before it asked.');
    };
    await expect(use(who, deps({ fetch: down }))).rejects.toThrow();
    expect(await use(who)).toMatchObject({ token: 'access-1' });
  });

  it('tries the refresh token before, if the network does not know the last one', async () => {
    const who = account();
    connected(nameOf(who), { refreshToken: 'never-arrived', previousRefreshToken: 'refresh-0' });
    server.refresh.clear();
    server.refresh.set('refresh-0', { refreshToken: 'refresh-0' });
    expect(await use(who)).toMatchObject({ token: 'access-1' });
    expect(server.tokenRequests.map((form) => form['refresh_token'])).toEqual(['never-arrived', 'refresh-0']);
  });

  it('is not asked for over and over once the network has refused, and its end is told while it still works', async () => {
    const who = account();
    const { expiresAt } = connected(nameOf(who));
    server.refresh.clear();
    expect(await use(who)).toEqual(expect.objectContaining({ token: 'access-0', endsAt: expiresAt }));
    expect(await use(who)).toEqual(expect.objectContaining({ token: 'access-0', endsAt: expiresAt }));
    wall = NOW + HOUR;
    await expect(use(who)).rejects.toThrow(CredentialsRejectedError);
    await expect(use(who)).rejects.toThrow(/The sign-in for x:alice has ended, and the network does not renew it\./);
    expect(server.tokenRequests).toHaveLength(1);
  });

  it('is used on while the network is down, and is an outage once it has ended', async () => {
    const who = account();
    connected(nameOf(who));
    server.next = { status: 503, body: {} };
    expect(await use(who)).toMatchObject({ token: 'access-0' });
    // Not asked again at once.
    expect(await use(who)).toMatchObject({ token: 'access-0' });
    expect(server.tokenRequests).toHaveLength(1);
    wall = NOW + 11 * 60_000;
    server.next = { status: 502, body: {} };
    await expect(use(who)).rejects.toThrow(UnavailableError);
    expect(await use(who)).toMatchObject({ token: 'access-1' });
  });

  it('never sends a token whose successor is stored, even if an old copy is read', async () => {
    const who = account();
    const old = connected(nameOf(who));
    const oldText = stored.get(nameOf(who)) ?? '';
    await use(who);
    wall += 2 * HOUR;
    // The store answers with the copy from before, three times.
    let stale = 3;
    const lagging: RenewableSecrets = {
      ...secrets(),
      readAnew: async (name) => {
        stale -= 1;
        return stale >= 0 ? oldText : stored.get(name);
      },
    };
    const { credential } = await renewCredential(deps({ secrets: lagging }), nameOf(who), old);
    expect(credential.accessToken).toBe('access-3');
    expect(server.tokenRequests.map((form) => form['refresh_token'])).toEqual(['refresh-0', 'refresh-2']);
  });

  it('gives way to a person who has signed in anew meanwhile', async () => {
    const who = account();
    connected(nameOf(who));
    const slow: typeof fetch = async (...ask) => {
      const answer = await fetch(...ask);
      connected(nameOf(who), {
        accessToken: 'anew',
        refreshToken: 'anew-2',
        issuedAt: wall,
        expiresAt: wall + 2 * HOUR,
      });
      return answer;
    };
    expect(await use(who, deps({ fetch: slow }))).toMatchObject({ token: 'anew' });
    expect(inStore(nameOf(who)).accessToken).toBe('anew');
  });

  it('keeps a refresh token that stays the same', async () => {
    const who = account();
    server.rotates = false;
    connected(nameOf(who));
    expect(await use(who)).toMatchObject({ token: 'access-1' });
    wall += 2 * HOUR;
    expect(await use(who)).toMatchObject({ token: 'access-2' });
    expect(inStore(nameOf(who))).toMatchObject({ refreshToken: 'refresh-0' });
    expect(inStore(nameOf(who))).not.toHaveProperty('previousRefreshToken');
  });
});

describe('a credential that cannot be used', () => {
  it('names the command, and nothing of what was stored', async () => {
    for (const text of ['{', '{"kind":"oauth2","version":9,"accessToken":"very-secret"}', '{"very-secret":1}']) {
      const who = account();
      stored.set(nameOf(who), text);
      const error = await use(who).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(CredentialsRejectedError);
      expect(String(error)).toContain('connect x --account x:alice');
      expect(String(error)).not.toContain('very-secret');
    }
  });

  it('is one of another network', async () => {
    const who = account();
    connected(nameOf(who), { network: 'youtube', expiresAt: NOW + 2 * HOUR });
    await expect(use(who)).rejects.toThrow(CredentialsRejectedError);
  });

  it('and has ended without a way to renew it says so', async () => {
    const who = account();
    const { refreshToken: _, ...rest } = connected(nameOf(who), { expiresAt: NOW - 1 });
    stored.set(nameOf(who), writeCredential(rest));
    await expect(use(who)).rejects.toThrow(/has ended\. Sign in again with/);
  });
});
