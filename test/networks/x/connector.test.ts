import { describe, expect, it, onTestFinished } from 'vitest';
import type { Page } from '../../../functions/networks/network.ts';
import { MICROS, type Purse } from '../../../functions/networks/purse.ts';
import { connectorFor } from '../../../functions/networks/registry.ts';
import type { Answer } from '../../../lib/local/demo/servers/serve.ts';
import { NOW, TRACK, walk } from '../fakes/connect.ts';
import { drain } from '../fakes/server.ts';
import { NOT_ENROLLED, startX, X_APP_TOKEN, X_OWNER, X_TOKEN, XWorld } from '../fakes/x.ts';

/** A purse in memory. */
function purseOf(usd: number): Purse & { left: number } {
  return {
    left: usd * MICROS,
    async affordable(price, most) {
      return Math.max(0, Math.min(most, Math.floor(this.left / price)));
    },
    async spend(most, ask) {
      if (most > this.left) throw new Error('the budget is used up');
      const { value, cost } = await ask();
      this.left -= cost;
      return value;
    },
  };
}

const FOLLOWERS = { kind: 'followers', target: X_OWNER } as const;
const ACCOUNT = { stableId: X_OWNER, profile: { handle: 'olive', url: 'https://x.com/olive' } };

async function open(world: XWorld, { usd = 1_000, token = X_TOKEN }: { usd?: number; token?: string } = {}) {
  const server = await startX(world, { wall: () => NOW });
  onTestFinished(() => server.close());
  const purse = purseOf(usd);
  const connector = connectorFor(
    { network: 'x', accountId: 'x:olive' },
    {
      ...{ token, baseUrls: { x: server.url }, fetch, wall: () => NOW, wait: async () => undefined },
      spending: { purse, ownsApp: false },
    },
  );
  return { server, purse, connector };
}

function crowd(size: number): XWorld {
  const world = new XWorld();
  for (let n = 0; n < size; n += 1)
    world.follow({ id: String(2_000 + n), username: `person_${n}`, name: `Person ${n}` });
  return world;
}

const people = (pages: readonly Page[]) => pages.flatMap((page) => page.people);

describe('the X connector', () => {
  it('has no way around a budget', () => {
    const options = { token: X_TOKEN, baseUrls: {}, fetch, wall: () => NOW };
    expect(() => connectorFor({ network: 'x', accountId: 'x:olive' }, options)).toThrow(/budget/);
  });

  it('looks the account up, and says when it is not there, or suspended', async () => {
    const world = crowd(3);
    world.add({ id: '77', username: 'banned', state: 'suspended' });
    const { connector } = await open(world);
    expect(await connector.resolve('Olive')).toMatchObject({ stableId: X_OWNER, followersCount: 3, followingCount: 0 });
    await expect(connector.resolve('nobody')).rejects.toMatchObject({ name: 'NotFoundError' });
    await expect(connector.resolve('banned')).rejects.toMatchObject({ name: 'NotVisibleError' });
  });

  it('asks for no larger page than the budget allows, and never for one that it does not', async () => {
    const { connector, server, purse } = await open(crowd(30), { usd: 0.25 });
    await expect(walk(connector, FOLLOWERS)).rejects.toThrow('the budget is used up');
    expect(purse.left).toBe(0);
    expect(server.requests.all()).toHaveLength(1);
    expect(server.requests.all()[0]).toContain('max_results=25');
  });

  it('spells bios and links out, and keeps only the handle of who is protected', async () => {
    const world = new XWorld();
    world.follow({ id: '1', username: 'ana', name: 'Ana', bio: 'Paints at https://t.co/abc', location: 'Leipzig' });
    world.follow({ id: '2', username: 'ben', name: 'Ben', bio: 'Secret', location: 'Rome', isProtected: true });
    const { connector, server } = await open(world);
    server.setFault((request) =>
      request.path.endsWith('/followers')
        ? (real) => {
            const body = real.body as { data: Record<string, unknown>[] };
            for (const row of body.data) {
              row['url'] = 'https://t.co/site';
              row['entities'] = {
                url: { urls: [{ url: 'https://t.co/site', expanded_url: 'https://ana.example' }] },
                description: { urls: [{ url: 'https://t.co/abc', expanded_url: 'https://studio.example/ana' }] },
              };
            }
            return real;
          }
        : undefined,
    );
    expect(people(await walk(connector, FOLLOWERS))).toEqual([
      { id: '2', profile: { handle: 'ben', url: 'https://x.com/ben', isProtected: true } },
      {
        id: '1',
        profile: {
          handle: 'ana',
          url: 'https://x.com/ana',
          name: 'Ana',
          bio: 'Paints at https://studio.example/ana',
          location: 'Leipzig',
          links: ['https://ana.example/', 'https://studio.example/ana'],
          avatar: 'https://pbs.example/profile_images/1/face_normal.jpg',
          reach: 10,
        },
      },
    ]);
  });

  it('does not believe a page that holds fewer people than it counts', async () => {
    const { connector, server } = await open(crowd(3));
    server.setFault(() => (real) => ({ ...real, body: { meta: { result_count: 3 } } }));
    await expect(connector.readPage(FOLLOWERS)).rejects.toMatchObject({ name: 'InvalidResponseError' });
  });

  it('does not take errors in a list for people who left', async () => {
    const { connector, server } = await open(crowd(3));
    const errors = [{ title: 'Service error', detail: 'partial', type: 'about:blank' }];
    server.setFault(() => (real) => ({ ...real, body: { ...(real.body as object), errors } }));
    await expect(connector.readPage(FOLLOWERS)).rejects.toMatchObject({ name: 'InvalidResponseError' });
  });

  it.each<[string, Answer, string, RegExp]>([
    [
      'credits that are used up',
      { status: 402, body: { title: 'CreditsDepleted', type: 'https://api.x.com/2/problems/credits' } },
      'CreditsDepletedError',
      /Buy credits at https:\/\/console\.x\.com.*\$0\.010/,
    ],
    ['an app without a project', NOT_ENROLLED, 'CredentialsRejectedError', /client-not-enrolled.*pay-per-use/],
    [
      'a list that is not shown',
      {
        status: 403,
        body: { title: 'Authorization Error', type: 'https://api.x.com/2/problems/not-authorized-for-resource' },
      },
      'NotVisibleError',
      /does not show this/,
    ],
    [
      'a missing scope',
      { status: 403, body: { title: 'Forbidden', type: 'about:blank', status: 403 } },
      'CredentialsRejectedError',
      /follows\.read.*connect x/,
    ],
    ['a bad token', { status: 401, body: { title: 'Unauthorized', status: 401 } }, 'CredentialsRejectedError', /token/],
    [
      'an old page token',
      { status: 400, body: { title: 'Invalid Request', errors: [{ message: 'not valid' }] } },
      'InvalidResponseError',
      /did not take/,
    ],
  ])('names the remedy for %s, asks once, and pays nothing', async (_, answer, name, message) => {
    const { connector, server, purse } = await open(crowd(3));
    server.setFault(() => answer);
    const before = purse.left;
    const failing = connector.readPage(FOLLOWERS);
    await expect(failing).rejects.toMatchObject({ name });
    await expect(failing).rejects.toThrow(message);
    expect(server.requests.all()).toHaveLength(1);
    expect(purse.left).toBe(before);
  });

  it('says that likers are shown to the author only, if the token is an app’s', async () => {
    const { connector } = await open(crowd(3), { token: X_APP_TOKEN });
    const failing = connector.readPage({ kind: 'likes', target: '900', item: '900' });
    await expect(failing).rejects.toMatchObject({ name: 'NotVisibleError' });
  });

  it('finds own posts of the last days with their likes, and stops where they are too old', async () => {
    const world = crowd(3);
    const day = 86_400_000;
    world.posts = [1, 10, 40, 50].map((age) => ({
      ...{ id: String(900 + age), text: `Post of ${age} days ago`, at: NOW - age * day, likers: ['2000'] },
    }));
    const { connector, purse } = await open(world);
    const before = purse.left;
    const { audiences, isWhole } = await connector.discover(ACCOUNT, TRACK, NOW);
    expect(audiences.map(({ kind, item, count }) => [kind, item, count])).toEqual([
      ['followers', undefined, undefined],
      ['following', undefined, undefined],
      ['likes', '901', 1],
      ['likes', '910', 1],
    ]);
    expect(isWhole).toBe(true);
    expect(before - purse.left).toBe(4 * 5_000);
  });

  it('asks about at most 100 people at once, and pays for those whom X gives', async () => {
    const world = crowd(250);
    for (let n = 0; n < 50; n += 1) world.find(String(2_000 + n)).state = 'suspended';
    const { connector, server, purse } = await open(world);
    const refs = world.followers.map((id) => ({ id, handle: '' }));
    const before = purse.left;
    const { items } = await drain(connector.verify(ACCOUNT, FOLLOWERS, refs));
    expect(items).toHaveLength(250);
    expect(items.filter(({ account }) => account === 'suspended')).toHaveLength(50);
    expect(items.filter(({ inAudience }) => inAudience === true)).toHaveLength(200);
    expect(server.requests.count('/2/users?ids=')).toBe(3);
    // One more for whose token it is.
    expect(before - purse.left).toBe(201 * 10_000);
  });

  it('verifies as far as the budget goes, and what it learnt until then stands', async () => {
    const world = crowd(50);
    const { connector } = await open(world, { usd: 0.31 });
    const refs = world.followers.map((id) => ({ id, handle: '' }));
    const { items, error } = await drain(connector.verify(ACCOUNT, FOLLOWERS, refs));
    expect(items.length).toBeGreaterThan(25);
    expect(items.length).toBeLessThanOrEqual(30);
    expect(String(error)).toContain('the budget is used up');
  });

  it('names ids in the order asked, and ends quietly when the budget does', async () => {
    const world = crowd(50);
    const { connector } = await open(world, { usd: 0.2 });
    const refs = ['2030', '2010', ...world.followers].map((id) => ({ id, handle: id }));
    const { items, error } = await drain(connector.hydrate(refs));
    expect(error).toBeUndefined();
    expect(items.slice(0, 2).map(({ profile }) => profile.handle)).toEqual(['person_30', 'person_10']);
    expect(items.length).toBeLessThanOrEqual(20);
  });

  it('never says more of a like than that the account is there, and doubts lists that X may cut at 100', async () => {
    const { connector } = await open(crowd(3));
    const ask = async (count: number) =>
      (await drain(connector.verify(ACCOUNT, { kind: 'likes', target: '900', count }, [{ id: '2000', handle: '' }])))
        .items;
    expect((await ask(99))[0]).not.toHaveProperty('isDoubted');
    expect((await ask(99))[0]).not.toHaveProperty('inAudience');
    expect((await ask(500))[0]).toMatchObject({ account: 'active', isDoubted: true });
  });
});
