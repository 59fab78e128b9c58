import { describe, expect, it } from 'vitest';
import { createPullHandler } from '../../functions/pull.ts';
import { embeddedMetrics, METRICS } from '../../functions/runtime/metrics.ts';
import { startBluesky } from '../../lib/local/demo/servers/bluesky.ts';
import { World } from '../../lib/local/demo/world.ts';
import { DAY, Rig } from '../main-job/rig.ts';
import { configOf, START } from '../main-job/verdict-rig.ts';

const OWNER = 'did:plc:owner00000000000000000000';
const did = (n: number): string => `did:plc:${String(n).padStart(24, 'a')}`;

describe('metrics', () => {
  it('are ten, and a line of the form that CloudWatch reads, by stage and by nothing else', () => {
    const lines: string[] = [];
    embeddedMetrics(
      'test',
      (line) => lines.push(line),
      () => 1_700_000_000_000,
    )({ Pulls: 3, OldestDue: 0 });
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        _aws: {
          Timestamp: 1_700_000_000_000,
          CloudWatchMetrics: [
            {
              Namespace: 'Rekindle',
              Dimensions: [['Stage']],
              Metrics: [
                { Name: 'Pulls', Unit: 'Count' },
                { Name: 'OldestDue', Unit: 'None' },
              ],
            },
          ],
        },
        Stage: 'test',
        Pulls: 3,
        OldestDue: 0,
      },
    ]);
    expect(Object.keys(METRICS)).toHaveLength(10);
  });

  it('count what a tick did: pages, changes, limits, and answers that nobody knows', async () => {
    const world = new World('bluesky');
    world.join({ id: OWNER, handle: 'olive.example', joinedAt: 0 });
    for (let n = 0; n < 150; n += 1) {
      world.join({ id: did(n), handle: `p${n}.example`, joinedAt: 0 });
      world.follow(did(n), OWNER, START - DAY);
    }
    const server = await startBluesky(world);
    const rig = await Rig.open({
      config: configOf('bluesky:olive.example'),
      urls: { bluesky: server.url },
      now: START,
    });
    const seen: Record<string, number | undefined>[] = [];
    const pull = () =>
      createPullHandler({ ...rig.pullDeps(), metrics: (values) => seen.push({ ...values }) })({ force: true });
    try {
      await pull();
      world.unfollow(did(1), OWNER);
      rig.now += DAY;
      await pull();
      server.setFault(({ path }) =>
        path.includes('getFollowers') ? { status: 200, body: { followers: 'none' } } : undefined,
      );
      rig.now += DAY;
      await pull();
      server.setFault(({ path }) =>
        path.includes('getFollowers') ? { status: 429, headers: { 'retry-after': '600' }, body: {} } : undefined,
      );
      rig.now += DAY;
      await pull();
    } finally {
      await rig.close();
      await server.close();
    }
    expect(
      seen.map(({ Pulls, Pages, Changes, Limited, SchemaDrift }) => [Pulls, Pages, Changes, Limited, SchemaDrift]),
    ).toEqual([
      [1, 2, 0, 0, 0],
      [1, 2, 1, 0, 0],
      [1, 1, 0, 0, 1],
      [1, 1, 0, 1, 0],
    ]);
  });
});
