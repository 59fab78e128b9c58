import { afterEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type GithubOptions, startGithub } from '../../../../lib/local/demo/servers/github.ts';
import type { DemoServer } from '../../../../lib/local/demo/servers/serve.ts';
import { World } from '../../../../lib/local/demo/world.ts';
import { fetchJson, linked } from './fetch-json.ts';

const OWNER = '900';
const user = z.object({
  login: z.string(),
  id: z.int(),
  node_id: z.string(),
  avatar_url: z.url(),
  html_url: z.url(),
  url: z.url(),
  type: z.enum(['User', 'Bot']),
  site_admin: z.boolean(),
  name: z.undefined().optional(),
  bio: z.undefined().optional(),
});
const users = z.array(user);
const STAR = { accept: 'application/vnd.github.star+json' };

let servers: DemoServer[] = [];
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  servers = [];
});

function worldOf(followers: number): World {
  const world = new World('github');
  world.join({ id: OWNER, handle: 'Owner', name: 'The Owner', location: 'Leipzig', joinedAt: 0 });
  world.publish({ id: 5001, owner: OWNER, name: 'tools', at: 1_000 });
  world.publish({ id: 5002, owner: OWNER, name: 'forked', at: 2_000, isFork: true });
  for (let n = 1; n <= followers; n += 1) {
    world.join({ id: String(1000 + n), handle: `user-${n}`, name: `User ${n}`, bio: 'Codes', joinedAt: n });
    world.follow(String(1000 + n), OWNER, n);
    world.star(String(1000 + n), OWNER, 'tools', 1_000_000 * n);
  }
  return world;
}

async function ask(world: World, options: GithubOptions = {}) {
  const server = await startGithub(world, {
    tokens: { secret: OWNER },
    rateLimit: { limit: 5000, windowMs: 1000 },
    ...options,
  });
  servers.push(server);
  const get = (path: string, headers: Record<string, string> = {}) => fetchJson(`${server.url}${path}`, headers);
  return { server, get };
}

describe('lists', () => {
  test('are numbered pages with first, prev, next and last, and name people by number in their links', async () => {
    const { get } = await ask(worldOf(5));
    const first = await get('/users/owner/followers?per_page=2');
    expect(users.parse(first.body).map((one) => one.id)).toEqual([1001, 1002]);
    expect(linked(first.headers, 'prev')).toBeUndefined();
    expect(linked(first.headers, 'last')).toMatch(/\/user\/900\/followers\?per_page=2&page=3$/);
    const next = linked(first.headers, 'next') ?? '';
    const second = await get(new URL(next).pathname + new URL(next).search);
    expect(users.parse(second.body).map((one) => one.id)).toEqual([1003, 1004]);
    const last = await get('/users/owner/followers?per_page=2&page=3');
    expect(users.parse(last.body)).toHaveLength(1);
    expect(linked(last.headers, 'next')).toBeUndefined();
    expect(linked(last.headers, 'first')).toMatch(/page=1$/);
  });

  test('have 30 rows unless asked, at most 100, and no Link header if one page holds all', async () => {
    const { get } = await ask(worldOf(120));
    expect((await get('/users/owner/followers')).body).toHaveLength(30);
    expect((await get('/users/owner/followers?per_page=1000')).body).toHaveLength(100);
    expect((await get('/users/owner/following')).headers.has('link')).toBe(false);
  });

  test('shift when somebody leaves in the middle of a walk', async () => {
    const world = worldOf(4);
    const { get } = await ask(world);
    await get('/users/owner/followers?per_page=2');
    world.unfollow('1001', OWNER);
    const second = await get('/users/owner/followers?per_page=2&page=2');
    expect(users.parse(second.body).map((one) => one.id)).toEqual([1004]);
  });

  test('end at page 400', async () => {
    const { get } = await ask(worldOf(1));
    expect(await get('/repos/Owner/tools/stargazers?page=401')).toMatchObject({
      status: 422,
      body: { message: expect.stringContaining('pagination is limited for this resource') },
    });
  });

  test('date stars only for the star media type', async () => {
    const { get } = await ask(worldOf(2));
    expect(users.parse((await get('/repos/owner/tools/stargazers')).body)).toHaveLength(2);
    const dated = (await get('/repos/owner/tools/stargazers', STAR)).body;
    expect(z.array(z.object({ starred_at: z.string(), user })).parse(dated)[0]).toMatchObject({
      starred_at: '1970-01-01T00:16:40Z',
      user: { login: 'user-1' },
    });
  });

  test('of repositories have the forks among them', async () => {
    const { get } = await ask(worldOf(3));
    const { body } = await get('/users/owner/repos');
    const repositories = z.array(
      z.object({
        id: z.int(),
        name: z.string(),
        full_name: z.string(),
        fork: z.boolean(),
        private: z.boolean(),
        owner: user,
        stargazers_count: z.int(),
      }),
    );
    expect(repositories.parse(body)).toMatchObject([
      { name: 'forked', fork: true },
      { name: 'tools', fork: false, full_name: 'Owner/tools', stargazers_count: 3 },
    ]);
    const single = (await get('/repos/owner/TOOLS')).body;
    expect(single).toMatchObject({ full_name: 'Owner/tools', clone_url: expect.any(String), subscribers_count: 0 });
    expect((await get('/repos/owner/none')).status).toBe(404);
  });
});

describe('people', () => {
  test('are found by login in any case and by number, with what lists leave out', async () => {
    const { get } = await ask(worldOf(1));
    const whole = { login: 'Owner', name: 'The Owner', location: 'Leipzig', bio: null, followers: 1, public_repos: 2 };
    expect((await get('/users/OWNER')).body).toMatchObject(whole);
    expect((await get('/user/900')).body).toMatchObject(whole);
  });

  test('keep their number through a rename', async () => {
    const world = worldOf(1);
    world.rename('1001', 'renamed');
    const { get } = await ask(world);
    expect((await get('/user/1001')).body).toMatchObject({ login: 'renamed' });
    expect((await get('/users/user-1')).status).toBe(404);
  });

  test('who are deleted and who are suspended are both not found, and not listed', async () => {
    const world = worldOf(3);
    world.delete('1001');
    world.takeDown('1002');
    const { get } = await ask(world);
    for (const id of ['1001', '1002']) {
      expect(await get(`/user/${id}`)).toMatchObject({ status: 404, body: { message: 'Not Found' } });
    }
    expect((await get('/users/owner/followers')).body).toHaveLength(1);
    expect((await get('/repos/owner/tools/stargazers')).body).toHaveLength(1);
  });

  test('follow with 204 and do not with 404, which is also the answer for somebody gone', async () => {
    const world = worldOf(2);
    world.unfollow('1002', OWNER);
    const { get } = await ask(world);
    expect(await get('/users/user-1/following/Owner')).toMatchObject({ status: 204, body: undefined });
    expect((await get('/users/user-2/following/Owner')).status).toBe(404);
    world.delete('1001');
    expect((await get('/users/user-1/following/Owner')).status).toBe(404);
  });

  test('with a token are "user"; a wrong token is refused', async () => {
    const { get } = await ask(worldOf(1));
    expect((await get('/user', { authorization: 'Bearer secret' })).body).toMatchObject({ login: 'Owner' });
    expect((await get('/user/followers', { authorization: 'token secret' })).body).toHaveLength(1);
    expect((await get('/user')).status).toBe(401);
    expect(await get('/users/owner', { authorization: 'Bearer wrong' })).toMatchObject({
      status: 401,
      body: { message: 'Bad credentials' },
    });
  });
});

describe('limits', () => {
  test('are told in seconds, and end with 403 until the window is over', async () => {
    let wall = Date.parse('2026-11-22T12:00:00Z');
    const { get } = await ask(worldOf(1), { rateLimit: { limit: 2, windowMs: 3_600_000 }, wall: () => wall });
    await get('/users/owner');
    const last = await get('/users/owner');
    expect(last.headers.get('x-ratelimit-limit')).toBe('2');
    expect(last.headers.get('x-ratelimit-remaining')).toBe('0');
    expect(last.headers.get('x-ratelimit-used')).toBe('2');
    expect(last.headers.get('x-ratelimit-reset')).toBe(String(wall / 1000 + 3600));
    expect(last.headers.get('date')).toBe('Sun, 22 Nov 2026 12:00:00 GMT');
    const over = await get('/users/owner');
    expect(over).toMatchObject({ status: 403, body: { message: expect.stringContaining('rate limit exceeded') } });
    expect(over.headers.get('x-ratelimit-remaining')).toBe('0');
    wall += 3_600_000;
    expect((await get('/users/owner')).status).toBe(200);
  });

  test('can be asked for free, and what has not changed costs nothing', async () => {
    const { get } = await ask(worldOf(1), { rateLimit: { limit: 3, windowMs: 3_600_000 } });
    const { headers } = await get('/users/owner');
    const unchanged = await get('/users/owner', { 'if-none-match': headers.get('etag') ?? '' });
    expect(unchanged.status).toBe(304);
    await get('/rate_limit');
    expect((await get('/rate_limit')).body).toMatchObject({ resources: { core: { limit: 3, used: 1, remaining: 2 } } });
  });

  test('of a token are its own, and either status can be chosen', async () => {
    const { get } = await ask(worldOf(1), { rateLimit: { limit: 1, windowMs: 60_000 }, overLimitStatus: 429 });
    await get('/users/owner');
    expect((await get('/users/owner')).status).toBe(429);
    expect((await get('/users/owner', { authorization: 'Bearer secret' })).status).toBe(200);
  });
});
