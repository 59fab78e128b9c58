import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHistoryApiHandler } from '../../functions/history-api.ts';
import { pageLink } from '../../functions/page/page-link.ts';
import { LINK_SESSION_MS, SESSION_MS, sessionCookie } from '../../functions/page/session.ts';
import { createToken, revokeToken, tokenId } from '../../functions/storage/tokens.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { type Asking, depsOf, eventOf } from '../history/asking.ts';
import { addAccount, DAY, NOW } from '../history/seeded.ts';

const ORIGIN = 'https://api.example';
const HOUR = 60 * 60 * 1000;
let table: FreshTable;
let token: string;
beforeAll(async () => {
  table = await freshTable();
  await addAccount(table.db, 'alice', 'bluesky:alice.example');
  token = await createToken(table.db, { owners: ['alice'], scopes: ['read', 'write'] });
});
afterAll(() => table.close());

interface Sent extends Asking {
  readonly cookie?: string | undefined;
  readonly at?: number;
}

async function send(path: string, { cookie, at = NOW, ...asking }: Sent = {}) {
  const handler = createHistoryApiHandler({
    ...depsOf(table.db),
    clock: { now: () => NOW, wall: () => at },
    page: {
      files: async () => ({ script: 'let one', style: 'p{}' }),
      tokenLies: '/tmp/x/api-token',
      commandPlace: '--data x',
    },
  });
  const cookies = cookie === undefined ? {} : { cookies: ['other=1', cookie] };
  const {
    statusCode,
    headers = {},
    body = '',
    isBase64Encoded,
  } = await handler({ ...eventOf(path, asking), ...cookies });
  const setCookie = headers['set-cookie'];
  return {
    status: statusCode,
    headers,
    body,
    isBase64Encoded,
    setCookie: setCookie === undefined ? '' : String(setCookie),
  };
}

const ours = { 'sec-fetch-site': 'same-origin' };

async function signIn(with_ = token, at = NOW): Promise<string> {
  const { status, setCookie } = await send('/session', { method: 'POST', token: with_, headers: ours, at });
  expect(status).toBe(200);
  return setCookie.split(';')[0] ?? '';
}

describe('signing in to the page', () => {
  it('sets a cookie that no script, no other site and no plain connection sees, and that holds no token', async () => {
    const { setCookie, body } = await send('/session', { method: 'POST', token });
    expect(setCookie).toMatch(
      /^__Host-rekindle=[\w-]+\.[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict; Secure$/,
    );
    const payload = Buffer.from(setCookie.split('=')[1]?.split('.')[0] ?? '', 'base64url').toString();
    expect(payload).not.toContain(token);
    expect(payload).toContain(tokenId(token));
    expect(body).not.toContain(token);
  });

  it('leaves out Secure on this machine alone, and names the port', async () => {
    const deps = depsOf(table.db);
    const cookie = await sessionCookie(deps, 'http://127.0.0.1:4141', { by: 'token', hash: 'x' });
    expect(cookie).toMatch(/^rekindle-4141=/);
    expect(cookie).not.toContain('Secure');
  });

  it('answers a wrong token as every path does, and many of them late', async () => {
    expect((await send('/session', { method: 'POST', token: `rk_${'x'.repeat(43)}` })).status).toBe(401);
    expect((await send('/session', { method: 'POST' })).status).toBe(401);
  });

  it('opens the API to the cookie, for what its token opens', async () => {
    const cookie = await signIn();
    expect((await send('/v1/accounts', { cookie })).status).toBe(200);
    expect((await send('/v1/accounts', { cookie, query: { owner: 'bob' } })).status).toBe(403);
    const readOnly = await signIn(await createToken(table.db, { owners: ['alice'], scopes: ['read'] }));
    const change = { method: 'PUT', body: '{}', headers: ours, cookie: readOnly };
    expect((await send('/v1/accounts/bluesky:new.example', change)).status).toBe(403);
  });

  it('says who is signed in, and on a laptop where the token lies', async () => {
    const cookie = await signIn();
    expect(JSON.parse((await send('/session', { cookie })).body)).toEqual({
      signedIn: true,
      owners: ['alice'],
      scopes: ['read', 'write'],
      until: new Date(NOW + SESSION_MS).toISOString(),
      commandPlace: '--data x',
    });
    expect(JSON.parse((await send('/session')).body)).toEqual({ signedIn: false, tokenLies: '/tmp/x/api-token' });
  });
});

describe('a session', () => {
  it('ends with its token', async () => {
    const short = await createToken(table.db, { owners: ['alice'], scopes: ['read'] });
    const cookie = await signIn(short);
    expect((await send('/v1/accounts', { cookie })).status).toBe(200);
    await revokeToken(table.db, short);
    expect((await send('/v1/accounts', { cookie })).status).toBe(401);
  });

  it('ends after twelve hours without use, and goes on as long as it is used', async () => {
    const cookie = await signIn();
    expect((await send('/v1/accounts', { cookie, at: NOW + SESSION_MS })).status).toBe(401);
    expect((await send('/v1/accounts', { cookie, at: NOW + 60_000 })).setCookie).toBe('');
    const renewed = (await send('/v1/accounts', { cookie, at: NOW + 11 * HOUR })).setCookie.split(';')[0];
    expect((await send('/v1/accounts', { cookie: renewed, at: NOW + 22 * HOUR })).status).toBe(200);
  });

  it.each([
    ['another signature', (value: string) => value.replace(/.$/, (end) => (end === 'A' ? 'B' : 'A'))],
    [
      'another payload',
      (value: string) =>
        value.replace(/=[^.]+/, `=${Buffer.from(`t\n${'0'.repeat(64)}\n9999999999999`).toString('base64url')}`),
    ],
    ['no signature', (value: string) => value.replace(/\..*/, '')],
    ['an endless value', (value: string) => `${value}${'A'.repeat(5_000)}`],
  ])('is nobody’s with %s', async (_what, forge) => {
    expect((await send('/v1/accounts', { cookie: forge(await signIn()) })).status).toBe(401);
  });

  it.each([
    ['a page of ours', { 'sec-fetch-site': 'same-origin' }, true],
    ['another site', { 'sec-fetch-site': 'cross-site', origin: ORIGIN }, false],
    ['another port or subdomain', { 'sec-fetch-site': 'same-site', origin: ORIGIN }, false],
    ['an old browser on a page of ours', { origin: ORIGIN }, true],
    ['an old browser elsewhere', { origin: 'https://evil.example' }, false],
    ['nobody knows what', {}, false],
  ])('changes something only for the page itself: asked by %s', async (_who, headers, isAllowed) => {
    const cookie = await signIn();
    const asking = { method: 'PUT', body: '{}', headers, cookie };
    const { status } = await send('/v1/accounts/bluesky:more.example', asking);
    expect(status).toBe(isAllowed ? 200 : 403);
    // A script with a token needs nothing of that.
    expect((await send('/v1/accounts/bluesky:more.example', { ...asking, cookie: undefined, token })).status).toBe(200);
  });

  it('a bearer token counts and not the cookie, where both are sent', async () => {
    const cookie = await signIn();
    expect((await send('/v1/accounts', { cookie, token: `rk_${'y'.repeat(43)}` })).status).toBe(401);
  });

  it('ends in the browser when somebody signs out', async () => {
    const cookie = await signIn();
    const { status, setCookie } = await send('/session', { method: 'DELETE', cookie, headers: ours });
    expect(status).toBe(200);
    expect(setCookie).toMatch(/^__Host-rekindle=; Path=\/; Max-Age=0;/);
  });
});

describe('the link to the history in a mail', () => {
  const signingKey = () => depsOf(table.db).signingKey();
  const pathOf = async (owner: string) => new URL(await pageLink(ORIGIN, signingKey, owner, NOW)).pathname;

  it('shows a button and signs nobody in; the button does, and leads to the page', async () => {
    const path = await pathOf('alice');
    const shown = await send(path);
    expect(shown).toMatchObject({ status: 200, setCookie: '' });
    expect(shown.body).toContain('<form method="post">');
    const opened = await send(path, { method: 'POST', headers: ours });
    expect(opened).toMatchObject({ status: 303, headers: { location: '/' } });
    const cookie = opened.setCookie.split(';')[0];
    expect((await send('/v1/accounts', { cookie })).status).toBe(200);
    expect((await send('/v1/accounts', { cookie, query: { owner: 'bob' } })).status).toBe(403);
  });

  it('signs nobody in for another site’s form', async () => {
    const { status, setCookie } = await send(await pathOf('alice'), {
      method: 'POST',
      headers: { origin: 'https://evil.example' },
    });
    expect({ status, setCookie }).toEqual({ status: 400, setCookie: '' });
  });

  it('opens nothing once it has run out, for another purpose, or for an owner who is no longer there', async () => {
    const path = await pathOf('alice');
    expect((await send(path, { at: NOW + 16 * DAY })).status).toBe(410);
    expect((await send(path.replace('/page/open/', '/unsubscribe/'))).status).toBe(400);
    expect((await send(await pathOf('nobody'), { method: 'POST', headers: ours })).status).toBe(410);
  });

  it('ends its session after a week, however much it is used', async () => {
    const opened = await send(await pathOf('alice'), { method: 'POST', headers: ours });
    let cookie = opened.setCookie.split(';')[0];
    for (let at = NOW; at < NOW + LINK_SESSION_MS - HOUR; at += 6 * HOUR) {
      const { status, setCookie } = await send('/v1/accounts', { cookie, at });
      expect(status).toBe(200);
      cookie = setCookie === '' ? cookie : setCookie.split(';')[0];
    }
    expect((await send('/v1/accounts', { cookie, at: NOW + LINK_SESSION_MS })).status).toBe(401);
  });
});

describe('the files of the page', () => {
  it('are zipped for whoever takes that, named by what they hold, and kept by nobody unasked', async () => {
    const plain = await send('/page/app.js');
    expect(plain).toMatchObject({
      status: 200,
      body: 'let one',
      headers: { 'content-type': 'text/javascript; charset=utf-8' },
    });
    expect((await send('/page/app.js', { headers: { 'if-none-match': String(plain.headers['etag']) } })).status).toBe(
      304,
    );
    const zipped = await send('/page/app.css', { headers: { 'accept-encoding': 'br, gzip' } });
    expect(zipped).toMatchObject({ isBase64Encoded: true, headers: { 'content-encoding': 'gzip' } });
    expect((await send('/page/secret')).status).toBe(404);
  });

  it('begin with a page that runs no inline word, and nothing from elsewhere', async () => {
    const { headers, body } = await send('/');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(body).not.toMatch(/<style|style=|<script>|onload|https?:/);
  });
});
