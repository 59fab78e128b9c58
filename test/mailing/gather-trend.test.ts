import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAccounts } from '../../functions/mailing/gather.ts';
import type { AccountWithHeads } from '../../functions/mailing/gather-people.ts';
import { gatherTrend } from '../../functions/mailing/gather-trend.ts';
import type { Head, SnapshotItem } from '../../functions/storage/items.ts';
import { putSnapshot } from '../../functions/storage/snapshots.ts';
import { DAY, MailWorld, START } from './world.ts';

let world: MailWorld;
beforeEach(async () => {
  world = await MailWorld.create();
});
afterEach(() => world.close());

const snapshot = (key: string, at: number, more: Partial<SnapshotItem> = {}): SnapshotItem => ({
  ...{ key, at, startedAt: at, listed: 3, duplicates: 0, pages: 1, isComplete: true, isAccepted: true },
  ...{ version: 1, gained: 0, lost: 0, returned: 0, edited: 0 },
  ...more,
});

type Trended = Parameters<typeof gatherTrend>[1][number];
const isList = (head: Head): head is Trended => head.kind !== 'account';
const headsOf = (accounts: readonly AccountWithHeads[]) => accounts.flatMap(({ heads }) => heads).filter(isList);
const trend = async () => gatherTrend(world.db, headsOf(await readAccounts(world.db, 'alice')), START);

describe('the readings of twelve weeks', () => {
  it('are those that were believed, of the lists that tell who, and no older ones', async () => {
    const followers = await world.account('alice', ['bo', 'cy']);
    const following = await world.audience('alice', 'following');
    await world.baseline(following, ['zoe']);
    const { key } = followers;
    await putSnapshot(world.db, snapshot(key, START - 90 * DAY, { gained: 9 }));
    await putSnapshot(world.db, snapshot(key, START - 20 * DAY, { gained: 2, lost: 1 }));
    await putSnapshot(world.db, snapshot(key, START - 10 * DAY, { isAccepted: false, lost: 500 }));
    expect(await trend()).toEqual([
      {
        ...{ group: 'people', count: 2, since: START },
        readings: [{ at: START - 20 * DAY, gained: 2, lost: 1, returned: 0 }],
      },
    ]);
  });

  it('are no sum of a part: with more repositories than are looked at, stars have no trend', async () => {
    await world.account('alice', ['bo']);
    for (let index = 0; index < 41; index += 1) {
      await world.baseline(await world.audience('alice', 'stars', { item: `repo${index}` }), ['bo']);
    }
    expect((await trend()).map(({ group }) => group)).toEqual(['people']);
  }, 30_000);

  it('are none of stars alone, where there are more lists of people than are looked at', async () => {
    await world.account('alice', ['bo']);
    await world.baseline(await world.audience('alice', 'stars', { item: 'bread' }), ['bo']);
    const heads = headsOf(await readAccounts(world.db, 'alice'));
    const followers = heads.filter(({ kind }) => kind === 'followers');
    const many = Array.from({ length: 41 }, () => followers).flat();
    expect(followers).toHaveLength(1);
    expect(await gatherTrend(world.db, [...many, ...heads.filter(({ kind }) => kind === 'stars')], START)).toEqual([]);
  });
});
