import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { budgetOf, isLimited, waitAfter } from '../../functions/networks/limits.ts';

const WALL = Date.parse('2026-11-22T10:00:00Z');
const DATE = 'Sun, 22 Nov 2026 10:00:00 GMT';
const wait = (headers: Record<string, string>, before = 0) =>
  waitAfter(new Headers({ date: DATE, ...headers }), WALL, before);

describe('waitAfter', () => {
  it.each<[string, Record<string, string>, number]>([
    ["GitHub's unix seconds", { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(WALL / 1000 + 90) }, 91_000],
    ["Mastodon's ISO time", { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '2026-11-22T10:01:30.000Z' }, 91_000],
    ["Bluesky's unix seconds", { 'RateLimit-Remaining': '0', 'RateLimit-Reset': String(WALL / 1000 + 90) }, 91_000],
    ['seconds to go', { 'RateLimit-Remaining': '0', 'RateLimit-Reset': '90' }, 91_000],
    ['Retry-After in seconds', { 'retry-after': '120' }, 120_000],
    ['Retry-After as a date', { 'retry-after': 'Sun, 22 Nov 2026 10:02:00 GMT' }, 120_000],
    ['Retry-After before a reset', { 'retry-after': '5', 'x-ratelimit-reset': String(WALL / 1000 + 900) }, 5_000],
    ['nothing at all', {}, 60_000],
    [
      "another limit's reset",
      { 'x-ratelimit-remaining': '4000', 'x-ratelimit-reset': String(WALL / 1000 + 3000) },
      60_000,
    ],
    ['something unreadable', { 'retry-after': 'soon', 'x-ratelimit-reset': 'later' }, 60_000],
    ['a reset that is past', { 'x-ratelimit-reset': String(WALL / 1000 - 100) }, 1_000],
    ['next year', { 'retry-after': '31536000' }, 24 * 3_600_000],
  ])('reads %s', (_, headers, expected) => {
    expect(wait(headers)).toBe(expected);
  });

  it("measures against the response's own clock, however wrong ours is", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e10, max: 1e10 }), fc.integer({ min: 2, max: 80_000 }), (skew, seconds) => {
        const headers = new Headers({ date: DATE, 'x-ratelimit-reset': new Date(WALL + seconds * 1000).toISOString() });
        expect(waitAfter(headers, WALL + skew)).toBe(seconds * 1000 + 1000);
      }),
    );
  });

  it('always waits between a second and a day, whatever the headers say', () => {
    const value = fc.oneof(fc.string({ unit: 'grapheme-ascii' }), fc.integer().map(String), fc.double().map(String));
    fc.assert(
      fc.property(value, value, value, fc.nat(50), (after, reset, remaining, before) => {
        const ms = wait(
          { 'retry-after': after, 'x-ratelimit-reset': reset, 'x-ratelimit-remaining': remaining },
          before,
        );
        expect(ms).toBeGreaterThanOrEqual(1_000);
        expect(ms).toBeLessThanOrEqual(24 * 3_600_000);
      }),
    );
  });
});

describe('isLimited', () => {
  const headers = (init: Record<string, string>) => new Headers(init);
  it('takes GitHub at its word for 403', () => {
    expect(isLimited(403, headers({ 'x-ratelimit-remaining': '0' }), undefined)).toBe(true);
    expect(isLimited(403, headers({ 'retry-after': '60' }), undefined)).toBe(true);
    expect(isLimited(403, headers({}), 'You have exceeded a secondary rate limit.')).toBe(true);
    expect(isLimited(403, headers({ 'x-ratelimit-remaining': '30' }), 'Forbidden')).toBe(false);
    expect(isLimited(429, headers({}), undefined)).toBe(true);
    expect(isLimited(404, headers({ 'x-ratelimit-remaining': '0' }), undefined)).toBe(false);
  });
});

describe('budgetOf', () => {
  it('leaves out what is absent or unreadable', () => {
    expect(budgetOf(new Headers({ 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': 'many' }))).toEqual({
      limit: 60,
    });
    expect(budgetOf(new Headers())).toEqual({});
  });
});
