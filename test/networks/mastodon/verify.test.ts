import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NotFoundError, RateLimitedError, UnavailableError } from '../../../functions/networks/errors.ts';
import type { AudienceTarget, ResolvedAccount } from '../../../functions/networks/network.ts';
import { connect, NOW } from '../fakes/connect.ts';
import { account, type Fediverse, fediverse, OWNER, OWNER_URI, uri } from '../fakes/mastodon.ts';
import { drain, type FakeServer, startServer } from '../fakes/server.ts';

const ACCOUNT: ResolvedAccount = {
  stableId: OWNER_URI,
  profile: { handle: 'olga@social.example', url: 'https://social.example/@olga' },
};
const FOLLOWERS: AudienceTarget = { kind: 'followers', target: '7' };
const LIKES: AudienceTarget = { kind: 'likes', item: '55', target: '55' };

let server: FakeServer;
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server.close());

const serve = (world: Partial<Fediverse> & { people?: readonly Record<string, unknown>[] }) => {
  server.answer = fediverse({ accounts: [OWNER, ...(world.people ?? [])], ...world });
};
const verify = (target: AudienceTarget, token: string | undefined, ...names: readonly string[]) => {
  const people = names.map((name) => ({ id: uri(name), handle: `${name}@far.example` }));
  return drain(connect(server, 'mastodon:olga@social.example', token).verify(ACCOUNT, target, people));
};
async function one(target: AudienceTarget, token: string | undefined, name = 'ana') {
  const { items, error } = await verify(target, token, name);
  if (error !== undefined) throw error;
  const { evidence: _, profile: __, id: ___, ...facts } = items[0] ?? { evidence: '', id: '', profile: '' };
  return facts;
}

describe('without a token', () => {
  it.each<[string, readonly Record<string, unknown>[], object]>([
    ['is there, and no more', [account('ana')], { account: 'active' }],
    ['is gone', [], { account: 'gone' }],
    ['is suspended', [account('ana', { suspended: true })], { account: 'suspended' }],
    ['has moved', [account('ana', { moved: account('new') })], { account: 'active', movedTo: uri('new') }],
  ])('tells who %s', async (_, people, facts) => {
    serve({ people });
    expect(await one(FOLLOWERS, undefined)).toEqual(facts);
  });

  it('says nothing of somebody whose name is another’s now', async () => {
    serve({ people: [account('ana', { uri: uri('squatter') })] });
    expect((await verify(FOLLOWERS, undefined, 'ana')).items).toEqual([]);
  });

  it('tells a loss that a server made from one that a person made', async () => {
    serve({ people: [account('ben', { suspended: true })], cutDomains: ['far.example', 'other.example'] });
    const { items } = await verify(FOLLOWERS, undefined, 'ana', 'ben');
    expect(items.map(({ severed, account: state }) => [severed, state])).toEqual([
      [true, undefined],
      [true, undefined],
    ]);
    expect(server.lines().filter((line) => line.includes('domain_blocks'))).toHaveLength(1);
  });

  it('does not call a person cut off because of a domain that only ends alike', async () => {
    serve({ cutDomains: ['ar.example', 'x.far.example'] });
    expect(await one(FOLLOWERS, undefined)).toEqual({ account: 'gone' });
  });

  it('believes no 404 of a server that does not know the owner either', async () => {
    serve({ accounts: [] });
    const { items, error } = await verify(FOLLOWERS, undefined, 'ana');
    expect(items).toEqual([]);
    expect(error).toBeInstanceOf(NotFoundError);
  });

  it('believes no 404 that is a page of some proxy', async () => {
    server.answer = () => ({ status: 404, text: '<html>Not here</html>' });
    const { items, error } = await verify(FOLLOWERS, undefined, 'ana');
    expect(items).toEqual([]);
    expect(error).toBeInstanceOf(UnavailableError);
  });
});

describe("with the owner's own token", () => {
  const people = [account('ana')];
  it.each<[string, object, object]>([
    ['unfollowed', {}, { account: 'active', inAudience: false }],
    ['still follows', { followed_by: true }, { account: 'active', inAudience: true }],
    ['blocks the owner', { blocked_by: true }, { account: 'active', inAudience: false, blockedYou: true }],
    ['is blocked', { blocking: true }, { account: 'active', inAudience: false, youBlocked: true }],
    [
      'is blocked with their server',
      { domain_blocking: true },
      { account: 'active', inAudience: false, youBlocked: true },
    ],
  ])('tells who %s', async (_, relationship, facts) => {
    serve({ people, tokenOwner: '7', relationships: { 'id-ana': relationship } });
    expect(await one(FOLLOWERS, 'own')).toEqual(facts);
  });

  it('does not say that somebody moved away who still follows', async () => {
    serve({
      people: [account('ana', { moved: account('new') })],
      tokenOwner: '7',
      relationships: { 'id-ana': { followed_by: true } },
    });
    expect(await one(FOLLOWERS, 'own')).toEqual({ account: 'active', inAudience: true });
  });

  it('leaves open whom the server does not answer about', async () => {
    serve({ people, tokenOwner: '7', relationships: {} });
    expect(await one(FOLLOWERS, 'own')).toEqual({ account: 'active' });
  });

  it('knows blocks of likers, but not whether they still like', async () => {
    serve({ people, tokenOwner: '7', relationships: { 'id-ana': { blocked_by: true } } });
    expect(await one(LIKES, 'own')).toEqual({ account: 'active', blockedYou: true });
  });

  it('says what was asked and answered', async () => {
    serve({ people, tokenOwner: '7', relationships: { 'id-ana': {} } });
    const { items } = await verify(FOLLOWERS, 'own', 'ana');
    expect(items[0]?.evidence).toEqual({
      at: NOW,
      asked: 'GET /api/v1/accounts/lookup, GET /api/v1/accounts/relationships',
      answered: 'account active, no follow of you',
    });
    expect(items[0]?.profile?.handle).toBe('ana@far.example');
  });

  it('lets stand what was answered before the limit', async () => {
    const names = Array.from({ length: 30 }, (_, i) => `p${i}`);
    const relationships = Object.fromEntries(names.map((name) => [`id-${name}`, {}]));
    const all = fediverse({ accounts: [OWNER, ...names.map((name) => account(name))], tokenOwner: '7', relationships });
    server.answer = (asked) =>
      asked.query.get('acct') === 'p25@far.example'
        ? { status: 429, body: { error: 'Too many requests' } }
        : all(asked);
    const { items, error } = await verify(FOLLOWERS, 'own', ...names);
    expect(items.map((item) => item.inAudience)).toEqual(Array.from({ length: 20 }, () => false));
    expect(error).toBeInstanceOf(RateLimitedError);
  });
});

it.each([
  ['somebody else’s', '99'],
  ['nobody’s', undefined],
])('never takes the word of a token that is %s for a lost follow', async (_, tokenOwner) => {
  serve({ people: [account('ana')], relationships: { 'id-ana': {} }, ...(tokenOwner !== undefined && { tokenOwner }) });
  expect(await one(FOLLOWERS, 'foreign')).toEqual({ account: 'active' });
  expect(server.lines().some((line) => line.includes('relationships'))).toBe(false);
});

it('can say something of followers and likes', () => {
  const mastodon = connect(server, 'mastodon:olga@social.example');
  expect((['followers', 'following', 'likes', 'stars'] as const).filter(mastodon.canVerify)).toEqual([
    'followers',
    'likes',
  ]);
});
