import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeQuery, idParams, parseParams, parseQuery } from '../../functions/history/parameters.ts';
import { type ParameterProblem, Problem } from '../../functions/history/problem.ts';

function problemsOf(query: Record<string, string>): readonly ParameterProblem[] {
  try {
    parseQuery(changeQuery, query);
    return [];
  } catch (error) {
    if (error instanceof Problem) return error.errors ?? [];
    throw error;
  }
}

const named = (query: Record<string, string>): string[] => problemsOf(query).map(({ parameter }) => parameter);

describe('query parameters', () => {
  it('have a limit of 100 unless set', () => {
    expect(parseQuery(changeQuery, {})).toEqual({ limit: 100, format: 'json' });
  });

  it('take kinds and verdicts with commas between them, each once, in one order', () => {
    expect(parseQuery(changeQuery, { kind: 'returned,lost,lost', verdict: 'unfollowed' })).toEqual({
      limit: 100,
      format: 'json',
      kind: ['lost', 'returned'],
      verdict: ['unfollowed'],
    });
  });

  it('take a time with any offset, one whose plus sign became a space, and a date as its first moment', () => {
    const fromOf = (from: string) => parseQuery(changeQuery, { from }).from;
    const midnight = Date.UTC(2026, 2, 1);
    expect(fromOf('2026-03-01T01:00:00+01:00')).toBe(midnight);
    expect(fromOf('2026-03-01T01:00:00 01:00')).toBe(midnight);
    expect(fromOf('2026-02-28T19:00:00.000-05:00')).toBe(midnight);
    expect(fromOf('2026-03-01')).toBe(midnight);
  });

  it.each([
    ['limit', { limit: '0' }],
    ['limit', { limit: '501' }],
    ['limit', { limit: '1e2' }],
    ['limit', { limit: '' }],
    ['limit', { limit: '10,20' }],
    ['from', { from: 'yesterday' }],
    ['from', { from: '2026-02-30' }],
    ['from', { from: '2026-03-01T00:00:00' }],
    ['to', { to: '2026-03-01T25:00:00Z' }],
    ['to', { from: '2026-03-02', to: '2026-03-01' }],
    ['kind', { kind: 'lost,stolen' }],
    ['kind', { kind: '' }],
    ['verdict', { verdict: 'angry' }],
    ['colour', { colour: 'red' }],
    ['__proto__', JSON.parse('{"__proto__":"x"}')],
  ])('name %s when it is wrong: %j', (parameter, query) => {
    expect(named(query)).toEqual([parameter]);
  });

  it('name every parameter that is wrong at once', () => {
    expect(named({ limit: 'x', from: 'x', colour: 'red' }).sort()).toEqual(['colour', 'from', 'limit']);
  });

  it('keep every time within what sort keys can compare', () => {
    const zone = fc.constantFrom('Z', '+14:00', '-12:00');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9999 }), zone, (year, offset) => {
        const from = `${String(year).padStart(4, '0')}-12-31T23:59:59${offset}`;
        const time = parseQuery(changeQuery, { from }).from ?? -1;
        expect(new Date(time).toISOString()).toMatch(/^\d{4}-/);
      }),
    );
  });
});

describe('path parameters', () => {
  it('that cannot be an id are answered as what does not exist', () => {
    const statusOf = (id: string) => {
      try {
        parseParams(idParams, { id });
        return 200;
      } catch (error) {
        return error instanceof Problem ? error.status : 500;
      }
    };
    expect(['', 'a b', 'a%2Fb', 'ä', 'x'.repeat(901)].map(statusOf)).toEqual([404, 404, 404, 404, 404]);
    expect(statusOf('mastodon:~aHR0cHM6Ly9tLmV4YW1wbGUvdXNlcnMvYQ')).toBe(200);
  });
});
