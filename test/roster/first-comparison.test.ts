import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ListedPerson } from '../../functions/core/model.ts';
import { newBaseline } from '../../functions/core/new-baseline.ts';
import { loadCheckpoint, loadRefused, saveCheckpoint, saveRefused } from '../../functions/roster/checkpoint.ts';
import { readBody } from '../../functions/roster/checkpoint-read.ts';
import { commitFirst } from '../../functions/roster/commit-first.ts';
import type { Comparison } from '../../functions/roster/comparison.ts';
import { dropCheckpoints } from '../../functions/roster/drop-checkpoints.ts';
import { beginComparison, FirstComparison } from '../../functions/roster/first-comparison.ts';
import { openRoster } from '../../functions/roster/open.ts';
import { removeOrphans } from '../../functions/roster/orphans.ts';
import type { Roster } from '../../functions/roster/roster.ts';
import { deleteItem, getItem, putItem, queryPrefix } from '../../functions/storage/db.ts';
import { type Claim, releaseHead } from '../../functions/storage/heads.ts';
import { baseKey, CHECKPOINT_PREFIX, checkpointKey, GENERATION_PREFIX, headKey } from '../../functions/storage/keys.ts';
import { packJson } from '../../functions/storage/pack.ts';
import { type CrashMoment, crashAt } from '../fakes/crash.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { Audience, HOUR, listed, NOW } from './people.ts';

let table: FreshTable;
beforeAll(async () => {
  table = await freshTable();
});
afterAll(() => table.close());

const FACTS = { at: NOW, listsFullProfiles: false };
const PAGE = 1_000;

/** Pages of an audience; everybody is listed again two pages later, too, as a list that moves does. */
function pagesOf(people: number): ListedPerson[][] {
  const all = Array.from({ length: people }, (_, n) => listed(`p${n}`, { name: `Person ${n}` }));
  return Array.from({ length: Math.ceil(people / PAGE) }, (_, n) => [
    ...all.slice(n * PAGE, (n + 1) * PAGE),
    ...all.slice(Math.max(0, (n - 2) * PAGE), Math.max(0, (n - 2) * PAGE + 3)),
  ]);
}

interface Walk {
  readonly claim: Claim;
  readonly roster: Roster;
  readonly comparison: Comparison;
  pages: number;
}

/** Claims and goes on where the last one was. */
async function goOn(audience: Audience): Promise<Walk> {
  const claim = await audience.claim();
  const roster = await openRoster(table.db, claim.head);
  const waiting = await loadCheckpoint(table.db, claim.head, roster);
  const comparison = waiting?.comparison ?? beginComparison(table.db, claim, roster, FACTS);
  return { claim, roster, comparison, pages: waiting?.pages ?? 0 };
}

async function see(walk: Walk, page: readonly ListedPerson[]): Promise<void> {
  walk.comparison.see(page);
  walk.pages += 1;
  if (walk.comparison instanceof FirstComparison) await walk.comparison.spill();
}

const save = ({ claim, roster, comparison, pages }: Walk) =>
  saveCheckpoint(table.db, claim, roster, comparison, { cursor: `c${pages}`, startedAt: NOW, pages });

async function commit({ claim, roster, comparison }: Walk) {
  if (!(comparison instanceof FirstComparison)) throw new Error('It was not the first walk.');
  const delta = newBaseline({ ...FACTS, seen: [], fresh: comparison.gained(), unseen: [] });
  return commitFirst(table.db, claim, comparison, roster, delta, { baselineAt: NOW });
}

const idsOf = async (audience: Audience) => [...(await audience.open()).rows()].map(({ id }) => id).sort();
const expected = (people: number) => Array.from({ length: people }, (_, n) => `p${n}`).sort();
const generationsOf = async (audience: Audience) =>
  (await queryPrefix(table.db, headKey(audience.key).pk, GENERATION_PREFIX, { consistent: true })).map(({ sk }) => sk);

test('a first walk of many becomes a base as it is read, and holds no more than the first of them', async () => {
  const audience = await Audience.create(table.db);
  const walk = await goOn(audience);
  for (const page of pagesOf(10_500)) await see(walk, page);
  const { comparison } = walk;
  expect([comparison.listed, comparison.duplicates, comparison.common]).toEqual([10_500, 27, 0]);
  expect(comparison.gained()).toHaveLength(3_000);
  expect((await getItem(table.db, baseKey(audience.key, 'g1-1', 1)))?.['data']).toBeInstanceOf(Uint8Array);
  // Nobody sees anything of it until the head leads to it.
  expect((await audience.open()).size).toBe(0);
  expect(await commit(walk)).toBe('committed');
  const head = await audience.head();
  expect(head).toMatchObject({ version: 1, projectedVersion: 1, baseVersion: 1, segments: 4, logBytes: 0, fence: 1 });
  expect(head.counts).toEqual({ present: 10_500, missing: 0, held: 0, hidden: 0, lost: 0 });
  expect(head.leaseUntil).toBeUndefined();
  expect(await idsOf(audience)).toEqual(expected(10_500));
  const row = (await audience.open()).rowAt(0);
  expect(row).toMatchObject({ state: 'present', stateAt: NOW, firstSeenAt: NOW, returns: 0, losses: 0 });
});

test('a first walk of few is one item, as before', async () => {
  const audience = await Audience.create(table.db);
  const walk = await goOn(audience);
  for (const page of pagesOf(2_500)) await see(walk, page);
  expect(await commit(walk)).toBe('committed');
  expect(await audience.head()).toMatchObject({ version: 1, segments: 1 });
  expect(await idsOf(audience)).toEqual(expected(2_500));
});

test('wherever a first walk is cut and wherever its writer dies, everybody is there once, and nothing before the head', async () => {
  const event = fc.record(
    {
      does: fc.constantFrom('go on' as const, 'save' as const, 'wait' as const),
      crash: fc.record({
        nth: fc.integer({ min: 1, max: 6 }),
        moment: fc.constantFrom<CrashMoment>('before', 'half', 'after'),
      }),
    },
    { requiredKeys: ['does'] },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 4, maxLength: 9 }), async (events) => {
      const audience = await Audience.create(table.db);
      const pages = pagesOf(9_000);
      let walk = await goOn(audience);
      let saved = 0;
      for (const { does, crash: at } of events) {
        if (walk.pages === pages.length) break;
        const crash = crashAt(table.db, at?.nth ?? Number.POSITIVE_INFINITY, at?.moment ?? 'before');
        const step = async (): Promise<void> => {
          for (let n = 0; n < 3 && walk.pages < pages.length; n += 1) await see(walk, pages[walk.pages] ?? []);
          if (does !== 'go on') await save(walk);
        };
        const failure = await step().then(
          () => undefined,
          (error: unknown) => error,
        );
        crash.revive();
        if (!crash.hasHappened && failure !== undefined) throw failure;
        if (failure === undefined && does !== 'go on') saved = walk.pages;
        expect((await audience.head()).version).toBe(0);
        if (failure === undefined && does !== 'wait') continue;
        if (failure === undefined) await releaseHead(table.db, walk.claim, {});
        const before = walk.pages;
        walk = await goOn(audience);
        // What was saved is not read again; a save that died at its last write may count or not.
        expect(walk.pages === saved || walk.pages === before).toBe(true);
        saved = walk.pages;
      }
      while (walk.pages < pages.length) await see(walk, pages[walk.pages] ?? []);
      expect(walk.comparison.listed).toBe(9_000);
      const crash = crashAt(table.db, 1 + (events.length % 3), 'after');
      await commit(walk).catch(() => undefined);
      crash.revive();
      if ((await audience.head()).version === 0) {
        walk = await goOn(audience);
        while (walk.pages < pages.length) await see(walk, pages[walk.pages] ?? []);
        expect(await commit(walk)).toBe('committed');
      }
      expect(await idsOf(audience)).toEqual(expected(9_000));
      await removeOrphans(table.db, audience.key, { wall: audience.wall + 9 * HOUR });
      expect(await generationsOf(audience)).toEqual([`${GENERATION_PREFIX}${(await audience.head()).generation}`]);
      expect(await idsOf(audience)).toEqual(expected(9_000));
    }),
    { numRuns: 6 },
  );
}, 60_000);

test('a walk that is cut often keeps the first of its people once, not once more each time', async () => {
  const audience = await Audience.create(table.db);
  for (const page of pagesOf(6_500)) {
    const walk = await goOn(audience);
    await see(walk, page);
    expect(await save(walk)).toBe(true);
    await releaseHead(table.db, walk.claim, {});
  }
  const items = await queryPrefix(table.db, headKey(audience.key).pk, CHECKPOINT_PREFIX, { consistent: true });
  // Three pages filled it, and the fourth to the seventh added nothing: parts of those three, the bitmap, the body.
  expect(items.length).toBeLessThanOrEqual(5);
  expect((await goOn(audience)).comparison.gained()).toHaveLength(3_000);
});

test('what a walk wrote before it died is no part of the one that goes on from the checkpoint before', async () => {
  const audience = await Audience.create(table.db);
  const first = await goOn(audience);
  for (const page of pagesOf(7_000)) await see(first, page);
  await save(first);
  // It reads on and writes a segment more, then dies.
  const others = Array.from({ length: 3_000 }, (_, n) => listed(`gone${n}`));
  await see(first, others);
  const second = await goOn(audience);
  const instead = Array.from({ length: 3_000 }, (_, n) => listed(`p${7_000 + n}`));
  await see(second, instead);
  expect(await commit(second)).toBe('committed');
  expect(await idsOf(audience)).toEqual(expected(10_000));
  expect((await audience.head()).generation).toBe('g1-2');
  // The dead one wakes up: nothing that it does counts.
  expect(await commit(first).catch(() => 'failed')).not.toBe('committed');
  expect(await idsOf(audience)).toEqual(expected(10_000));
});

test('what was damaged since a walk went on from it is not copied into another base', async () => {
  const audience = await Audience.create(table.db);
  const first = await goOn(audience);
  for (const page of pagesOf(7_000)) await see(first, page);
  await save(first);
  const more = Array.from({ length: 3_000 }, (_, n) => listed(`p${7_000 + n}`));
  // It writes a segment more, so that the next one has to make a base of its own.
  await see(first, more);
  const second = await goOn(audience);
  const key = baseKey(audience.key, 'g1-1', 0);
  const data = (await getItem(table.db, key))?.['data'];
  if (!(data instanceof Uint8Array)) throw new Error('There is no segment.');
  await putItem(table.db, key, { data: data.map((byte, at) => (at === data.length - 9 ? byte ^ 1 : byte)) });
  await expect(see(second, more.toReversed())).rejects.toThrow('not what it was');
  expect((await goOn(audience)).pages).toBe(0);
});

test('a first walk that began before its segments were summed up goes on, in a base of its own if need be', async () => {
  const audience = await Audience.create(table.db);
  const first = await goOn(audience);
  for (const page of pagesOf(7_000)) await see(first, page);
  await save(first);
  const { checkpoint } = await audience.head();
  if (checkpoint === undefined) throw new Error('Nothing was saved.');
  const { sums: _, first: written, ...body } = (await readBody(table.db, audience.key, checkpoint)) ?? {};
  const { sum, ...older } = written ?? {};
  expect(sum).toBeGreaterThan(0);
  const key = checkpointKey(audience.key, checkpoint.fence, checkpoint.sequence, 0);
  await putItem(table.db, key, { data: packJson({ ...body, first: older }) });
  const more = Array.from({ length: 3_000 }, (_, n) => listed(`p${7_000 + n}`));
  await see(first, more);
  const second = await goOn(audience);
  expect(second.pages).toBe(first.pages - 1);
  await see(second, more.toReversed());
  expect(await commit(second)).toBe('committed');
  expect(await idsOf(audience)).toEqual(expected(10_000));
});

test('a first list that was refused can be taken later, and goes without a rest when another takes its place', async () => {
  const audience = await Audience.create(table.db);
  const first = await goOn(audience);
  for (const page of pagesOf(8_000)) await see(first, page);
  const facts = { startedAt: NOW, pages: 8, at: NOW, listsFullProfiles: false };
  expect(await saveRefused(table.db, first.claim, first.roster, first.comparison, facts)).toBe(true);
  await releaseHead(table.db, first.claim, {});
  expect(await dropCheckpoints(table.db, audience.key)).toBe(0);

  const second = await goOn(audience);
  for (const page of pagesOf(6_000)) await see(second, page);
  const again = await saveRefused(table.db, second.claim, second.roster, second.comparison, facts);
  expect(again).toBe(true);
  await releaseHead(table.db, second.claim, {});
  expect(await dropCheckpoints(table.db, audience.key)).toBeGreaterThan(3);
  expect(await generationsOf(audience)).toEqual([`${GENERATION_PREFIX}g1-2`]);
  expect(await getItem(table.db, baseKey(audience.key, 'g1-1', 0))).toBeUndefined();

  const claim = await audience.claim();
  const roster = await openRoster(table.db, claim.head);
  const kept = await loadRefused(table.db, claim.head, roster);
  if (kept === undefined) throw new Error('The list is gone.');
  expect(await commit({ claim, roster, comparison: kept.comparison, pages: 0 })).toBe('committed');
  expect(await idsOf(audience)).toEqual(expected(6_000));
  expect(await queryPrefix(table.db, headKey(audience.key).pk, CHECKPOINT_PREFIX)).not.toEqual([]);
  await releaseHead(table.db, await audience.claim(), { refused: null });
  await dropCheckpoints(table.db, audience.key);
  expect(await queryPrefix(table.db, headKey(audience.key).pk, CHECKPOINT_PREFIX)).toEqual([]);
  expect(await idsOf(audience)).toEqual(expected(6_000));
});

test('a walk whose segments are gone starts again', async () => {
  const audience = await Audience.create(table.db);
  const first = await goOn(audience);
  for (const page of pagesOf(7_000)) await see(first, page);
  await save(first);
  await deleteItem(table.db, baseKey(audience.key, 'g1-1', 0));
  expect((await goOn(audience)).pages).toBe(0);
});

test('once there is a baseline, an empty roster is compared like any other', async () => {
  const audience = await Audience.create(table.db, undefined, { baselineAt: NOW });
  expect((await goOn(audience)).comparison).not.toBeInstanceOf(FirstComparison);
});
