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
    expect(refusalOf({ expected: 19, common: 0, listed: 20 })).toBeUndefined();
  });
  it('refuses a list keyed by another kind of id', () => {
    expect(refusalOf({ rosterIdKind: 'name', listIdKind: 'number', expected: 3, common: 0, listed: 3 })).toBe(
      'other-ids',
    );
  });
  it('tells kinds of ids apart', () => {
    expect(['did:plc:abc', '12', 'https://a.example/u', 'anna'].map(idKind)).toEqual(['did', 'number', 'uri', 'name']);
  });
});
