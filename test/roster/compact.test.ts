import { afterAll, beforeAll, expect, test } from 'vitest';
import { compact, needsCompaction } from '../../functions/roster/compact.ts';
import { openRoster, readRows } from '../../functions/roster/open.ts';
import { removeOrphans } from '../../functions/roster/orphans.ts';
import { projectHead } from '../../functions/roster/project.ts';
import { getItem, queryPrefix } from '../../functions/storage/db.ts';
import { releaseHead } from '../../functions/storage/heads.ts';
import { baseKey, GENERATION_PREFIX, headKey, logRange } from '../../functions/storage/keys.ts';
import { crashAt } from '../fakes/crash.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { Audience, byId, change, freshHead, HOUR, MINUTE, NOW, row, rows } from './people.ts';

let table: FreshTable;
beforeAll(async () => {
  table = await freshTable();
});
afterAll(() => table.close());

const logOf = (audience: Audience) => queryPrefix(table.db, logRange(audience.key, 0, 0).pk, '', { consistent: true });
const generationsOf = (audience: Audience) =>
  queryPrefix(table.db, headKey(audience.key).pk, GENERATION_PREFIX, { consistent: true });

async function compacted(audience: Audience, options: Parameters<typeof compact>[2] = {}) {
  const claim = await audience.claim();
  const result = await compact(table.db, claim, options);
  expect(result.outcome).toBe('compacted');
  await releaseHead(table.db, result.claim, {});
  return result;
}

test('the log is folded into a new base: the same people, the same version, nothing left to read twice', async () => {
  const alice = await Audience.create(table.db);
  await alice.commit({ puts: rows(5_000) });
  await alice.commit({ puts: [row('p1', { state: 'lost' }), ...rows(3_000, 6_000)], drops: ['p2'] });
  const before = await alice.open();
  const { claim } = await compacted(alice);
  const head = await alice.head();
  expect(head).toMatchObject({ version: 2, baseVersion: 2, logBytes: 0, segments: 3, counts: before.counts() });
  expect({ ...claim.head, leaseUntil: undefined }).toEqual(head);
  const after = await alice.open();
  expect([...after.rows()]).toEqual([...before.rows()]);
  await alice.commit({ puts: [row('p9')] });
  expect((await alice.open()).size).toBe(before.size);
});

test('people lost before the given time are forgotten, and nobody else', async () => {
  const alice = await Audience.create(table.db);
  await alice.commit({
    puts: [
      row('old', { state: 'lost', stateAt: NOW - 1 }),
      row('recent', { state: 'lost', stateAt: NOW }),
      row('there', { stateAt: NOW - 1 }),
      row('away', { state: 'missing', stateAt: NOW - 1 }),
    ],
  });
  await compacted(alice, { lostBefore: NOW });
  expect([...(await alice.open()).rows()].map(({ id }) => id)).toEqual(['recent', 'there', 'away']);
  expect((await alice.head()).counts).toEqual({ present: 1, missing: 1, held: 0, hidden: 0, lost: 1 });
});

test('an audience of whom everybody is forgotten is empty, not broken', async () => {
  const alice = await Audience.create(table.db);
  await alice.commit({ puts: [row('old', { state: 'lost', stateAt: NOW - 1 })] });
  await compacted(alice, { lostBefore: NOW });
  expect((await alice.open()).size).toBe(0);
  await alice.commit({ puts: [row('new')], changes: [change('gained', 'new')] });
  expect((await alice.open()).size).toBe(1);
});

test('compaction is called for when the log is as large as the base, and never while something counts on it', () => {
  const full = freshHead('a', { version: 9, projectedVersion: 9, baseBytes: 500_000, logBytes: 500_000 });
  expect(needsCompaction(full)).toBe(true);
  expect(needsCompaction({ ...full, logBytes: 499_999 })).toBe(false);
  expect(needsCompaction({ ...full, baseBytes: 100, logBytes: 60_000 })).toBe(false);
  expect(needsCompaction({ ...full, projectedVersion: 8 })).toBe(false);
  expect(needsCompaction({ ...full, checkpoint: { fence: 1, sequence: 0, version: 9, startedAt: NOW } })).toBe(false);
});

test('changes that are not told yet are not folded away', async () => {
  const alice = await Audience.create(table.db);
  await alice.commit({ puts: rows(2) });
  await alice.commit({ puts: [row('new')], changes: [change('gained', 'new')] });
  expect((await compact(table.db, await alice.claim())).outcome).toBe('postponed');
  await projectHead(table.db, await alice.head());
  await compacted(alice);
});

test('what nothing leads to goes after an hour, and not before: readers may still hold the old head', async () => {
  const alice = await Audience.create(table.db);
  await alice.commit({ puts: rows(4_000) });
  await alice.commit({ puts: [row('p1', { state: 'missing' })] });
  const old = await alice.head();
  await compacted(alice);
  const lease = alice.wall + 15 * MINUTE;
  expect(await removeOrphans(table.db, alice.key, { wall: lease + HOUR - 1 })).toBe(0);
  expect((await openRoster(table.db, old)).size).toBe(4_000);
  // Two segments, their announcement, and one chunk.
  expect(await removeOrphans(table.db, alice.key, { wall: lease + HOUR })).toBe(4);
  expect(await getItem(table.db, baseKey(alice.key, 'g1-1', 0))).toBeUndefined();
  expect(await logOf(alice)).toEqual([]);
  expect(await generationsOf(alice)).toHaveLength(1);
  expect((await alice.open()).size).toBe(4_000);
  expect(await removeOrphans(table.db, alice.key, { wall: lease + 99 * HOUR })).toBe(0);
});

test('committed chunks stay, those of a dead writer go', async () => {
  const alice = await Audience.create(table.db);
  await alice.commit({ puts: rows(5) });
  const crash = crashAt(table.db, 2, 'after');
  await alice.commit({ puts: [row('dead')] }).catch(() => undefined);
  crash.revive();
  await alice.commit({ puts: [row('alive')] });
  expect(await logOf(alice)).toHaveLength(2);
  expect(await removeOrphans(table.db, alice.key, { wall: alice.wall + 2 * HOUR })).toBe(1);
  expect((await alice.open()).find('alive')).toBe(5);
});

test('a generation that was cut off is removed once another version is committed, and an hour has passed', async () => {
  const alice = await Audience.create(table.db);
  await alice.commit({ puts: rows(4_000) });
  const crash = crashAt(table.db, 3, 'after');
  await expect(alice.claim().then((claim) => compact(table.db, claim))).rejects.toThrow();
  crash.revive();
  expect(await generationsOf(alice)).toHaveLength(2);
  expect(await removeOrphans(table.db, alice.key, { wall: alice.wall + 9 * HOUR })).toBe(0);
  await alice.commit({ puts: [row('p1', { state: 'missing' })] });
  expect(await removeOrphans(table.db, alice.key, { wall: alice.wall + 9 * HOUR })).toBe(3);
  expect(await generationsOf(alice)).toHaveLength(1);
  expect((await alice.open()).size).toBe(4_000);
});

test('a removal that dies anywhere takes nothing that is needed, and is finished by the next', async () => {
  for (let nth = 1; nth <= 4; nth += 1) {
    const alice = await Audience.create(table.db);
    await alice.commit({ puts: rows(4_000) });
    await alice.commit({ puts: [row('p1', { state: 'missing' })] });
    await compacted(alice);
    const crash = crashAt(table.db, nth, 'half');
    await removeOrphans(table.db, alice.key, { wall: alice.wall + 9 * HOUR }).catch(() => 0);
    crash.revive();
    expect((await alice.open()).size).toBe(4_000);
    await removeOrphans(table.db, alice.key, { wall: alice.wall + 9 * HOUR });
    expect(await generationsOf(alice)).toHaveLength(1);
    expect(await logOf(alice)).toEqual([]);
    expect(await getItem(table.db, baseKey(alice.key, 'g1-1', 1))).toBeUndefined();
  }
});

test('batches of a compacted base and of a base with a log hold the same people', async () => {
  const alice = await Audience.create(table.db);
  await alice.commit({ puts: rows(10) });
  await alice.commit({ puts: [row('x')], drops: ['p3', 'p4'] });
  const read = async () => {
    const all = [];
    for await (const batch of readRows(table.db, await alice.head())) all.push(...batch);
    return byId(all);
  };
  const before = await read();
  await compacted(alice);
  expect(await read()).toEqual(before);
});
