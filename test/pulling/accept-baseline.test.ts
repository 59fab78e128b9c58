import { beforeEach, describe, expect, it } from 'vitest';
import { acceptBaseline, NotAcceptedError } from '../../functions/pulling/accept-baseline.ts';
import { openRoster } from '../../functions/roster/open.ts';
import { queryPrefix } from '../../functions/storage/db.ts';
import { claimHead, readHead } from '../../functions/storage/heads.ts';
import { CHECKPOINT_PREFIX, headKey } from '../../functions/storage/keys.ts';
import { startBluesky } from '../../lib/local/demo/servers/bluesky.ts';
import type { Answer, FaultHook } from '../../lib/local/demo/servers/serve.ts';
import { World } from '../../lib/local/demo/world.ts';
import { crashAt } from '../fakes/crash.ts';
import { DAY } from '../main-job/rig.ts';
import { configOf, START, VerdictRig } from '../main-job/verdict-rig.ts';

const OWNER = 'did:plc:olive';
const AUDIENCE = 'bluesky:olive.example:followers';
const KEY = `owner/bluesky/${OWNER}/followers`;
const did = (n: number): string => `did:plc:person${n}`;

let world: World;

/** Persons 0 to 29 follow; 30 to 59 exist. */
beforeEach(() => {
  world = new World('bluesky');
  world.join({ id: OWNER, handle: 'olive.example', joinedAt: 0 });
  for (let n = 0; n < 60; n += 1) {
    world.join({ id: did(n), handle: `person-${n}.example`, joinedAt: 0 });
    if (n < 30) world.follow(did(n), OWNER, START - DAY);
  }
});

async function open(): Promise<VerdictRig> {
  return VerdictRig.open('bluesky', await startBluesky(world), configOf('bluesky:olive.example'));
}

/** Only these are listed, in the order of the world. */
function listing(...ids: readonly string[]): FaultHook {
  const profile = (id: string) => ({ did: id, handle: world.person(id)?.handle });
  const edit = (answer: Answer): Answer => ({
    ...answer,
    body: { ...(answer.body as object), followers: ids.map(profile), cursor: undefined },
  });
  return (request) => (request.path.endsWith('getFollowers') ? edit : undefined);
}
const persons = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, n) => did(from + n));

const depsOf = ({ rig }: VerdictRig) => ({ db: rig.db, clock: rig.clock, config: rig.config });
const accept = (rig: VerdictRig, more: { audienceId?: string; owner?: string } = {}) =>
  acceptBaseline(depsOf(rig), { audienceId: AUDIENCE, ...more });

async function rosterOf({ rig }: VerdictRig) {
  const head = await readHead(rig.db, KEY, { consistent: true });
  if (head === undefined) throw new Error('no head');
  return { head, rows: [...(await openRoster(rig.db, head)).rows()] };
}
const keptLists = async ({ rig }: VerdictRig): Promise<number> =>
  (await queryPrefix(rig.db, headKey(KEY).pk, CHECKPOINT_PREFIX)).length;
const snapshotsOf = async ({ rig }: VerdictRig) =>
  (
    await rig.api<{ items: { at: string; accepted: boolean; refusal?: string; acceptedByOwnerAt?: string }[] }>(
      `/v1/audiences/${AUDIENCE}/snapshots`,
      'owner',
    )
  ).body.items;

/** Everybody but two is somebody else: the list of another account, or so it looks. */
const OTHERS = [did(0), did(1), ...persons(30, 60)];

describe('a refused list', () => {
  it('changes nothing, is said openly, and is kept until a pull is accepted', async () => {
    const rig = await open();
    const { head: before } = await rosterOf(rig);
    const report = await rig.pullAfter(1, listing(...OTHERS));
    expect(report.audiences[0]).toMatchObject({ outcome: 'refused', count: 30 });
    const state = await rig.audience('followers');
    expect(state).toMatchObject({ count: 30, missing: 0, held: 0, lost: 0, error: { code: 'refused' } });
    expect(state.refusedPulls).toEqual([
      {
        at: new Date(START + DAY).toISOString(),
        refusal: 'identity-change',
        reason: expect.stringContaining('Only 2 of 30'),
        listed: 32,
        networkCount: 30,
      },
    ]);
    expect((await rosterOf(rig)).head.version).toBe(before.version);
    expect(await keptLists(rig)).toBeGreaterThan(0);
    await rig.pullAfter(1);
    expect(await rig.told()).toEqual([]);
    expect(await keptLists(rig)).toBe(0);
    const after = await rig.audience('followers');
    expect(after).not.toHaveProperty('error');
    expect(after.refusedPulls).toHaveLength(1);
  });

  it('gives way to the next one: only the last is kept', async () => {
    const rig = await open();
    await rig.pullAfter(1, listing(...OTHERS));
    const one = await keptLists(rig);
    for (let day = 0; day < 3; day += 1) await rig.pullAfter(1, listing(...OTHERS));
    expect(await keptLists(rig)).toBe(one);
    const { refusedPulls } = await rig.audience('followers');
    expect(refusedPulls.map(({ at }) => at)).toEqual(
      [4, 3, 2, 1].map((day) => new Date(START + day * DAY).toISOString()),
    );
  });
});

describe('an accepted list', () => {
  it('becomes the roster exactly as it was read, and nobody is told as gained or lost by it', async () => {
    const rig = await open();
    await rig.pullAfter(1, listing(...OTHERS));
    const report = await accept(rig);
    expect(report).toMatchObject({ outcome: 'baseline', count: 32, gained: 0, lost: 0, readAt: START + DAY });
    const { head, rows } = await rosterOf(rig);
    expect(rows.map(({ id }) => id).sort()).toEqual([...OTHERS].sort());
    expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['present']));
    expect(head).toMatchObject({ baselineAt: START + DAY, pulledAt: START + DAY, counts: { present: 32 } });
    expect(head).not.toHaveProperty('refused');
    expect(await keptLists(rig)).toBe(0);
    expect(await rig.told()).toEqual([]);
    const state = await rig.audience('followers');
    expect(state).toMatchObject({ count: 32, refusedPulls: [] });
    expect(state).not.toHaveProperty('error');
    const [snapshot] = await snapshotsOf(rig);
    expect(snapshot).toMatchObject({
      accepted: true,
      acceptedByOwnerAt: new Date(rig.rig.now).toISOString(),
      refusal: 'identity-change',
    });
  });

  it('is what the next pulls are compared with', async () => {
    const rig = await open();
    await rig.pullAfter(1, listing(...OTHERS));
    await accept(rig);
    const left = OTHERS.filter((id) => id !== did(40));
    await rig.pullAfter(1, listing(...left, did(5)));
    expect(
      (await rig.told()).map(({ kind, verdict, person }) => `${kind} ${verdict ?? ''} ${person.handle}`).sort(),
    ).toEqual([
      // Forgotten with the old baseline, so nothing is known of an absence.
      'gained  person-5.example',
      'lost unfollowed person-40.example',
    ]);
  });

  it('keeps the history of whoever is known: losses, returns and since when', async () => {
    const rig = await open();
    world.deactivate(did(0));
    world.deactivate(did(1));
    world.deactivate(did(2));
    await rig.pullAfter(1);
    world.reactivate(did(0));
    await rig.pullAfter(1);
    const told = await rig.told();
    await rig.pullAfter(1, listing(did(0), did(1), ...persons(30, 60)));
    await accept(rig);
    const rows = new Map((await rosterOf(rig)).rows.map((row) => [row.id, row]));
    expect(rows.get(did(0))).toMatchObject({ state: 'present', losses: 1, returns: 1, firstSeenAt: START });
    // Lost before and listed now: present, without a word, and known for having come back.
    expect(rows.get(did(1))).toMatchObject({ state: 'present', losses: 1, returns: 1 });
    for (const field of ['verdict', 'toldAt', 'toldAtPull']) expect(rows.get(did(1))).not.toHaveProperty(field);
    // Told as lost before, and not listed: remembered as before.
    expect(rows.get(did(2))).toMatchObject({ state: 'lost', verdict: 'deactivated' });
    expect(rows.has(did(3))).toBe(false);
    expect(await rig.told()).toEqual(told);
  });

  it('that is shorter than the network counts is no news again the next day', async () => {
    const rig = await open();
    await rig.pullAfter(1, listing(...persons(0, 15)));
    expect((await rig.audience('followers')).refusedPulls[0]?.refusal).toBe('implausible-count');
    await accept(rig);
    expect(await rig.audience('followers')).toMatchObject({ count: 15 });
    const report = await rig.pullAfter(1, listing(...persons(0, 15)));
    expect(report.audiences[0]).toMatchObject({ outcome: 'unchanged', count: 15 });
    expect(await rig.told()).toEqual([]);
  });

  it('may be empty', async () => {
    const rig = await open();
    await rig.pullAfter(1, listing());
    await accept(rig);
    expect(await rig.audience('followers')).toMatchObject({ count: 0, lost: 0 });
    expect(await rig.told()).toEqual([]);
  });

  it('is still there to be accepted after the network went down', async () => {
    const rig = await open();
    await rig.pullAfter(1, listing(...OTHERS));
    await rig.pullAfter(1, ({ path }) =>
      path.endsWith('getFollowers') ? { status: 200, body: { nonsense: true } } : undefined,
    );
    expect(await rig.audience('followers')).toMatchObject({ error: { code: 'invalid-response' } });
    expect(await accept(rig)).toMatchObject({ count: 32, readAt: START + DAY });
  });

  it('comes out the same however often the command is cut off', async () => {
    const rig = await open();
    await rig.pullAfter(1, listing(...OTHERS));
    const { clock, config, db } = depsOf(rig);
    let cuts = 0;
    for (let nth = 1; ; nth += 1) {
      const crash = crashAt(db, nth, nth % 2 === 0 ? 'after' : 'before');
      // Each try is a process of its own; what an earlier one leased belongs to the dead.
      const deps = { db, config, clock, aloneSince: Number.MAX_SAFE_INTEGER };
      const outcome = await acceptBaseline(deps, { audienceId: AUDIENCE }).catch((error: unknown) => error);
      crash.revive();
      if (!crash.hasHappened) {
        if (outcome instanceof NotAcceptedError) expect(outcome.message).toContain('nothing to do');
        else expect(outcome).toMatchObject({ outcome: 'baseline' });
        break;
      }
      cuts += 1;
    }
    expect(cuts).toBeGreaterThan(2);
    expect((await rosterOf(rig)).rows.map(({ id }) => id).sort()).toEqual([...OTHERS].sort());
    expect((await snapshotsOf(rig))[0]).toMatchObject({ accepted: true, refusal: 'identity-change' });
    await rig.pullAfter(1, listing(...OTHERS));
    expect(await rig.told()).toEqual([]);
  });
});

describe('there is nothing to accept', () => {
  const refusal = async (promise: Promise<unknown>): Promise<string> => {
    const error = await promise.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NotAcceptedError);
    return error instanceof Error ? error.message : '';
  };

  it('after a pull that was accepted as it was, or that failed', async () => {
    const rig = await open();
    expect(await refusal(accept(rig))).toMatch(
      /2026-09-07T09:00:00\.000Z\) was accepted as it was; there is nothing to do/,
    );
    await rig.pullAfter(1, () => ({ status: 400, body: { error: 'NotForYou', message: 'No.' } }));
    expect(await refusal(accept(rig))).toMatch(/no whole list .* to accept: it could not be read\. Bluesky/);
  });

  it('twice', async () => {
    const rig = await open();
    await rig.pullAfter(1, listing(...OTHERS));
    await accept(rig);
    expect(await refusal(accept(rig))).toContain('there is nothing to do');
  });

  it('of an audience that is not there, is all posts together, or is somebody else’s', async () => {
    const rig = await open();
    expect(await refusal(accept(rig, { audienceId: 'bluesky:olive.example:fans' }))).toContain('There is no audience');
    expect(await refusal(accept(rig, { owner: 'nobody' }))).toMatch(/no owner "nobody"; expected one of owner/);
  });

  it('while it is being read', async () => {
    const rig = await open();
    await rig.pullAfter(1, listing(...OTHERS));
    await claimHead(rig.rig.db, KEY, { wall: rig.rig.clock.wall(), leaseMs: 60_000 });
    expect(await refusal(accept(rig))).toContain('is being read right now');
  });
});
