import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  CredentialsRejectedError,
  InvalidResponseError,
  NotFoundError,
  NotVisibleError,
  RateLimitedError,
} from '../../../functions/networks/errors.ts';
import type { AudienceTarget } from '../../../functions/networks/network.ts';
import { connect, idsOf, NOW, TRACK, walk } from '../fakes/connect.ts';
import { type Asked, type FakeServer, type Reply, startServer } from '../fakes/server.ts';

const FOLLOWERS: AudienceTarget = { kind: 'followers', target: 'olga' };
const STARS: AudienceTarget = { kind: 'stars', item: 'tools', target: 'olga/tools' };
const user = (id: number, more: object = {}) => ({
  id,
  login: `user${id}`,
  avatar_url: `https://avatars.example/u/${id}?v=4`,
  html_url: `https://github.com/user${id}`,
  type: 'User',
  ...more,
});

let server: FakeServer;
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server.close());

/** Numbered pages of a list, as GitHub links them. */
function paged(pages: readonly (readonly unknown[])[], total = pages.length): (asked: Asked) => Reply {
  return ({ path, query }) => {
    const page = Number(query.get('page'));
    const url = (to: number) => `<https://api.github.com${path}?per_page=100&page=${to}>`;
    const link = page < total ? `${url(page + 1)}; rel="next", ${url(total)}; rel="last"` : `${url(1)}; rel="first"`;
    return { headers: { link }, body: pages[page - 1] ?? [] };
  };
}
const askedPages = () => server.asked.map(({ query }) => query.get('page'));
const failure = (promise: Promise<unknown>) => promise.catch((error: unknown) => error);

describe('resolving', () => {
  it('keys the account by its number and reads the full profile', async () => {
    server.answer = () => ({
      body: user(7, {
        login: 'olga',
        name: 'Olga',
        bio: 'Gardener',
        location: 'Leipzig',
        company: '@example',
        blog: 'olga.example',
        followers: 3,
        following: 0,
        email: null,
      }),
    });
    expect(await connect(server, 'github:olga').resolve('olga')).toEqual({
      stableId: '7',
      profile: {
        handle: 'olga',
        url: 'https://github.com/user7',
        name: 'Olga',
        bio: 'Gardener',
        location: 'Leipzig',
        organisation: 'example',
        links: ['https://olga.example/'],
        avatar: 'https://avatars.example/u/7?v=4',
        reach: 3,
      },
      followersCount: 3,
      followingCount: 0,
    });
    expect(server.lines()).toEqual(['/users/olga']);
  });

  it.each<[string, Reply, new (...args: never[]) => Error]>([
    ['nobody', { status: 404, body: { message: 'Not Found' } }, NotFoundError],
    ['a wrong token', { status: 401, body: { message: 'Bad credentials' } }, CredentialsRejectedError],
    ['a user in another shape', { body: { login: 'olga', id: 'seven' } }, InvalidResponseError],
  ])('tells %s', async (_, reply, kind) => {
    server.answer = () => reply;
    expect(await failure(connect(server, 'github:olga', 'wrong').resolve('olga'))).toBeInstanceOf(kind);
  });
});

describe('walking', () => {
  it('ends where no next page is linked', async () => {
    server.answer = paged([[user(1), user(2)], [user(2)], []]);
    expect(idsOf(await walk(connect(server, 'github:olga'), FOLLOWERS))).toEqual(['1', '2', '2']);
    expect(server.lines()[0]).toBe('/users/olga/followers?per_page=100&page=1');
    expect(askedPages()).toEqual(['1', '2', '3']);
  });

  it('reads one page again when it goes on after a pause, since numbered pages shift', async () => {
    server.answer = paged([[user(1)], [user(2)], [user(3)], [user(4)]]);
    expect(idsOf(await walk(connect(server, 'github:olga'), FOLLOWERS, '3'))).toEqual(['2', '3', '4']);
    expect(askedPages()).toEqual(['2', '3', '4']);
  });

  it('stops at a rate limit, and goes on where it was', async () => {
    const all = paged([[user(1)], [user(2)], [user(3)]]);
    const reset = String(NOW / 1000 + 600);
    server.answer = (asked) =>
      asked.query.get('page') === '2'
        ? {
            status: 403,
            headers: { date: new Date(NOW).toUTCString(), 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset },
            body: { message: 'API rate limit exceeded' },
          }
        : all(asked);
    const github = connect(server, 'github:olga');
    const first = await github.readPage(FOLLOWERS);
    const error = await failure(github.readPage(FOLLOWERS, first.next));
    expect(error).toBeInstanceOf(RateLimitedError);
    expect((error as RateLimitedError).retryAt).toBe(NOW + 601_000);
    server.answer = all;
    expect(idsOf(await walk(connect(server, 'github:olga'), FOLLOWERS, first.next))).toEqual(['1', '2', '3']);
  });

  it('reads stars with their dates, leaving out accounts that are gone', async () => {
    server.answer = () => ({
      body: [{ starred_at: '2026-11-01T00:00:00Z', user: user(1) }, { starred_at: 'x', user: null }, { user: user(2) }],
    });
    const [page] = await walk(connect(server, 'github:olga'), STARS);
    expect(page?.people.map(({ id, since }) => [id, since])).toEqual([
      ['1', Date.parse('2026-11-01T00:00:00Z')],
      ['2', undefined],
    ]);
    expect(server.asked[0]?.path).toBe('/repos/olga/tools/stargazers');
    expect(server.asked[0]?.headers['accept']).toBe('application/vnd.github.star+json');
  });

  it('never takes the 400th page of stars for the end', async () => {
    server.answer = () => ({
      status: 422,
      body: { message: 'In order to keep the API fast for everyone, pagination is limited for this resource.' },
    });
    const error = await failure(connect(server, 'github:olga').readPage(STARS, '401'));
    expect(error).toBeInstanceOf(NotVisibleError);
    expect(String(error)).toContain('40,000');
  });

  it('does not take a 400th page without a next one for the end, unless the count says so', async () => {
    const rows = (count: number) =>
      Array.from({ length: count }, (_, n) => ({ starred_at: '2026-11-01T00:00:00Z', user: user(n + 1) }));
    const read = (target: AudienceTarget, page: string) => connect(server, 'github:olga').readPage(target, page);
    server.answer = ({ query }) => {
      const page = Number(query.get('page'));
      const link = `<https://api.github.com/x?page=${page + 1}>; rel="next"`;
      return { body: rows(100), ...(page < 400 && { headers: { link } }) };
    };
    expect(await failure(read(STARS, '400'))).toBeInstanceOf(NotVisibleError);
    expect(await failure(read({ ...STARS, count: 39_000 }, '400'))).toBeInstanceOf(NotVisibleError);
    server.answer = () => ({ body: rows(60) });
    expect(await failure(read(STARS, '400'))).toBeInstanceOf(NotVisibleError);
    expect((await read({ ...STARS, count: 39_970 }, '400')).next).toBeUndefined();
    expect((await read(STARS, '399')).next).toBeUndefined();
  });

  it('does not begin a walk over more stars than can be read', async () => {
    const error = await failure(connect(server, 'github:olga').readPage({ ...STARS, count: 40_001 }));
    expect(error).toBeInstanceOf(NotVisibleError);
    expect(server.asked).toHaveLength(0);
  });

  it.each<[string, Reply]>([
    [
      'a page that names itself as the next',
      { headers: { link: '<https://x.example/?page=2>; rel="next"' }, body: [] },
    ],
    ['a next page without a number', { headers: { link: '<https://x.example/?after=abc>; rel="next"' }, body: [] }],
    ['a Link header that is none', { headers: { link: '<<<' }, body: [] }],
    ['a person without a number', { body: [{ login: 'ana' }] }],
    ['a number that is text', { body: [user(1), { ...user(2), id: '2' }] }],
    ['no list', { body: { users: [] } }],
  ])('fails for %s', async (_, reply) => {
    server.answer = () => reply;
    const github = connect(server, 'github:olga');
    expect(await failure(github.readPage(FOLLOWERS, '2'))).toBeInstanceOf(InvalidResponseError);
  });

  it('names the field that changed', async () => {
    server.answer = () => ({ body: [user(1), { login: 'ana' }] });
    expect(String(await failure(connect(server, 'github:olga').readPage(FOLLOWERS)))).toContain('[1].id');
  });

  it('follows no address out of a Link header', async () => {
    server.answer = ({ query }) =>
      query.get('page') === '1'
        ? { headers: { link: '<https://evil.example/steal?page=2>; rel="next"' }, body: [user(1)] }
        : { body: [user(2)] };
    expect(idsOf(await walk(connect(server, 'github:olga', 'token'), FOLLOWERS))).toEqual(['1', '2']);
  });
});

describe('discovering', () => {
  const repository = (name: string, stars: number, more: object = {}) => ({
    name,
    owner: user(7, { login: 'olga' }),
    private: false,
    fork: false,
    stargazers_count: stars,
    ...more,
  });
  const ACCOUNT = {
    stableId: '7',
    profile: { handle: 'olga', url: 'https://github.com/olga' },
    followersCount: 3,
    followingCount: 2,
  };

  it('names own public repositories that are no forks, most stars first', async () => {
    server.answer = paged([
      [repository('small', 1), repository('fork', 99, { fork: true }), repository('secret', 9, { private: true })],
      [repository('big', 50), repository('foreign', 70, { owner: user(8) }), repository('none', 0)],
    ]);
    const found = await connect(server, 'github:olga').discover(ACCOUNT, { ...TRACK, repositories: 2 }, NOW);
    expect(found).toEqual({
      audiences: [
        { kind: 'followers', target: 'olga', count: 3 },
        { kind: 'following', target: 'olga', count: 2 },
        { kind: 'stars', item: 'big', target: 'olga/big', title: 'big', count: 50 },
        { kind: 'stars', item: 'small', target: 'olga/small', title: 'small', count: 1 },
      ],
      isWhole: true,
      replies: [],
    });
  });

  it('refuses repository names that could lead elsewhere', async () => {
    server.answer = () => ({ body: [repository('../../user', 1)] });
    expect(await failure(connect(server, 'github:olga').discover(ACCOUNT, TRACK, NOW))).toBeInstanceOf(
      InvalidResponseError,
    );
  });
});
