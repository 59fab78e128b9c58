import { beforeEach, describe, expect, it } from 'vitest';
import { acceptBaseline } from '../../functions/pulling/accept-baseline.ts';
import { startBluesky } from '../../lib/local/demo/servers/bluesky.ts';
import type { Answer, FaultHook } from '../../lib/local/demo/servers/serve.ts';
import { World } from '../../lib/local/demo/world.ts';
import { DAY } from '../main-job/rig.ts';
import { configOf, START, VerdictRig } from '../main-job/verdict-rig.ts';

const OWNER = 'did:plc:olive';
const AUDIENCE = 'bluesky:olive.example:followers';
const ALL = 80;
const did = (n: number): string => `did:plc:person${n}`;

let world: World;
beforeEach(() => {
  world = new World('bluesky');
  world.join({ id: OWNER, handle: 'olive.example', joinedAt: 0 });
  for (let n = 0; n < ALL; n += 1) {
    world.join({ id: did(n), handle: `person-${n}.example`, joinedAt: 0 });
    world.follow(did(n), OWNER, START - DAY);
  }
});

/** The list ends after so many people, and says that this is its end; the profile goes on counting all. */
function cutAt(count: number): FaultHook {
  const followers = Array.from({ length: count }, (_, n) => ({ did: did(n), handle: `person-${n}.example` }));
  const edit = (answer: Answer): Answer => ({
    ...answer,
    body: { ...(answer.body as object), followers, cursor: undefined },
  });
  return (request) => (request.path.endsWith('getFollowers') ? edit : undefined);
}

async function open(first?: FaultHook): Promise<VerdictRig> {
  const server = await startBluesky(world);
  server.setFault(first);
  return VerdictRig.open('bluesky', server, configOf('bluesky:olive.example'));
}

const outcomeOf = async (rig: VerdictRig, fault?: FaultHook): Promise<string | undefined> =>
  (await rig.pullAfter(1, fault)).audiences[0]?.outcome;

describe('a first list that is much shorter than the network counts', () => {
  it('is no baseline: what the next pull lists is, and nobody was gained', async () => {
    const rig = await open(cutAt(30));
    expect(await rig.audience('followers')).toMatchObject({ count: 0, error: { code: 'refused' } });
    expect(await outcomeOf(rig)).toBe('baseline');
    expect(await rig.audience('followers')).toMatchObject({ count: ALL });
    expect(await rig.told()).toEqual([]);
  });

  it('is one, if the next pull agrees with it, so that nobody is stuck', async () => {
    const rig = await open(cutAt(30));
    expect(await outcomeOf(rig, cutAt(35))).toBe('baseline');
    expect(await rig.audience('followers')).toMatchObject({ count: 35 });
    expect(await outcomeOf(rig, cutAt(35))).toBe('unchanged');
  });
});

describe('a list that stays shorter than the network counts', () => {
  it('is refused for three days, and then compared like any other', async () => {
    const rig = await open();
    const outcomes: (string | undefined)[] = [];
    for (let day = 1; day <= 4; day += 1) outcomes.push(await outcomeOf(rig, cutAt(40)));
    expect(outcomes).toEqual(['refused', 'refused', 'refused', 'committed']);
    // The network was asked about everybody who is not on it, and they do follow.
    expect(await rig.audience('followers')).toMatchObject({ count: ALL, hidden: 40, refusedPulls: { length: 3 } });
    expect(await rig.losses()).toEqual([]);
    expect(await outcomeOf(rig, cutAt(40))).toBe('unchanged');
  });

  it('counts from anew when a whole list comes in between', async () => {
    const rig = await open();
    for (let day = 1; day <= 3; day += 1) await rig.pullAfter(1, cutAt(40));
    expect(await outcomeOf(rig)).toBe('unchanged');
    expect(await outcomeOf(rig, cutAt(40))).toBe('refused');
  });
});

describe('an empty list that its owner accepted', () => {
  it('is not refused again', async () => {
    const rig = await open();
    expect(await outcomeOf(rig, cutAt(0))).toBe('refused');
    await acceptBaseline({ db: rig.rig.db, clock: rig.rig.clock, config: rig.rig.config }, { audienceId: AUDIENCE });
    expect(await outcomeOf(rig, cutAt(0))).toBe('unchanged');
    expect(await rig.audience('followers')).toMatchObject({ count: 0, lost: 0 });
  });
});
