import { afterEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type MastodonOptions, startMastodon } from '../../../../lib/local/demo/servers/mastodon.ts';
import type { DemoServer } from '../../../../lib/local/demo/servers/serve.ts';
import { World } from '../../../../lib/local/demo/world.ts';
import { fetchJson, linked } from './fetch-json.ts';

const OWNER = '100';
const account = z.object({
  id: z.string().regex(/^\d+$/),
  username: z.string(),
  acct: z.string(),
  uri: z.url(),
  url: z.url(),
  display_name: z.string(),
  note: z.string(),
  avatar: z.url(),
  avatar_static: z.url(),
  header: z.url(),
  header_static: z.url(),
  locked: z.boolean(),
  bot: z.boolean(),
  group: z.boolean(),
  indexable: z.boolean(),
  created_at: z.string().endsWith('T00:00:00.000Z'),
  followers_count: z.int(),
  following_count: z.int(),
  statuses_count: z.int(),
  emojis: z.array(z.unknown()),
  fields: z.array(z.object({ name: z.string(), value: z.string(), verified_at: z.string().nullable() })),
});
const accounts = z.array(account);

let servers: DemoServer[] = [];
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  servers = [];
});

function worldOf(followers: number): World {
  const world = new World('mastodon');
  world.join({ id: OWNER, handle: 'owner@home.example', name: 'Owner', joinedAt: 90_000_000 });
  for (let n = 1; n <= followers; n += 1) {
    const host = n % 2 === 0 ? 'home.example' : 'away.example';
    world.join({ id: String(1000 + n), handle: `f${n}@${host}`, name: `F${n}`, bio: 'a <b> & c\nd', joinedAt: n });
    world.follow(String(1000 + n), OWNER, n);
  }
  return world;
}

async function ask(world: World, options: Partial<MastodonOptions> = {}) {
  const server = await startMastodon(world, { domain: 'home.example', tokens: { secret: OWNER }, ...options });
  servers.push(server);
  const get = (path: string, token?: string) =>
    fetchJson(`${server.url}${path}`, token === undefined ? {} : { authorization: `Bearer ${token}` });
  const walk = async (path: string, token?: string) => {
    const pages: string[][] = [];
    let next: string | undefined = `${server.url}${path}`;
    while (next !== undefined) {
      const page = await get(next.slice(server.url.length), token);
      pages.push(accounts.parse(page.body).map((one) => one.id));
      next = linked(page.headers, 'next');
    }
    return pages;
  };
  return { server, get, walk };
}

describe('lists', () => {
  test('page by the Link header, newest first, with an empty page after an exact multiple', async () => {
    const { walk } = await ask(worldOf(4));
    expect(await walk(`/api/v1/accounts/${OWNER}/followers?limit=2`)).toEqual([['1004', '1003'], ['1002', '1001'], []]);
    expect(await walk(`/api/v1/accounts/${OWNER}/followers?limit=3`)).toEqual([['1004', '1003', '1002'], ['1001']]);
  });

  test('have 40 rows unless asked, and never more than 80', async () => {
    const { walk } = await ask(worldOf(90));
    expect((await walk(`/api/v1/accounts/${OWNER}/followers`)).map((page) => page.length)).toEqual([40, 40, 10]);
    expect((await walk(`/api/v1/accounts/${OWNER}/followers?limit=500`)).map((page) => page.length)).toEqual([80, 10]);
  });

  test('page by internal numbers, not by account ids', async () => {
    const { get } = await ask(worldOf(3));
    const { headers } = await get(`/api/v1/accounts/${OWNER}/followers?limit=1`);
    expect(linked(headers, 'next')).toMatch(/limit=1&max_id=3$/);
    expect(linked(headers, 'prev')).toMatch(/since_id=3$/);
  });

  test('are empty with 200 where their owner hides them, and full with the owner’s token', async () => {
    const world = worldOf(3);
    world.edit(OWNER, { hidesLists: true });
    const { walk, get } = await ask(world);
    expect(await walk(`/api/v1/accounts/${OWNER}/followers`)).toEqual([[]]);
    expect((await walk(`/api/v1/accounts/${OWNER}/followers`, 'secret')).flat()).toHaveLength(3);
    expect((await get(`/api/v1/accounts/${OWNER}`)).body).toMatchObject({ hide_collections: true, followers_count: 3 });
  });

  test('leave out the suspended, and people whom the token’s owner blocks even from own likes', async () => {
    const world = worldOf(3);
    const post = world.post({ author: OWNER, at: 1, text: 'Hi' });
    for (const id of ['1001', '1002', '1003']) world.like(id, post, 2);
    world.takeDown('1001');
    world.block(OWNER, '1002', 3);
    const { walk } = await ask(world);
    expect((await walk(`/api/v1/statuses/${post}/favourited_by`)).flat()).toEqual(['1003', '1002']);
    expect((await walk(`/api/v1/statuses/${post}/favourited_by`, 'secret')).flat()).toEqual(['1003']);
    expect((await walk(`/api/v1/accounts/${OWNER}/followers`)).flat()).toEqual(['1003']);
  });

  test('of other people leave out whom the token’s owner blocks, the own list does not', async () => {
    const world = worldOf(3);
    world.follow('1002', '1001', 4);
    world.block(OWNER, '1002', 5);
    world.follow('1002', OWNER, 6);
    const { walk } = await ask(world);
    expect((await walk('/api/v1/accounts/1001/followers')).flat()).toEqual(['1002']);
    expect((await walk('/api/v1/accounts/1001/followers', 'secret')).flat()).toEqual([]);
    expect((await walk(`/api/v1/accounts/${OWNER}/followers`, 'secret')).flat()).toContain('1002');
  });
});

describe('accounts', () => {
  test('are looked up by acct, with the host only for people elsewhere', async () => {
    const { get } = await ask(worldOf(2));
    const own = account.parse((await get('/api/v1/accounts/lookup?acct=owner')).body);
    expect(own).toMatchObject({ acct: 'owner', uri: 'https://home.example/users/owner', followers_count: 2 });
    const far = account.parse((await get('/api/v1/accounts/lookup?acct=f1@away.example')).body);
    expect(far).toMatchObject({ acct: 'f1@away.example', uri: 'https://away.example/users/f1' });
    expect(far.note).toBe('<p>a &lt;b&gt; &amp; c<br />d</p>');
    expect(await get('/api/v1/accounts/lookup?acct=nobody')).toMatchObject({
      status: 404,
      body: { error: 'Record not found' },
    });
  });

  test('say that they are suspended, and nothing else', async () => {
    const world = worldOf(1);
    world.takeDown('1001');
    const { get } = await ask(world);
    const { status, body } = await get('/api/v1/accounts/1001');
    expect(status).toBe(200);
    expect(body).toMatchObject({ suspended: true, display_name: '', note: '', fields: [] });
  });

  test('name the account they moved to, one level deep; the deleted are gone', async () => {
    const world = worldOf(3);
    world.move('1001', '1002');
    world.move('1002', '1003');
    world.delete('1003');
    const { get } = await ask(world);
    const moved = (await get('/api/v1/accounts/1001')).body;
    expect(moved).toMatchObject({ moved: { id: '1002' } });
    expect(moved).not.toHaveProperty('moved.moved');
    expect((await get('/api/v1/accounts/1003')).status).toBe(404);
    const several = await get('/api/v1/accounts?id[]=1001&id[]=1003&id[]=9');
    expect(accounts.parse(several.body).map((one) => one.id)).toEqual(['1001']);
  });

  test('show ties only to a token, and suspended people only when asked', async () => {
    const world = worldOf(4);
    world.takeDown('1002');
    world.block('1003', OWNER, 1);
    world.unfollow('1004', OWNER);
    const { get } = await ask(world);
    const path = '/api/v1/accounts/relationships?id[]=1001&id[]=1002&id[]=1003&id[]=1004';
    expect(await get(path)).toMatchObject({ status: 401, body: { error: 'The access token is invalid' } });
    expect((await get(path, 'wrong')).status).toBe(401);
    expect((await get(path, 'secret')).body).toMatchObject([
      { id: '1001', followed_by: true, blocked_by: false },
      { id: '1003', followed_by: false, blocked_by: true },
      { id: '1004', followed_by: false, blocked_by: false },
    ]);
    expect((await get(`${path}&with_suspended=true`, 'secret')).body).toHaveLength(4);
    expect((await get('/api/v1/accounts/verify_credentials', 'secret')).body).toMatchObject({ id: OWNER });
  });

  test('of a server that was cut off are suspended, and the server is named', async () => {
    const world = worldOf(3);
    world.sever('away.example');
    const { get, walk } = await ask(world);
    expect((await walk(`/api/v1/accounts/${OWNER}/followers`)).flat()).toEqual(['1002']);
    expect((await get('/api/v1/accounts/1001')).body).toMatchObject({ suspended: true });
    expect((await get('/api/v1/instance/domain_blocks')).body).toMatchObject([
      { domain: 'away.example', severity: 'suspend' },
    ]);
  });

  test('are shown to nobody without a token where federation is limited', async () => {
    const { get } = await ask(worldOf(1), { isLimited: true });
    expect(await get('/api/v1/accounts/lookup?acct=owner')).toMatchObject({
      status: 401,
      body: { error: 'This API requires an authenticated user' },
    });
    expect((await get('/api/v1/accounts/lookup?acct=owner', 'secret')).status).toBe(200);
  });
});

describe('statuses', () => {
  function postedWorld() {
    const world = worldOf(2);
    const first = world.post({ author: OWNER, at: 1_000, text: 'One https://a.example/x' });
    const other = world.post({ author: '1001', at: 2_000, text: 'Theirs' });
    world.post({ author: OWNER, at: 3_000, text: '', repostOf: other });
    world.post({ author: OWNER, at: 4_000, text: 'To them', replyTo: other });
    const thread = world.post({ author: OWNER, at: 5_000, text: 'To myself', replyTo: first });
    const secret = world.post({ author: OWNER, at: 6_000, text: 'Psst', visibility: 'private' });
    world.post({ author: '1002', at: 7_000, text: 'Deep', replyTo: thread });
    return { world, first, thread, secret };
  }
  const list = `/api/v1/accounts/${OWNER}/statuses`;
  const statuses = z.array(
    z.object({ id: z.string(), content: z.string(), reblog: z.unknown(), account, visibility: z.string() }).loose(),
  );

  test('are listed newest first, boosts and replies among them unless left out', async () => {
    const { world, first, thread } = postedWorld();
    const { get } = await ask(world);
    expect(statuses.parse((await get(list)).body)).toHaveLength(4);
    const own = statuses.parse((await get(`${list}?exclude_reblogs=true&exclude_replies=true`)).body);
    expect(own.map((status) => status.id)).toEqual([thread, first]);
    expect(own[1]?.content).toContain('<a href="https://a.example/x"');
  });

  test('page by their own ids', async () => {
    const { world } = postedWorld();
    const { get, server } = await ask(world);
    const seen: string[] = [];
    let next: string | undefined = `${server.url}${list}?limit=2`;
    while (next !== undefined) {
      const page = await get(next.slice(server.url.length));
      seen.push(...statuses.parse(page.body).map((status) => status.id));
      next = linked(page.headers, 'next');
    }
    expect(seen).toHaveLength(4);
    expect(seen).toEqual([...seen].sort((a, b) => Number(BigInt(b) - BigInt(a))));
  });

  test('that are private exist for their author only', async () => {
    const { world, secret } = postedWorld();
    const { get } = await ask(world);
    expect((await get(`/api/v1/statuses/${secret}/favourited_by`)).status).toBe(404);
    expect((await get(`/api/v1/statuses/${secret}/favourited_by`, 'secret')).status).toBe(200);
    expect(statuses.parse((await get(list, 'secret')).body)).toHaveLength(5);
  });

  test('have the thread around them', async () => {
    const { world, first, thread } = postedWorld();
    const { get } = await ask(world);
    expect((await get(`/api/v1/statuses/${thread}/context`)).body).toMatchObject({
      ancestors: [{ id: first }],
      descendants: [{ in_reply_to_id: thread, account: { id: '1002' } }],
    });
  });
});

test('a limit names its reset as a date and says nothing of when to come back', async () => {
  const wall = Date.parse('2026-11-22T12:00:00.500Z');
  const { get } = await ask(worldOf(1), { rateLimit: { limit: 1, windowMs: 300_000 }, wall: () => wall });
  const first = await get('/api/v1/accounts/100');
  expect(first.headers.get('x-ratelimit-remaining')).toBe('0');
  expect(first.headers.get('x-ratelimit-reset')).toBe('2026-11-22T12:05:00.500Z');
  const second = await get('/api/v1/accounts/100');
  expect(second).toMatchObject({ status: 429, body: { error: 'Too many requests' } });
  expect(second.headers.has('retry-after')).toBe(false);
  expect((await get('/api/v1/accounts/100', 'secret')).status).toBe(200);
});
