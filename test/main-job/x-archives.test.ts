import { describe, expect, it, onTestFinished } from 'vitest';
import { acceptSnapshot } from '../../functions/pulling/accept-snapshot.ts';
import { validateConfig } from '../../functions/runtime/config.ts';
import { startX, X_OWNER, X_TOKEN, XWorld } from '../networks/fakes/x.ts';
import { type ApiChange, DAY, Rig } from './rig.ts';

const START = Date.UTC(2026, 8, 7, 9);
const ACCOUNT = 'x:olive';
const NAMES = Array.from({ length: 30 }, (_, n) => `person_${n}`);

function configOf(budget?: object) {
  const track = { followers: true, following: false, likes: false, stars: false };
  const account = { id: ACCOUNT, track, ...(budget === undefined ? {} : { budget }) };
  return validateConfig({ owners: [{ id: 'owner', name: 'Olive', accounts: [account] }] }, 'test');
}

/** X's archives hold ids and nothing else. */
async function* archive(ids: readonly string[]) {
  yield ids.map((id) => ({ id, profile: { handle: id, url: `https://x.com/i/user/${id}` } }));
}

describe('archives of X, and a budget later', () => {
  it('hold bare ids; the budget names those who left first, and nobody is told as renamed or new', async () => {
    const world = new XWorld();
    for (const [n, username] of NAMES.entries()) world.follow({ id: String(2000 + n), username, name: `Name ${n}` });
    world.following = ['2010'];
    const server = await startX(world);
    onTestFinished(() => server.close());
    const rig = await Rig.open({ config: configOf(), urls: { x: server.url }, now: START, tokens: { x: X_TOKEN } });
    onTestFinished(() => rig.close());
    await rig.pull();
    const take = (at: number) =>
      acceptSnapshot(rig.pullDeps(), {
        owner: 'owner',
        accountId: ACCOUNT,
        kind: 'followers',
        of: { handle: 'olive', stableId: X_OWNER },
        people: archive(world.followers),
        takenAt: at,
      });
    const told = async () => (await rig.api<{ items: ApiChange[] }>('/v1/changes?limit=500', 'owner')).body.items;
    await take(START - 8 * DAY);
    world.unfollow('2004');
    await take(START - DAY);
    expect(await told()).toMatchObject([
      { kind: 'lost', verdict: 'unlisted', person: { id: 'x:2004', handle: '2004' } },
    ]);
    await rig.pull();
    expect(server.requests.count()).toBe(0);

    const paid = await Rig.open({
      ...{ config: configOf({ usdPerMonth: 5 }), urls: { x: server.url }, now: START + DAY, tokens: { x: X_TOKEN } },
      db: rig.db,
    });
    onTestFinished(() => paid.close());
    await paid.pull();
    const lines = server.requests.all().filter((line) => !line.includes('/by/username'));
    expect(lines[0]).toContain('/2/users?ids=2004');
    expect(lines[1]).toContain('/followers');
    expect(await told()).toMatchObject([
      { kind: 'lost', person: { id: 'x:2004', handle: 'person_4', name: 'Name 4' } },
    ]);
    const { body } = await paid.api<{ count: number }>(`/v1/audiences/${ACCOUNT}:followers`, 'owner');
    expect(body.count).toBe(29);
    // One history: who was on the archive and follows still is neither gained nor lost.
    world.unfollow('2005');
    paid.now += 7 * DAY;
    paid.wallOffset += 7 * DAY;
    await paid.pull();
    expect((await told()).map(({ kind, verdict, person }) => `${kind} ${verdict} ${person.handle}`).sort()).toEqual([
      'lost unfollowed person_5',
      'lost unlisted person_4',
    ]);
  });
});
