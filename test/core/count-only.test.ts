import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CountDay, countOnlyAfter, grossOf, netOf } from '../../functions/core/count-only.ts';

const count = fc.nat(1_000_000);
const day = fc.record(
  {
    day: fc.nat(27).map((n) => `2026-11-${String(n + 1).padStart(2, '0')}`),
    gained: fc.nat(1_000),
    lost: fc.nat(1_000),
  },
  { requiredKeys: ['day'] },
);
/** Each day once. */
const days = fc.uniqueArray(day, { selector: (one) => one.day, maxLength: 27 });
const sumOf = (list: readonly CountDay[], field: 'gained' | 'lost') =>
  list.reduce((sum, one) => sum + (one[field] ?? 0), 0);

describe('sums over days', () => {
  it('count each day once, however often and in whatever order it is told', () => {
    fc.assert(
      fc.property(days, fc.nat(5), (list, again) => {
        const twice = [...list, ...list.slice(0, again).toReversed()];
        const { gained = 0, lost = 0 } = grossOf(twice);
        expect([gained, lost]).toEqual([sumOf(list, 'gained'), sumOf(list, 'lost')]);
      }),
    );
  });

  it('are absent where the network told no such number, and 0 where it told 0', () => {
    expect(grossOf([])).toEqual({});
    expect(grossOf([{ day: '2026-11-01', gained: 3 }])).toEqual({ gained: 3 });
    expect(grossOf([{ day: '2026-11-01', gained: 0, lost: 0 }])).toEqual({ gained: 0, lost: 0 });
  });
});

describe('by how much a number moved', () => {
  it('is never told from a rounded number, but from who came and went', () => {
    fc.assert(
      fc.property(count, count, count, count, (now, before, gained, lost) => {
        expect(netOf(now, before, { isRounded: true, gained, lost })).toBe(gained - lost);
        expect(netOf(now, before, { isRounded: true, gained })).toBeUndefined();
        expect(netOf(now, before, { isRounded: true })).toBeUndefined();
      }),
    );
  });

  it('is the difference of two exact numbers, whatever the days say', () => {
    fc.assert(
      fc.property(count, count, count, (now, before, lost) => {
        expect(netOf(now, before, { isRounded: false, lost })).toBe(now - before);
        expect(netOf(now, undefined, { isRounded: false, lost })).toBeUndefined();
      }),
    );
  });
});

describe('what is kept after a reading', () => {
  it('says nothing of who came or went before the first one', () => {
    fc.assert(
      fc.property(count, days, (now, list) => {
        const first = countOnlyAfter({ count: now, days: list }, { isRounded: false });
        expect(Object.keys(first).sort()).toEqual(
          list.length === 0 ? ['count', 'isRounded'] : ['count', 'isRounded', 'through'],
        );
      }),
    );
  });

  it('never goes back behind a day that is known, so that none is told twice', () => {
    fc.assert(
      fc.property(count, days, days, (now, early, late) => {
        const first = countOnlyAfter({ count: now, days: early }, { isRounded: false });
        const second = countOnlyAfter({ count: now, days: late }, first);
        expect((second.through ?? '') >= (first.through ?? '')).toBe(true);
      }),
    );
  });
});
