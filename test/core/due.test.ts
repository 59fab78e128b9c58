import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backOff, nextDue, pullInterval } from '../../functions/core/due.ts';
import { DAY, HOUR } from './audience-in-memory.ts';

describe('the next pull', () => {
  it('is half an interval to one and a half away, at the account’s own time of day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2e12 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }), (now, spread) => {
        const due = nextDue(now, DAY, spread);
        expect(due - now).toBeGreaterThanOrEqual(DAY / 2);
        expect(due - now).toBeLessThan(1.5 * DAY);
        expect(due % DAY).toBe(spread % DAY);
      }),
    );
  });
  it('comes shortly before a digest that would otherwise be stale', () => {
    const now = 1_000 * DAY;
    const digestAt = now + 10 * HOUR;
    const due = nextDue(now, DAY, 12_345, digestAt);
    expect(due).toBeLessThan(digestAt);
    expect(digestAt - due).toBeLessThanOrEqual(2.5 * HOUR);
  });
  it('does not hurry for a digest that comes right after a pull', () => {
    expect(nextDue(DAY, DAY, 7, DAY + HOUR)).toBe(nextDue(DAY, DAY, 7));
  });
  it('spreads ten thousand accounts that were added at once over the whole day', () => {
    const ticks = new Map<number, number>();
    for (let nth = 0; nth < 10_000; nth += 1) {
      const spread = createHash('sha256').update(`client/bluesky:account-${nth}.example`).digest().readUInt32BE(0);
      const tick = Math.floor((nextDue(1_000 * DAY, DAY, spread) % DAY) / 300_000);
      ticks.set(tick, (ticks.get(tick) ?? 0) + 1);
    }
    expect(ticks.size).toBe(288);
    expect(Math.max(...ticks.values())).toBeLessThan(2 * (10_000 / 288));
  });
  it('is weekly above a million people unless the owner says otherwise', () => {
    expect(pullInterval(undefined, 1_000_000)).toBe(DAY);
    expect(pullInterval(undefined, 1_000_001)).toBe(7 * DAY);
    expect(pullInterval(HOUR, 5_000_000)).toBe(HOUR);
  });
});

describe('the wait after failures', () => {
  it('doubles from five minutes and ends at six hours or the interval', () => {
    expect([1, 2, 3].map((n) => backOff(n, DAY) / 60_000)).toEqual([5, 10, 20]);
    expect(backOff(99, DAY)).toBe(6 * HOUR);
    expect(backOff(99, HOUR)).toBe(HOUR);
  });
});
