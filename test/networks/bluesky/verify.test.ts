import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InvalidResponseError, RateLimitedError, UnavailableError } from '../../../functions/networks/errors.ts';
import type { AudienceTarget, ResolvedAccount } from '../../../functions/networks/network.ts';
import { DEACTIVATED, did, GONE, OWNER, refuse, TAKEN_DOWN, view, xrpc } from '../fakes/bluesky.ts';
import { connect, NOW } from '../fakes/connect.ts';
import { type Asked, drain, type FakeServer, type Reply, startServer } from '../fakes/server.ts';

const ACCOUNT: ResolvedAccount = { stableId: OWNER, profile: { handle: 'owner.example', url: 'https://x.example/' } };
const FOLLOWERS: AudienceTarget = { kind: 'followers', target: OWNER };
const LIKES: AudienceTarget = { kind: 'likes', item: 'r', target: `at://${OWNER}/app.bsky.feed.post/r` };

let server: FakeServer;
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server.close());

interface Likes {
  /** Pages of the list, by name. */
  readonly pages: readonly (readonly string[])[];
  /** What the post itself counts. */
  readonly count: number | undefined;
}

/** What the AppView knows: a tie by name, for people who are not active what getProfile says, and a post's likes. */
function world(
  ties: Readonly<Record<string, object>>,
  inactive: Readonly<Record<string, Reply>> = {},
  likes: Likes = { pages: [['zoe']], count: 1 },
): void {
  const byDid = new Map(Object.entries(ties).map(([name, tie]) => [did(name), tie]));
  const replies = new Map(Object.entries(inactive).map(([name, reply]) => [did(name), reply]));
  const active = (id: string) => !replies.has(id);
  server.answer = xrpc({
    getRelationships: ({ query }: Asked) => ({
      body: {
        actor: OWNER,
        relationships: query.getAll('others').map((id) => {
          const tie = byDid.get(id);
          const kind = tie === undefined ? 'notFoundActor' : 'relationship';
          return {
            $type: `app.bsky.graph.defs#${kind}`,
            ...(tie === undefined ? { actor: id, notFound: true } : { did: id, ...tie }),
          };
        }),
      },
    }),
    getProfiles: ({ query }: Asked) => ({
      body: {
        profiles: query
          .getAll('actors')
          .filter(active)
          .map((id) => ({ did: id, handle: 'fresh.example', followersCount: 5 })),
      },
    }),
    getProfile: ({ query }: Asked) => {
      const id = query.get('actor') ?? '';
      return replies.get(id) ?? { body: { did: id, handle: 'fresh.example' } };
    },
    getLikes: ({ query }: Asked) => {
      const at = Number(query.get('cursor') ?? 0);
      const rows = likes.pages[at]?.map((name) => ({ actor: view(name), indexedAt: '2026-11-01T00:00:00Z' }));
      return { body: { likes: rows ?? [], ...(at + 1 < likes.pages.length && { cursor: String(at + 1) }) } };
    },
    getPosts: ({ query }: Asked) => ({
      body: {
        posts: query.getAll('uris').map((uri) => ({ uri, author: { did: OWNER }, likeCount: likes.count })),
      },
    }),
  });
}

async function verify(target: AudienceTarget, ...names: readonly string[]) {
  const people = names.map((name) => ({ id: did(name), handle: `${name}.example` }));
  return drain(connect(server, 'bluesky:owner.example').verify(ACCOUNT, target, people));
}

/** A finding without the parts that every test would repeat. */
async function one(target: AudienceTarget, name: string) {
  const { items, error } = await verify(target, name);
  if (error !== undefined) throw error;
  const { evidence: _, profile: __, id: ___, ...facts } = items[0] ?? { evidence: '', id: '', profile: '' };
  return facts;
}

const FOLLOW = { followedBy: 'at://did:plc:x/app.bsky.graph.follow/1' };

describe('verifying followers', () => {
  it.each<[string, object, Reply | undefined, object]>([
    ['unfollowed', {}, undefined, { account: 'active', inAudience: false }],
    ['still follows', FOLLOW, undefined, { account: 'active', inAudience: true }],
    [
      'blocks the owner',
      { ...FOLLOW, blockedBy: 'at://b' },
      undefined,
      { account: 'active', inAudience: true, blockedYou: true },
    ],
    [
      'blocks the owner by a list',
      { blockedByList: 'at://b' },
      undefined,
      { account: 'active', inAudience: false, blockedYou: true },
    ],
    [
      'is blocked by the owner',
      { blocking: 'at://b' },
      undefined,
      { account: 'active', inAudience: false, youBlocked: true },
    ],
    [
      'is blocked by a list of the owner',
      { blockingByList: 'at://b' },
      undefined,
      { account: 'active', inAudience: false, youBlocked: true },
    ],
    ['is deactivated', FOLLOW, DEACTIVATED, { account: 'deactivated', inAudience: true }],
    ['is taken down', FOLLOW, TAKEN_DOWN, { account: 'suspended', inAudience: true }],
    ['is deleted', {}, GONE, { account: 'deleted', inAudience: false }],
  ])('tells who %s', async (_, tie, profile, facts) => {
    world({ ana: tie }, profile === undefined ? {} : { ana: profile });
    expect(await one(FOLLOWERS, 'ana')).toEqual(facts);
  });

  it('knows no tie of somebody whom the AppView does not find', async () => {
    world({}, { ana: GONE });
    expect(await one(FOLLOWERS, 'ana')).toEqual({ account: 'deleted' });
  });

  it('leaves open who is shown alone but not among active accounts', async () => {
    world({ ana: {}, ben: FOLLOW }, { ana: { body: view('ana') }, ben: { body: view('ben') } });
    expect(await one(FOLLOWERS, 'ana')).toEqual({});
    expect(await one(FOLLOWERS, 'ben')).toEqual({ inAudience: true });
  });

  it('says what was asked and answered, and brings the fresh profile along', async () => {
    world({ ana: {} });
    const { items } = await verify(FOLLOWERS, 'ana');
    expect(items[0]?.evidence).toEqual({
      at: NOW,
      asked: 'app.bsky.graph.getRelationships, app.bsky.actor.getProfiles',
      answered: 'no follow of you; account active',
    });
    expect(items[0]?.profile).toEqual({
      handle: 'fresh.example',
      url: 'https://bsky.app/profile/fresh.example',
      reach: 5,
    });
  });

  it('asks about 25 at a time, by DID, and leaves out ids that are none', async () => {
    const names = Array.from({ length: 60 }, (_, i) => `p${i}`);
    world(Object.fromEntries(names.map((name) => [name, {}])));
    const people = [...names.map((name) => ({ id: did(name), handle: 'x' })), { id: 'x.example', handle: 'x.example' }];
    const { items } = await drain(connect(server, 'bluesky:o').verify(ACCOUNT, FOLLOWERS, people));
    expect(items.map((item) => item.id)).toEqual(names.map(did));
    const asked = server.asked.filter(({ path }) => path.endsWith('getRelationships'));
    expect(asked.map(({ query }) => query.getAll('others').length)).toEqual([25, 25, 10]);
  });

  it('lets stand what was answered before a rate limit', async () => {
    const names = Array.from({ length: 50 }, (_, i) => `p${i}`);
    world(Object.fromEntries(names.map((name) => [name, {}])));
    const before = server.answer;
    server.answer = (asked) =>
      server.asked.length > 3
        ? { status: 429, headers: { 'retry-after': '300' }, body: { error: 'RateLimitExceeded' } }
        : before(asked);
    const { items, error } = await verify(FOLLOWERS, ...names);
    expect(items).toHaveLength(25);
    expect(error).toBeInstanceOf(RateLimitedError);
    expect((error as RateLimitedError).retryAt).toBe(NOW + 300_000);
  });

  it('lets stand what was answered before an outage in the middle of a batch', async () => {
    world({ ana: {}, ben: {}, cem: {} }, { ben: { status: 502, text: 'bad gateway' } });
    const { items, error } = await verify(FOLLOWERS, 'ana', 'ben', 'cem');
    expect(items.map((item) => item.id)).toEqual([did('ana'), did('cem')]);
    expect(error).toBeInstanceOf(UnavailableError);
  });

  it('believes no deletion from an AppView that has lost the owner too', async () => {
    world({ ana: {} }, { ana: GONE, owner: GONE });
    const { items, error } = await verify(FOLLOWERS, 'ana');
    expect(items).toEqual([]);
    expect(error).toBeDefined();
  });

  it('draws nothing from an error it does not know', async () => {
    world({ ana: {} }, { ana: refuse('UpstreamFailure', 'try again') });
    const { items, error } = await verify(FOLLOWERS, 'ana');
    expect(items).toEqual([]);
    expect(error).toBeInstanceOf(InvalidResponseError);
  });
});

describe('verifying likes', () => {
  it.each<[string, object, Reply | undefined, object]>([
    ['took the like back', {}, undefined, { account: 'active', inAudience: false }],
    ['follows, but took the like back', FOLLOW, undefined, { account: 'active', inAudience: false }],
    ['is only hidden by a block', { blockedBy: 'at://b' }, undefined, { account: 'active', blockedYou: true }],
    ['is deactivated', {}, DEACTIVATED, { account: 'deactivated' }],
  ])('tells who %s', async (_, tie, profile, facts) => {
    world({ ana: tie }, profile === undefined ? {} : { ana: profile });
    expect(await one(LIKES, 'ana')).toEqual(facts);
  });
});

describe('reading the likes again', () => {
  const BLOCKED = { blockedBy: 'at://b' };
  const names = (count: number, from = 0) => Array.from({ length: count }, (_, n) => `fan${from + n}`);
  const facts = async (...people: readonly string[]) => {
    const { items, error } = await verify(LIKES, ...people);
    if (error !== undefined) throw error;
    return Object.fromEntries(people.map((name) => [name, items.find(({ id }) => id === did(name))?.inAudience]));
  };

  it('says what it asked and what the list says', async () => {
    world({ ana: FOLLOW });
    const { items } = await verify(LIKES, 'ana');
    expect(items[0]?.evidence).toEqual({
      at: NOW,
      asked:
        'app.bsky.graph.getRelationships, app.bsky.actor.getProfiles, app.bsky.feed.getLikes, app.bsky.feed.getPosts',
      answered: 'not in the complete list of likes; account active',
    });
    expect(items[0]).not.toHaveProperty('isDoubted');
  });

  it('believes no list that is cut by a single person', async () => {
    world({ ana: {} }, {}, { pages: [names(10)], count: 11 });
    expect(await facts('ana')).toEqual({ ana: undefined });
  });

  it('takes nobody of a cut list for somebody who took the like back', async () => {
    const cut = names(5, 10);
    world(Object.fromEntries(cut.map((name) => [name, {}])), {}, { pages: [names(10)], count: 15 });
    expect(await facts(...cut)).toEqual(Object.fromEntries(cut.map((name) => [name, undefined])));
    const { items } = await verify(LIKES, ...cut);
    expect(items[0]?.evidence.answered).toBe(
      'not in the list of likes, which has 10 of the 15 that the post counts; account active',
    );
    expect(items.map(({ isDoubted }) => isDoubted)).toEqual(cut.map(() => true));
  });

  it.each([
    [3, false],
    [4, undefined],
  ])('allows a count of %i over two listed and one hidden', async (count, inAudience) => {
    world({ ana: {}, ben: BLOCKED }, {}, { pages: [['cem'], ['dee']], count });
    expect(await facts('ana', 'ben')).toEqual({ ana: inAudience, ben: undefined });
  });

  it('goes by everybody who is hidden, whichever batch they came in', async () => {
    const blocked = names(30);
    const ties = { ana: {}, ...Object.fromEntries(blocked.map((name) => [name, BLOCKED])) };
    world(ties, {}, { pages: [['zoe']], count: 31 });
    expect((await facts('ana', ...blocked))['ana']).toBe(false);
    world(ties, {}, { pages: [['zoe']], count: 32 });
    expect((await facts('ana', ...blocked))['ana']).toBeUndefined();
  });

  it('finds those again whom the first walk missed, also in a list that is cut elsewhere', async () => {
    world({ ana: {}, ben: {} }, {}, { pages: [['zoe'], [], ['ana']], count: 40 });
    expect(await facts('ana', 'ben')).toEqual({ ana: true, ben: undefined });
  });

  it('proves nothing without a count, nor by a list too long to be read again', async () => {
    world({ ana: {} }, {}, { pages: [['zoe']], count: undefined });
    expect(await facts('ana')).toEqual({ ana: undefined });
    world({ ana: {} }, {}, { pages: names(21).map((name) => [name]), count: 21 });
    expect(await facts('ana')).toEqual({ ana: undefined });
    world({ ana: {} }, {}, { pages: names(20).map((name) => [name]), count: 20 });
    expect(await facts('ana')).toEqual({ ana: false });
  });

  it('is not done for those who are known to be hidden', async () => {
    world({ ana: BLOCKED, ben: {} }, { ben: DEACTIVATED });
    expect(await facts('ana', 'ben')).toEqual({ ana: undefined, ben: undefined });
    expect(server.asked.filter(({ path }) => /getLikes|getPosts/.test(path))).toEqual([]);
  });

  it('lets stand what is known of the hidden when the network goes down before it is done', async () => {
    world({ ana: {}, ben: BLOCKED });
    const before = server.answer;
    server.answer = (asked) => (asked.path.endsWith('getLikes') ? { status: 502, text: 'bad gateway' } : before(asked));
    const { items, error } = await verify(LIKES, 'ana', 'ben');
    expect(items.map(({ id }) => id)).toEqual([did('ben')]);
    expect(error).toBeInstanceOf(UnavailableError);
  });
});

it('can verify followers and likes', () => {
  const bluesky = connect(server, 'bluesky:owner.example');
  expect((['followers', 'following', 'likes', 'stars'] as const).filter(bluesky.canVerify)).toEqual([
    'followers',
    'likes',
  ]);
});
