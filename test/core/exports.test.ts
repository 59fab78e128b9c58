import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateRangeOf } from '../../functions/core/date-range.ts';
import { exportAge, lastExportOf } from '../../functions/core/export-age.ts';
import { givenAudienceId } from '../../functions/core/export-lists.ts';
import { renamedIn } from '../../functions/core/renames.ts';

const DAY = 86_400_000;

describe('the age of an export', () => {
  it('asks for the next monthly unless set, and not a moment sooner', () => {
    expect(exportAge(0, 30 * DAY - 1)).toEqual({ days: 29, nextAt: 30 * DAY, isDue: false });
    expect(exportAge(0, 30 * DAY).isDue).toBe(true);
    expect(exportAge(0, 7 * DAY, 7 * DAY).isDue).toBe(true);
    expect(exportAge(DAY, 0).days).toBe(0);
  });

  it('is that of the newest, unless the network was read since', () => {
    expect(lastExportOf([{ exportAt: 1, pulledAt: 1 }, { exportAt: 5, pulledAt: 5 }, {}])).toBe(5);
    expect(lastExportOf([{ exportAt: 5, pulledAt: 6 }])).toBeUndefined();
  });
});

describe('the audience of a given list', () => {
  it.each([
    ['x:alice', 'followers', 'x:alice:followers'],
    ['instagram:alice', 'followers', 'instagram:alice:followers:export'],
    ['facebook:alice', 'friends', 'facebook:alice:friends'],
    ['linkedin:alice', 'connections', 'linkedin:alice:connections'],
    ['list:news', 'members', 'list:news:members'],
  ] as const)('of %s, %s is %s', (account, kind, id) => expect(givenAudienceId(account, kind)).toBe(id));
});

describe('a range of dates', () => {
  it('is seen where the earliest are missing, all of them and only they', () => {
    const all = Array.from({ length: 20 }, (_, at) => at);
    expect(dateRangeOf(all.slice(5), all)).toEqual({ from: 5, older: 5, of: 20 });
    expect(dateRangeOf([0, ...all.slice(10)], all)).toBeUndefined();
    expect(dateRangeOf(all.slice(4), all)).toBeUndefined();
    expect(dateRangeOf([3], [1, 2, 3])).toEqual({ from: 3, older: 2, of: 3 });
    expect(dateRangeOf([], all)).toBeUndefined();
  });

  it('is never seen while the earliest is there', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100), { minLength: 1 }), fc.array(fc.boolean()), (times, keeps) => {
        const listed = times.filter((_, at) => keeps[at] === true);
        expect(dateRangeOf([...listed, Math.min(...times)], times)).toBeUndefined();
      }),
    );
  });
});

describe('who goes on under another name', () => {
  const tie = (id: string, since: number | undefined, name?: string) => ({
    id,
    profile: { handle: id, url: '', ...(name === undefined ? {} : { name }) },
    ...(since === undefined ? {} : { since }),
  });
  const pairs = (
    network: 'instagram' | 'linkedin' | 'x',
    gone: ReturnType<typeof tie>[],
    fresh: ReturnType<typeof tie>[],
  ) => [...renamedIn(network, gone, fresh, 100)];

  it('is who is there since the same moment, if nobody shares it and they are not new', () => {
    expect(pairs('instagram', [tie('old', 5)], [tie('new', 5)])).toEqual([['old', 'new']]);
    expect(pairs('instagram', [tie('old', 5), tie('two', 5)], [tie('new', 5)])).toEqual([]);
    expect(pairs('instagram', [tie('old', 5)], [tie('new', 5), tie('two', 5)])).toEqual([]);
    expect(pairs('instagram', [tie('old', 101)], [tie('new', 101)])).toEqual([]);
    expect(pairs('instagram', [tie('old', undefined)], [tie('new', undefined)])).toEqual([]);
    expect(pairs('x', [tie('old', 5)], [tie('new', 5)])).toEqual([]);
  });

  it('must have the same full name where only the day is known', () => {
    expect(pairs('linkedin', [tie('old', 5, 'Ann Li')], [tie('new', 5, 'Bo Li')])).toEqual([]);
    expect(pairs('linkedin', [tie('old', 5, 'Ann Li')], [tie('new', 5, 'Ann Li')])).toEqual([['old', 'new']]);
  });
});
