import { describe, expect, it } from 'vitest';
import { credentialRemedy, endingSignIn } from '../../functions/mailing/sign-in-troubles.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const DAY = 86_400_000;
const account = { accountId: 'facebook:alices-bakery', credentialEndsAt: NOW + 6 * DAY };

describe('a sign-in that ends', () => {
  it('is told a week before, with the command', () => {
    expect(endingSignIn(account, NOW)).toEqual({
      accountId: 'facebook:alices-bakery',
      what: 'the sign-in for facebook:alices-bakery ends on 2026-11-28 and cannot be renewed without you',
      remedy:
        'Sign in again: “npm run rekindle -- connect facebook --account facebook:alices-bakery”, with --stage or --data as you use them.',
    });
    expect(endingSignIn({ ...account, credentialEndsAt: NOW + 8 * DAY }, NOW)).toBeUndefined();
    expect(endingSignIn({ accountId: account.accountId }, NOW)).toBeUndefined();
    expect(endingSignIn(account, NOW + 7 * DAY)?.what).toContain('ended on 2026-11-28');
  });

  it('is not told twice once the network has refused', () => {
    const lastError = { at: NOW, code: 'credentials-rejected', message: 'It has ended.' };
    expect(endingSignIn({ ...account, lastError }, NOW)).toBeUndefined();
  });

  it('has no command where nobody signs in', () => {
    expect(credentialRemedy('bluesky:alice.example')).toBe('Make a new token for this account and set it again.');
  });
});
