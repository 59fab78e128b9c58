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

/** What the AppView knows: a tie by name, and for people who are not active what getProfile says. */
function world(ties: Readonly<Record<string, object>>, inactive: Readonly<Record<string, Reply>> = {}): void {
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

it('says of likes what the complete list says', async () => {
  world({ ana: FOLLOW });
  const { items } = await verify(LIKES, 'ana');
  expect(items[0]?.evidence.answered).toBe('not in the complete list of likes; account active');
});

it('can verify followers and likes', () => {
  const bluesky = connect(server, 'bluesky:owner.example');
  expect((['followers', 'following', 'likes', 'stars'] as const).filter(bluesky.canVerify)).toEqual([
    'followers',
    'likes',
  ]);
});
