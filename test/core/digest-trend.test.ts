import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localDay } from '../../functions/core/digest-period.ts';
import { type TrendList, trendsOf, WEEK } from '../../functions/core/digest-trend.ts';

const NOW = Date.UTC(2026, 10, 16, 7);
const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
const weeksAgo = (weeks: number) => NOW - weeks * WEEK;
const SPAN = { to: NOW, timeZone: 'UTC', toldAt: [weeksAgo(2)] };
const reading = (at: number, more: Partial<TrendList['readings'][number]> = {}) => ({
  ...{ at, gained: 0, lost: 0, returned: 0 },
  ...more,
});
const list = (more: Partial<TrendList> = {}): TrendList => ({
  ...{ group: 'people', count: 100, since: weeksAgo(40), readings: [] },
  ...more,
});
const countsOf = (lists: readonly TrendList[]) => trendsOf(lists, SPAN)[0]?.weeks.map(({ count }) => count);

describe('a trend', () => {
  it('ends with what there is now and counts back by what was told', () => {
    const readings = [
      reading(weeksAgo(0) - 1, { gained: 5, lost: 2 }),
      reading(weeksAgo(2), { lost: 4 }),
      reading(weeksAgo(2) + 1, { returned: 1 }),
    ];
    const [trend] = trendsOf([list({ readings })], SPAN);
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
    expect(trendsOf([], SPAN)).toEqual([]);
  });

  it('leaves out a list that was added later: it would look like a gain', () => {
    const [trend] = trendsOf([list(), list({ count: 30, since: weeksAgo(3) })], SPAN);
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
      SPAN,
    );
    expect(trends.map(({ group }) => group)).toEqual(['people', 'numbers', 'stars']);
    expect(trends[1]?.weeks.map(({ count }) => count)).toEqual([...Array(10).fill(40), 44, 41]);
    // From a number nobody is ever known to have come or gone.
    expect(trends[1]?.weeks.every(({ gained, lost }) => gained + lost === 0)).toBe(true);
  });

  it('is never led by stars where there are followers, though stars have been read for longer', () => {
    const stars = list({ group: 'stars', count: 9 });
    const groupsOf = (...lists: TrendList[]) => trendsOf(lists, SPAN).map(({ group }) => group);
    expect(groupsOf(stars, list({ since: weeksAgo(0.5) }))).toEqual([]);
    expect(groupsOf(stars, list({ since: weeksAgo(1.5) }))).toEqual(['people', 'stars']);
    expect(groupsOf(stars, list({ group: 'numbers' }))).toEqual(['numbers', 'stars']);
    expect(groupsOf(stars)).toEqual(['stars']);
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
        for (const { weeks, lists: told, younger } of trendsOf(given, SPAN)) {
          expect(told + younger).toBe(given.length);
          for (const [index, week] of weeks.entries()) {
            const before = weeks[index - 1];
            if (before !== undefined) expect(week.count).toBe(before.count + week.gained - week.lost);
          }
        }
      }),
    );
  });

  it('counts lists that were begun later on one day as begun together, and shows their followers first', () => {
    // A run reads its lists one after the other, and a week later the mail is made a second earlier than they were.
    const lists = [
      list({ count: 40, since: weeksAgo(1) + 1200 }),
      list({ count: 25, since: weeksAgo(1) - 300 }),
      list({ group: 'stars', count: 9, since: weeksAgo(1) + 5 * HOUR }),
      list({ group: 'stars', count: 8, since: weeksAgo(1) }),
    ];
    expect(trendsOf(lists, SPAN)).toMatchObject([
      { group: 'people', lists: 2, younger: 0, weeks: [{ count: 65 }, { count: 65 }] },
      { group: 'stars', lists: 2, younger: 0, weeks: [{ count: 17 }, { count: 17 }] },
    ]);
  });

  it('ends a week with the mail of its day, or with the day where there was none', () => {
    const readings = [1, 2].map((weeks) => reading(weeksAgo(weeks) + HOUR, { gained: weeks }));
    const [trend] = trendsOf([list({ readings })], SPAN);
    // What was read an hour after the mail of two weeks ago was in the mail after it.
    expect(trend?.weeks.slice(-3).map(({ gained }) => gained)).toEqual([0, 3, 0]);
  });

  it('says the same at whatever hour of their days the lists were begun and read', () => {
    // Within a day of the owner's, whose clocks change in these weeks.
    const timeZone = 'Europe/Berlin';
    const [from, hours] = [Date.UTC(2026, 8, 1), 80 * 24];
    const time = fc.record({
      at: fc.nat(hours).map((h) => from + h * HOUR),
      shift: fc.integer({ min: -DAY, max: DAY }),
    });
    const tally = fc.record({ time, gained: fc.nat(9), lost: fc.nat(9), networkCount: fc.nat(99) });
    const given = fc.record({
      group: fc.constantFrom('people', 'stars', 'numbers'),
      count: fc.integer({ min: 500, max: 900 }),
      since: time,
      readings: fc.uniqueArray(tally, {
        maxLength: 20,
        // Two readings of one day keep their order.
        selector: (one) => localDay(timeZone, one.time.at),
      }),
    });
    const at = (one: { at: number; shift: number }, isShifted: boolean) => {
      const shifted = one.at + one.shift;
      return isShifted && localDay(timeZone, shifted) === localDay(timeZone, one.at) ? shifted : one.at;
    };
    const trends = (lists: readonly GivenList[], isShifted: boolean) =>
      trendsOf(
        lists.map(({ since, readings, ...more }) => ({
          ...more,
          since: at(since, isShifted),
          readings: readings.map(({ time, ...tally }) => reading(at(time, isShifted), tally)),
        })),
        { to: NOW, timeZone, toldAt: [] },
      );
    type GivenList = typeof given extends fc.Arbitrary<infer T> ? T : never;
    fc.assert(
      fc.property(fc.array(given, { maxLength: 5 }), (lists) => {
        expect(trends(lists, true)).toEqual(trends(lists, false));
      }),
    );
  });
});
