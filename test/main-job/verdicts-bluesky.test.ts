import { beforeEach, describe, expect, it } from 'vitest';
import { startBluesky } from '../../lib/local/demo/servers/bluesky.ts';
import type { Answer, FaultHook } from '../../lib/local/demo/servers/serve.ts';
import { World } from '../../lib/local/demo/world.ts';
import { DAY } from './rig.ts';
import { configOf, failing, meanwhile, START, VerdictRig } from './verdict-rig.ts';

const OWNER = 'did:plc:owner00000000000000000000';
const did = (n: number): string => `did:plc:person${String(n).padStart(18, '0')}`;
const followers = /getFollowers$/;
const ties = /getRelationships$/;
const shown = /getProfiles$/;

let world: World;
let post = '';

function people(count: number): void {
  world = new World('bluesky');
  world.join({ id: OWNER, handle: 'olive.example', joinedAt: 0 });
  for (let n = 0; n < count; n += 1) {
    world.join({ id: did(n), handle: `person-${n}.example`, name: `Person ${n}`, joinedAt: 0 });
    world.follow(did(n), OWNER, START - 30 * DAY);
  }
  post = world.post({ author: OWNER, at: START - DAY, text: 'A boat!' });
}

async function open(lists: Parameters<typeof configOf>[1] = {}): Promise<VerdictRig> {
  return VerdictRig.open('bluesky', await startBluesky(world), configOf('bluesky:olive.example', lists));
}

/** Changes the answers of one method. */
const changed = <Body>(path: RegExp, change: (body: Body) => unknown): FaultHook => {
  const edit = (answer: Answer): Answer => ({ ...answer, body: change(structuredClone(answer.body) as Body) });
  return (request) => (path.test(request.path) ? edit : undefined);
};
type Rows = { readonly did: string }[];
const unlisted = (...ids: readonly string[]): FaultHook =>
  changed<{ followers: Rows }>(followers, (body) => ({
    ...body,
    followers: body.followers.filter((row) => !ids.includes(row.did)),
  }));

beforeEach(() => people(30));

describe('a follower on Bluesky', () => {
  it.each<[string, string, () => void, RegExp]>([
    ['unfollows', 'unfollowed', () => world.unfollow(did(1), OWNER), /no follow of you; account active/],
    ['blocks the owner', 'blocked-you', () => world.block(did(1), OWNER, START), /blocks you; account active/],
    [
      'is blocked by the owner',
      'you-blocked',
      () => world.block(OWNER, did(1), START),
      /blocked by you; account active/,
    ],
    ['deactivates', 'deactivated', () => world.deactivate(did(1)), /Account is deactivated/],
    ['is taken down', 'suspended', () => world.takeDown(did(1)), /Account has been suspended/],
    ['deletes the account', 'deleted', () => world.delete(did(1)), /Profile not found/],
  ])('who %s is told at once as %s, with what was asked and answered', async (_, verdict, deed, answered) => {
    const rig = await open();
    deed();
    await rig.pullAfter(1);
    const told = await rig.told();
    expect(told.map((change) => [change.kind, change.verdict, change.person.id])).toEqual([
      ['lost', verdict, `bluesky:${did(1)}`],
    ]);
    expect(told[0]?.evidence).toEqual([
      {
        at: new Date(START + DAY).toISOString(),
        asked: expect.stringMatching(/^app\.bsky\.graph\.getRelationships, app\.bsky\.actor\.getProfiles?$/),
        answered: expect.stringMatching(answered),
      },
    ]);
    await rig.pullAfter(1);
    expect(await rig.told()).toHaveLength(1);
  });

  it('who is only left out of the list is hidden, and nothing is told of them, now or when they are back', async () => {
    const rig = await open();
    await rig.pullAfter(1, unlisted(did(1)));
    expect(await rig.audience('followers')).toMatchObject({
      count: 30,
      hidden: 1,
      hiddenSince: new Date(START + DAY).toISOString(),
    });
    await rig.pullAfter(1, unlisted(did(1)));
    await rig.pullAfter(1);
    expect(await rig.told()).toEqual([]);
    expect(await rig.audience('followers')).toMatchObject({ count: 30, hidden: 0 });
  });

  it('of whose account nothing certain is said is no longer on the list, and only once a second list agrees', async () => {
    const rig = await open();
    world.unfollow(did(1), OWNER);
    const inTransit = changed<{ profiles: Rows }>(shown, (body) => ({
      profiles: body.profiles.filter((row) => row.did !== did(1)),
    }));
    await rig.pullAfter(1, inTransit);
    expect(await rig.losses()).toEqual([]);
    expect(await rig.audience('followers')).toMatchObject({ missing: 1 });
    await rig.pullAfter(1, inTransit);
    expect(await rig.losses()).toEqual(['unknown person-1.example']);
    const [loss] = await rig.told('&kind=lost');
    expect(loss).toMatchObject({ at: new Date(START + DAY).toISOString() });
    expect(loss?.evidence?.map(({ asked }) => asked)).toEqual([
      'app.bsky.graph.getRelationships, app.bsky.actor.getProfile',
      'two complete lists',
    ]);
  });

  it('who is renamed shows both names and is no loss', async () => {
    const rig = await open();
    world.rename(did(1), 'renamed.example');
    await rig.pullAfter(1);
    const told = await rig.told();
    expect(told).toMatchObject([
      { kind: 'edited', person: { handle: 'renamed.example' }, before: { handle: 'person-1.example' } },
    ]);
  });
});

describe('a liker on Bluesky', () => {
  it('who takes the like back is told; whoever vanished or blocks did not take theirs back', async () => {
    for (let n = 1; n <= 4; n += 1) world.like(did(n), post, START - DAY);
    const rig = await open({ likes: true });
    world.unlike(did(1), post);
    world.deactivate(did(2));
    world.block(did(3), OWNER, START);
    await rig.pullAfter(1);
    const likes = (await rig.told('&kind=lost')).filter(({ audienceId }) => audienceId.includes(':likes:'));
    expect(likes.map(({ verdict, person }) => `${verdict} ${person.handle}`)).toEqual(['unliked person-1.example']);
    expect(likes[0]?.evidence?.[0]?.answered).toBe('not in the complete list of likes; account active');
    expect(await rig.audience('likes')).toMatchObject({ count: 3, hidden: 2 });
  });
});

describe('verification on Bluesky', () => {
  const gone = Array.from({ length: 40 }, (_, n) => n);

  it.each<[string, RegExp, number, Answer]>([
    [
      '429 before the second batch',
      ties,
      1,
      { status: 429, headers: { 'retry-after': '300' }, body: { error: 'RateLimitExceeded' } },
    ],
    ['500 before the second batch', ties, 1, { status: 500, body: { error: 'InternalServerError' } }],
    [
      '429 in the second batch',
      shown,
      1,
      { status: 429, headers: { 'retry-after': '300' }, body: { error: 'RateLimitExceeded' } },
    ],
  ])(
    'that answers %s tells what was answered; the rest stay missing and are told by a later pull',
    async (...given) => {
      const [, path, count, fault] = given;
      people(600);
      const rig = await open();
      for (const n of gone) world.unfollow(did(n), OWNER);
      const report = await rig.pullAfter(1, failing(count, path, fault));
      expect(report.audiences[0]).toMatchObject({ outcome: 'committed', lost: 25, missing: 15 });
      expect(report.audiences[0]?.message).toMatch(/^Not everybody who is missing could be checked/);
      expect(new Set(await rig.losses()).size).toBe(25);
      expect(await rig.audience('followers')).toMatchObject({ count: 575, missing: 15 });

      await rig.pullAfter(1);
      const told = await rig.told();
      expect(told.map(({ kind, verdict }) => `${kind} ${verdict}`)).toEqual(gone.map(() => 'lost unfollowed'));
      expect(new Set(told.map(({ person }) => person.id))).toEqual(new Set(gone.map((n) => `bluesky:${did(n)}`)));
      expect(await rig.audience('followers')).toMatchObject({ count: 560, missing: 0 });
    },
  );

  it('that fails for good proves nothing: nobody is told for as long as nobody could be asked', async () => {
    const rig = await open();
    world.unfollow(did(1), OWNER);
    const down = failing(0, ties, { status: 500, body: { error: 'InternalServerError' } });
    for (let day = 0; day < 3; day += 1) await rig.pullAfter(1, down);
    expect(await rig.losses()).toEqual([]);
    expect(await rig.audience('followers')).toMatchObject({ count: 30, missing: 1 });
    await rig.pullAfter(1);
    expect(await rig.losses()).toEqual(['unfollowed person-1.example']);
  });

  it('asks by DID and never by handle, also about whoever was renamed', async () => {
    const rig = await open();
    world.rename(did(1), 'renamed.example');
    await rig.pullAfter(1);
    world.unfollow(did(1), OWNER);
    await rig.pullAfter(1);
    const asked = rig.server.requests.all().filter((line) => line.includes('getRelationships'));
    const others = asked.flatMap((line) =>
      new URL(line.split(' ')[1] ?? '', 'http://x.example').searchParams.getAll('others'),
    );
    expect(others).toEqual([did(1)]);
    expect(await rig.losses()).toEqual(['unfollowed renamed.example']);
  });

  it('that finds nobody, as it does for handles, makes no loss of it', async () => {
    const rig = await open();
    const likeHandles = changed<{ relationships: Rows }>(ties, (body) => ({
      ...body,
      relationships: body.relationships.map((one) => ({
        $type: 'app.bsky.graph.defs#notFoundActor',
        actor: one.did,
        notFound: true,
      })),
    }));
    const left = unlisted(did(1), did(2));
    await rig.pullAfter(1, (request) => left(request) ?? likeHandles(request));
    expect(await rig.losses()).toEqual([]);
    expect(await rig.audience('followers')).toMatchObject({ count: 30, missing: 2 });
    await rig.pullAfter(1);
    expect(await rig.told()).toEqual([]);
    expect(await rig.audience('followers')).toMatchObject({ count: 30, missing: 0 });
  });

  it('that is given handles in place of DIDs by a list believes nothing of that list', async () => {
    const rig = await open();
    const handles = changed<{ followers: { did: string; handle: string }[] }>(followers, (body) => ({
      ...body,
      followers: body.followers.map((row) => ({ ...row, did: row.handle })),
    }));
    await rig.pullAfter(1, handles);
    expect(await rig.told()).toEqual([]);
    expect(await rig.audience('followers')).toMatchObject({
      count: 30,
      missing: 0,
      error: { code: 'invalid-response' },
    });
  });
});

describe('an account that goes between the list and the check', () => {
  it('is told as what it was when it was asked about', async () => {
    const rig = await open();
    world.unfollow(did(1), OWNER);
    await rig.pullAfter(
      1,
      meanwhile(ties, () => world.delete(did(1))),
    );
    expect(await rig.losses()).toEqual(['deleted person-1.example']);
  });

  it('is told as gone even where it was still there for the first question', async () => {
    const rig = await open();
    world.unfollow(did(1), OWNER);
    await rig.pullAfter(
      1,
      meanwhile(shown, () => world.deactivate(did(1))),
    );
    expect(await rig.losses()).toEqual(['deactivated person-1.example']);
  });

  it('is not asked about while it was still listed, and told by the next pull', async () => {
    const rig = await open();
    world.unfollow(did(1), OWNER);
    await rig.pullAfter(
      1,
      meanwhile(ties, () => world.delete(did(2))),
    );
    expect(await rig.losses()).toEqual(['unfollowed person-1.example']);
    await rig.pullAfter(1);
    expect(await rig.losses()).toEqual(['deleted person-2.example', 'unfollowed person-1.example']);
  });

  it('is no loss if they follow again by the time they are asked about', async () => {
    const rig = await open();
    world.unfollow(did(1), OWNER);
    await rig.pullAfter(
      1,
      meanwhile(ties, () => world.follow(did(1), OWNER, START + DAY)),
    );
    await rig.pullAfter(1);
    expect(await rig.told()).toEqual([]);
  });
});

describe('false alarms on Bluesky', () => {
  it('are counted where no new follow explains the return', async () => {
    const rig = await open();
    world.deactivate(did(1));
    world.unfollow(did(2), OWNER);
    world.deactivate(did(3));
    await rig.pullAfter(1);
    expect((await rig.audience('followers')).falseAlarms).toMatchObject({ told: 3, seenAgain: 0 });
    world.reactivate(did(1));
    // Nobody but a new follow can bring back somebody of whom the network said that there was none.
    world.follow(did(2), OWNER, START + 2 * DAY);
    await rig.pullAfter(3);
    expect((await rig.audience('followers')).falseAlarms).toMatchObject({ told: 3, seenAgain: 1 });
    // More than a week after it was told.
    world.reactivate(did(3));
    await rig.pullAfter(5);
    const returned = (await rig.told('&kind=returned')).map(({ person }) => person.handle).sort();
    expect(returned).toEqual(['person-1.example', 'person-2.example', 'person-3.example']);
    expect((await rig.audience('followers')).falseAlarms).toEqual({
      told: 3,
      seenAgain: 1,
      window: '7 days and 7 pulls',
    });
  });
});
