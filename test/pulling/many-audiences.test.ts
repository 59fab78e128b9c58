import { beforeAll, describe, expect, it } from 'vitest';
import { createPullHandler } from '../../functions/pull.ts';
import type { PullDeps } from '../../functions/pulling/deps.ts';
import { type DayAccount, dayAccounts } from '../bench/day/accounts.ts';
import { type DayVerdict, judgeDay } from '../bench/day/judge-day.ts';
import { type DayResult, keyOf, SimulatedDay } from '../bench/day/simulate-day.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Accounts behind one Bluesky credential, with so many followers. */
const behindOne = (...followers: readonly number[]): DayAccount[] =>
  followers.map((count, nth) => ({
    ...{
      nth,
      owner: 'client-0',
      id: `bluesky:client-${nth}.example`,
      network: 'bluesky',
      credentialId: 'bluesky:key-0',
    },
    ...{ followers: count, isQuiet: false, isRevoked: false },
  }));

const open = (accounts: readonly DayAccount[]): Promise<SimulatedDay> =>
  SimulatedDay.open({ accounts, failing: 0, drought: 0 });

describe('a day of sixty accounts, with failures, limits, an outage and an hour of a throttled table', () => {
  let result: DayResult;
  let verdict: DayVerdict;
  beforeAll(async () => {
    const day = await SimulatedDay.open({ accounts: dayAccounts(60), failing: 0.01, drought: 2 });
    await day.readFirstLists();
    result = await day.live();
    verdict = judgeDay(result);
  }, 120_000);

  it('ends with every list read once that was due and may be read', () => {
    expect(verdict.broken).toEqual([]);
    expect(verdict.due).toBe(60);
    expect(verdict.doneOnce + verdict.revoked).toBe(60);
    expect(verdict.repeatedPages).toBe(0);
  });

  it('begins none more than two ticks late', () => {
    expect(verdict.latestTicks).toBeLessThanOrEqual(2);
  });

  it('had all that in it', () => {
    expect(result.networks.failures).toBeGreaterThan(0);
    expect(result.table.throttled).toBeGreaterThan(0);
  });
});

describe('a giant', () => {
  it('does not hold up the small behind its credential, and begins once', async () => {
    const day = await open(behindOne(30_000, 250, 250, 250, 250, 250));
    day.networks.day = 1;
    const began = day.time.wall();
    await day.time.passFor(day.tick());
    const [giant, ...small] = day.accounts.map(({ id }) => day.networks.sightingsOf(id));
    const slowest = Math.max(...small.map(({ ended }) => ended[0] ?? Number.POSITIVE_INFINITY));
    expect(slowest - began).toBeLessThan(MINUTE / 2);
    expect(giant?.ended[0]).toBeGreaterThan(slowest);
    expect(giant).toMatchObject({ begun: [expect.any(Number)], repeated: 0 });
  }, 30_000);
});

/** Reads all lists once and lets two days pass, so that everything is due again. */
async function dueAgain(accounts: readonly DayAccount[]): Promise<SimulatedDay> {
  const day = await open(accounts);
  await day.readFirstLists();
  await day.time.passUntil(day.time.wall() + 2 * DAY);
  day.networks.seen.clear();
  day.networks.day = 1;
  return day;
}

describe('two ticks at the same time', () => {
  const readOnce = (day: SimulatedDay): void => {
    for (const { id, isRevoked } of day.accounts) {
      const { lookedUp, begun } = day.networks.sightingsOf(id);
      expect([id, lookedUp.length, begun.length]).toEqual([id, 1, isRevoked ? 0 : 1]);
    }
  };

  it('read each list once between them', async () => {
    const day = await dueAgain(dayAccounts(12));
    await day.time.passFor(Promise.all([day.tick(), day.tick()]));
    readOnce(day);
  }, 60_000);

  it('read nothing again that the other has read since this one looked', async () => {
    const day = await dueAgain(dayAccounts(12));
    let isFirst = true;
    const late: PullDeps = {
      ...day.deps,
      connectors: async (account) => {
        if (isFirst) {
          isFirst = false;
          await day.tick();
        }
        return day.deps.connectors(account);
      },
    };
    await day.time.passFor(createPullHandler(late)({}));
    readOnce(day);
  }, 60_000);
});

/** Takes the table's room away at some moment, and gives it back when so many requests were refused. */
async function drought(day: SimulatedDay, since: () => boolean, refused: number): Promise<void> {
  while (!since()) await day.time.sleep(20);
  const before = day.table.refused;
  day.table.drought = { from: 0, until: Number.POSITIVE_INFINITY, aSecond: 0 };
  while (day.table.refused < before + refused) await day.time.sleep(20);
  day.table.drought = undefined;
}

describe('a table that has no room', () => {
  it('is left alone soon: nothing failed, and the next tick does what was due', async () => {
    const day = await dueAgain(dayAccounts(12));
    const before = await day.heads();
    day.table.drought = { from: 0, until: Number.POSITIVE_INFINITY, aSecond: 0 };
    await day.time.passFor(day.tick());
    expect(day.table.refused).toBeLessThan(20);
    expect(day.broken).toEqual([]);
    day.table.drought = undefined;
    expect(await day.heads()).toEqual(before);
    await day.time.passFor(day.tick());
    expect([...(await day.heads()).values()].map(({ completePulls }) => completePulls)).toEqual(Array(12).fill(2));
  }, 60_000);

  it('defers the lists that it had no room for, and they stay due as they were: no failure is noted', async () => {
    const day = await dueAgain(dayAccounts(12));
    const isAtWork = (): boolean => [...day.networks.seen.values()].some(({ pages }) => pages > 0);
    const [report] = await day.time.passFor(Promise.all([createPullHandler(day.deps)({}), drought(day, isAtWork, 5)]));
    expect(report.deferred).toBeGreaterThan(0);
    expect(report.audiences.some(({ outcome }) => outcome === 'failed')).toBe(false);
    const between = [...(await day.heads()).values()];
    await day.time.passFor(day.tick());
    for (const head of [...between, ...(await day.heads()).values()]) {
      expect(head).toMatchObject({ status: 'active', failures: 0 });
      expect(head.lastError).toBeUndefined();
      expect(head.leaseUntil).toBeUndefined();
    }
    expect([...(await day.heads()).values()].map(({ completePulls }) => completePulls)).toEqual(Array(12).fill(2));
    expect(day.broken).toEqual([]);
  }, 60_000);

  it('waits for room with what was read to its end, and does not ask the network for it again', async () => {
    const day = await dueAgain(behindOne(250));
    const [account] = day.accounts;
    if (account === undefined) throw new Error('There is no account.');
    const seen = day.networks.sightingsOf(account.id);
    await day.time.passFor(Promise.all([day.tick(), drought(day, () => seen.ended.length > 0, 4)]));
    expect([seen.begun.length, seen.ended.length]).toEqual([1, 1]);
    expect((await day.heads()).get(keyOf(account))).toMatchObject({ completePulls: 2, failures: 0 });
  }, 60_000);

  it('costs a long walk no page that was saved before', async () => {
    const [account, ...rest] = behindOne(25_000);
    if (account === undefined) throw new Error('There is no account.');
    const day = await open([account, ...rest]);
    day.networks.day = 1;
    const seen = day.networks.sightingsOf(account.id);
    await day.time.passFor(Promise.all([day.tick(), drought(day, () => seen.pages >= 150, 1)]));
    expect(seen.repeated).toBeGreaterThan(0);
    expect(seen.repeated).toBeLessThanOrEqual(100);
    expect([seen.begun.length, seen.ended.length]).toEqual([1, 1]);
    const head = (await day.heads()).get(keyOf(account));
    expect(head).toMatchObject({ completePulls: 1, failures: 0, counts: { lost: 0 } });
  }, 60_000);
});
