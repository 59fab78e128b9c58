import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadCheckpoint, saveCheckpoint } from '../../functions/roster/checkpoint.ts';
import { commitDelta } from '../../functions/roster/commit.ts';
import { compact } from '../../functions/roster/compact.ts';
import { Comparison } from '../../functions/roster/comparison.ts';
import { openRoster } from '../../functions/roster/open.ts';
import { removeOrphans } from '../../functions/roster/orphans.ts';
import { projectHead } from '../../functions/roster/project.ts';
import type { Roster } from '../../functions/roster/roster.ts';
import { listChanges } from '../../functions/storage/changes.ts';
import { type Claim, releaseHead } from '../../functions/storage/heads.ts';
import type { Head } from '../../functions/storage/items.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { Audience, byId, change, HOUR, listed, NOW, row, rows } from './people.ts';

/**
 * A claims and stalls; its lease ends; B claims, does its work and is done; A wakes up where it stood. Whatever A then
 * does must be without effect, and A must learn it.
 */
let table: FreshTable;
beforeAll(async () => {
  table = await freshTable();
});
afterAll(() => table.close());

let alice: Audience;
let stalled: Claim;
let stalledRoster: Roster;

beforeEach(async () => {
  alice = await Audience.create(table.db);
  await alice.commit({ puts: rows(3) }, { baselineAt: NOW });
  stalled = await alice.claim();
  stalledRoster = await openRoster(table.db, stalled.head);
});

const aDelta = { puts: [row('from-a')], drops: ['p0', 'p1'], changes: [change('gained', 'from-a')] };

/** B's commit of other people under the same version. */
async function bCommits(): Promise<Head> {
  return alice.commit({ puts: [row('from-b')], changes: [change('gained', 'from-b')] }, { dueAt: NOW + 42 });
}

/** Stops A just before its n-th write, lets `meanwhile` happen, then lets A go on. */
async function stallBefore<T>(nth: number, work: () => Promise<T>, meanwhile: () => Promise<unknown>): Promise<T> {
  let writes = 0;
  const { middlewareStack } = table.db.client;
  middlewareStack.add(
    (next, context) => async (args) => {
      if (!/Put|Update|Write/.test(context.commandName ?? '')) return next(args);
      writes += 1;
      if (writes === nth) {
        middlewareStack.remove('stall');
        await meanwhile();
      }
      return next(args);
    },
    { step: 'initialize', name: 'stall', override: true },
  );
  const result = await work();
  expect(writes).toBeGreaterThanOrEqual(nth);
  return result;
}

async function expectOnlyB(): Promise<void> {
  const head = await alice.head();
  expect(byId((await alice.open()).rows()).map(({ id }) => id)).toEqual(['from-b', 'p0', 'p1', 'p2']);
  await projectHead(table.db, head);
  const { items } = await listChanges(table.db, { owner: head.owner }, { limit: 10 });
  expect(items.map(({ person }) => person.id)).toEqual(['from-b']);
}

describe.each([
  [1, 'before its first part'],
  [2, 'after its parts, before the head'],
])('a commit that stalls %#: %i', (nth, where) => {
  test(`${where} is superseded and overwrites nothing`, async () => {
    const outcome = await stallBefore(
      nth,
      () => commitDelta(table.db, stalled, stalledRoster, aDelta, { dueAt: NOW - 1 }),
      bCommits,
    );
    expect(outcome).toBe('superseded');
    expect((await alice.head()).dueAt).toBe(NOW + 42);
    await expectOnlyB();
  });

  test(`${where} while another has only claimed is superseded too`, async () => {
    const outcome = await stallBefore(
      nth,
      () => commitDelta(table.db, stalled, stalledRoster, aDelta, {}),
      () => alice.claim(),
    );
    expect(outcome).toBe('superseded');
    expect((await alice.head()).version).toBe(1);
    expect((await alice.open()).size).toBe(3);
  });
});

test('a commit of many parts that stalls between them is superseded', async () => {
  const many = { puts: rows(9_500, 100), drops: [], changes: [] };
  const outcome = await stallBefore(3, () => commitDelta(table.db, stalled, stalledRoster, many, {}), bCommits);
  expect(outcome).toBe('superseded');
  await expectOnlyB();
});

test('an empty commit that stalls moves no due time and takes no lease from the other', async () => {
  const empty = { puts: [], drops: [], changes: [] };
  let other: Claim | undefined;
  const outcome = await stallBefore(
    1,
    () => commitDelta(table.db, stalled, stalledRoster, empty, { dueAt: NOW - 1 }),
    async () => {
      other = await alice.claim();
    },
  );
  expect(outcome).toBe('superseded');
  expect(await alice.head()).toMatchObject({ dueAt: NOW, leaseUntil: other?.head.leaseUntil, fence: other?.fence });
});

test('a first pull that stalls between its base segments leaves the other base alone', async () => {
  const fresh = await Audience.create(table.db);
  const claim = await fresh.claim();
  const roster = await openRoster(table.db, claim.head);
  const first = { puts: rows(7_000), drops: [], changes: [] };
  const outcome = await stallBefore(
    3,
    () => commitDelta(table.db, claim, roster, first, {}),
    () => fresh.commit({ puts: [row('from-b')] }),
  );
  expect(outcome).toBe('superseded');
  expect([...(await fresh.open()).rows()].map(({ id }) => id)).toEqual(['from-b']);
});

test('a release and a checkpoint that come too late have no effect', async () => {
  const head = await bCommits();
  const comparison = new Comparison(stalledRoster);
  comparison.see([listed('p0')]);
  const position = { cursor: 'next', startedAt: NOW, pages: 1 };
  expect(await releaseHead(table.db, stalled, { dueAt: NOW - 1, status: 'parked' })).toBe(false);
  expect(await saveCheckpoint(table.db, stalled, stalledRoster, comparison, position)).toBe(false);
  expect(await alice.head()).toEqual(head);
  await expectOnlyB();
});

test('a checkpoint that stalls before its pointer does not replace the other one', async () => {
  const aWalk = new Comparison(stalledRoster);
  aWalk.see([listed('from-a')]);
  const saved = await stallBefore(
    3,
    () => saveCheckpoint(table.db, stalled, stalledRoster, aWalk, { cursor: 'a', startedAt: NOW, pages: 1 }),
    async () => {
      const claim = await alice.claim();
      const bWalk = new Comparison(await openRoster(table.db, claim.head));
      bWalk.see([listed('from-b')]);
      await saveCheckpoint(table.db, claim, stalledRoster, bWalk, { cursor: 'b', startedAt: NOW, pages: 7 });
    },
  );
  expect(saved).toBe(false);
  const loaded = await loadCheckpoint(table.db, await alice.head(), await alice.open());
  expect(loaded).toMatchObject({ cursor: 'b', pages: 7 });
  expect(loaded?.comparison.gained().map(({ id }) => id)).toEqual(['from-b']);
});

test.each([1, 2, 3])('a compaction that stalls before write %i leaves what the other committed', async (nth) => {
  const compaction = await stallBefore(nth, () => compact(table.db, stalled), bCommits);
  expect(compaction.outcome).toBe('superseded');
  expect((await alice.head()).generation).toBe('g1-1');
  await expectOnlyB();
});

test('a compaction that stalls while another compacts leaves the other base', async () => {
  const compaction = await stallBefore(
    3,
    () => compact(table.db, stalled),
    async () => {
      await bCommits();
      await projectHead(table.db, await alice.head());
      const claim = await alice.claim();
      expect((await compact(table.db, claim)).outcome).toBe('compacted');
      await releaseHead(table.db, claim, {});
    },
  );
  expect(compaction.outcome).toBe('superseded');
  expect((await alice.head()).generation).toMatch(/^g2-/);
  await expectOnlyB();
});

test.each([1, 2])('a projection that stalls before write %i while another finishes tells nobody twice', async (nth) => {
  const committed = await bCommits();
  await stallBefore(
    nth,
    () => projectHead(table.db, committed),
    async () => {
      await projectHead(table.db, committed);
      await projectHead(table.db, await alice.commit({ puts: [row('later')], changes: [change('gained', 'later')] }));
    },
  );
  const head = await alice.head();
  expect(head.projectedVersion).toBe(3);
  const { items } = await listChanges(table.db, { owner: head.owner }, { limit: 10 });
  expect(items.map(({ person }) => person.id).sort()).toEqual(['from-b', 'later']);
});

test('a removal of orphans takes nothing that a live claim has written and not committed yet', async () => {
  const outcome = await stallBefore(
    2,
    () => commitDelta(table.db, stalled, stalledRoster, aDelta, {}),
    () => removeOrphans(table.db, alice.key, { wall: alice.wall + 99 * HOUR }),
  );
  expect(outcome).toBe('committed');
  expect((await alice.open()).find('from-a')).not.toBe(-1);
});
