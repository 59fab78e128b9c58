import { createServer } from 'node:net';
import { PassThrough } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAsking } from '../../bin/commands/connect/asking.ts';
import { type ConnectOptions, connectAccount } from '../../bin/commands/connect/connect-account.ts';
import { declaredAccount } from '../../bin/commands/connect/declared.ts';
import { NotConnectedError } from '../../bin/commands/connect/errors.ts';
import { OAUTH_NETWORKS, type OAuthNetworkId } from '../../functions/networks/oauth/credential.ts';
import { SIGN_INS } from '../../functions/networks/oauth/sign-ins.ts';
import { validateConfig } from '../../functions/runtime/config.ts';
import type { RenewableSecrets } from '../../functions/runtime/secrets.ts';
import { type FakeAuthorizationServer, startAuthorizationServer } from '../networks/fakes/authorization-server.ts';
import { type Reply, startServer } from '../networks/fakes/server.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const DECLARED: Record<OAuthNetworkId, string> = {
  ...{ x: 'x:alice', mastodon: 'mastodon:alice@social.example', github: 'github:alice' },
  ...{ facebook: 'facebook:alices-bakery', instagram: 'instagram:alice', youtube: 'youtube:@alice' },
};

async function fakeServer(): Promise<FakeAuthorizationServer> {
  const fake = await startAuthorizationServer();
  onTestFinished(() => fake.close());
  return fake;
}

interface Attempt {
  readonly url: string;
  readonly lines?: readonly string[];
  readonly options?: Partial<ConnectOptions>;
  /** What the person does with the address; what it gives is pasted, if anything. */
  readonly browse?: (address: string) => Promise<string | undefined>;
}

/** Connects in this process. What was said and what was stored comes with it. */
async function attempt(network: OAuthNetworkId, { url, lines = [], options, browse }: Attempt) {
  const said: string[] = [];
  const stored = new Map<string, string>();
  const accountId = DECLARED[network];
  const input = new PassThrough();
  for (const line of lines) input.write(`${line}\n`);
  const asking = createAsking(input, new PassThrough());
  const secrets: Pick<RenewableSecrets, 'replace'> = {
    replace: async (name, value) => void stored.set(name, value),
  };
  const none = async () => undefined;
  const outcome = await connectAccount(
    SIGN_INS[network],
    { owner: 'olga', accountId, name: accountId.slice(accountId.indexOf(':') + 1) },
    { port: 0, browser: true, timeoutMs: 20_000, token: false, ...options },
    {
      ...{ asking, fetch, wall: () => NOW, baseUrls: { [network]: url } },
      secrets: { ...secrets, read: none, readAnew: none, readOrCreate: async (_name, make) => make() },
      say: (text) => {
        said.push(text);
        const address = /^http\S+authorize\S+|^http\S+(?:auth|oauth)\?\S+/m.exec(text)?.[0];
        if (address === undefined) return;
        // As a person does, after it was said.
        setImmediate(() => void browse?.(address).then((pasted) => pasted !== undefined && input.write(`${pasted}\n`)));
      },
    },
  ).catch((error: unknown) => error);
  asking.close();
  return { outcome, said: said.join('\n'), stored };
}

const follow = async (address: string): Promise<undefined> => {
  await (await fetch(address)).text();
  return undefined;
};
const sentTo = async (address: string): Promise<string> =>
  (await fetch(address, { redirect: 'manual' })).headers.get('location') ?? '';

function expectNothing({ outcome, stored }: Awaited<ReturnType<typeof attempt>>, words: string | RegExp): void {
  expect(outcome).toBeInstanceOf(NotConnectedError);
  expect(String(outcome)).toMatch(words);
  expect(stored.size).toBe(0);
}

describe('connecting comes to nothing, and nothing is stored,', () => {
  it('when the code has expired', async () => {
    const fake = await fakeServer();
    fake.areCodesExpired = true;
    for (const network of ['x', 'mastodon'] as const) {
      const tried = await attempt(network, { url: fake.url, lines: ['client-1', ''], browse: follow });
      expectNothing(tried, /invalid_grant.* begin again/);
    }
  });

  it('when consent is refused', async () => {
    const fake = await fakeServer();
    fake.consent = 'refuses';
    for (const network of ['x', 'mastodon'] as const) {
      expectNothing(
        await attempt(network, { url: fake.url, lines: ['client-1', ''], browse: follow }),
        'You did not allow it',
      );
    }
    expect(fake.tokenRequests).toEqual([]);
  });

  it('when somebody else signs in', async () => {
    const fake = await fakeServer();
    fake.person = { id: '8', username: 'mallory' };
    for (const network of ['x', 'mastodon'] as const) {
      const tried = await attempt(network, { url: fake.url, lines: ['client-1', ''], browse: follow });
      expectNothing(tried, `You signed in as mallory at ${SIGN_INS[network].title}, but ${DECLARED[network]}`);
    }
  });

  it('when what is pasted belongs to another sign-in, or is no address of it', async () => {
    const fake = await fakeServer();
    const here = { url: fake.url, lines: ['client-1', ''], options: { browser: false, port: 4180 } };
    const strange = async (address: string) => (await sentTo(address)).replace(/state=[^&]+/, 'state=somebody-elses');
    expectNothing(await attempt('x', { ...here, browse: strange }), 'does not belong to this sign-in');
    const wrong = async () => 'https://x.com/home';
    expectNothing(await attempt('x', { ...here, browse: wrong }), 'That is not the address that the browser ended at');
    expect(fake.tokenRequests).toEqual([]);
  });

  it('when strangers come again and again', async () => {
    const fake = await fakeServer();
    const strangers = async (address: string): Promise<undefined> => {
      const strange = (await sentTo(address)).replace(/state=[^&]+/, 'state=somebody-elses');
      for (let n = 0; n < 5; n += 1) await fetch(strange);
      return undefined;
    };
    const tried = await attempt('x', { url: fake.url, lines: ['client-1', ''], browse: strangers });
    expectNothing(tried, 'does not belong to this sign-in, several times');
  });

  it('when nobody comes back in time', async () => {
    const fake = await fakeServer();
    const tried = await attempt('x', { url: fake.url, lines: ['client-1', ''], options: { timeoutMs: 1 } });
    expectNothing(tried, 'Nobody came back from the sign-in in time');
  });

  it('when the port is taken', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => new Promise<void>((resolve) => taken.close(() => resolve())));
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    expectNothing(await attempt('x', { url: 'http://127.0.0.1:9', options: { port } }), `Port ${port} is taken`);
  });

  it('when the network is down, and when nothing is entered', async () => {
    expectNothing(await attempt('mastodon', { url: 'http://127.0.0.1:9' }), 'did not answer');
    const input = new PassThrough();
    input.end();
    const asking = createAsking(input, new PassThrough());
    await expect(asking.ask('Client ID: ')).rejects.toThrow('Nothing was entered for “Client ID:”.');
  });
});

describe('connecting', () => {
  it('takes the address that a browser elsewhere ended at', async () => {
    const fake = await fakeServer();
    const here = { url: fake.url, lines: ['client-1', ''], options: { browser: false, port: 4180 } };
    const { outcome, stored, said } = await attempt('x', { ...here, browse: sentTo });
    expect(outcome).toMatchObject({ accountId: 'x:alice', as: 'alice', followersCount: 812, isRenewed: true });
    const text = stored.get('credentials/olga/x:alice') ?? '';
    expect(JSON.parse(text)).toMatchObject({ clientId: 'client-1', refreshToken: 'refresh-3' });
    expect(JSON.parse(text)).not.toHaveProperty('clientSecret');
    expect(said).toContain('http://127.0.0.1:4180/');
    for (const secret of ['access-2', 'refresh-3', 'code-1']) expect(said).not.toContain(secret);
  });

  it('works for YouTube, with a secret and PKCE, as a channel', async () => {
    const fake = await fakeServer();
    fake.rotates = false;
    fake.api = (path) => (path === '/youtube/v3/channels' ? CHANNEL : undefined);
    const here = { url: fake.url, lines: ['client-1', 'secret-1'], browse: follow };
    const { outcome, stored } = await attempt('youtube', here);
    expect(outcome).toMatchObject({ as: '@alice', isRenewed: true });
    expect(fake.authorizations[0]).toContain('access_type=offline&prompt=consent');
    expect(fake.tokenRequests[0]).toMatchObject({ client_id: 'client-1', client_secret: 'secret-1' });
    expect(JSON.parse(stored.get('credentials/olga/youtube:@alice') ?? '')).toMatchObject({
      refreshToken: 'refresh-3',
    });
    fake.api = (path) => (path === '/youtube/v3/channels' ? { ...CHANNEL, items: [] } : undefined);
    expectNothing(await attempt('youtube', here), 'has no YouTube channel');
  });

  it('works for a Facebook Page, with the Page’s own token', async () => {
    const fake = await fakeServer();
    fake.access.add('EAA-page');
    const page = { id: '12', name: 'Bakery', username: 'alices-bakery', access_token: 'EAA-page' };
    const answers: Record<string, unknown> = {
      '/v26.0/oauth/access_token': { access_token: 'EAA-long', token_type: 'bearer' },
      '/v26.0/me/accounts': { data: [page] },
      '/v26.0/debug_token': { data: { expires_at: 0, data_access_expires_at: NOW / 1000 + 7_776_000 } },
      '/v26.0/me': { id: '12', name: 'Bakery', username: 'alices-bakery' },
      '/v26.0/alices-bakery': { ...page, access_token: undefined, followers_count: 40, fan_count: 38 },
    };
    fake.api = (path) => answers[path];
    const here = { url: fake.url, lines: ['1234', 'app-secret'], browse: follow };
    const { outcome, said, stored } = await attempt('facebook', here);
    expect(outcome).toMatchObject({ as: 'alices-bakery', isRenewed: false, endsAt: NOW + 7_776_000_000 });
    expect(said).toMatch(/http:\/\/localhost:\d+\//);
    expect(stored.get('credentials/olga/facebook:alices-bakery')).toContain('"accessToken":"EAA-page"');
    for (const secret of ['EAA', 'app-secret']) expect(said).not.toContain(secret);
  });

  it('works for Instagram, whose redirect address nobody serves', async () => {
    const fake = await fakeServer();
    fake.access.add('IG-long');
    fake.expiresIn = undefined;
    const me = { id: '5', user_id: '178', username: 'alice', followers_count: 4, follows_count: 2 };
    fake.api = (path) => {
      if (path === '/access_token') return { access_token: 'IG-long', token_type: 'bearer', expires_in: 5_184_000 };
      return path === '/v26.0/me' ? me : undefined;
    };
    const here = { url: fake.url, lines: ['1234', 'app-secret'], options: { port: 4180 } };
    const { outcome, said, stored } = await attempt('instagram', { ...here, browse: sentTo });
    expect(outcome).toMatchObject({ as: 'alice', isRenewed: true, endsAt: NOW + 60 * 86_400_000 });
    expect(said).toContain('https://localhost:4180/');
    expect(stored.get('credentials/olga/instagram:alice')).toContain('"accessToken":"IG-long"');
    me.username = 'mallory';
    expectNothing(await attempt('instagram', { ...here, browse: sentTo }), 'You signed in as mallory at Instagram');
  });

  it('keeps when a pasted token of GitHub ends, so that it can be told before', async () => {
    const user = {
      id: 1,
      login: 'alice',
      html_url: 'https://github.com/alice',
      type: 'User',
      followers: 3,
      following: 1,
    };
    const reply: Reply = {
      body: user,
      headers: { 'github-authentication-token-expiration': '2027-02-20 12:00:00 UTC' },
    };
    const served = await startServer(() => reply);
    onTestFinished(() => served.close());
    const { outcome, stored } = await attempt('github', {
      ...{ url: served.url, lines: ['github_pat_1'], options: { token: true } },
    });
    const endsAt = Date.parse('2027-02-20T12:00:00Z');
    expect(outcome).toMatchObject({ as: 'alice', isRenewed: false, endsAt });
    expect(JSON.parse(stored.get('credentials/olga/github:alice') ?? '')).toMatchObject({
      ...{ kind: 'oauth2', accessToken: 'github_pat_1', expiresAt: endsAt },
    });
  });
});

describe('the account that is meant', () => {
  const config = validateConfig(
    {
      owners: [
        { id: 'olga', name: 'Olga', accounts: [{ id: 'x:olga' }, { id: 'x:olgas-shop'.replace('-', '_') }] },
        { id: 'ben', name: 'Ben', accounts: [{ id: 'x:ben' }, { id: 'github:ben' }] },
      ],
    },
    'test',
  );

  it('is the only one of its network, or the one that is named', () => {
    expect(declaredAccount(config, 'github', {})).toEqual({ owner: 'ben', accountId: 'github:ben', name: 'ben' });
    expect(declaredAccount(config, 'x', { account: 'x:OLGA' })).toMatchObject({ owner: 'olga', accountId: 'x:olga' });
    expect(declaredAccount(config, 'x', { owner: 'ben' })).toMatchObject({ accountId: 'x:ben' });
  });

  it('is asked for in words that name what there is', () => {
    expect(() => declaredAccount(config, 'x', {})).toThrow(/Several could be meant: x:olga \(of olga\)/);
    expect(() => declaredAccount(config, 'x', { account: 'x:nobody' })).toThrow(/not configured; these are: x:olga/);
    expect(() => declaredAccount(config, 'youtube', {})).toThrow(/No such account is configured\. Add "youtube:…"/);
    expect(() => declaredAccount(config, 'x', { account: 'github:ben' })).toThrow(/begins with "x:"/);
    expect(() => declaredAccount(config, 'x', { account: 'nonsense' })).toThrow(/is no account/);
  });

  it('can be told in every network how to prepare', () => {
    for (const network of OAUTH_NETWORKS) {
      expect(SIGN_INS[network].steps('http://127.0.0.1:4180/').length).toBeGreaterThan(0);
    }
  });
});

const CHANNEL = {
  kind: 'youtube#channelListResponse',
  items: [{ id: 'UC0123456789012345678901', snippet: { title: 'Alice', customUrl: '@alice' }, statistics: {} }],
};
