import { describe, expect, it } from 'vitest';
import { NETWORK_IDS } from '../../functions/core/model.ts';
import { connectorFor } from '../../functions/networks/registry.ts';
import { TERMS, termsOf } from '../../functions/networks/terms.ts';

const options = (token?: string, baseUrls = {}) => ({
  baseUrls,
  fetch,
  wall: () => 0,
  ...(token !== undefined && { token }),
});

describe('connectorFor', () => {
  it.each([
    ['bluesky:ana.example', undefined, {}, 'bluesky:public'],
    ['bluesky:ana.example', 'ignored', { bluesky: 'http://127.0.0.1:3000' }, 'bluesky:127.0.0.1:3000'],
    ['github:ana', undefined, {}, 'github:public'],
    ['github:ana', 'a-token', {}, 'github:token:1f6076e3'],
    ['mastodon:ana@Social.Example', undefined, {}, 'mastodon:social.example'],
    ['mastodon:ana@social.example', 'a-token', {}, 'mastodon:social.example:token:1f6076e3'],
    ['facebook:ana', 'a-token', {}, 'facebook:token:1f6076e3'],
    ['instagram:ana', 'a-token', {}, 'instagram:token:1f6076e3'],
    ['youtube:@ana', undefined, {}, 'youtube:none'],
  ] as const)('names the credential of %s with token %s', (accountId, token, baseUrls, expected) => {
    const network = accountId.slice(0, accountId.indexOf(':')) as 'bluesky';
    const connector = connectorFor({ network, accountId }, options(token, baseUrls));
    expect(connector.credentialId).toBe(expected);
    expect(connector.network).toBe(network);
  });

  it('keeps a credential’s name when its token is renewed', () => {
    const account = { network: 'github', accountId: 'github:ana' } as const;
    const named = (token: string) => connectorFor(account, { ...options(token), tokenName: 'app:ana' }).credentialId;
    expect(named('second')).toBe(named('first'));
    expect(named('first')).not.toBe(connectorFor(account, options('first')).credentialId);
  });

  it('makes none for lists, which are pushed, nor for Mastodon without a host', () => {
    expect(() => connectorFor({ network: 'list', accountId: 'list:news' }, options())).toThrow(RangeError);
    expect(() => connectorFor({ network: 'mastodon', accountId: 'mastodon:ana' }, options())).toThrow(RangeError);
  });
});

it('knows the terms of every network, with a reason', () => {
  for (const network of NETWORK_IDS) expect(termsOf(network).reason.length).toBeGreaterThan(20);
  expect(Object.keys(TERMS).sort()).toEqual([...NETWORK_IDS].sort());
});
