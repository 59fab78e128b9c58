import { beforeEach, describe, expect, it } from 'vitest';
import { startGithub } from '../../lib/local/demo/servers/github.ts';
import type { Answer, FaultHook } from '../../lib/local/demo/servers/serve.ts';
import { World } from '../../lib/local/demo/world.ts';
import { DAY } from './rig.ts';
import { configOf, failing, meanwhile, START, VerdictRig } from './verdict-rig.ts';

const OWNER = '1';
const TOKEN = 'secret';
const idOf = (n: number): string => String(1000 + n);
const followers = /\/users\/olive\/followers$/;
const user = /^\/user\/1\d{3}$/;
const follows = /\/following\/olive$/;

let world: World;

function people(count: number): void {
  world = new World('github');
  world.join({ id: OWNER, handle: 'olive', name: 'Olive', joinedAt: 0 });
  for (let n = 1; n <= count; n += 1) {
    world.join({ id: idOf(n), handle: `person-${n}`, name: `Person ${n}`, joinedAt: 0 });
    world.follow(idOf(n), OWNER, START - 30 * DAY);
  }
  world.publish({ id: 77, owner: OWNER, name: 'boats', at: START - 90 * DAY });
}

async function open(token: 'with' | 'without' = 'with', lists: Parameters<typeof configOf>[1] = {}) {
  const server = await startGithub(world, {
    tokens: { [TOKEN]: OWNER },
    rateLimit: { limit: 5_000, windowMs: 3_600_000 },
  });
  return VerdictRig.open('github', server, configOf('github:olive', lists), token === 'with' ? TOKEN : undefined);
}

/** A list that leaves somebody out. */
function unlisted(n: number): FaultHook {
  const edit = (answer: Answer): Answer => ({
    ...answer,
    body: (answer.body as { id: number }[]).filter(({ id }) => String(id) !== idOf(n)),
  });
  return (request) => (followers.test(request.path) ? edit : undefined);
}

beforeEach(() => people(30));

describe.each(['with', 'without'] as const)('a follower on GitHub, %s a token,', (token) => {
  it.each<[string, string, () => void, string]>([
    ['unfollows', 'unfollowed', () => world.unfollow(idOf(1), OWNER), 'no follow of you; account active'],
    // GitHub ends the follow and says nothing of the block, so nothing is said of it.
    ['blocks the owner', 'unfollowed', () => world.block(idOf(1), OWNER, START), 'no follow of you; account active'],
    ['is suspended', 'gone', () => world.takeDown(idOf(1)), '404 Not Found: deleted or suspended'],
    ['deletes the account', 'gone', () => world.delete(idOf(1)), '404 Not Found: deleted or suspended'],
  ])('who %s is told at once as %s, with what was asked and answered', async (_, verdict, deed, answered) => {
    const rig = await open(token);
    deed();
    await rig.pullAfter(1);
    const told = await rig.told();
    expect(told.map((change) => [change.kind, change.verdict, change.person.id])).toEqual([
      ['lost', verdict, `github:${idOf(1)}`],
    ]);
    expect(told[0]?.evidence).toEqual([
      {
        at: new Date(START + DAY).toISOString(),
        asked: expect.stringMatching(/^GET \/user\/\{account_id\}/),
        answered,
      },
    ]);
    await rig.pullAfter(1);
    expect(await rig.told()).toHaveLength(1);
  });
});

describe('a follower on GitHub', () => {
  it('who is only left out of the list is hidden, and nothing is told of them', async () => {
    const rig = await open();
    await rig.pullAfter(1, unlisted(1));
    expect(await rig.audience('followers')).toMatchObject({ count: 30, hidden: 1 });
    await rig.pullAfter(1);
    expect(await rig.told()).toEqual([]);
  });

  it('is asked about by number: whoever took their login since is not taken for them', async () => {
    const rig = await open();
    world.delete(idOf(1));
    world.rename(idOf(1), 'deleted-1');
    world.join({ id: '9000', handle: 'person-1', joinedAt: START });
    world.follow('9000', OWNER, START);
    await rig.pullAfter(1);
    const told = (await rig.told()).map(({ kind, verdict, person }) => `${kind} ${verdict ?? ''} ${person.id}`);
    expect(told.sort()).toEqual(['gained  github:9000', `lost gone github:${idOf(1)}`]);
  });

  it('who renames shows both names, and is asked about under the new one', async () => {
    const rig = await open();
    world.rename(idOf(1), 'renamed');
    world.unfollow(idOf(1), OWNER);
    await rig.pullAfter(1);
    expect(await rig.losses()).toEqual(['unfollowed renamed']);
    expect(rig.server.requests.count('/users/renamed/following/olive')).toBe(1);
  });
});

describe('a stargazer on GitHub', () => {
  beforeEach(() => {
    for (const n of [1, 2, 3, 4, 5]) world.star(idOf(n), OWNER, 'boats', START - 10 * DAY);
  });

  const stars = (told: Awaited<ReturnType<VerdictRig['told']>>) =>
    told
      .filter(({ audienceId }) => audienceId.includes(':stars:'))
      .map(({ kind, verdict, person }) => `${kind} ${verdict ?? ''} ${person.handle}`);

  it('who takes the star back is told once a second list agrees; whoever is gone took nothing back', async () => {
    const rig = await open('with', { stars: true });
    world.unstar(idOf(1), OWNER, 'boats');
    world.takeDown(idOf(2));
    await rig.pullAfter(1);
    expect(stars(await rig.told())).toEqual([]);
    expect(await rig.audience('stars:boats')).toMatchObject({ count: 5, missing: 1, hidden: 1 });
    await rig.pullAfter(1);
    expect(stars(await rig.told())).toEqual(['lost unliked person-1']);
    const [loss] = await rig.told('&verdict=unliked');
    expect(loss?.evidence?.map(({ asked, answered }) => [asked, answered])).toEqual([
      ['GET /user/{account_id}', 'account active'],
      ['two complete lists', 'not listed since 2026-09-08'],
    ]);
  });

  it('who is seen again was a false alarm, unless the star is a new one', async () => {
    const rig = await open('with', { stars: true });
    const edit = (answer: Answer): Answer => ({
      ...answer,
      body: (answer.body as { user: { id: number } }[]).filter((row) => String(row.user.id) !== idOf(3)),
    });
    const glitch: FaultHook = (request) => (/\/stargazers$/.test(request.path) ? edit : undefined);
    world.unstar(idOf(1), OWNER, 'boats');
    await rig.pullAfter(1, glitch);
    await rig.pullAfter(1, glitch);
    expect(stars(await rig.told()).sort()).toEqual(['lost unliked person-1', 'lost unliked person-3']);
    world.star(idOf(1), OWNER, 'boats', START + 2.5 * DAY);
    await rig.pullAfter(1);
    expect(stars(await rig.told('&kind=returned')).sort()).toEqual(['returned  person-1', 'returned  person-3']);
    expect((await rig.audience('stars:boats')).falseAlarms).toMatchObject({ told: 2, seenAgain: 1 });
  });
});

describe('verification on GitHub', () => {
  const gone = Array.from({ length: 30 }, (_, n) => n + 1);
  const LIMITED: Answer = {
    status: 403,
    headers: { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '0' },
    body: { message: 'API rate limit exceeded for 127.0.0.1.' },
  };

  it.each<[string, RegExp, Answer]>([
    ['429 midway', user, { status: 429, headers: { 'retry-after': '300' }, body: { message: 'Too many requests' } }],
    ['403 for its limit', user, LIMITED],
    ['500 midway', user, { status: 500, body: { message: 'Server Error' } }],
    ['500 to the question about the follow', follows, { status: 500, body: { message: 'Server Error' } }],
  ])('that answers %s tells what was answered; the rest stay missing and are told later', async (_, path, fault) => {
    people(400);
    const rig = await open();
    for (const n of gone) world.unfollow(idOf(n), OWNER);
    const report = await rig.pullAfter(1, failing(12, path, fault));
    expect(report.audiences[0]).toMatchObject({ outcome: 'committed', lost: 12, missing: 18 });
    expect(await rig.losses()).toHaveLength(12);
    await rig.pullAfter(1);
    expect(await rig.losses()).toEqual(gone.map((n) => `unfollowed person-${n}`).sort());
    expect(await rig.audience('followers')).toMatchObject({ count: 370, missing: 0 });
  });

  it('by a server that knows the owner no more believes nobody to be gone', async () => {
    const rig = await open();
    world.unfollow(idOf(1), OWNER);
    const lost: FaultHook = ({ path }) =>
      /^\/user\/\d+$/.test(path) ? { status: 404, body: { message: 'Not Found' } } : undefined;
    await rig.pullAfter(1, lost);
    expect(await rig.losses()).toEqual([]);
    expect(await rig.audience('followers')).toMatchObject({ missing: 1 });
  });
});

describe('an account that goes between the list and the check', () => {
  it('is told as gone', async () => {
    const rig = await open();
    world.unfollow(idOf(1), OWNER);
    await rig.pullAfter(
      1,
      meanwhile(/^\/user\/1001$/, () => world.delete(idOf(1))),
    );
    expect(await rig.losses()).toEqual(['gone person-1']);
  });

  it('is told by the next pull if it was still listed', async () => {
    const rig = await open();
    world.unfollow(idOf(1), OWNER);
    await rig.pullAfter(
      1,
      meanwhile(/^\/user\/1001$/, () => world.delete(idOf(2))),
    );
    expect(await rig.losses()).toEqual(['unfollowed person-1']);
    await rig.pullAfter(1);
    expect(await rig.losses()).toEqual(['gone person-2', 'unfollowed person-1']);
  });
});
