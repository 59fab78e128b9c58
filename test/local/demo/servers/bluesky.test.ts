import { afterEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { startBluesky } from '../../../../lib/local/demo/servers/bluesky.ts';
import type { DemoServer, ServerOptions } from '../../../../lib/local/demo/servers/serve.ts';
import { World } from '../../../../lib/local/demo/world.ts';
import { fetchJson } from './fetch-json.ts';

const OWNER = 'did:plc:owner';
const profile = z.object({
  did: z.string().startsWith('did:'),
  handle: z.string(),
  displayName: z.string().optional(),
  description: z.string().optional(),
  indexedAt: z.iso.datetime(),
  createdAt: z.iso.datetime(),
  labels: z.array(z.unknown()),
  followersCount: z.undefined().optional(),
  website: z.undefined().optional(),
});
const detailed = profile.extend({
  followersCount: z.int(),
  followsCount: z.int(),
  postsCount: z.int(),
  website: z.string().optional(),
});
const followersPage = z.object({ subject: profile, cursor: z.string().optional(), followers: z.array(profile) });
const failure = z.object({ error: z.string(), message: z.string() });

let servers: DemoServer[] = [];
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  servers = [];
});

function worldOf(followers: number): World {
  const world = new World('bluesky');
  world.join({ id: OWNER, handle: 'owner.example', name: 'Owner', joinedAt: 0, website: 'https://owner.example' });
  for (let n = 1; n <= followers; n += 1) {
    world.join({ id: `did:plc:f${n}`, handle: `f${n}.example`, name: `Follower ${n}`, bio: 'Hello', joinedAt: n });
    world.follow(`did:plc:f${n}`, OWNER, 1000 * n);
  }
  return world;
}

async function ask(world: World, options: ServerOptions = {}) {
  const server = await startBluesky(world, options);
  servers.push(server);
  const get = (method: string, query: [string, string][] = []) =>
    fetchJson(`${server.url}/xrpc/${method}?${new URLSearchParams(query)}`);
  const followers = async (limit: number) => {
    const pages: string[][] = [];
    let cursor: string | undefined;
    do {
      const query: [string, string][] = [
        ['actor', 'owner.example'],
        ['limit', String(limit)],
        ...(cursor === undefined ? [] : [['cursor', cursor] as [string, string]]),
      ];
      const page = followersPage.parse((await get('app.bsky.graph.getFollowers', query)).body);
      pages.push(page.followers.map((person) => person.did));
      cursor = page.cursor;
    } while (cursor !== undefined);
    return pages;
  };
  return { server, get, followers };
}

describe('getFollowers', () => {
  test('lists whoever follows, newest first, page by page until there is no cursor', async () => {
    const { followers } = await ask(worldOf(5));
    expect(await followers(2)).toEqual([['did:plc:f5', 'did:plc:f4'], ['did:plc:f3', 'did:plc:f2'], ['did:plc:f1']]);
  });

  test('ends a list that fills its last page with an empty page', async () => {
    const { followers } = await ask(worldOf(4));
    expect((await followers(2)).map((page) => page.length)).toEqual([2, 2, 0]);
  });

  test('hides the inactive and everybody in a block relation, and goes on counting them', async () => {
    const world = worldOf(6);
    world.deactivate('did:plc:f1');
    world.takeDown('did:plc:f2');
    world.block('did:plc:f3', OWNER, 1);
    world.block(OWNER, 'did:plc:f4', 1);
    const { followers, get } = await ask(world);
    expect((await followers(100)).flat()).toEqual(['did:plc:f6', 'did:plc:f5']);
    const own = await get('app.bsky.actor.getProfile', [['actor', OWNER]]);
    expect(detailed.parse(own.body).followersCount).toBe(6);
  });

  test('gives short pages with a cursor where it looked in vain for more', async () => {
    const world = worldOf(30);
    for (let n = 2; n <= 29; n += 1) world.deactivate(`did:plc:f${n}`);
    const { followers } = await ask(world);
    expect(await followers(1)).toEqual([['did:plc:f30'], [], [], ['did:plc:f1'], []]);
  });

  test('shows a follower again after the block ends: the follow was only hidden', async () => {
    const world = worldOf(1);
    world.block('did:plc:f1', OWNER, 1);
    const { followers } = await ask(world);
    expect((await followers(10)).flat()).toEqual([]);
    world.unblock('did:plc:f1', OWNER);
    expect((await followers(10)).flat()).toEqual(['did:plc:f1']);
  });

  test('refuses a limit beyond 100 and an unknown actor, and ends at a cursor that is none', async () => {
    const { get } = await ask(worldOf(2));
    const method = 'app.bsky.graph.getFollowers';
    for (const query of [{ actor: OWNER, limit: '101' }, { actor: 'nobody.example' }, {}]) {
      const answer = await get(method, Object.entries(query));
      expect(answer.status).toBe(400);
      expect(failure.parse(answer.body).error).toBe('InvalidRequest');
    }
    const bad = await get(method, [
      ['actor', OWNER],
      ['cursor', '1::x'],
    ]);
    expect(followersPage.parse(bad.body)).toMatchObject({ followers: [] });
  });

  test('caps its pages when told to', async () => {
    const { followers } = await ask(worldOf(5), { pageCap: 3 });
    expect((await followers(100)).map((page) => page.length)).toEqual([3, 2]);
  });
});

describe('accounts', () => {
  test('getProfile tells suspended, deactivated and missing apart', async () => {
    const world = worldOf(4);
    world.takeDown('did:plc:f1');
    world.deactivate('did:plc:f2');
    world.delete('did:plc:f3');
    const { get } = await ask(world);
    const errors: unknown[] = [];
    for (const actor of ['did:plc:f1', 'did:plc:f2', 'did:plc:f3', 'did:plc:unknown']) {
      const answer = await get('app.bsky.actor.getProfile', [['actor', actor]]);
      expect(answer.status).toBe(400);
      errors.push(answer.body);
    }
    expect(errors).toEqual([
      { error: 'AccountTakedown', message: 'Account has been suspended' },
      { error: 'AccountDeactivated', message: 'Account is deactivated' },
      { error: 'InvalidRequest', message: 'Profile not found' },
      { error: 'InvalidRequest', message: 'Profile not found' },
    ]);
  });

  test('getProfiles leaves out whoever is not active, without a word, and takes 25 at most', async () => {
    const world = worldOf(26);
    world.takeDown('did:plc:f1');
    world.deactivate('did:plc:f2');
    world.delete('did:plc:f3');
    const { get } = await ask(world);
    const actors = (most: number): [string, string][] =>
      Array.from({ length: most }, (_, n) => ['actors', `did:plc:f${n + 1}`]);
    const answer = await get('app.bsky.actor.getProfiles', actors(5));
    const { profiles } = z.object({ profiles: z.array(detailed) }).parse(answer.body);
    expect(profiles.map((person) => person.did)).toEqual(['did:plc:f4', 'did:plc:f5']);
    expect((await get('app.bsky.actor.getProfiles', actors(26))).status).toBe(400);
  });

  test('getRelationships reads DIDs only, and knows nothing of accounts', async () => {
    const world = worldOf(4);
    world.block('did:plc:f2', OWNER, 1);
    world.block(OWNER, 'did:plc:f3', 1);
    world.deactivate('did:plc:f4');
    world.follow(OWNER, 'did:plc:f1', 1);
    const { get } = await ask(world);
    const others = ['did:plc:f1', 'did:plc:f2', 'did:plc:f3', 'did:plc:f4', 'did:plc:never', 'f1.example'];
    const query: [string, string][] = [['actor', OWNER], ...others.map((other): [string, string] => ['others', other])];
    const { body } = await get('app.bsky.graph.getRelationships', query);
    const follow = expect.stringMatching(/^at:\/\/did:plc:f\d\/app\.bsky\.graph\.follow\/[2-7a-z]{13}$/);
    const $type = 'app.bsky.graph.defs#relationship';
    expect(body).toEqual({
      actor: OWNER,
      relationships: [
        { $type, did: 'did:plc:f1', followedBy: follow, following: expect.stringContaining(OWNER) },
        { $type, did: 'did:plc:f2', followedBy: follow, blockedBy: expect.stringContaining('/app.bsky.graph.block/') },
        { $type, did: 'did:plc:f3', followedBy: follow, blocking: expect.stringContaining(OWNER) },
        { $type, did: 'did:plc:f4', followedBy: follow },
        { $type, did: 'did:plc:never' },
        { $type: 'app.bsky.graph.defs#notFoundActor', actor: 'f1.example', notFound: true },
      ],
    });
  });

  test('a rename changes the handle and not the DID', async () => {
    const world = worldOf(1);
    world.rename('did:plc:f1', 'new.example');
    const { get } = await ask(world);
    const found = await get('app.bsky.actor.getProfile', [['actor', 'new.example']]);
    expect(detailed.parse(found.body).did).toBe('did:plc:f1');
    expect((await get('app.bsky.actor.getProfile', [['actor', 'f1.example']])).status).toBe(400);
  });

  test('says of an account what its own server would', async () => {
    const world = worldOf(2);
    world.takeDown('did:plc:f1');
    const { get } = await ask(world);
    const status = (did: string) => get('com.atproto.sync.getRepoStatus', [['did', did]]);
    expect((await status('did:plc:f1')).body).toEqual({ did: 'did:plc:f1', active: false, status: 'takendown' });
    expect((await status('did:plc:f2')).body).toEqual({ did: 'did:plc:f2', active: true });
    expect((await status('did:plc:no')).body).toMatchObject({ error: 'RepoNotFound' });
  });
});

describe('posts', () => {
  const feedPage = z.object({
    cursor: z.string().optional(),
    feed: z.array(
      z.object({
        post: z.object({ uri: z.string(), cid: z.string(), likeCount: z.int(), replyCount: z.int() }).loose(),
        reason: z.object({ $type: z.literal('app.bsky.feed.defs#reasonRepost'), indexedAt: z.string() }).optional(),
        reply: z.object({ root: z.unknown(), parent: z.unknown() }).optional(),
      }),
    ),
  });

  function postedWorld() {
    const world = worldOf(5);
    const first = world.post({ author: OWNER, at: 10_000, text: 'First' });
    const other = world.post({ author: 'did:plc:f1', at: 11_000, text: 'Not mine' });
    const second = world.post({ author: OWNER, at: 12_000, text: 'Second' });
    world.post({ author: OWNER, at: 13_000, text: '', repostOf: other });
    world.post({ author: OWNER, at: 14_000, text: 'Me too', replyTo: other });
    world.post({ author: 'did:plc:f2', at: 15_000, text: 'Well said', replyTo: first });
    for (let n = 1; n <= 5; n += 1) world.like(`did:plc:f${n}`, first, 20_000 + n);
    return { world, first, second, uri: `at://${OWNER}/app.bsky.feed.post/${first}` };
  }

  test('the author feed has posts, replies and reposts with their reason, newest first', async () => {
    const { world, first } = postedWorld();
    const { get } = await ask(world);
    const { body } = await get('app.bsky.feed.getAuthorFeed', [['actor', OWNER]]);
    const { feed } = feedPage.parse(body);
    expect(feed.map((item) => [item.reason !== undefined, item.reply !== undefined])).toEqual([
      [false, true],
      [true, false],
      [false, false],
      [false, false],
    ]);
    expect(feed[1]?.post.uri).toContain('did:plc:f1');
    expect(feed[3]?.post).toMatchObject({ likeCount: 5, replyCount: 1, uri: expect.stringContaining(first) });
  });

  test('the author feed can leave out replies, and pages', async () => {
    const { world } = postedWorld();
    const { get } = await ask(world);
    const query: [string, string][] = [
      ['actor', OWNER],
      ['filter', 'posts_no_replies'],
      ['limit', '2'],
    ];
    const page = feedPage.parse((await get('app.bsky.feed.getAuthorFeed', query)).body);
    expect(page.feed).toHaveLength(2);
    const next = await get('app.bsky.feed.getAuthorFeed', [...query, ['cursor', page.cursor ?? '']]);
    const rest = feedPage.parse(next.body);
    expect(rest.cursor).toBeUndefined();
    expect([...page.feed, ...rest.feed].map((item) => item.reply)).toEqual([undefined, undefined, undefined]);
  });

  test('getLikes dates each like and hides the inactive and the blocked', async () => {
    const { world, uri } = postedWorld();
    world.deactivate('did:plc:f1');
    world.block('did:plc:f2', OWNER, 1);
    const { get } = await ask(world);
    const like = z.object({ indexedAt: z.iso.datetime(), createdAt: z.iso.datetime(), actor: profile });
    const { body } = await get('app.bsky.feed.getLikes', [['uri', uri]]);
    const { likes } = z.object({ uri: z.literal(uri), likes: z.array(like) }).parse(body);
    expect(likes.map((one) => one.actor.did)).toEqual(['did:plc:f5', 'did:plc:f4', 'did:plc:f3']);
    const old = await get('app.bsky.feed.getLikes', [
      ['uri', uri],
      ['cursor', 'did:plc:f3'],
    ]);
    expect(old.status).toBe(400);
  });

  test('a thread has its replies, and a removed post is not found', async () => {
    const { world, uri, first } = postedWorld();
    const { get } = await ask(world);
    const { body } = await get('app.bsky.feed.getPostThread', [['uri', uri]]);
    const threaded = { post: { author: { did: 'did:plc:f2' }, record: { text: 'Well said' } } };
    expect(body).toMatchObject({ thread: { $type: 'app.bsky.feed.defs#threadViewPost', replies: [threaded] } });
    world.removePost(first);
    expect((await get('app.bsky.feed.getPostThread', [['uri', uri]])).body).toMatchObject({ error: 'NotFound' });
    expect((await get('app.bsky.feed.getPosts', [['uris', uri]])).body).toEqual({ posts: [] });
    expect((await get('app.bsky.feed.getLikes', [['uri', uri]])).body).toEqual({ uri, likes: [] });
  });
});

test('an unknown method is not implemented', async () => {
  const { get } = await ask(worldOf(0));
  expect(await get('app.bsky.graph.getNothing')).toMatchObject({
    status: 501,
    body: { error: 'MethodNotImplemented' },
  });
});
