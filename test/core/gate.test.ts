import { describe, expect, it } from 'vitest';
import { gate, idKind, type PullFacts } from '../../functions/core/gate.ts';

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
  it('does not hold a first list against the count', () => {
    expect(refusalOf({ expected: 0, common: 0, listed: 10, networkCount: 100 })).toBeUndefined();
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
