import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { connectorFor } from '../../functions/networks/registry.ts';
import { createPullHandler } from '../../functions/pull.ts';
import { createSendDigestHandler } from '../../functions/send-digest.ts';
import { batchWrite, type Item } from '../../functions/storage/db.ts';
import type { Key } from '../../functions/storage/keys.ts';
import { bareSurroundings } from '../faults/bare-surroundings.ts';
import { Chance } from '../faults/chance.ts';
import { Killed, Process } from '../faults/process.ts';
import { clockOf, type Surroundings, type Times } from '../faults/surroundings.ts';
import { Tally } from '../faults/tally.ts';
import { CALM } from '../faults/weather.ts';
import {
  byRecipient,
  config,
  expectSixLosses,
  firstWeek,
  leftIn,
  START,
  secondWeek,
  WEEK_LATER,
} from './crash-world.ts';
import { HOUR, quiet, signingKey } from './rig.ts';

/** Spread over all requests; each is killed before it leaves, or after it took effect. */
const KILLS = 48;
const olive = firstWeek();
let baseline: readonly (Item & Key)[];

beforeAll(async () => {
  const times: Times = { now: START, wallOffset: 0 };
  const around = await bareSurroundings({ world: olive.world, times, isDeafToSes: true });
  await run(around, times, new Process(new Chance(0), CALM, new Tally()));
  const { Items } = await around.table().send(new ScanCommand({ TableName: around.tableName }));
  baseline = (Items ?? []) as (Item & Key)[];
  secondWeek(olive);
});

/** One run of pull and send-digest, until its end or its death. */
async function run(around: Surroundings, times: Times, process: Process): Promise<'ended' | 'killed'> {
  const db = { client: around.table(process), tableName: around.tableName };
  const clock = clockOf(times);
  const pull = createPullHandler({
    ...{ db, config, clock, logger: quiet },
    hasCredential: async () => false,
    connectors: async (account) =>
      connectorFor(account, {
        baseUrls: { bluesky: around.networkUrl },
        fetch: around.fetch,
        wall: clock.wall,
        wait: async () => undefined,
      }),
  });
  const send = createSendDigestHandler({
    ...{ db, config, clock, logger: quiet, signingKey },
    ses: around.ses(process),
    configurationSet: 'test',
    publicUrl: 'https://rekindle.example',
    doubtMs: 0,
  });
  const life = pull({ force: true }).then(() => send({ force: true }));
  return Promise.race([life, process.death]).then(
    () => 'ended',
    (error: unknown) => {
      if (error instanceof Killed) return 'killed';
      throw error;
    },
  );
}

/** The second week from the baseline on; killed at a moment of its first run, if one is given. */
async function liveSecondWeek(diesAt: number) {
  const times: Times = { now: WEEK_LATER, wallOffset: 0 };
  const around = await bareSurroundings({ world: olive.world, times, isDeafToSes: true });
  const db = { client: around.table(), tableName: around.tableName };
  await batchWrite(
    db,
    baseline.map((put) => ({ put })),
  );
  const first = new Process(new Chance(0), CALM, new Tally(), { diesAt });
  const end = await run(around, times, first);
  if (end === 'killed') {
    // Whatever the dead process held has run out; SES never told us anything.
    times.wallOffset = HOUR;
    await run(around, times, new Process(new Chance(0), CALM, new Tally()));
  }
  return { end, moments: first.moments, left: await leftIn(db, times.now), ids: byRecipient(await around.mails()) };
}

describe('a process that dies', () => {
  it(`at any of ${KILLS} moments of pull, commit, projection, compaction and sending loses nothing and tells nothing twice`, async () => {
    const wanted = await liveSecondWeek(Number.POSITIVE_INFINITY);
    expectSixLosses(wanted.left);
    expect(Object.keys(wanted.ids).sort()).toEqual(['olive@olive.example', 'otto@olive.example']);
    expect(wanted.moments).toBeGreaterThan(KILLS);
    let doubles = 0;
    for (let n = 0; n < KILLS; n += 1) {
      // Odd moments are before a request, even ones after it.
      const diesAt = 1 + Math.floor((n / KILLS) * (wanted.moments - 1));
      const where = `killed at moment ${diesAt} of ${wanted.moments}`;
      const { end, left, ids } = await liveSecondWeek(diesAt);
      expect(end, where).toBe('killed');
      expect(left, where).toEqual(wanted.left);
      expect(Object.keys(ids).sort(), where).toEqual(Object.keys(wanted.ids).sort());
      for (const mails of Object.values(ids)) {
        expect(new Set(mails).size, where).toBe(1);
        doubles += mails.length - 1;
      }
    }
    // A second copy only where the kill fell between SES's acceptance and our noting it: two moments for each mail.
    expect(doubles).toBeLessThanOrEqual(4);
  }, 600_000);
});
