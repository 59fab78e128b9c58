import { zstdDecompressSync } from 'node:zlib';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it, onTestFinished } from 'vitest';
import { validateConfig } from '../../functions/runtime/config.ts';
import type { ServerOptions } from '../../lib/local/demo/servers/serve.ts';
import { startX, X_APP_TOKEN, X_OTHER_TOKEN, X_TOKEN, XWorld } from '../networks/fakes/x.ts';
import { type ApiChange, DAY, Rig } from './rig.ts';

const START = Date.UTC(2026, 8, 7, 9);
const ACCOUNT = 'x:olive';

function configOf(more: object = {}) {
  const track = { followers: true, following: false, likes: false, stars: false };
  const account = { id: ACCOUNT, track, budget: { usdPerMonth: 100 }, ...more };
  const digests = [{ from: 'rekindle@example.org', recipients: [{ email: 'olive@example.org' }] }];
  return validateConfig({ owners: [{ id: 'owner', name: 'Olive', accounts: [account], digests }] }, 'test');
}

function worldOf(names: readonly string[]): XWorld {
  const world = new XWorld();
  names.forEach((name, n) => {
    world.follow({
      id: String(2000 + n),
      username: name,
      name: `${name} of X`,
      bio: `I am ${name}`,
      location: 'Leipzig',
    });
  });
  return world;
}

const NAMES = ['anna', 'bert', 'cleo', 'dora', 'emil', 'fred'];

async function open(world: XWorld, config = configOf(), token = X_TOKEN, options: ServerOptions = {}) {
  const server = await startX(world, options);
  onTestFinished(() => server.close());
  const rig = await Rig.open({ config, urls: { x: server.url }, now: START, tokens: { x: token } });
  onTestFinished(() => rig.close());
  const told = async (query = '') =>
    (
      await rig.api<{ items: (ApiChange & { evidence?: { answered: string }[] })[] }>(
        `/v1/changes?limit=500${query}`,
        'owner',
      )
    ).body.items;
  const losses = async () =>
    (await told('&kind=lost')).map(({ verdict, person }) => `${verdict} ${person.handle}`).sort();
  const later = async (days: number) => {
    rig.now += days * DAY;
    rig.wallOffset += days * DAY;
    server.resetLimits();
    return rig.pull();
  };
  return { server, rig, told, losses, later };
}

describe('who left on X', () => {
  it('is told apart: unfollowed, blocked by the owner, suspended, deleted', async () => {
    const world = worldOf(NAMES);
    const { rig, later, losses, told } = await open(world);
    await rig.pull();
    world.unfollow('2000');
    world.unfollow('2001');
    world.blocking.add('2001');
    world.find('2002').state = 'suspended';
    world.find('2003').state = 'deleted';
    await later(7);
    expect(await losses()).toEqual(['deleted 2003', 'suspended 2002', 'unfollowed anna', 'you-blocked bert']);
    const evidence = (await told('&kind=lost')).flatMap(
      (change) => change.evidence?.map(({ answered }) => answered) ?? [],
    );
    expect(evidence.sort()).toEqual([
      'Could not find user',
      'User has been suspended',
      'no follow of you, blocked by you; account exists',
      'no follow of you; account exists',
    ]);
  });

  it('is told apart under either host of X, and in pages of one', async () => {
    const world = worldOf(NAMES);
    world.typeHost = 'https://api.x.com';
    world.pageCap = 1;
    const { rig, later, losses } = await open(world);
    await rig.pull();
    world.find('2002').state = 'suspended';
    world.people.delete('2003');
    world.followers = world.followers.filter((id) => id !== '2003');
    await later(7);
    expect(await losses()).toEqual(['deleted 2003', 'suspended 2002']);
  });

  it('is no loss if somebody is only missing from the list and still follows by the word of X', async () => {
    const world = worldOf(NAMES);
    const { rig, later, losses, server } = await open(world);
    await rig.pull();
    server.setFault((request) =>
      !request.path.endsWith('/followers')
        ? undefined
        : (real) => {
            const body = real.body as { data: unknown[]; meta: { result_count: number } };
            const data = body.data.slice(1);
            return { ...real, body: { data, meta: { ...body.meta, result_count: data.length } } };
          },
    );
    rig.now += 7 * DAY;
    rig.wallOffset += 7 * DAY;
    await rig.pull();
    server.setFault(undefined);
    await later(7);
    expect(await losses()).toEqual([]);
  });

  it.each([
    ['an app', X_APP_TOKEN],
    ['somebody else', X_OTHER_TOKEN],
  ])(
    'is never called an unfollow with the token of %s; what became of the account is told all the same',
    async (_, token) => {
      const world = worldOf(NAMES);
      const { rig, later, losses } = await open(world, configOf(), token);
      await rig.pull();
      world.unfollow('2000');
      world.find('2002').state = 'suspended';
      await later(7);
      expect(await losses()).toEqual(['suspended 2002']);
      await later(7);
      expect(await losses()).toEqual(['suspended 2002', 'unknown anna']);
    },
  );

  it('is never called an unfollow where X does not serve the tie at all', async () => {
    const world = worldOf(NAMES);
    world.following = ['2005'];
    world.servesStatus = false;
    const { rig, later, losses } = await open(world);
    await rig.pull();
    world.unfollow('2000');
    await later(7);
    expect(await losses()).toEqual([]);
    await later(7);
    expect(await losses()).toEqual(['unknown anna']);
  });

  it('is an unfollow where nobody asked about has a tie, but whom the account follows has one', async () => {
    const world = worldOf(NAMES);
    world.following = ['2005'];
    const { rig, later, losses } = await open(world);
    await rig.pull();
    world.unfollow('2000');
    await later(7);
    expect(await losses()).toEqual(['unfollowed anna']);
  });

  it('includes likes that were taken back, of own posts only', async () => {
    const world = worldOf(NAMES);
    world.posts = [{ id: '900', text: 'Hello', at: START - DAY, likers: ['2000', '2001', '2002', '2003'] }];
    const { rig, later, told } = await open(world, configOf({ track: { following: false } }));
    await rig.pull();
    const [post] = world.posts;
    if (post !== undefined) post.likers = ['2001', '2002', '2003'];
    await later(7);
    await later(7);
    expect((await told('&kind=lost')).map(({ verdict, person }) => `${verdict} ${person.handle}`)).toEqual([
      'unliked anna',
    ]);
  });
});

describe('what X shows no more', () => {
  /** Everything in the table that names somebody, packed or not. */
  async function kept(rig: Rig, text: string): Promise<string[]> {
    const { Items = [] } = await rig.db.client.send(new ScanCommand({ TableName: rig.db.tableName }));
    return Items.flatMap((item) => {
      const texts = Object.values(item).map((value) =>
        value instanceof Uint8Array ? unpacked(value) : JSON.stringify(value),
      );
      return texts.some((one) => one.includes(text)) ? [`${item['pk']} ${item['sk']}`] : [];
    });
  }
  const unpacked = (value: Uint8Array): string => {
    try {
      return zstdDecompressSync(value).toString('utf8');
    } catch {
      return Buffer.from(value).toString('utf8');
    }
  };

  it.each(['suspended', 'deleted'] as const)('is dropped within hours from rosters and history (%s)', async (state) => {
    const world = worldOf(NAMES);
    world.following = ['2002'];
    const { rig, later, told } = await open(world, configOf({ track: { likes: false } }));
    await rig.pull();
    world.unfollow('2002');
    await later(7);
    world.followers.unshift('2002');
    await later(7);
    expect((await told()).map(({ kind }) => kind).sort()).toEqual(['lost', 'returned']);
    await rig.send();
    expect(await kept(rig, 'I am cleo')).not.toEqual([]);
    expect((await kept(rig, 'cleo')).some((key) => key.includes('EDITION#'))).toBe(true);
    world.find('2002').state = state;
    await later(7);
    for (const hours of [1, 3]) {
      rig.wallOffset += hours * 3_600_000;
      rig.now += hours * 3_600_000;
      await rig.pull({});
    }
    expect(await kept(rig, 'cleo')).toEqual([]);
    expect((await told('&kind=lost')).map(({ verdict, person }) => `${verdict} ${person.handle}`).sort()).toEqual(
      [`${state} 2002`, 'unfollowed 2002'].sort(),
    );
    expect(await kept(rig, 'I am anna')).not.toEqual([]);
  });

  it('is dropped too when somebody who still follows protects their posts, but for the handle', async () => {
    const world = worldOf(NAMES);
    const { rig, later, told } = await open(world);
    await rig.pull();
    world.find('2003').isProtected = true;
    await later(7);
    for (const hours of [1, 3]) {
      rig.wallOffset += hours * 3_600_000;
      await rig.pull({});
    }
    expect(await kept(rig, 'I am dora')).toEqual([]);
    expect(await kept(rig, 'dora')).not.toEqual([]);
    expect(JSON.stringify(await told())).not.toContain('dora of X');
  });

  it('is dropped of those who have left, too, who are looked up again once a month', async () => {
    const world = worldOf(NAMES);
    // X serves the tie, so that an unfollow is told at once.
    world.following = ['2004'];
    const { rig, later, told, server } = await open(world);
    await rig.pull();
    for (const id of ['2001', '2002', '2003']) world.unfollow(id);
    await later(7);
    expect(await kept(rig, 'I am cleo')).not.toEqual([]);
    world.find('2001').state = 'suspended';
    world.find('2002').state = 'deleted';
    world.find('2003').isProtected = true;
    const lookUps = () => server.requests.count('/2/users?');
    const before = lookUps();
    await later(14);
    // Not yet: a look-up costs money.
    expect(lookUps()).toBe(before);
    expect(await kept(rig, 'I am cleo')).not.toEqual([]);
    await later(21);
    expect(lookUps()).toBe(before + 1);
    for (const hours of [1, 3]) {
      rig.wallOffset += hours * 3_600_000;
      await rig.pull({});
    }
    for (const words of ['bert', 'cleo', 'I am dora']) expect([words, await kept(rig, words)]).toEqual([words, []]);
    // Nothing is told by it, and their losses stay told.
    expect((await told()).map(({ kind, person }) => `${kind} ${person.handle}`).sort()).toEqual([
      'lost 2001',
      'lost 2002',
      'lost dora',
    ]);
    // Whoever is still there was looked at, and is left alone for another month.
    await later(14);
    expect(lookUps()).toBe(before + 1);
  });

  it('is looked for with a twentieth of the budget at most', async () => {
    const world = worldOf(Array.from({ length: 12 }, (_, n) => `user${n}`));
    world.following = ['2011'];
    const { rig, later, server } = await open(world, configOf({ budget: { usdPerMonth: 3 } }));
    await rig.pull();
    for (let n = 0; n < 6; n += 1) world.unfollow(String(2000 + n));
    await later(7);
    const asked = () => server.requests.all().filter((line) => line.includes('/2/users?'));
    const before = asked().length;
    await later(35);
    // $3 a month, a weekly look: three people.
    const ids = asked()
      .slice(before)
      .map((line) => new URLSearchParams(line.split('?')[1]).get('ids')?.split(',').length);
    expect(ids).toEqual([3]);
  });
});
