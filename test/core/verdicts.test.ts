import { describe, expect, it } from 'vitest';
import { proofOf, verdictOfAbsence } from '../../functions/core/verdicts.ts';
import { finding } from './audience-in-memory.ts';

describe('a verdict', () => {
  it.each([
    [{ blockedYou: true, account: 'deactivated' as const, inAudience: true }, 'blocked-you'],
    [{ youBlocked: true, account: 'active' as const, inAudience: true }, 'you-blocked'],
    [{ movedTo: 'x', account: 'active' as const }, 'moved'],
    [{ account: 'suspended' as const, inAudience: true }, 'suspended'],
    [{ account: 'deactivated' as const }, 'deactivated'],
    [{ account: 'deleted' as const, inAudience: false }, 'deleted'],
    [{ account: 'gone' as const }, 'gone'],
    [{ severed: true, inAudience: false }, 'severed'],
    [{ account: 'active' as const, inAudience: false }, 'unfollowed'],
  ])('of a follower with %o is %s', (facts, verdict) => {
    expect(proofOf('followers', finding('a', facts))).toEqual({ is: 'left', verdict });
  });
  it('is none while the follow stands', () => {
    expect(proofOf('followers', finding('a', { account: 'active', inAudience: true }))).toEqual({ is: 'still-there' });
  });
  it('is none of an account that only keeps to itself whom it follows', () => {
    expect(proofOf('followers', finding('a', { isHidden: true }))).toEqual({ is: 'still-there' });
    expect(proofOf('followers', finding('a', { isHidden: false }))).toEqual({ is: 'open' });
    expect(proofOf('followers', finding('a', { isHidden: true, inAudience: false }))).toMatchObject({ is: 'left' });
  });
  it('is none without an answer to the question', () => {
    expect(proofOf('followers', finding('a', { account: 'active' }))).toEqual({ is: 'open' });
    expect(proofOf('stars', finding('a', { account: 'active' }))).toEqual({ is: 'open' });
  });
  it('of a like says only that it was taken back', () => {
    expect(proofOf('likes', finding('a', { account: 'active', inAudience: false }))).toEqual({
      is: 'left',
      verdict: 'unliked',
    });
    for (const facts of [
      { account: 'gone' as const },
      { youBlocked: true, inAudience: false },
      { movedTo: 'b' },
      { inAudience: true },
    ]) {
      expect(proofOf('likes', finding('a', facts))).toEqual({ is: 'still-there' });
    }
  });
  it('from absence alone is never finer than that', () => {
    expect(verdictOfAbsence('followers', finding('a', { account: 'active' }))).toBe('unknown');
    expect(verdictOfAbsence('stars', finding('a', { account: 'active' }))).toBe('unliked');
    expect(verdictOfAbsence('stars', undefined)).toBe('unknown');
    expect(verdictOfAbsence('members', undefined)).toBe('unlisted');
    expect(verdictOfAbsence('followers', undefined, true)).toBe('unlisted');
    expect(verdictOfAbsence('followers', undefined, false)).toBe('unknown');
    const doubted = finding('a', { account: 'active', isDoubted: true });
    expect(verdictOfAbsence('likes', doubted)).toBe('unknown');
  });
});
