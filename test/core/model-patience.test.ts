import { describe, expect, it } from 'vitest';
import { isComerAndGoer, isConfirmed, isSecondLook } from '../../functions/core/patience.ts';
import { HOUR } from './audience-in-memory.ts';

const first = { returns: 0, stateAt: 0, absentAtPull: 5 };

describe('patience', () => {
  it('ends for a first-time leaver with the next pull, not before 20 hours', () => {
    expect(isConfirmed(first, 20 * HOUR, 6)).toBe(true);
    expect(isConfirmed(first, 20 * HOUR - 1, 6)).toBe(false);
    expect(isConfirmed(first, 20 * HOUR, 5)).toBe(false);
    expect(isConfirmed(first, 20 * HOUR - 1, 99)).toBe(false);
  });

  it('ends for whoever came back before with the seventh pull, not before 20 hours', () => {
    const repeater = { ...first, returns: 1 };
    expect(isConfirmed(repeater, 100 * HOUR, 11)).toBe(false);
    expect(isConfirmed(repeater, 100 * HOUR, 12)).toBe(true);
    expect(isConfirmed(repeater, 19 * HOUR, 12)).toBe(false);
  });

  it('never ends for somebody of whom it is not known since when they are absent', () => {
    expect(isConfirmed({ returns: 0, stateAt: 0 }, 1_000 * HOUR, 99)).toBe(false);
  });

  it('of a second look is the same for everybody', () => {
    const repeater = { ...first, returns: 3 };
    expect(isSecondLook(repeater, 20 * HOUR, 6)).toBe(true);
    expect(isSecondLook(repeater, 20 * HOUR - 1, 6)).toBe(false);
    expect(isSecondLook(repeater, 20 * HOUR, 5)).toBe(false);
    expect(isSecondLook({ stateAt: 0 }, 1_000 * HOUR, 99)).toBe(false);
  });

  it('is longer from the first return on', () => {
    expect([0, 1, 2].map((returns) => isComerAndGoer({ returns }))).toEqual([false, true, true]);
  });
});
