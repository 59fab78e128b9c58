import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InvalidResponseError, RateLimitedError, UnavailableError } from '../../../functions/networks/errors.ts';
import type { AudienceTarget, ResolvedAccount } from '../../../functions/networks/network.ts';
import { connect, NOW } from '../fakes/connect.ts';
import { type Asked, drain, type FakeServer, type Reply, startServer } from '../fakes/server.ts';

const ACCOUNT: ResolvedAccount = { stableId: '7', profile: { handle: 'olga', url: 'https://github.com/olga' } };
const FOLLOWERS: AudienceTarget = { kind: 'followers', target: 'olga' };
const STARS: AudienceTarget = { kind: 'stars', item: 'tools', target: 'olga/tools' };
const NOT_FOUND: Reply = { status: 404, body: { message: 'Not Found', status: '404' } };

let server: FakeServer;
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server.close());

/** Users by number with their logins, and who follows whom by login. */
function world(users: Readonly<Record<string, string>>, follows: readonly string[] = []): (asked: Asked) => Reply {
  return ({ path }) => {
    const [, id] = /^\/user\/(\d+)$/.exec(path) ?? [];
    const login = id === undefined ? undefined : users[id];
    if (id !== undefined)
      return login === undefined ? NOT_FOUND : { body: { id: Number(id), login, name: 'Fresh', location: 'Leipzig' } };
    const [, them, me] = /^\/users\/([^/]+)\/following\/([^/]+)$/.exec(path) ?? [];
    return follows.includes(`${them} ${me}`) ? { status: 204 } : NOT_FOUND;
  };
}
const verify = (target: AudienceTarget, ...ids: readonly string[]) =>
  drain(
    connect(server, 'github:olga').verify(
      ACCOUNT,
      target,
      ids.map((id) => ({ id, handle: 'old-login' })),
    ),
  );

describe('verifying', () => {
  it('asks by number, so that a new login is no loss', async () => {
    server.answer = world({ 7: 'olga', 1: 'renamed' }, ['renamed olga']);
    const { items } = await verify(FOLLOWERS, '1');
    expect(items).toEqual([
      {
        id: '1',
        account: 'active',
        inAudience: true,
        profile: { handle: 'renamed', url: 'https://github.com/renamed', name: 'Fresh', location: 'Leipzig' },
        evidence: {
          at: NOW,
          asked: 'GET /user/{account_id}, GET /users/{username}/following/{target_user}',
          answered: 'follows you; account active',
        },
      },
    ]);
  });

  it('tells who unfollowed from who is gone', async () => {
    server.answer = world({ 7: 'olga', 1: 'ana' });
    const { items } = await verify(FOLLOWERS, '1', '2');
    expect(items.map(({ id, account, inAudience }) => ({ id, account, inAudience }))).toEqual([
      { id: '1', account: 'active', inAudience: false },
      { id: '2', account: 'gone', inAudience: undefined },
    ]);
  });

  it("uses the owner's present login, whatever was known before", async () => {
    server.answer = world({ 7: 'olga-new', 1: 'ana' }, ['ana olga-new']);
    expect((await verify(FOLLOWERS, '1')).items[0]?.inAudience).toBe(true);
  });

  it('tells of a stargazer only whether the account is there', async () => {
    server.answer = world({ 7: 'olga', 1: 'ana' });
    const { items } = await verify(STARS, '1', '2');
    expect(items.map(({ account, inAudience }) => [account, inAudience])).toEqual([
      ['active', undefined],
      ['gone', undefined],
    ]);
    expect(server.lines()).toEqual(['/user/1', '/user/2', '/user/7']);
  });

  it('believes no 404 of a server that does not know the owner either', async () => {
    server.answer = world({});
    const { items, error } = await verify(FOLLOWERS, '1');
    expect(items).toEqual([]);
    expect(error).toBeInstanceOf(InvalidResponseError);
  });

  it('believes no 404 that is a page of some proxy, or empty', async () => {
    for (const [reply, kind] of [
      [{ status: 404, text: '<html>no such host</html>' }, UnavailableError],
      [{ status: 404, text: '' }, InvalidResponseError],
    ] as const) {
      server.answer = () => reply;
      const { items, error } = await verify(FOLLOWERS, '1');
      expect(items).toEqual([]);
      expect(error).toBeInstanceOf(kind);
    }
  });

  it('draws nothing from an answer about somebody else', async () => {
    server.answer = () => ({ body: { id: 99, login: 'other' } });
    expect((await verify(STARS, '1')).error).toBeInstanceOf(InvalidResponseError);
  });

  it('lets stand what was answered before the limit', async () => {
    const all = world({ 7: 'olga', 1: 'ana', 2: 'ben' });
    server.answer = (asked) =>
      asked.path === '/user/2'
        ? { status: 429, headers: { 'retry-after': '60' }, body: { message: 'slow' } }
        : all(asked);
    const { items, error } = await verify(FOLLOWERS, '1', '2', '3');
    expect(items.map((item) => item.id)).toEqual(['1']);
    expect(error).toBeInstanceOf(RateLimitedError);
    expect((error as RateLimitedError).retryAt).toBe(NOW + 60_000);
  });

  it('asks about nobody whose id is no number', async () => {
    expect((await verify(FOLLOWERS, 'ana', '../rate_limit')).items).toEqual([]);
    expect(server.asked).toHaveLength(0);
  });

  it('can verify followers and stars', () => {
    const github = connect(server, 'github:olga');
    expect((['followers', 'following', 'likes', 'stars'] as const).filter(github.canVerify)).toEqual([
      'followers',
      'stars',
    ]);
  });
});

describe('hydrating', () => {
  const people = ['1', '2', '3', '4'].map((id) => ({ id, handle: 'x' }));
  it.each([
    ['with a token', 5_000, 1_002],
    ['without one', 60, 14],
  ])('keeps a fifth of the limit for walks %s', async (_, limit, start) => {
    let remaining = start;
    const all = world({ 1: 'ana', 2: 'ben', 3: 'cem', 4: 'dee' });
    server.answer = (asked) => {
      remaining -= 1;
      return {
        ...all(asked),
        headers: { 'x-ratelimit-limit': String(limit), 'x-ratelimit-remaining': String(remaining) },
      };
    };
    const { items, error } = await drain(connect(server, 'github:olga').hydrate(people));
    expect(items.map((item) => item.id)).toEqual(['1', '2']);
    expect(error).toBeUndefined();
  });

  it('leaves out whoever cannot be read', async () => {
    server.answer = world({ 1: 'ana', 3: 'cem' });
    const { items } = await drain(connect(server, 'github:olga').hydrate(people));
    expect(items.map((item) => item.profile.location)).toEqual(['Leipzig', 'Leipzig']);
    expect(items.map((item) => item.id)).toEqual(['1', '3']);
  });
});
