import { beforeEach, describe, expect, it } from 'vitest';
import { UnavailableError } from '../../../functions/networks/errors.ts';
import { beginSignIn, finishSignIn } from '../../../functions/networks/oauth/code-flow.ts';
import { endOf, type OAuthCredential } from '../../../functions/networks/oauth/credential.ts';
import { facebookRefresher, facebookSignIn } from '../../../functions/networks/oauth/facebook.ts';
import { instagramRefresher, instagramSignIn } from '../../../functions/networks/oauth/instagram.ts';
import { GrantRefusedError } from '../../../functions/networks/oauth/refresher.ts';
import { type FakeServer, type Reply, startServer } from '../fakes/server.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const DAY = 86_400_000;
const CLIENT = { clientId: '1234', clientSecret: 'app-secret', secretIn: 'body' } as const;

let server: FakeServer;
/** Answers by path. */
let answers: Record<string, Reply>;
const deps = { fetch, wall: () => NOW };

beforeEach(async () => {
  answers = {};
  server = await startServer(
    ({ path }) => answers[path] ?? { status: 404, body: { error: { message: 'no', code: 100 } } },
  );
  return () => server.close();
});

const queryOf = (path: string) => Object.fromEntries(server.asked.find((one) => one.path === path)?.query ?? []);

describe('Instagram', () => {
  const credential = (more: Partial<OAuthCredential> = {}): OAuthCredential => ({
    ...{ kind: 'oauth2', version: 1, network: 'instagram', accessToken: 'IG-long', issuedAt: NOW - 2 * DAY },
    ...{ scopes: [], tokenEndpoint: server.url, ...more },
  });

  it('makes of a token for an hour one for 60 days', async () => {
    const addresses = instagramSignIn.addresses('alice', server.url);
    answers['/oauth/access_token'] = {
      body: { data: [{ access_token: 'IG-short', user_id: '178', permissions: 'a' }] },
    };
    answers['/access_token'] = { body: { access_token: 'IG-long', token_type: 'bearer', expires_in: 5_183_944 } };
    const begun = await beginSignIn(instagramSignIn, addresses, CLIENT, 'https://localhost:4180/');
    expect(new URL(begun.address).searchParams.get('scope')).toBe(
      'instagram_business_basic,instagram_business_manage_insights',
    );
    const came = new URLSearchParams({ code: 'AQB', state: begun.state });
    const granted = await finishSignIn(begun, came, addresses, CLIENT, deps);
    expect(granted).toEqual({ accessToken: 'IG-short' });
    const made = await instagramSignIn.finish?.({ granted, client: CLIENT, addresses, declared: 'alice', deps });
    expect(made).toMatchObject({ accessToken: 'IG-long', expiresAt: NOW + 5_183_944_000, tokenEndpoint: server.url });
    expect(queryOf('/access_token')).toEqual({
      ...{ grant_type: 'ig_exchange_token', client_secret: 'app-secret', access_token: 'IG-short' },
    });
  });

  it('renews it for another 60 days once it is a day old, a month before its end', async () => {
    expect(instagramRefresher.refreshFrom(credential({ expiresAt: NOW + 50 * DAY }))).toBe(NOW + 20 * DAY);
    // A pasted token does not say when it ends: as soon as Instagram allows it.
    expect(instagramRefresher.refreshFrom(credential({ issuedAt: NOW }))).toBe(NOW + DAY + 3_600_000);
    answers['/refresh_access_token'] = {
      body: { access_token: 'IG-next', token_type: 'bearer', expires_in: 5_184_000 },
    };
    const next = await instagramRefresher.refresh(credential({ expiresAt: NOW + 10 * DAY }), deps);
    expect(next).toMatchObject({ accessToken: 'IG-next', issuedAt: NOW, expiresAt: NOW + 60 * DAY });
    expect(queryOf('/refresh_access_token')).toEqual({ grant_type: 'ig_refresh_token', access_token: 'IG-long' });
    // If it cannot be renewed, its end is what is told.
    expect(endOf(credential({ expiresAt: NOW + 5 * DAY }))).toBe(NOW + 5 * DAY);
  });

  it('tells a token that is over from a network that is busy, and shows neither token nor secret', async () => {
    const refusal = { message: 'Error validating access token: IG-long', type: 'OAuthException', code: 190 };
    answers['/refresh_access_token'] = { status: 400, body: { error: refusal } };
    const refused = await instagramRefresher.refresh(credential(), deps).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(GrantRefusedError);
    expect(String(refused)).toContain('190: Error validating access token: …');
    answers['/refresh_access_token'] = { status: 400, body: { error: { ...refusal, code: 4 } } };
    await expect(instagramRefresher.refresh(credential(), deps)).rejects.toThrow(UnavailableError);
    answers['/refresh_access_token'] = { status: 500, body: {} };
    await expect(instagramRefresher.refresh(credential(), deps)).rejects.toThrow(UnavailableError);
  });
});

describe('a Facebook Page', () => {
  const PAGES = [
    { id: '11', name: 'Other', username: 'other', access_token: 'EAA-other' },
    { id: '12', name: 'Bakery', username: 'alices-bakery', access_token: 'EAA-page' },
  ];
  const finishing = () => ({
    granted: { accessToken: 'EAA-short' },
    client: CLIENT,
    addresses: facebookSignIn.addresses('alices-bakery', server.url),
    declared: 'Alices-Bakery',
    deps,
  });
  beforeEach(() => {
    answers['/v26.0/oauth/access_token'] = {
      body: { access_token: 'EAA-long', token_type: 'bearer', expires_in: 5_183_944 },
    };
    answers['/v26.0/me/accounts'] = { body: { data: PAGES } };
    answers['/v26.0/debug_token'] = {
      body: { data: { expires_at: 0, data_access_expires_at: (NOW + 90 * DAY) / 1000 } },
    };
  });

  it('gets the token of the Page that is declared, which ends with the access to its data', async () => {
    const made = await facebookSignIn.finish?.(finishing());
    expect(made).toMatchObject({
      accessToken: 'EAA-page',
      userToken: 'EAA-long',
      pageId: '12',
      endsAt: NOW + 90 * DAY,
    });
    expect(made).not.toHaveProperty('expiresAt');
    if (made === undefined) return;
    // Nothing to renew, and a person has to come back in 90 days.
    expect(facebookRefresher.refreshFrom(made)).toBeUndefined();
    expect(endOf(made)).toBe(NOW + 90 * DAY);
  });

  it('is renewed by exchanging the person’s token again, where the Page’s has an end', async () => {
    answers['/v26.0/debug_token'] = { body: { data: { expires_at: (NOW + 20 * DAY) / 1000 } } };
    const made = await facebookSignIn.finish?.(finishing());
    expect(made?.expiresAt).toBe(NOW + 20 * DAY);
    if (made === undefined) return;
    expect(facebookRefresher.refreshFrom({ ...made, issuedAt: NOW - 40 * DAY })).toBe(NOW - 10 * DAY);
    answers['/v26.0/debug_token'] = { body: { data: { expires_at: (NOW + 60 * DAY) / 1000 } } };
    const next = await facebookRefresher.refresh(made, deps);
    expect(next).toMatchObject({ accessToken: 'EAA-page', pageId: '12', expiresAt: NOW + 60 * DAY });
    const exchanges = server.asked.filter(({ path }) => path === '/v26.0/oauth/access_token');
    expect(exchanges.map(({ query }) => query.get('fb_exchange_token'))).toEqual(['EAA-short', 'EAA-long']);
  });

  it('says which Pages were opened, if the declared one is not among them', async () => {
    const lost = { ...finishing(), declared: 'somewhere-else' };
    await expect(facebookSignIn.finish?.(lost)).rejects.toThrow(/these were: other, alices-bakery/);
    answers['/v26.0/me/accounts'] = { body: { data: [] } };
    await expect(facebookSignIn.finish?.(finishing())).rejects.toThrow(/No Page was opened to the app/);
  });
});
