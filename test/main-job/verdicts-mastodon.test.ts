import { beforeEach, describe, expect, it } from 'vitest';
import { startMastodon } from '../../lib/local/demo/servers/mastodon.ts';
import type { Answer, FaultHook } from '../../lib/local/demo/servers/serve.ts';
import { World } from '../../lib/local/demo/world.ts';
import { DAY } from './rig.ts';
import { configOf, failing, meanwhile, START, VerdictRig } from './verdict-rig.ts';

const OWNER = '100';
const TOKEN = 'secret';
const idOf = (n: number): string => String(1000 + n);
const handleOf = (n: number): string => `person-${n}@${n % 5 === 0 ? 'away.example' : 'near.example'}`;
const uriOf = (n: number): string => `https://${handleOf(n).split('@')[1]}/users/person-${n}`;
const lookup = /\/accounts\/lookup$/;
const ties = /\/accounts\/relationships$/;
const followers = /\/accounts\/\d+\/followers$/;

let world: World;
let post = '';

function people(count: number): void {
  world = new World('mastodon');
  world.join({ id: OWNER, handle: 'olive@home.example', name: 'Olive', joinedAt: 0 });
  for (let n = 1; n <= count; n += 1) {
    world.join({ id: idOf(n), handle: handleOf(n), name: `Person ${n}`, joinedAt: 0 });
    world.follow(idOf(n), OWNER, START - 30 * DAY);
  }
  post = world.post({ author: OWNER, at: START - DAY, text: 'A boat!' });
}

async function open(token: 'with' | 'without', lists: Parameters<typeof configOf>[1] = {}): Promise<VerdictRig> {
  const server = await startMastodon(world, {
    domain: 'home.example',
    tokens: { [TOKEN]: OWNER },
    rateLimit: { limit: 5_000, windowMs: 300_000 },
  });
  const config = configOf('mastodon:olive@home.example', lists);
  return VerdictRig.open('mastodon', server, config, token === 'with' ? TOKEN : undefined);
}

/** A list that leaves somebody out. */
function unlisted(...people: readonly number[]): FaultHook {
  const edit = (answer: Answer): Answer => ({
    ...answer,
    body: (answer.body as { uri: string }[]).filter(({ uri }) => !people.map(uriOf).includes(uri)),
  });
  return (request) => (followers.test(request.path) ? edit : undefined);
}

beforeEach(() => people(30));

const LEAVES = {
  unfollows: () => world.unfollow(idOf(1), OWNER),
  'blocks the owner': () => world.block(idOf(1), OWNER, START),
  'is blocked by the owner': () => world.block(OWNER, idOf(1), START),
  'is suspended': () => world.takeDown(idOf(1)),
  'deletes the account': () => world.delete(idOf(1)),
  'moves away': () => {
    world.join({ id: '5000', handle: 'elsewhere@new.example', name: 'Person 1', joinedAt: START });
    world.move(idOf(1), '5000');
    world.unfollow(idOf(1), OWNER);
  },
} as const;
type Leave = keyof typeof LEAVES;

describe.each(['with', 'without'] as const)('a follower on Mastodon, %s a token,', (token) => {
  const bothWays: readonly [Leave, string, string | RegExp][] = [
    ['is suspended', 'suspended', 'account suspended'],
    ['deletes the account', 'gone', '404 Record not found'],
    ['moves away', 'moved', /^account moved/],
  ];
  const byToken: readonly [Leave, string, string | RegExp][] = [
    ['unfollows', 'unfollowed', 'account active, no follow of you'],
    ['blocks the owner', 'blocked-you', 'account active, no follow of you, blocks you'],
    ['is blocked by the owner', 'you-blocked', 'account active, no follow of you, blocked by you'],
  ];

  it.each(token === 'with' ? [...bothWays, ...byToken] : bothWays)(
    'who %s is told at once as %s, with what was asked and answered',
    async (leave, verdict, answered) => {
      const rig = await open(token);
      LEAVES[leave]();
      await rig.pullAfter(1);
      expect(await rig.losses()).toEqual([`${verdict} ${handleOf(1)}`]);
      const [loss] = await rig.told();
      expect(loss?.evidence).toEqual([
        {
          at: new Date(START + DAY).toISOString(),
          asked: expect.stringMatching(/^GET \/api\/v1\/accounts\/lookup/),
          answered: typeof answered === 'string' ? answered : expect.stringMatching(answered),
        },
      ]);
      await rig.pullAfter(1);
      expect(await rig.told()).toHaveLength(1);
    },
  );

  it.each(token === 'without' ? byToken.map(([leave]) => leave) : [])(
    'who %s is no longer on the list, nothing finer, and only once a second list agrees',
    async (leave) => {
      const rig = await open(token);
      LEAVES[leave]();
      await rig.pullAfter(1);
      expect(await rig.losses()).toEqual([]);
      expect(await rig.audience('followers')).toMatchObject({
        count: 30,
        missing: 1,
        missingSince: new Date(START + DAY).toISOString(),
      });
      await rig.pullAfter(1);
      expect(await rig.losses()).toEqual([`unknown ${handleOf(1)}`]);
      const [loss] = await rig.told();
      expect(loss?.evidence?.map(({ asked, answered }) => [asked, answered])).toEqual([
        ['GET /api/v1/accounts/lookup', 'account active'],
        ['two complete lists', 'not listed since 2026-09-08'],
      ]);
    },
  );

  it('whose server was cut off by the owner’s is severed, and so is everybody else of that server', async () => {
    const rig = await open(token);
    world.sever('away.example');
    await rig.pullAfter(1);
    const away = [5, 10, 15, 20, 25, 30].map((n) => `severed ${handleOf(n)}`);
    expect(await rig.losses()).toEqual(away.sort());
    for (const { evidence } of await rig.told()) {
      expect(evidence?.[0]?.answered).toBe('your server has suspended their whole server');
    }
  });

  it('who moves and follows with the new account has moved, and is no loss', async () => {
    const rig = await open(token);
    LEAVES['moves away']();
    world.follow('5000', OWNER, START);
    await rig.pullAfter(1);
    expect(await rig.told()).toMatchObject([
      { kind: 'moved', person: { handle: 'elsewhere@new.example' }, before: { handle: handleOf(1) } },
    ]);
    expect(await rig.audience('followers')).toMatchObject({ count: 30, missing: 0, hidden: 0 });
  });

  it('who is only left out of one list is no loss', async () => {
    const rig = await open(token);
    await rig.pullAfter(1, unlisted(1));
    expect(await rig.audience('followers')).toMatchObject(token === 'with' ? { hidden: 1 } : { missing: 1 });
    await rig.pullAfter(1);
    expect(await rig.told()).toEqual([]);
  });

  it('whose handle is somebody else’s by now is not taken for them', async () => {
    const rig = await open(token);
    world.unfollow(idOf(1), OWNER);
    world.rename(idOf(1), 'gone-from-here@near.example');
    world.join({ id: '6000', handle: handleOf(1), actorUri: 'https://near.example/actors/6000', joinedAt: START });
    world.block('6000', OWNER, START);
    await rig.pullAfter(1);
    expect(await rig.losses()).toEqual([]);
    expect(await rig.audience('followers')).toMatchObject({ missing: 1 });
  });
});

describe('a liker on Mastodon', () => {
  it('who takes the like back is told once a second list agrees; whoever vanished took nothing back', async () => {
    for (const n of [1, 2, 3, 4]) world.like(idOf(n), post, START - DAY);
    const rig = await open('with', { likes: true });
    world.unlike(idOf(1), post);
    world.takeDown(idOf(2));
    world.delete(idOf(3));
    await rig.pullAfter(1);
    const likes = async () =>
      (await rig.told('&kind=lost'))
        .filter(({ audienceId }) => audienceId.includes(':likes:'))
        .map(({ verdict, person }) => `${verdict} ${person.handle}`);
    expect(await likes()).toEqual([]);
    expect(await rig.audience('likes')).toMatchObject({ count: 4, missing: 1, hidden: 2 });
    await rig.pullAfter(1);
    expect(await likes()).toEqual([`unliked ${handleOf(1)}`]);
  });
});

describe('verification on Mastodon', () => {
  const TOO_MANY: Answer = { status: 429, headers: { 'retry-after': '300' }, body: { error: 'Too many requests' } };
  const BROKEN: Answer = { status: 500, body: { error: 'Something went wrong' } };
  const gone = Array.from({ length: 30 }, (_, n) => n + 1);

  it.each([
    ['429', TOO_MANY],
    ['500', BROKEN],
  ])(
    'that answers %s midway tells what was answered; the rest stay missing and are told by a later pull',
    async (...given) => {
      const [, fault] = given;
      people(400);
      const rig = await open('with');
      for (const n of gone) world.delete(idOf(n));
      // One look-up is the account's own, before anybody is asked about.
      const report = await rig.pullAfter(1, failing(13, lookup, fault));
      const [followers] = report.audiences;
      expect(followers?.lost).toBeGreaterThan(5);
      expect(followers).toMatchObject({ outcome: 'committed', missing: 30 - (followers?.lost ?? 0) });
      expect(await rig.losses()).toHaveLength(followers?.lost ?? 0);

      await rig.pullAfter(1);
      expect(await rig.losses()).toEqual(gone.map((n) => `gone ${handleOf(n)}`).sort());
      expect(await rig.audience('followers')).toMatchObject({ count: 370, missing: 0 });
    },
  );

  it.each([
    ['429', TOO_MANY],
    ['500', BROKEN],
  ])('that answers %s to the second batch of ties leaves the rest open', async (...given) => {
    const [, fault] = given;
    people(400);
    const rig = await open('with');
    for (const n of gone) world.unfollow(idOf(n), OWNER);
    const report = await rig.pullAfter(1, failing(1, ties, fault));
    expect(report.audiences[0]).toMatchObject({ lost: 20, missing: 10 });
    await rig.pullAfter(1);
    expect(await rig.losses()).toEqual(gone.map((n) => `unfollowed ${handleOf(n)}`).sort());
  });

  it('asks for the suspended too, by the server’s own ids and not by handles', async () => {
    const rig = await open('with');
    world.unfollow(idOf(1), OWNER);
    await rig.pullAfter(1);
    const [asked = ''] = rig.server.requests.all().filter((line) => line.includes('relationships'));
    const query = new URL(asked.split(' ')[1] ?? '', 'http://x.example').searchParams;
    expect(query.get('with_suspended')).toBe('true');
    expect(query.getAll('id[]')).toEqual([idOf(1)]);
  });

  it('by a server that leaves the suspended out of ties tells nothing finer than it knows', async () => {
    const rig = await open('with');
    const old: FaultHook = (request) => {
      request.query.delete('with_suspended');
      return undefined;
    };
    await rig.pullAfter(1, (request) => {
      // Left out of the list by mistake, and suspended after the look-up: the old server does not answer for them.
      if (ties.test(request.path)) world.takeDown(idOf(1));
      return unlisted(1)(request) ?? old(request);
    });
    expect(await rig.losses()).toEqual([]);
    expect(await rig.audience('followers')).toMatchObject({ missing: 1 });
    await rig.pullAfter(1);
    expect(await rig.losses()).toEqual([`suspended ${handleOf(1)}`]);
  });

  it('with somebody else’s token tells no tie: it would say that nobody follows', async () => {
    world.join({ id: '7000', handle: 'other@home.example', joinedAt: 0 });
    const server = await startMastodon(world, { domain: 'home.example', tokens: { theirs: '7000' } });
    const rig = await VerdictRig.open('mastodon', server, configOf('mastodon:olive@home.example'), 'theirs');
    await rig.pullAfter(1, unlisted(1));
    expect(await rig.losses()).toEqual([]);
    expect(rig.server.requests.count('relationships')).toBe(0);
  });
});

describe('an account that goes between the list and the check', () => {
  it('is told as what it was when it was asked about', async () => {
    const rig = await open('with');
    world.unfollow(idOf(1), OWNER);
    world.unfollow(idOf(2), OWNER);
    await rig.pullAfter(1, (request) =>
      lookup.test(request.path) && request.query.get('acct') === handleOf(1) ? vanish(idOf(1)) : undefined,
    );
    expect(await rig.losses()).toEqual([`gone ${handleOf(1)}`, `unfollowed ${handleOf(2)}`]);
  });

  it('stays open if it goes after the look-up, and is told by the next pull', async () => {
    const rig = await open('with');
    world.unfollow(idOf(1), OWNER);
    await rig.pullAfter(
      1,
      meanwhile(ties, () => world.delete(idOf(1))),
    );
    expect(await rig.losses()).toEqual([]);
    expect(await rig.audience('followers')).toMatchObject({ missing: 1 });
    await rig.pullAfter(1);
    expect(await rig.losses()).toEqual([`gone ${handleOf(1)}`]);
  });

  function vanish(id: string): undefined {
    if (world.isActive(id)) world.delete(id);
  }
});
