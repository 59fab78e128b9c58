import { describe, expect, it } from 'vitest';
import { gate, idKind, type PullFacts } from '../../functions/core/gate.ts';

const whole: PullFacts = { isComplete: true, listed: 100, expected: 100, common: 100 };
const reasonFor = (facts: Partial<PullFacts>): string => {
  const result = gate({ ...whole, ...facts });
  return result.accepted ? 'accepted' : result.reason;
};

describe('the gate’s answer', () => {
  it('is exactly yes for a whole list', () => {
    expect(gate(whole)).toEqual({ accepted: true });
  });

  it('is the same for a list that is counted right and keyed as before', () => {
    expect(gate({ ...whole, networkCount: 100, rosterIdKind: 'did', listIdKind: 'did' })).toEqual({ accepted: true });
  });

  it.each<[string, Partial<PullFacts>]>([
    ['The list was not read to its end, so nobody can be said to have left.', { isComplete: false }],
    ['The list came back empty although 100 were expected.', { listed: 0, common: 0 }],
    ['The list came back empty although the network itself counts 7.', { listed: 0, common: 0, networkCount: 7 }],
    [
      'The list names people by another kind of id than before, so nobody in it can be recognised.',
      { common: 0, rosterIdKind: 'did', listIdKind: 'number' },
    ],
    [
      'The list has 80 people, but the network itself counts 100: part of it is missing.',
      { listed: 80, common: 80, networkCount: 100 },
    ],
    ["Only 9 of 100 people are still in the list: it may be another account's.", { common: 9 }],
  ])('says in words why not: %s', (reason, facts) => {
    expect(reasonFor(facts)).toBe(reason);
  });
});

describe('a kind of id', () => {
  const other = { common: 100, rosterIdKind: 'did', listIdKind: 'name' } as const;

  it('is held against a list only where somebody was expected', () => {
    expect(reasonFor({ ...other, expected: 0, common: 0 })).toBe('accepted');
    expect(reasonFor({ ...other, expected: 1, common: 0 })).toMatch(/another kind of id/);
  });

  it('is not held against a list that has none, or a roster that has none', () => {
    expect(reasonFor({ rosterIdKind: 'did' })).toBe('accepted');
    expect(reasonFor({ listIdKind: 'did' })).toBe('accepted');
    expect(reasonFor({ ...whole })).toBe('accepted');
  });

  it('is held against a list that recognises nobody, only if both are known and differ', () => {
    const nobody = { expected: 3, listed: 3, common: 0 };
    expect(reasonFor({ ...nobody, rosterIdKind: 'did', listIdKind: 'name' })).toMatch(/another kind of id/);
    expect(reasonFor({ ...nobody, rosterIdKind: 'did', listIdKind: 'did' })).toBe('accepted');
    expect(reasonFor({ ...nobody, rosterIdKind: 'did' })).toBe('accepted');
    expect(reasonFor({ ...nobody, listIdKind: 'did' })).toBe('accepted');
    expect(reasonFor(nobody)).toBe('accepted');
  });

  it.each([
    ['did:web:example.org', 'did'],
    ['a did:plc:abc', 'name'],
    ['0123456789', 'number'],
    ['12a', 'name'],
    ['a12', 'name'],
    ['1 2', 'name'],
    ['http://host.example/users/a', 'uri'],
    ['https://host.example/users/a', 'uri'],
    ['see https://host.example/users/a', 'name'],
    ['httpss://host.example', 'name'],
    ['', 'name'],
  ])('of %j is %s', (id, kind) => {
    expect(idKind(id)).toBe(kind);
  });
});

describe('the network’s own count', () => {
  it('may be short by a few in a small list, by a few in a hundred in a large one, beyond the usual', () => {
    expect(reasonFor({ listed: 90, common: 90, networkCount: 100 })).toBe('accepted');
    expect(reasonFor({ listed: 89, common: 89, networkCount: 100 })).toMatch(/counts 100/);
    expect(reasonFor({ listed: 1_900, networkCount: 2_000 })).toBe('accepted');
    expect(reasonFor({ listed: 1_899, networkCount: 2_000 })).toMatch(/counts 2000/);
    expect(reasonFor({ listed: 85, common: 85, networkCount: 100, usualShortfall: 5 })).toBe('accepted');
    expect(reasonFor({ listed: 84, common: 84, networkCount: 100, usualShortfall: 5 })).toMatch(/counts 100/);
  });

  it('is not made stricter by a list that was longer than the count', () => {
    expect(reasonFor({ listed: 90, common: 90, networkCount: 100, usualShortfall: -5 })).toBe('accepted');
  });

  it('may be less than the list has', () => {
    expect(reasonFor({ networkCount: 3 })).toBe('accepted');
  });
});
