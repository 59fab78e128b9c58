import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createToken } from '../../functions/storage/tokens.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { type Ask, asker, depsOf, readAll } from './asking.ts';
import { addAccount, addAudience, change, DAY, gained, NOW, type Place, tell } from './seeded.ts';

const places: readonly Place[] = [
  { owner: 'alice', accountId: 'bluesky:alice.example', kind: 'followers' },
  { owner: 'alice', accountId: 'github:alice', kind: 'stars', item: 'garden-tools' },
  { owner: 'bob', accountId: 'bluesky:bob.example', kind: 'followers' },
];

let table: FreshTable;
let ask: Ask;
let token: string;
let alone: string;

beforeAll(async () => {
  table = await freshTable();
  const { db } = table;
  ask = asker(depsOf(db));
  token = await createToken(db, { owners: ['bob', 'alice'], scopes: ['read'] });
  alone = await createToken(db, { owners: ['alice'], scopes: ['read'] });
  for (const [n, place] of places.entries()) {
    await addAccount(db, place.owner, place.accountId);
    await addAudience(db, place);
    for (const week of [3, 2, 1]) {
      const detectedAt = NOW - week * 7 * DAY;
      const people = Array.from({ length: 40 }, (_, p) => n * 1_000 + week * 100 + p);
      await tell(
        db,
        place,
        people.map((p) => (p % 4 === 0 ? change : gained)(p, { detectedAt })),
      );
    }
  }
});
afterAll(() => table.close());

const idsOf = (items: readonly Record<string, unknown>[]): string[] => items.map(({ id }) => String(id));

describe('paging through changes', () => {
  it('shows each exactly once, in order, while others are told, with and without filters', async () => {
    const before = new Set(idsOf(await readAll(ask, '/v1/changes', { token, query: { limit: '500' } })));
    expect(before.size).toBe(360);
    const queries: readonly Readonly<Record<string, string>>[] = [{ limit: '7' }, { limit: '50', kind: 'lost' }];
    for (const query of queries) {
      const expected = await readAll(ask, '/v1/changes', { token, query: { ...query, limit: '500' } });
      let told = 0;
      const paged = await readAll(ask, '/v1/changes', { token, query }, async () => {
        const place = places[told % places.length];
        told += 1;
        if (place !== undefined && told <= 6) await tell(table.db, place, [change(5_000 + told, { detectedAt: NOW })]);
      });
      const old = paged.filter(({ id }) => before.has(String(id)));
      const wanted = expected.filter(({ id }) => before.has(String(id)));
      expect(idsOf(old)).toEqual(idsOf(wanted));
      expect(new Set(idsOf(paged)).size).toBe(paged.length);
    }
  });

  it('reads several owners one after another, each newest first', async () => {
    const items = await readAll(ask, '/v1/changes', { token, query: { limit: '90' } });
    const owners = items.map(({ owner }) => String(owner));
    expect(owners).toEqual(owners.toSorted());
    for (const owner of ['alice', 'bob']) {
      const times = items.filter((item) => item['owner'] === owner).map(({ detectedAt }) => String(detectedAt));
      expect(times).toEqual(times.toSorted().reverse());
    }
  });

  it('keeps every page within from and to', async () => {
    const query = {
      limit: '11',
      from: new Date(NOW - 14 * DAY).toISOString(),
      to: new Date(NOW - 7 * DAY).toISOString(),
    };
    const items = await readAll(ask, '/v1/changes', { token: alone, query });
    expect(items).toHaveLength(80);
    expect(new Set(items.map(({ detectedAt }) => detectedAt))).toEqual(new Set(['2026-11-08T12:00:00.000Z']));
  });
});

describe('paging through lists', () => {
  it.each(['/v1/accounts', '/v1/audiences'])('shows everything of %s once, over owners', async (path) => {
    const whole = idsOf(await readAll(ask, path, { token }));
    expect(whole).toHaveLength(3);
    expect(idsOf(await readAll(ask, path, { token, query: { limit: '1' } }))).toEqual(whole);
  });
});
