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
import { account, type Fediverse, fediverse, NEEDS_TOKEN, OWNER, OWNER_URI, uri } from '../fakes/mastodon.ts';
import { drain, type FakeServer, type Reply, startServer } from '../fakes/server.ts';

const FOLLOWERS: AudienceTarget = { kind: 'followers', target: '7' };
const LIKES: AudienceTarget = { kind: 'likes', item: '55', target: '55' };
const ONLY_FOLLOWERS = { ...TRACK, following: false, likes: false };
const LIST = '/api/v1/accounts/7/followers';
const LIKERS = '/api/v1/statuses/55/favourited_by';

let server: FakeServer;
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server.close());

const mastodon = (token?: string) => connect(server, 'mastodon:olga@social.example', token);
const serve = (world: Partial<Fediverse>) => {
  server.answer = fediverse({ accounts: [OWNER], ...world });
};
const failure = (promise: Promise<unknown>) => promise.catch((error: unknown) => error);

describe('resolving', () => {
  it('keys the account by its actor and asks its own server without the host', async () => {
    serve({});
    expect(await mastodon().resolve('olga@social.example')).toEqual({
      stableId: OWNER_URI,
      profile: { handle: 'olga@social.example', url: 'https://social.example/@olga', reach: 2 },
      followersCount: 2,
      followingCount: 5,
    });
    expect(server.lines()).toEqual(['/api/v1/accounts/lookup?acct=olga']);
  });

  it('takes a hidden number for no number', async () => {
    serve({ accounts: [{ ...OWNER, followers_count: -1 }] });
    const resolved = await mastodon().resolve('olga@social.example');
    expect(resolved.followersCount).toBeUndefined();
    expect(resolved.profile.reach).toBeUndefined();
  });

  it('tells nobody from a server that wants a token', async () => {
    serve({ accounts: [] });
    expect(await failure(mastodon().resolve('olga@social.example'))).toBeInstanceOf(NotFoundError);
    server.answer = () => NEEDS_TOKEN;
    const error = await failure(mastodon().resolve('olga@social.example'));
    expect(error).toBeInstanceOf(CredentialsRejectedError);
    expect(String(error)).toContain('REKINDLE_MASTODON_TOKEN=TOKEN@HOST');
  });
});

describe('walking', () => {
  it('follows the Link header and nothing else, over an empty last page', async () => {
    serve({ lists: { [LIST]: [[account('ana')], [account('ben'), account('ana')], []] } });
    expect(idsOf(await walk(mastodon(), FOLLOWERS))).toEqual([uri('ana'), uri('ben'), uri('ana')]);
    expect(server.lines().slice(0, 3)).toEqual([
      `${LIST}?limit=80`,
      `${LIST}?limit=80&max_id=1`,
      `${LIST}?limit=80&max_id=2`,
    ]);
  });

  it('goes on from a cursor, in another process too', async () => {
    serve({ lists: { [LIST]: [[account('ana')], [account('ben')]] } });
    expect(idsOf(await walk(mastodon(), FOLLOWERS, '1'))).toEqual([uri('ben')]);
  });

  it('names people of the server itself in full', async () => {
    serve({ lists: { [LIST]: [[account('ana', { acct: 'ana' }), account('ben')]] } });
    const [page] = await walk(mastodon(), FOLLOWERS);
    expect(page?.people.map((person) => person.profile.handle)).toEqual(['ana@social.example', 'ben@far.example']);
  });

  it('does not take a hidden list for an empty one, not even in the middle of a walk', async () => {
    serve({ accounts: [{ ...OWNER, hide_collections: true }], lists: { [LIST]: [[account('ana')], []] } });
    const connector = mastodon();
    const first = await connector.readPage(FOLLOWERS);
    expect(await failure(connector.readPage(FOLLOWERS, first.next))).toBeInstanceOf(NotVisibleError);
    serve({ accounts: [{ ...OWNER, hide_collections: true }], lists: { [LIST]: [[]] } });
    expect(await failure(connector.readPage(FOLLOWERS))).toBeInstanceOf(NotVisibleError);
    serve({ accounts: [{ ...OWNER, suspended: true }], lists: { [LIST]: [[]] } });
    expect(await failure(connector.readPage(FOLLOWERS))).toBeInstanceOf(NotVisibleError);
  });

  it('says of a hidden list what to do, and reads it with the account’s own token', async () => {
    serve({ accounts: [{ ...OWNER, hide_collections: true }], lists: { [LIST]: [[]] }, tokenOwner: '7' });
    const connector = mastodon();
    const { audiences } = await connector.discover(await connector.resolve('olga@social.example'), ONLY_FOLLOWERS, NOW);
    expect(audiences).toEqual([{ kind: 'followers', target: '7', count: 2 }]);
    const message = String(await failure(connector.readPage(FOLLOWERS)));
    expect(message).toContain('Hide your social graph');
    expect(message).toContain('token of the account itself');
    // Pulling keeps this much of a message.
    expect(message.length).toBeLessThan(300);
    expect(await mastodon('own').readPage(FOLLOWERS)).toEqual({ people: [] });
  });

  it('reads an empty list where there is nobody', async () => {
    serve({ accounts: [{ ...OWNER, followers_count: 0, hide_collections: true }], lists: { [LIST]: [[]] } });
    expect(await mastodon().readPage(FOLLOWERS)).toEqual({ people: [] });
  });

  it("reads the owner's own list with the owner's token, hidden or not", async () => {
    serve({ tokenOwner: '7', lists: { [LIST]: [[account('ana')]] } });
    await walk(mastodon('own'), FOLLOWERS);
    expect(server.asked.at(-1)?.headers['authorization']).toBe('Bearer own');
  });

  it('reads lists without a token that is somebody else’s: it would leave out whom they mute', async () => {
    serve({ tokenOwner: '99', lists: { [LIST]: [[account('ana')]], [LIKERS]: [[account('ben')]] } });
    const connector = mastodon('foreign');
    await walk(connector, FOLLOWERS);
    expect(server.asked.at(-1)?.headers['authorization']).toBeUndefined();
    await walk(connector, LIKES);
    expect(server.asked.at(-1)?.headers['authorization']).toBeUndefined();
  });

  it('uses the token where the server answers nobody without one', async () => {
    serve({ tokenOwner: '7', isLimited: true, lists: { [LIKERS]: [[account('ben')], [account('cem')]] } });
    expect(idsOf(await walk(mastodon('own'), LIKES))).toEqual([uri('ben'), uri('cem')]);
    expect(server.asked.map(({ headers }) => headers['authorization'])).toEqual([
      undefined,
      'Bearer own',
      'Bearer own',
    ]);
  });

  it('says until when to wait, by the ISO time that Mastodon writes', async () => {
    const headers = {
      date: new Date(NOW).toUTCString(),
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': new Date(NOW + 240_000).toISOString(),
    };
    server.answer = () => ({ status: 429, headers, body: { error: 'Too many requests' } });
    const error = await failure(mastodon().readPage(FOLLOWERS));
    expect(error).toBeInstanceOf(RateLimitedError);
    expect((error as RateLimitedError).retryAt).toBe(NOW + 241_000);
  });

  it.each<[string, Reply]>([
    ['a person without an actor', { body: [account('ana', { uri: undefined })] }],
    ['an actor that is no address', { body: [account('ana', { uri: 'javascript:alert(1)' })] }],
    ['an id that leads elsewhere', { body: [account('ana', { id: '../1' })] }],
    ['a nameless person', { body: [account('ana', { acct: '' })] }],
    ['no list', { body: { accounts: [] } }],
    [
      'a page that names itself as the next',
      { headers: { link: '<https://x.example/?max_id=5>; rel="next"' }, body: [] },
    ],
  ])('fails for %s', async (_, reply) => {
    server.answer = () => reply;
    expect(await failure(mastodon().readPage(FOLLOWERS, '5'))).toBeInstanceOf(InvalidResponseError);
  });

  it('keys people by a digest if their actor is too long for a key, instead of failing the list', async () => {
    const long = `https://far.example/${'x'.repeat(3_000)}`;
    serve({ lists: { [LIST]: [[account('ana', { uri: long }), account('ben', { uri: `${long}y` })]] } });
    const ids = idsOf(await walk(mastodon(), FOLLOWERS));
    expect(ids[0]).toMatch(/^https:\/\/far\.example\/#sha256-[0-9a-f]{64}$/);
    expect(ids[1]).not.toBe(ids[0]);
  });
});

describe('profiles', () => {
  it('reads HTML as text, verified links first, and what keeps people from being suggested', async () => {
    const fields = [
      { name: 'Blog', value: '<a href="https://blog.example/x">blog</a>', verified_at: null },
      { name: 'Evil', value: '<a href="javascript:alert(1)">x</a>' },
      { name: 'Home', value: '<a href="https://ana.example">ana</a>', verified_at: '2026-01-01T00:00:00Z' },
      'odd',
    ];
    const odd = {
      fields,
      note: '<p>Gardener<br>Leipzig</p><script>x</script>',
      display_name: 'Ana <b>',
      url: null,
      locked: true,
      memorial: true,
      bot: true,
      avatar: 'https://far.example/avatars/original/missing.png',
    };
    serve({ lists: { [LIST]: [[account('ana', odd)]] } });
    const [page] = await walk(mastodon(), FOLLOWERS);
    expect(page?.people[0]?.profile).toEqual({
      handle: 'ana@far.example',
      url: uri('ana'),
      name: 'Ana <b>',
      bio: 'Gardener\nLeipzig',
      links: ['https://ana.example/', 'https://blog.example/x'],
      verifiedLinks: ['https://ana.example/'],
      reach: 4,
      isProtected: true,
      isMemorial: true,
      isBot: true,
    });
  });

  it('hydrates people just listed without asking again, others by name, and nobody whose name is another’s now', async () => {
    serve({
      accounts: [OWNER, account('ben', { note: '<p>Ben</p>' }), account('cem', { uri: uri('other') })],
      lists: { [LIST]: [[account('ana')]] },
    });
    const connector = mastodon();
    await walk(connector, FOLLOWERS);
    const people = ['ana', 'ben', 'cem', 'dee'].map((name) => ({ id: uri(name), handle: `${name}@far.example` }));
    const { items } = await drain(connector.hydrate(people));
    expect(items.map((item) => [item.id, item.profile.bio])).toEqual([
      [uri('ana'), undefined],
      [uri('ben'), 'Ben'],
    ]);
    expect(server.lines().filter((line) => line.includes('lookup'))).toHaveLength(3);
  });
});
