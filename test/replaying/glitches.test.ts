import { describe, expect, it } from 'vitest';
import {
  chance,
  crowd,
  HOUR,
  partial,
  type Replayed,
  recordingsOf,
  replayFile,
  replayLists,
  seriesFile,
} from './recorded.ts';

/** Short lists, where few people are a large share, and long ones, where a small share is many people. */
const SIZES = [8, 30, 100, 300, 2_000];

function expectNobodyLost({ lost, totals }: Replayed): void {
  expect(lost).toEqual([]);
  expect(totals).toMatchObject({ lost: 0, returned: 0, events: 0, heldNow: 0, missingNow: 0 });
}

describe.each(SIZES)('of %i people, none is told as lost', (size) => {
  const all = crowd(size);

  it.each([0.07, 0.3, 0.5])('by a partial pull that misses %d of the list', async (missed) => {
    const part = partial(all, missed, chance(size));
    expectNobodyLost(await replayLists([all, all, part, all, all]));
  });

  it('by a partial pull every other day', async () => {
    const random = chance(size + 2);
    const lists = Array.from({ length: 20 }, (_, day) => (day % 2 === 0 ? all : partial(all, 0.07, random)));
    expectNobodyLost(await replayLists([...lists, all]));
  });

  it('by empty lists', async () => {
    const replayed = await replayLists([all, [], [], [], all]);
    expectNobodyLost(replayed);
    expect(replayed.refusals).toEqual(['empty', 'empty', 'empty']);
  });

  it('by a first pull that was one page of many', async () => {
    const page = all.slice(0, Math.ceil(size / 10));
    expectNobodyLost(await replayLists([page, all, all, all]));
  });

  it('by a later pull that was one page of many', async () => {
    const page = all.slice(0, Math.ceil(size / 3));
    expectNobodyLost(await replayLists([all, page, all, all]));
  });

  it('by a list that names everybody by another kind of id, for however long', async () => {
    const numbers = all.map((_, n) => String(1_000 + n));
    const replayed = await replayLists([all, all, numbers, numbers, numbers, numbers]);
    expect(replayed.lost).toEqual([]);
    expect(replayed.refusals).toEqual(['other-ids', 'other-ids', 'other-ids', 'other-ids']);
  });

  it('by a list of people who all have other ids that look the same', async () => {
    const others = crowd(size, 10_000);
    const replayed = await replayLists([all, others, others, others]);
    expect(replayed.lost).toEqual([]);
    expect(replayed.refusals).toEqual(['identity-change', 'identity-change', 'identity-change']);
  });

  it('by ids that are listed twice, in a list or beside it', async () => {
    const twice = recordingsOf([all, [...all, ...all.slice(0, 5)], all, all]).map((recording) => ({
      ...recording,
      dup: all.slice(0, 3),
    }));
    expectNobodyLost(await replayFile(seriesFile(twice)));
    const whole = twice.map((line) => `${JSON.stringify(line)}\n`).join('');
    expectNobodyLost(await replayFile(whole));
  });
});

/** Shares that are at least a dozen people: fewer than five at once cannot be told from people who left. */
const IN_A_ROW = [
  [100, 0.15],
  [100, 0.5],
  [300, 0.07],
  [300, 0.3],
  [2_000, 0.07],
  [2_000, 0.6],
] as const;

describe.each(IN_A_ROW)('of %i people, of whom %d are missed by two partial pulls in a row', (size, missed) => {
  it('none is told as lost, whoever it is', async () => {
    const all = crowd(size);
    for (let seed = 0; seed < 20; seed += 1) {
      const random = chance(seed);
      const parts = [partial(all, missed, random), partial(all, missed, random)];
      expectNobodyLost(await replayLists([all, ...parts, all, all]));
    }
  });
});

describe('partial pulls', () => {
  const all = crowd(1_000);

  it('that miss others each time tell nobody, however many follow each other', async () => {
    const random = chance(7);
    const parts = Array.from({ length: 4 }, () => partial(all, 0.07, random));
    expectNobodyLost(await replayLists([all, ...parts, all, all]));
  });

  it('do not keep a leaving that is true from being told when the list is whole again', async () => {
    const random = chance(8);
    const without = all.slice(1);
    const [first, second] = [partial(without, 0.07, random), partial(without, 0.07, random)];
    const { lost, snapshots } = await replayLists([all, first, second, without, without]);
    expect(lost).toMatchObject([{ person: 'p0', leftAt: snapshots[1]?.t, toldAt: snapshots[3]?.t }]);
  });

  it('confirm a single leaving of the day before: it has nothing to do with them', async () => {
    const without = all.slice(1);
    const part = partial(without, 0.07, chance(9));
    const { lost, snapshots } = await replayLists([all, without, part, without, without]);
    expect(lost).toMatchObject([{ person: 'p0', leftAt: snapshots[1]?.t, toldAt: snapshots[2]?.t }]);
  });

  it('a few hours apart do not confirm each other either', async () => {
    const random = chance(10);
    const parts = Array.from({ length: 5 }, () => partial(all, 0.07, random));
    expectNobodyLost(await replayLists([all, ...parts, all, all, all], { every: 6 * HOUR }));
  });

  it('leave nobody behind as one who comes and goes, if they were large enough to be held', async () => {
    const part = partial(all, 0.3, chance(11));
    const gone = all.filter((id) => !part.includes(id))[0] ?? '';
    const without = all.filter((id) => id !== gone);
    const { lost, snapshots } = await replayLists([all, part, all, without, without]);
    expect(lost).toMatchObject([{ person: gone, leftAt: snapshots[3]?.t, toldAt: snapshots[4]?.t }]);
  });
});

describe('an odd id', () => {
  it('of one newcomer does not make a list another one', async () => {
    const all = crowd(50);
    const { refusals, totals } = await replayLists([all, [...all, '123456'], [...all, '123456']]);
    expect(refusals).toEqual([]);
    expect(totals.gained).toBe(1);
  });
});
