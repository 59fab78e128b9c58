import { describe, expect, it } from 'vitest';
import { gate, idKind, type PullFacts } from '../../functions/core/gate.ts';

const DAY = 86_400_000;
const whole: PullFacts = { isComplete: true, listed: 100, expected: 100, common: 100 };
const refusalOf = (facts: Partial<PullFacts>): string | undefined => {
  const result = gate({ ...whole, ...facts });
  return result.accepted ? undefined : result.refusal;
};

describe('the gate', () => {
  it('lets a whole list through', () => expect(refusalOf({})).toBeUndefined());
  it('refuses a list that was not read to its end', () => expect(refusalOf({ isComplete: false })).toBe('incomplete'));
  it('refuses an empty list where people were expected', () => {
    expect(refusalOf({ listed: 0, common: 0 })).toBe('empty');
    expect(refusalOf({ listed: 0, common: 0, expected: 0, networkCount: 3 })).toBe('empty');
  });
  it('lets an empty list through that the network counts as empty', () => {
    expect(refusalOf({ listed: 0, common: 0, expected: 5, networkCount: 0 })).toBeUndefined();
    expect(refusalOf({ listed: 0, common: 0, expected: 0 })).toBeUndefined();
  });
  it('refuses a list far below the network’s own count', () => {
    expect(refusalOf({ listed: 93, common: 93, networkCount: 104 })).toBe('implausible-count');
    expect(refusalOf({ listed: 94, common: 94, networkCount: 104 })).toBeUndefined();
    expect(refusalOf({ listed: 949, common: 90, expected: 100, networkCount: 1000 })).toBe('implausible-count');
    expect(refusalOf({ listed: 950, common: 90, expected: 100, networkCount: 1000 })).toBeUndefined();
  });
  it('knows that some networks count people whom they never list', () => {
    expect(refusalOf({ listed: 100, networkCount: 140, usualShortfall: 35 })).toBeUndefined();
    expect(refusalOf({ listed: 100, networkCount: 140, usualShortfall: 20 })).toBe('implausible-count');
  });
  it('does not hold a list against the count where nobody can be lost', () => {
    expect(refusalOf({ expected: 0, common: 0, listed: 10, networkCount: 100 })).toBeUndefined();
  });
  it('refuses a first list that falls far short of the count: more than 25 people, and more than a quarter', () => {
    const first = { isFirst: true, expected: 0, common: 0 } as const;
    expect(refusalOf({ ...first, listed: 5, networkCount: 30 })).toBeUndefined();
    expect(refusalOf({ ...first, listed: 5, networkCount: 31 })).toBe('implausible-count');
    expect(refusalOf({ ...first, listed: 750, networkCount: 1_000 })).toBeUndefined();
    expect(refusalOf({ ...first, listed: 749, networkCount: 1_000 })).toBe('implausible-count');
    expect(refusalOf({ ...first, listed: 749 })).toBeUndefined();
  });
  it('believes a first list by the second of its size', () => {
    const first = { isFirst: true, expected: 0, common: 0, listed: 400, networkCount: 1_000, at: 10 } as const;
    expect(refusalOf({ ...first, shortLists: { times: 1, since: 9, listed: 380 } })).toBeUndefined();
    expect(refusalOf({ ...first, shortLists: { times: 1, since: 9, listed: 300 } })).toBe('implausible-count');
  });
  it('believes a later list by the fourth of its size, three days after the first', () => {
    const short = { expected: 1_000, common: 600, listed: 600, networkCount: 1_000, at: 3 * DAY } as const;
    const before = { times: 3, since: 0, listed: 610 };
    expect(refusalOf(short)).toBe('implausible-count');
    expect(refusalOf({ ...short, shortLists: before })).toBeUndefined();
    expect(refusalOf({ ...short, shortLists: { ...before, times: 2 } })).toBe('implausible-count');
    expect(refusalOf({ ...short, shortLists: { ...before, since: 1 } })).toBe('implausible-count');
    expect(refusalOf({ ...short, shortLists: { ...before, listed: 700 } })).toBe('implausible-count');
  });
  it('never believes an empty list, however often it comes', () => {
    const shortLists = { times: 9, since: 0, listed: 0 };
    const empty = { listed: 0, common: 0, networkCount: 100, at: 99 * DAY, shortLists } as const;
    expect(refusalOf(empty)).toBe('empty');
    expect(refusalOf({ ...empty, isFirst: true, expected: 0 })).toBe('empty');
  });
  it('lets a list be empty that its owner has accepted as such, until many more are counted', () => {
    const empty = { listed: 0, common: 0, expected: 0, usualShortfall: 40 } as const;
    expect(refusalOf({ ...empty, networkCount: 40 })).toBeUndefined();
    expect(refusalOf({ ...empty, networkCount: 50 })).toBeUndefined();
    expect(refusalOf({ ...empty, networkCount: 51 })).toBe('empty');
    expect(refusalOf({ ...empty, expected: 2, networkCount: 40 })).toBe('empty');
    expect(refusalOf({ ...empty, usualShortfall: 0, networkCount: 3 })).toBe('empty');
    expect(refusalOf({ ...empty, usualShortfall: 950, networkCount: 1_000 })).toBeUndefined();
  });
  it('refuses a list that hardly anybody of before is in', () => {
    expect(refusalOf({ expected: 20, common: 1, listed: 20 })).toBe('identity-change');
    expect(refusalOf({ expected: 20, common: 2, listed: 20 })).toBeUndefined();
    expect(refusalOf({ expected: 19, common: 1, listed: 20 })).toBeUndefined();
  });
  it('refuses a list that nobody at all of before is in, sooner than one that few are in', () => {
    expect(refusalOf({ expected: 5, common: 0, listed: 1 })).toBe('identity-change');
    expect(refusalOf({ expected: 4, common: 0, listed: 20 })).toBeUndefined();
    expect(refusalOf({ expected: 5, common: 1, listed: 20 })).toBeUndefined();
  });
  it('misses nobody whom the network itself keeps from the list', () => {
    expect(refusalOf({ expected: 30, hidden: 28, common: 2, listed: 2 })).toBeUndefined();
    expect(refusalOf({ expected: 30, hidden: 5, common: 2, listed: 2 })).toBe('identity-change');
    expect(refusalOf({ expected: 3, hidden: 3, common: 0, listed: 0 })).toBeUndefined();
    expect(refusalOf({ expected: 3, hidden: 2, common: 0, listed: 0 })).toBe('empty');
    expect(refusalOf({ expected: 30, hidden: 30, common: 30, listed: 30 })).toBeUndefined();
  });
  it('refuses a list keyed by another kind of id', () => {
    expect(refusalOf({ rosterIdKind: 'name', listIdKind: 'number', expected: 3, common: 0, listed: 3 })).toBe(
      'other-ids',
    );
  });
  it('lets a newcomer in whose id looks odd among people who are known', () => {
    const odd = { rosterIdKind: 'name', listIdKind: 'number' } as const;
    expect(refusalOf({ ...odd, expected: 100, common: 10 })).toBeUndefined();
    expect(refusalOf({ ...odd, expected: 100, common: 9 })).toBe('other-ids');
    expect(refusalOf({ ...odd, expected: 0, common: 0, listed: 3 })).toBeUndefined();
  });
  it('says why, in numbers', () => {
    const reasonOf = (facts: Partial<PullFacts>): string => {
      const result = gate({ ...whole, ...facts });
      return result.accepted ? '' : result.reason;
    };
    expect(reasonOf({ expected: 20, common: 0 })).toMatch(/^Nobody of 20 people is still in the list/);
    expect(reasonOf({ expected: 30, common: 1 })).toMatch(/^Only 1 of 30 people is still/);
    expect(reasonOf({ expected: 30, common: 2 })).toMatch(/^Only 2 of 30 people are still/);
    expect(reasonOf({ listed: 0, common: 0 })).toBe('The list came back empty although 100 were expected.');
    expect(reasonOf({ listed: 0, common: 0, networkCount: 7 })).toMatch(/although the network itself counts 7\.$/);
    expect(reasonOf({ networkCount: 200 })).toMatch(/has 100 people, but the network itself counts 200/);
    expect(reasonOf({ isComplete: false })).toMatch(/not read to its end/);
  });
  it('tells kinds of ids apart', () => {
    expect(['did:plc:abc', '12', 'https://a.example/u', 'anna'].map(idKind)).toEqual(['did', 'number', 'uri', 'name']);
  });
});
