import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InvalidResponseError, NotFoundError, NotVisibleError } from '../../../functions/networks/errors.ts';
import type { AudienceTarget, Connector } from '../../../functions/networks/network.ts';
import { DEACTIVATED, did, GONE, OWNER, refuse, view, xrpc } from '../fakes/bluesky.ts';
import { connect, idsOf, walk } from '../fakes/connect.ts';
import { drain, type FakeServer, startServer } from '../fakes/server.ts';

const FOLLOWERS: AudienceTarget = { kind: 'followers', target: OWNER };

let server: FakeServer;
let bluesky: Connector;
beforeEach(async () => {
  server = await startServer();
  bluesky = connect(server, 'bluesky:owner.example');
});
afterEach(() => server.close());

function pages(list: string, ...bodies: readonly object[]): void {
  let at = 0;
  server.answer = xrpc({ [list]: () => ({ body: { subject: view('owner'), uri: 'at://x', ...bodies[at++] } }) });
}

describe('resolving', () => {
  it('takes the DID, the counts and the full profile', async () => {
    const own = view('owner', {
      displayName: 'Olga',
      followersCount: 25,
      followsCount: 7,
      website: 'https://olga.example',
      description: '',
    });
    server.answer = xrpc({ getProfile: () => ({ body: own }) });
    expect(await bluesky.resolve('owner.example')).toEqual({
      stableId: OWNER,
      profile: {
        handle: 'owner.example',
        url: 'https://bsky.app/profile/owner.example',
        name: 'Olga',
        reach: 25,
        links: ['https://olga.example/'],
      },
      followersCount: 25,
      followingCount: 7,
    });
    expect(server.lines()).toEqual(['/xrpc/app.bsky.actor.getProfile?actor=owner.example']);
  });

  it('tells an account that is not there from one that is not shown', async () => {
    server.answer = xrpc({ getProfile: () => GONE });
    await expect(bluesky.resolve('nobody.example')).rejects.toBeInstanceOf(NotFoundError);
    server.answer = xrpc({ getProfile: () => DEACTIVATED });
    await expect(bluesky.resolve('owner.example')).rejects.toBeInstanceOf(NotVisibleError);
  });
});

describe('walking', () => {
  it('ends only where the cursor is missing, over short and empty pages', async () => {
    pages(
      'getFollowers',
      { followers: [view('ana')], cursor: 'a' },
      { followers: [], cursor: 'b' },
      { followers: [view('ben'), view('ana')] },
    );
    expect(idsOf(await walk(bluesky, FOLLOWERS))).toEqual([did('ana'), did('ben'), did('ana')]);
    expect(server.lines()).toEqual(
      ['', '&cursor=a', '&cursor=b'].map((end) => {
        const [first, second] = ['/xrpc/app.bsky.graph.getFollowers?actor=', `${OWNER}&sort=latest&limit=100${end}`];
        return `${first}${second}`;
      }),
    );
  });

  it('goes on from a cursor, in another process too', async () => {
    pages('getFollowers', { followers: [view('ben')] });
    expect(idsOf(await walk(bluesky, FOLLOWERS, 'b'))).toEqual([did('ben')]);
    expect(server.asked[0]?.query.get('cursor')).toBe('b');
  });

  it('does not walk in place', async () => {
    pages('getFollowers', { followers: [view('ana')], cursor: 'a' });
    await expect(bluesky.readPage(FOLLOWERS, 'a')).rejects.toBeInstanceOf(InvalidResponseError);
  });

  it('reads whom the account follows', async () => {
    pages('getFollows', { follows: [view('ana')] });
    expect(idsOf(await walk(bluesky, { kind: 'following', target: OWNER }))).toEqual([did('ana')]);
  });

  it("dates likes by the earlier of the person's and the AppView's time", async () => {
    const times = { createdAt: '2030-01-01T00:00:00Z', indexedAt: '2026-11-01T00:00:00Z' };
    pages('getLikes', {
      likes: [
        { actor: view('ana'), ...times },
        { actor: view('ben'), createdAt: 'soon', indexedAt: 7 },
      ],
    });
    const [page] = await walk(bluesky, { kind: 'likes', item: 'r', target: `at://${OWNER}/app.bsky.feed.post/r` });
    expect(page?.people.map((person) => person.since)).toEqual([Date.parse(times.indexedAt), undefined]);
  });

  it('says that the account is gone when its list is', async () => {
    server.answer = xrpc({ getFollowers: () => refuse('InvalidRequest', `Actor not found: ${OWNER}`) });
    const error = await bluesky.readPage(FOLLOWERS).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NotFoundError);
    expect(String(error)).not.toContain(OWNER);
  });

  it.each<[string, object, string]>([
    ['a person without an id', { followers: [view('ana'), { handle: 'x.example' }] }, 'followers[1].did'],
    ['an id that is none', { followers: [{ did: 'ana', handle: 'ana.example' }] }, 'followers[0].did'],
    ['a person without a name', { followers: [{ did: did('ana'), handle: '\u202E' }] }, 'followers[0].handle'],
    ['no list', { people: [] }, 'followers'],
    ['more people than a page can have', { followers: Array.from({ length: 5_001 }, () => ({})) }, 'followers'],
    ['a list that is none', { followers: { 0: view('ana') } }, 'followers'],
    ['a cursor that is none', { followers: [], cursor: 7 }, 'cursor'],
    ['an empty cursor', { followers: [], cursor: '' }, 'cursor'],
    ['no cursor but null', { followers: [], cursor: null }, 'cursor'],
  ])('fails the page for %s, naming the field', async (_, body, field) => {
    pages('getFollowers', body);
    const error = await bluesky.readPage(FOLLOWERS).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InvalidResponseError);
    expect(String(error)).toContain(field);
  });
});

describe('profiles', () => {
  async function profileOf(more: object) {
    pages('getFollowers', { followers: [view('ana', more)] });
    return (await bluesky.readPage(FOLLOWERS)).people[0]?.profile;
  }
  const PLAIN = { handle: 'ana.example', url: 'https://bsky.app/profile/ana.example' };

  it('drops optional fields that are odd, and does not mind unknown ones', async () => {
    const odd = {
      displayName: null,
      description: 7,
      avatar: 'not an address',
      labels: 'none',
      newField: { deep: true },
    };
    expect(await profileOf(odd)).toEqual(PLAIN);
    expect(await profileOf({ labels: [{ val: 3 }], avatar: 'javascript:alert(1)' })).toEqual(PLAIN);
  });

  it('keeps hostile text as harmless text', async () => {
    const profile = await profileOf({
      displayName: '<script>alert(1)</script>\u202Eevil\uD800',
      description: 'x'.repeat(500_000),
    });
    expect(profile?.name).toBe('<script>alert(1)</script>evil\uFFFD');
    expect(profile?.bio).toHaveLength(5_000);
  });

  it('respects those who ask not to be shown to people who are logged out', async () => {
    expect(await profileOf({ labels: [{ val: '!no-unauthenticated', src: did('ana') }] })).toEqual({
      ...PLAIN,
      isProtected: true,
    });
    expect(await profileOf({ labels: [{ val: '!no-unauthenticated', neg: true }, { val: 'bot' }] })).toEqual({
      ...PLAIN,
      isBot: true,
    });
  });

  it('opens people without a valid handle by their id', async () => {
    expect((await profileOf({ handle: 'handle.invalid' }))?.url).toBe(`https://bsky.app/profile/${did('ana')}`);
  });

  it('refuses a page of ten megabytes instead of reading it', async () => {
    pages('getFollowers', { followers: [view('ana', { description: 'x'.repeat(10_000_000) })] });
    await expect(bluesky.readPage(FOLLOWERS)).rejects.toBeInstanceOf(InvalidResponseError);
  });

  it('hydrates 25 at a time, in the order asked, without those who are not there', async () => {
    server.answer = xrpc({
      getProfiles: ({ query }) => ({
        body: {
          profiles: query
            .getAll('actors')
            .filter((one) => one !== did('p3'))
            .reverse()
            .map((one) => ({ did: one, handle: 'h.example', followersCount: 9 })),
        },
      }),
    });
    const people = Array.from({ length: 30 }, (_, i) => ({ id: did(`p${i}`), handle: `p${i}.example` }));
    const { items: hydrated } = await drain(bluesky.hydrate(people));
    expect(hydrated.map((one) => one.id)).toEqual(people.map((one) => one.id).filter((id) => id !== did('p3')));
    expect(hydrated[0]?.profile.reach).toBe(9);
    expect(server.asked.map((asked) => asked.query.getAll('actors').length)).toEqual([25, 5]);
  });
});
