import { describe, expect, it } from 'vitest';
import { isBelieved, shortListsAfter } from '../../functions/core/short-lists.ts';

const DAY = 86_400_000;

describe('short lists in a row', () => {
  it('are counted from the first, as long as they are of much the same size', () => {
    const first = shortListsAfter(undefined, 100, 5);
    expect(first).toEqual({ times: 1, since: 5, listed: 100 });
    expect(shortListsAfter(first, 110, 9)).toEqual({ times: 2, since: 5, listed: 110 });
    expect(shortListsAfter(first, 90, 9)).toEqual({ times: 2, since: 5, listed: 90 });
    expect(shortListsAfter(first, 111, 9)).toEqual({ times: 1, since: 9, listed: 111 });
    expect(shortListsAfter(first, 89, 9)).toEqual({ times: 1, since: 9, listed: 89 });
  });

  it('may differ by a twentieth of the longer one, where that is more than ten', () => {
    const before = { times: 1, since: 5, listed: 1_000 };
    expect(shortListsAfter(before, 950, 9).times).toBe(2);
    expect(shortListsAfter(before, 949, 9).times).toBe(1);
    expect(shortListsAfter(before, 1_052, 9).times).toBe(2);
    expect(shortListsAfter(before, 1_053, 9).times).toBe(1);
  });

  it('are believed after three, and three days, and a first list after one', () => {
    const now = { listed: 100, at: 3 * DAY, isFirst: false };
    expect(isBelieved({ times: 3, since: 0, listed: 100 }, now)).toBe(true);
    expect(isBelieved({ times: 2, since: 0, listed: 100 }, now)).toBe(false);
    expect(isBelieved({ times: 3, since: 1, listed: 100 }, now)).toBe(false);
    expect(isBelieved({ times: 9, since: 0, listed: 80 }, now)).toBe(false);
    expect(isBelieved(undefined, { ...now, isFirst: true })).toBe(false);
    expect(isBelieved({ times: 1, since: 3 * DAY, listed: 100 }, { ...now, isFirst: true })).toBe(true);
    expect(isBelieved({ times: 1, since: 0, listed: 80 }, { ...now, isFirst: true })).toBe(false);
  });
});
