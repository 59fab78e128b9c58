import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TrendList, trendsOf, WEEK } from '../../functions/core/digest-trend.ts';

const NOW = Date.UTC(2026, 10, 16, 7);
const weeksAgo = (weeks: number) => NOW - weeks * WEEK;
const reading = (at: number, more: Partial<TrendList['readings'][number]> = {}) => ({
  ...{ at, gained: 0, lost: 0, returned: 0 },
  ...more,
});
const list = (more: Partial<TrendList> = {}): TrendList => ({
  ...{ group: 'people', count: 100, since: weeksAgo(40), readings: [] },
  ...more,
});
const countsOf = (lists: readonly TrendList[]) => trendsOf(lists, NOW)[0]?.weeks.map(({ count }) => count);

describe('a trend', () => {
  it('ends with what there is now and counts back by what was told', () => {
    const readings = [
      reading(weeksAgo(0) - 1, { gained: 5, lost: 2 }),
      reading(weeksAgo(2), { lost: 4 }),
      reading(weeksAgo(2) + 1, { returned: 1 }),
    ];
    const [trend] = trendsOf([list({ readings })], NOW);
    expect(trend?.weeks).toHaveLength(12);
    expect(trend?.weeks.slice(-4)).toEqual([
      { to: weeksAgo(3), count: 100, gained: 0, lost: 0 },
      { to: weeksAgo(2), count: 96, gained: 0, lost: 4 },
      { to: weeksAgo(1), count: 97, gained: 1, lost: 0 },
      { to: NOW, count: 100, gained: 5, lost: 2 },
    ]);
  });

  it('begins where the list was first read, and there is none before a second week', () => {
    expect(countsOf([list({ since: weeksAgo(2.5) })])).toHaveLength(3);
    expect(countsOf([list({ since: weeksAgo(0.5) })])).toBeUndefined();
    expect(trendsOf([], NOW)).toEqual([]);
  });

  it('leaves out a list that was added later: it would look like a gain', () => {
    const [trend] = trendsOf([list(), list({ count: 30, since: weeksAgo(3) })], NOW);
    expect(trend).toMatchObject({ lists: 1, younger: 1 });
    expect(new Set(trend?.weeks.map(({ count }) => count))).toEqual(new Set([100]));
  });

  it('begins with the largest list, so that a small old one does not hide it', () => {
    const lists = [list({ count: 5 }), list({ count: 900, since: weeksAgo(3) })];
    expect(countsOf(lists)).toEqual([905, 905, 905, 905]);
  });

  it('keeps people, stars and mere numbers apart', () => {
    const numbers = [
      reading(weeksAgo(11) - 1, { networkCount: 40 }),
      reading(weeksAgo(1) - 1, { networkCount: 44 }),
      reading(NOW - 1, { networkCount: 41 }),
    ];
    const trends = trendsOf(
      [list(), list({ group: 'stars', count: 7 }), list({ group: 'numbers', count: 41, readings: numbers })],
      NOW,
    );
    expect(trends.map(({ group }) => group)).toEqual(['people', 'stars', 'numbers']);
    expect(trends[2]?.weeks.map(({ count }) => count)).toEqual([...Array(10).fill(40), 44, 41]);
    // From a number nobody is ever known to have come or gone.
    expect(trends[2]?.weeks.every(({ gained, lost }) => gained + lost === 0)).toBe(true);
  });

  it('adds up, whatever was read: each week is the one before it with its gains and losses', () => {
    const tally = fc.record({
      at: fc.integer({ min: weeksAgo(14), max: NOW }),
      gained: fc.nat(50),
      lost: fc.nat(50),
      returned: fc.nat(5),
    });
    const lists = fc.array(
      fc.record({
        group: fc.constant('people' as const),
        count: fc.integer({ min: 20_000, max: 90_000 }),
        since: fc.integer({ min: weeksAgo(20), max: NOW }),
        readings: fc.array(tally, { maxLength: 100 }),
      }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(lists, (given) => {
        for (const { weeks, lists: told, younger } of trendsOf(given, NOW)) {
          expect(told + younger).toBe(given.length);
          for (const [index, week] of weeks.entries()) {
            const before = weeks[index - 1];
            if (before !== undefined) expect(week.count).toBe(before.count + week.gained - week.lost);
          }
        }
      }),
    );
  });
});
