import { describe, expect, it } from 'vitest';
import { type Habits, madeUp } from './made-up.ts';
import { patientLosses, problemsOf, shareSeenAgain } from './measure.ts';
import { replayFile, seriesFile } from './recorded.ts';

const CALM: Habits = { size: 180, snapshots: 80, leaving: 0.005, fickle: 0.05, changing: 0.15, hours: [24, 24] };
const HABITS: readonly (readonly [string, Habits])[] = [
  ['a list that is read every day', CALM],
  ['one that is read twice a day', { ...CALM, hours: [9, 15] }],
  ['one that is read now and then', { ...CALM, hours: [24, 400], leaving: 0.02 }],
  ['a short one that many leave', { ...CALM, size: 60, leaving: 0.04 }],
  ['a long one', { ...CALM, size: 800, snapshots: 40 }],
];
const SEEDS = [1, 2, 3, 4];

describe.each(HABITS)('%s', (_, habits) => {
  it('has each leaving that lasts told exactly once and in time', async () => {
    for (const seed of SEEDS) {
      expect(problemsOf(await replayFile(seriesFile(madeUp(habits, seed))))).toEqual([]);
    }
  });
});

describe('people who come and go', () => {
  it('are told exactly when patience with each of them ends', async () => {
    for (const seed of SEEDS) {
      const replayed = await replayFile(seriesFile(madeUp(CALM, seed)));
      const told = replayed.lost.map(({ person, leftAt, toldAt }) => `${person} ${leftAt} ${toldAt}`);
      expect(told.sort()).toEqual(patientLosses(replayed));
      expect(replayed.lost.length).toBeGreaterThan(50);
      expect(shareSeenAgain(replayed)).toBeGreaterThan(0);
    }
  });
});
