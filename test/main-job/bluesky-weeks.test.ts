import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { validateConfig } from '../../functions/runtime/config.ts';
import { startBluesky } from '../../lib/local/demo/servers/bluesky.ts';
import type { DemoServer } from '../../lib/local/demo/servers/serve.ts';
import { World } from '../../lib/local/demo/world.ts';
import { type ApiChange, DAY, Rig } from './rig.ts';

const START = Date.UTC(2026, 8, 7, 9);
const OWNER = 'did:plc:owner00000000000000000000';
const did = (n: number): string => `did:plc:${'abcdefghijklmnopqrstuvwxyz'[n]}${'a'.repeat(23)}`;
const nameOf = (n: number): string => `Person ${String.fromCharCode(65 + n)}`;

const config = validateConfig(
  {
    owners: [
      {
        id: 'owner',
        name: 'Olive',
        timeZone: 'Europe/Berlin',
        accounts: [{ id: 'bluesky:olive.example' }],
        digests: [{ from: 'digest@olive.example', recipients: [{ email: 'olive@olive.example' }] }],
      },
    ],
  },
  'test',
);

/** A week on an AppView as the issue tells it: 25 followers, of whom some leave in every way there is. */
describe('a week on Bluesky', () => {
  const world = new World('bluesky');
  let server: DemoServer;
  let rig: Rig;
  let post = '';

  beforeAll(async () => {
    world.join({ id: OWNER, handle: 'olive.example', name: 'Olive', joinedAt: START - 900 * DAY });
    for (let n = 0; n < 26; n += 1) {
      world.join({
        id: did(n),
        handle: `person-${n}.example`,
        name: nameOf(n),
        bio: 'Paints boats.',
        joinedAt: START - 500 * DAY,
      });
      if (n < 25) world.follow(did(n), OWNER, START - (100 - n) * DAY);
    }
    post = world.post({ author: OWNER, at: START - DAY, text: 'A boat!' });
    for (const n of [0, 2, 4, 10, 11, 12]) world.like(did(n), post, START - DAY);
    server = await startBluesky(world);
    rig = await Rig.open({ config, urls: { bluesky: server.url }, now: START });
    await rig.pull();
    await rig.send();

    world.unfollow(did(0), OWNER);
    world.unfollow(did(1), OWNER);
    world.deactivate(did(2));
    world.takeDown(did(3));
    world.block(did(4), OWNER, START + DAY);
    world.block(OWNER, did(5), START + DAY);
    world.rename(did(6), 'renamed.example');
    world.follow(did(25), OWNER, START + 2 * DAY);
    world.unlike(did(10), post);
    world.unlike(did(11), post);
    rig.now = START + 7 * DAY;
    await rig.pull();
    await rig.send();
  });
  afterAll(async () => {
    await rig?.close();
    await server?.close();
  });

  const told = async (query = ''): Promise<string[]> => {
    const { body } = await rig.api<{ items: ApiChange[] }>(`/v1/changes?limit=500${query}`, 'owner');
    return body.items
      .map((c) => `${c.audienceId.split(':')[2]} ${c.kind} ${c.verdict ?? ''} ${c.person.handle}`)
      .sort();
  };

  it('is told exactly by the API', async () => {
    expect(await told()).toEqual(
      [
        'followers lost unfollowed person-0.example',
        'followers lost unfollowed person-1.example',
        'followers lost deactivated person-2.example',
        'followers lost suspended person-3.example',
        'followers lost blocked-you person-4.example',
        'followers lost you-blocked person-5.example',
        'followers edited  renamed.example',
        'followers gained  person-25.example',
        'likes lost unliked person-10.example',
        'likes lost unliked person-11.example',
      ].sort(),
    );
  });

  it('is told accordingly by the digest, which names no block', async () => {
    const mails = await rig.mails();
    expect(mails).toHaveLength(2);
    const [, weekly] = mails;
    for (const part of [weekly?.text ?? '', weekly?.html ?? '']) {
      for (const n of [0, 1, 2, 3, 25]) expect(part).toContain(nameOf(n));
      expect(part).toContain('renamed.example');
      // Blocks are numbers in the mail; whoever only stayed is in no list of leavers.
      for (const n of [4, 5]) expect(part).not.toContain(nameOf(n));
    }
    expect(Buffer.byteLength(weekly?.html ?? '')).toBeLessThan(102_000);
    const headers = new Map(weekly?.headers.map(({ key, value }) => [key, value]));
    expect(headers.get('list-unsubscribe')).toMatch(/^<https:\/\/rekindle\.example\/unsubscribe\/[^>]+>$/);
    expect(headers.get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
  });

  it('is followed by a return when the deactivated one is back, and nobody new is lost', async () => {
    const before = await told('&kind=lost');
    world.reactivate(did(2));
    rig.now = START + 10 * DAY;
    await rig.pull();
    expect(await told('&kind=returned')).toEqual(['followers returned  person-2.example']);
    expect(await told('&kind=lost')).toEqual(before);
  });

  it('is not sent twice', async () => {
    const { digests } = await rig.send();
    expect(digests.map((digest) => digest.outcome)).toEqual(['already-sent']);
    expect(await rig.mails()).toHaveLength(2);
  });
});
