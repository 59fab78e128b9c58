import { describe, expect, it } from 'vitest';
import type { AudienceKind, Finding } from '../../functions/core/model.ts';
import { proofOf, verdictOfAbsence } from '../../functions/core/verdicts.ts';
import { finding } from './audience-in-memory.ts';

type Facts = Omit<Finding, 'id' | 'evidence'>;
const said = (kind: AudienceKind, facts: Facts): string => {
  const proof = proofOf(kind, finding('a', facts));
  return proof.is === 'left' ? proof.verdict : proof.is;
};

describe('what is proven of a follower', () => {
  it.each<[Facts, string]>([
    // What a block hides behind it does not matter, and what is denied is no block.
    [{ blockedYou: true, youBlocked: true, movedTo: 'x', severed: true }, 'blocked-you'],
    [{ youBlocked: true, movedTo: 'x', account: 'gone' }, 'you-blocked'],
    [{ blockedYou: false, youBlocked: false, inAudience: false }, 'unfollowed'],
    [{ blockedYou: false, youBlocked: false, inAudience: true }, 'still-there'],
    [{ movedTo: 'x', account: 'suspended', inAudience: true }, 'moved'],
    [{ account: 'gone', severed: true, inAudience: false }, 'gone'],
    [{ severed: true }, 'severed'],
    // Whoever still follows was not cut off, whatever happened to their server.
    [{ severed: true, inAudience: true }, 'still-there'],
    [{ severed: false, inAudience: false }, 'unfollowed'],
    [{ severed: false }, 'open'],
    [{}, 'open'],
  ])('%o: %s', (facts, verdict) => {
    for (const kind of ['followers', 'following', 'members'] as const) expect(said(kind, facts)).toBe(verdict);
  });
});

describe.each(['likes', 'stars'] as const)('what is proven of one of the %s', (kind) => {
  it.each<[Facts, string]>([
    [{ account: 'active', inAudience: false }, 'unliked'],
    [{ inAudience: false }, 'unliked'],
    [{ inAudience: true, account: 'active' }, 'still-there'],
    [{ blockedYou: true, inAudience: false }, 'still-there'],
    [{ youBlocked: true, inAudience: false }, 'still-there'],
    [{ movedTo: 'x', inAudience: false }, 'still-there'],
    [{ account: 'deactivated', inAudience: false }, 'still-there'],
    [{ account: 'suspended', inAudience: false }, 'still-there'],
    [{ account: 'deleted', inAudience: false }, 'still-there'],
    [{ account: 'gone', inAudience: false }, 'still-there'],
    [{ blockedYou: false, youBlocked: false, inAudience: false }, 'unliked'],
    [{ account: 'active' }, 'open'],
    [{}, 'open'],
  ])('%o: %s', (facts, verdict) => expect(said(kind, facts)).toBe(verdict));

  it('by two lists alone is that it was taken back, if the account is known to be there', () => {
    expect(verdictOfAbsence(kind, finding('a', { account: 'active' }))).toBe('unliked');
    expect(verdictOfAbsence(kind, finding('a', { account: 'gone' }))).toBe('unknown');
    expect(verdictOfAbsence(kind, finding('a', {}))).toBe('unknown');
    expect(verdictOfAbsence(kind, undefined)).toBe('unknown');
  });
});

it('what two lists of followers prove stays unknown, whatever is known of the account', () => {
  for (const kind of ['followers', 'following'] as const) {
    expect(verdictOfAbsence(kind, undefined)).toBe('unknown');
    expect(verdictOfAbsence(kind, finding('a', { account: 'active' }))).toBe('unknown');
  }
  expect(verdictOfAbsence('members', finding('a', { account: 'active' }))).toBe('unlisted');
});
