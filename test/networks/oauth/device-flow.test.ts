import { beforeEach, describe, expect, it } from 'vitest';
import { InvalidResponseError } from '../../../functions/networks/errors.ts';
import { ConsentRefusedError } from '../../../functions/networks/oauth/code-flow.ts';
import { signInByDevice } from '../../../functions/networks/oauth/device-flow.ts';
import { githubRefresher, githubSignIn } from '../../../functions/networks/oauth/github.ts';
import { GrantRefusedError } from '../../../functions/networks/oauth/refresher.ts';
import { type FakeServer, type Reply, startServer } from '../fakes/server.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const CODE = {
  ...{ device_code: 'device', user_code: 'ABCD-1234', verification_uri: 'https://github.com/login/device' },
  ...{ expires_in: 900, interval: 5 },
};

let server: FakeServer;
/** What GitHub answers to each question for the token; its refusals have the status 200. */
let turns: Reply[];
let waited: number[];
let now: number;

beforeEach(async () => {
  turns = [];
  waited = [];
  now = NOW;
  server = await startServer(({ path }) => (path === '/login/device/code' ? { body: CODE } : (turns.shift() ?? {})));
  return () => server.close();
});

const shown: unknown[] = [];
function signIn() {
  return signInByDevice(githubSignIn.addresses('alice', server.url), { clientId: 'Iv1.abc' }, [], {
    fetch,
    wall: () => now,
    wait: async (ms) => {
      waited.push(ms);
      now += ms;
    },
    show: (code) => shown.push(code),
  });
}

describe('signing in by a code that is typed in', () => {
  it('asks until the person has typed it in, slower when it is told to', async () => {
    turns = [
      { body: { error: 'authorization_pending' } },
      { body: { error: 'slow_down', interval: 10 } },
      { body: { access_token: 'gho_1', token_type: 'bearer', scope: '' } },
    ];
    expect(await signIn()).toEqual({ accessToken: 'gho_1', scopes: [] });
    expect(waited).toEqual([5_000, 5_000, 10_000]);
    expect(shown).toEqual([{ userCode: 'ABCD-1234', address: 'https://github.com/login/device' }]);
  });

  it('keeps what a GitHub App gives: tokens that end', async () => {
    turns = [
      {
        body: {
          ...{ access_token: 'ghu_1', token_type: 'bearer', scope: '', expires_in: 28_800 },
          ...{ refresh_token: 'ghr_1', refresh_token_expires_in: 15_897_600 },
        },
      },
    ];
    const granted = await signIn();
    expect(granted).toMatchObject({ refreshToken: 'ghr_1', refreshExpiresAt: now + 15_897_600_000 });
    const base = { kind: 'oauth2', version: 1, network: 'github', issuedAt: NOW } as const;
    const { accessToken, refreshToken, expiresAt } = granted;
    expect(expiresAt).toBe(now + 28_800_000);
    if (refreshToken === undefined || expiresAt === undefined) return;
    expect(githubRefresher.refreshFrom({ ...base, scopes: [], accessToken, refreshToken, expiresAt })).toBe(
      expiresAt - 3_600_000,
    );
  });

  it('ends when the person refuses, when the code runs out, and when the app does not allow it', async () => {
    turns = [{ body: { error: 'access_denied' } }];
    await expect(signIn()).rejects.toThrow(ConsentRefusedError);
    turns = [{ body: { error: 'expired_token' } }];
    await expect(signIn()).rejects.toThrow(GrantRefusedError);
    turns = Array.from({ length: 200 }, () => ({ body: { error: 'authorization_pending' } }));
    await expect(signIn()).rejects.toThrow('The code was not typed in in time');
    server.answer = () => ({
      body: { error: 'device_flow_disabled', error_description: 'Device Flow must be enabled' },
    });
    await expect(signIn()).rejects.toMatchObject({ code: 'device_flow_disabled' });
    server.answer = () => ({ text: '<html>' });
    await expect(signIn()).rejects.toThrow(InvalidResponseError);
  });
});
