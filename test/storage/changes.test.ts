import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Change, ChangeKind } from '../../functions/core/model.ts';
import { projectHead } from '../../functions/roster/project.ts';
import {
  BadPositionError,
  type ChangesOf,
  type ChangesQuery,
  changesOfVersions,
  listChanges,
  listPersonChanges,
} from '../../functions/storage/changes.ts';
import type { StoredChange } from '../../functions/storage/items.ts';
import { MOST_PACKED, splitChanges } from '../../functions/storage/packed-changes.ts';
import { crashAt } from '../fakes/crash.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { Audience, change, NOW, newKey, row } from '../roster/people.ts';

let table: FreshTable;
beforeAll(async () => {
  table = await freshTable();
});
afterAll(() => table.close());

/** Commits changes of people `PREFIX0`…, told at `NOW + at`, and projects them. */
async function tell(audience: Audience, prefix: string, count: number, at: number, kind: ChangeKind = 'gained') {
  const changes = Array.from({ length: count }, (_, n) => change(kind, `${prefix}${n}`, { detectedAt: NOW + at }));
  return projectHead(table.db, await audience.commit({ puts: [row(`${prefix}0`)], changes }));
}

async function walk(where: ChangesOf, query: Omit<ChangesQuery, 'after'>): Promise<StoredChange[][]> {
  const pages: StoredChange[][] = [];
  let after: string | undefined;
  do {
    const page = await listChanges(table.db, where, { ...query, after });
    pages.push(page.items);
    after = page.next;
  } while (after !== undefined && pages.length < 200);
  return pages;
}

const ids = (changes: readonly Change[]): string[] => changes.map(({ person }) => person.id);

test('a change is kept with where it belongs, under an id of its own', async () => {
  const audience = await Audience.create(table.db);
  await audience.commit({ puts: [row('p0')] });
  const head = await tell(audience, 'x', 2, 0);
  const { items } = await listChanges(table.db, { owner: head.owner }, { limit: 5 });
  expect(items[0]).toEqual({
    ...change('gained', 'x0'),
    id: expect.stringMatching(/^[0-9a-f]{8}-2-0$/),
    owner: head.owner,
    network: 'bluesky',
    audienceId: head.audienceId,
    audienceKind: 'followers',
  });
  expect(items[1]?.id).toMatch(/-2-1$/);
});

test('walking from page to page shows every change exactly once, in either direction, with any filter', async () => {
  const key = newKey();
  const first = await Audience.create(table.db, key);
  const [owner = ''] = key.split('/');
  const second = await Audience.create(table.db, `${owner}/github/583231/followers`);
  await tell(first, 'a', 7, 10);
  await tell(second, 'b', 1_100, 10);
  await tell(first, 'c', 3, 20, 'lost');
  await tell(second, 'd', 5, 30);
  await tell(first, 'e', 4, 5);
  const all = await listChanges(table.db, { owner }, { limit: 5_000 });
  expect(all.next).toBeUndefined();
  expect(all.items).toHaveLength(1_119);
  expect(all.items.map(({ detectedAt }) => detectedAt)).toEqual(
    all.items.map(({ detectedAt }) => detectedAt).toSorted(),
  );
  const times = {
    newestFirst: fc.boolean(),
    from: fc.constantFrom(undefined, NOW + 5, NOW + 11),
    to: fc.constantFrom(undefined, NOW + 10, NOW + 30),
  };
  const query = fc.oneof(
    fc.record({ ...times, limit: fc.constantFrom(1, 2, 7), wanted: fc.constant(/^[ace]/) }),
    fc.record({
      ...times,
      limit: fc.constantFrom(100, 499, 500, 501, 2_000),
      wanted: fc.constantFrom(/./, /[05]$/, /^nobody/),
    }),
  );
  await fc.assert(
    fc.asyncProperty(query, async ({ wanted, limit, ...rest }) => {
      const pages = await walk({ owner }, { ...rest, limit, keep: ({ person }) => wanted.test(person.id) });
      const expected = all.items.filter(
        (one) =>
          wanted.test(one.person.id) &&
          one.detectedAt >= (rest.from ?? 0) &&
          one.detectedAt < (rest.to ?? Number.POSITIVE_INFINITY),
      );
      expect(pages.every((page) => page.length <= limit)).toBe(true);
      expect(pages.flat()).toEqual(rest.newestFirst ? expected.toReversed() : expected);
    }),
    { numRuns: 25 },
  );
});

test('what is told while somebody pages neither doubles nor hides anything older', async () => {
  const audience = await Audience.create(table.db);
  const { owner } = await tell(audience, 'a', 5, 10);
  const query = { limit: 3, newestFirst: true };
  const first = await listChanges(table.db, { owner }, query);
  await tell(audience, 'b', 4, 20);
  const second = await listChanges(table.db, { owner }, { ...query, after: first.next });
  expect(ids([...first.items, ...second.items])).toEqual(['a4', 'a3', 'a2', 'a1', 'a0']);
  expect(second.next).toBeUndefined();
});

test('the likes of all posts are one list, other audiences stand alone, and owners see only their own', async () => {
  const [owner = ''] = newKey().split('/');
  const account = `${owner}/bluesky/did:plc:alice`;
  for (const [n, part] of ['likes/one', 'likes/two', 'followers'].entries()) {
    await tell(await Audience.create(table.db, `${account}/${part}`), `${part}-`, 1, n);
  }
  await tell(await Audience.create(table.db), 'stranger', 1, 0);
  const likes = await listChanges(table.db, { group: `${account}/likes` }, { limit: 9 });
  expect(ids(likes.items)).toEqual(['likes/one-0', 'likes/two-0']);
  const followers = await listChanges(table.db, { group: `${account}/followers` }, { limit: 9 });
  expect(ids(followers.items)).toEqual(['followers-0']);
  expect((await listChanges(table.db, { owner }, { limit: 9 })).items).toHaveLength(3);
});

test('a filter that keeps next to nothing gets a short page that goes on, never an endless read', async () => {
  const audience = await Audience.create(table.db);
  const { owner } = await tell(audience, 'a', 6_000, 0);
  let looked = 0;
  const keep = ({ person }: StoredChange): boolean => {
    looked += 1;
    return person.id === 'a5999';
  };
  const first = await listChanges(table.db, { owner }, { limit: 10, keep });
  expect(first.items).toEqual([]);
  expect(looked).toBe(5_000);
  const second = await listChanges(table.db, { owner }, { limit: 10, keep, after: first.next });
  expect(ids(second.items)).toEqual(['a5999']);
  expect(second.next).toBeUndefined();
});

test('a version that is projected by half is not shown, and whole once it is finished', async () => {
  const audience = await Audience.create(table.db);
  await tell(audience, 'a', 2, 0);
  const changes = [...Array(600).keys()].map((n) =>
    change(n % 2 === 0 ? 'lost' : 'gained', `b${n}`, { detectedAt: NOW + 1 }),
  );
  const committed = await audience.commit({ puts: [row('b0')], changes });
  const seen = async () => ids((await listChanges(table.db, { owner: committed.owner }, { limit: 5_000 })).items);
  for (const nth of [1, 2, 5]) {
    const crash = crashAt(table.db, nth, 'half');
    await expect(projectHead(table.db, committed)).rejects.toThrow();
    crash.revive();
    expect(await seen()).toEqual(['a0', 'a1']);
  }
  await projectHead(table.db, committed);
  expect(await seen()).toHaveLength(602);
  expect(new Set(await seen()).size).toBe(602);
});

test('losses are forgotten sooner than the rest, and readers do not wait for the table to do it', async () => {
  const audience = await Audience.create(table.db);
  const changes = [change('lost', 'l'), change('gained', 'g'), change('returned', 'r')];
  const committed = await audience.commit({ puts: [row('g')], changes });
  const expiresAt = (one: Change): number => Math.floor(one.detectedAt / 1000) + (one.kind === 'lost' ? 10 : 100);
  const { owner } = await projectHead(table.db, committed, { expiresAt });
  const at = async (seconds: number) =>
    ids((await listChanges(table.db, { owner }, { limit: 9, now: NOW + seconds * 1000 })).items).sort();
  expect(await at(9)).toEqual(['g', 'l', 'r']);
  expect(await at(10)).toEqual(['g', 'r']);
  expect(await at(100)).toEqual([]);
  expect(await listPersonChanges(table.db, owner, 'bluesky:l', { now: NOW + 10_000 })).toEqual([]);
  expect(await listPersonChanges(table.db, owner, 'bluesky:r', { now: NOW + 10_000 })).toHaveLength(1);
});

test('one person’s losses and returns are found over all audiences, newest first; gains are not kept twice', async () => {
  const key = newKey();
  const [owner = ''] = key.split('/');
  const followers = await Audience.create(table.db, key);
  const likes = await Audience.create(table.db, `${owner}/bluesky/did:plc:alice/likes/post`, { kind: 'likes' });
  const tellOne = async (audience: Audience, kind: ChangeKind, at: number) =>
    projectHead(
      table.db,
      await audience.commit({
        puts: [row('ada', { returns: at })],
        changes: [change(kind, 'ada', { detectedAt: NOW + at })],
      }),
    );
  await tellOne(followers, 'gained', 1);
  await tellOne(followers, 'lost', 2);
  await tellOne(likes, 'lost', 3);
  await tellOne(followers, 'returned', 4);
  const changes = await listPersonChanges(table.db, owner, 'bluesky:ada');
  expect(changes.map(({ kind, audienceKind }) => `${kind} ${audienceKind}`)).toEqual([
    'returned followers',
    'lost likes',
    'lost followers',
  ]);
  expect(await listPersonChanges(table.db, 'somebody-else', 'bluesky:ada')).toEqual([]);
});

test('a digest reads the changes of its versions, no more, and none that are not projected', async () => {
  const audience = await Audience.create(table.db);
  await tell(audience, 'a', 1, 0);
  await tell(audience, 'b', 2, 0);
  const projected = await tell(audience, 'c', 1, 0);
  const head = await audience.commit({ puts: [row('d0')], changes: [change('gained', 'd0')] });
  const of = async (from: number, to: number) => {
    const changes: StoredChange[] = [];
    for await (const one of changesOfVersions(table.db, head, from, to)) changes.push(one);
    return ids(changes);
  };
  expect(projected.projectedVersion).toBe(3);
  expect(await of(0, 99)).toEqual(['a0', 'b0', 'b1', 'c0']);
  expect(await of(1, 2)).toEqual(['b0', 'b1']);
  expect(await of(3, 4)).toEqual([]);
});

test.each(['', 'x', '|5', 'x|', 'x|-1', `x|${'9'.repeat(9)}`, `${'x'.repeat(3_000)}|1`])(
  '%j is no position',
  async (after) => {
    await expect(listChanges(table.db, { owner: 'a' }, { limit: 1, after })).rejects.toThrow(BadPositionError);
  },
);

test('a position outside the time asked for finds nothing rather than everything', async () => {
  const audience = await Audience.create(table.db);
  const { owner } = await tell(audience, 'a', 3, 0);
  const { next } = await listChanges(table.db, { owner }, { limit: 1 });
  expect((await listChanges(table.db, { owner }, { limit: 9, to: NOW, after: next })).items).toEqual([]);
  expect(
    (await listChanges(table.db, { owner }, { limit: 9, from: NOW + 1, newestFirst: true, after: next })).items,
  ).toEqual([]);
});

test('changes are split by number and by size, in order, the same way every time', () => {
  const stored = (n: number, bio: string): StoredChange => ({
    ...change('gained', `p${n}`),
    person: { id: `p${n}`, handle: 'h', url: 'u', bio },
    id: `0-1-${n}`,
    owner: 'alice',
    network: 'bluesky',
    audienceId: 'a',
    audienceKind: 'followers',
  });
  const small = Array.from({ length: MOST_PACKED * 2 + 1 }, (_, n) => stored(n, ''));
  expect(splitChanges(small).map((part) => part.length)).toEqual([500, 500, 1]);
  const large = Array.from({ length: 100 }, (_, n) => stored(n, 'x'.repeat(10_000)));
  const parts = splitChanges(large);
  expect(parts.every((part) => JSON.stringify(part).length < 330_000)).toBe(true);
  expect(parts.flat()).toEqual(large);
});
