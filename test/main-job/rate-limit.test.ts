import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { validateConfig } from '../../functions/runtime/config.ts';
import { startBluesky } from '../../lib/local/demo/servers/bluesky.ts';
import { startGithub } from '../../lib/local/demo/servers/github.ts';
import type { DemoServer } from '../../lib/local/demo/servers/serve.ts';
import { World } from '../../lib/local/demo/world.ts';
import { DAY, HOUR, Rig } from './rig.ts';

const START = Date.UTC(2026, 8, 7, 9);
const FOLLOWERS = 3_000;
const only = { following: false, likes: false, stars: false };

const config = validateConfig(
  {
    owners: [
      {
        id: 'owner',
        name: 'Olive',
        accounts: [
          { id: 'github:olive', track: only },
          { id: 'bluesky:olive.example', track: only },
        ],
      },
    ],
  },
  'test',
);

describe('a rate limit in the middle of a 3,000-person walk', () => {
  let github: DemoServer;
  let bluesky: DemoServer;
  let rig: Rig;

  beforeEach(async () => {
    const hub = new World('github');
    hub.join({ id: '1', handle: 'olive', joinedAt: 0 });
    for (let n = 0; n < FOLLOWERS; n += 1) {
      hub.join({ id: String(1000 + n), handle: `person-${n}`, joinedAt: 0 });
      hub.follow(String(1000 + n), '1', START - DAY + n);
    }
    const sky = new World('bluesky');
    sky.join({ id: 'did:plc:olive', handle: 'olive.example', joinedAt: 0 });
    sky.join({ id: 'did:plc:anna', handle: 'anna.example', joinedAt: 0 });
    sky.follow('did:plc:anna', 'did:plc:olive', START - DAY);
    const wall = () => Date.now() + (rig?.wallOffset ?? 0);
    github = await startGithub(hub, { rateLimit: { limit: 20, windowMs: HOUR }, wall });
    bluesky = await startBluesky(sky);
    rig = await Rig.open({ config, urls: { github: github.url, bluesky: bluesky.url }, now: START });
  });
  afterEach(async () => {
    await rig.close();
    await github.close();
    await bluesky.close();
  });

  const followersOf = (report: Awaited<ReturnType<Rig['pull']>>, accountId: string) =>
    report.audiences.find((audience) => audience.accountId === accountId && audience.kind === 'followers');
  /** Page numbers of the follower list, as they were asked for. */
  const pagesRead = (): string[] =>
    github.requests
      .all()
      .filter((line) => /\/followers(\?|$)/.test(line))
      .map((line) => /[?&]page=(\d+)/.exec(line)?.[1] ?? '1');

  it('stops, waits for the reset, and finishes in a later tick, re-reading no page but one', async () => {
    const first = await rig.pull({});
    expect(followersOf(first, 'github:olive')).toMatchObject({ outcome: 'waiting' });
    expect(followersOf(first, 'github:olive')?.retryAt).toBeGreaterThan(Date.now());
    expect(followersOf(first, 'bluesky:olive.example')).toMatchObject({ outcome: 'baseline', count: 1 });
    const read = pagesRead().length;
    expect(read).toBeGreaterThan(10);
    expect(read).toBeLessThan(30);

    // Ten minutes later the credential still waits: not one request.
    const asked = github.requests.all().length;
    rig.now += HOUR / 6;
    rig.wallOffset += HOUR / 6;
    await rig.pull({});
    expect(github.requests.all().length).toBe(asked);

    for (let hour = 0; hour < 4; hour += 1) {
      rig.now += HOUR;
      rig.wallOffset += HOUR + 60_000;
      await rig.pull({});
    }
    const { body } = await rig.api<{ count: number; baselineAt: string }>(
      '/v1/audiences/github:olive:followers',
      'owner',
    );
    expect(body.count).toBe(FOLLOWERS);
    const answered = pagesRead();
    const rounds = Math.ceil(answered.length / 18);
    expect(new Set(answered).size).toBe(30);
    // A request that was refused, and one overlapping page, for each time it had to stop.
    expect(answered.length - 30).toBeLessThanOrEqual(2 * rounds);
  });

  it('tells the person who runs it until when it waits', async () => {
    await rig.pull();
    const again = await rig.pull();
    const entry =
      followersOf(again, 'github:olive') ?? again.accounts.find(({ accountId }) => accountId === 'github:olive');
    expect(entry?.outcome).toBe('waiting');
    expect(entry?.message).toMatch(/until|resets?|limit/i);
    expect(entry?.retryAt).toBeGreaterThan(Date.now());
  });
});
