import { afterAll, beforeAll, expect, test } from 'vitest';
import { compact } from '../../functions/roster/compact.ts';
import { readRows } from '../../functions/roster/open.ts';
import { removeOrphans } from '../../functions/roster/orphans.ts';
import { queryPrefix } from '../../functions/storage/db.ts';
import { releaseHead } from '../../functions/storage/heads.ts';
import { GENERATION_PREFIX, headKey } from '../../functions/storage/keys.ts';
import { crashAt } from '../fakes/crash.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { Audience, byId, HOUR, NOW, row, rows } from './people.ts';

let table: FreshTable;
beforeAll(async () => {
  table = await freshTable();
});
afterAll(() => table.close());

/** People with a log over them, more than are folded in one step of these tests. */
async function largeAudience(people = 7_100): Promise<Audience> {
  const audience = await Audience.create(table.db);
  await audience.commit({ puts: rows(people) });
  await audience.commit({
    puts: [
      row('p1', { state: 'lost', stateAt: NOW }),
      row('p2', { state: 'lost', stateAt: NOW - 9 }),
      row('p5000', { state: 'missing' }),
      ...rows(50, 60_000),
    ],
    drops: ['p7', 'p6000'],
  });
  return audience;
}

const allOf = async (audience: Audience) => {
  const all = [];
  for await (const batch of readRows(table.db, await audience.head())) all.push(...batch);
  return all;
};
const generationsOf = (audience: Audience) =>
  queryPrefix(table.db, headKey(audience.key).pk, GENERATION_PREFIX, { consistent: true });

const STEP = { rowsInAStep: 3_000 };

/** Says yes so many times. */
const times = (count: number): (() => boolean) => {
  let left = count;
  return () => left-- > 0;
};

async function step(audience: Audience, options: Parameters<typeof compact>[2]) {
  const { outcome, claim } = await compact(table.db, await audience.claim(), { ...STEP, ...options });
  await releaseHead(table.db, claim, {});
  return outcome;
}

test.each([7_100, 21_000])(
  'a compaction of %i that runs out of time goes on where it was, and comes to the same base',
  async (people) => {
    const audience = await largeAudience(people);
    const before = await allOf(audience);
    expect(await step(audience, { mayGoOn: times(2) })).toBe('unfinished');
    const [, begun] = await generationsOf(audience);
    expect(begun).toMatchObject({ fold: { next: expect.any(Number), segments: 1 } });
    expect(await allOf(audience)).toEqual(before);
    // Nobody removes what it has come to, however long it takes.
    await removeOrphans(table.db, audience.key, { wall: audience.wall + 99 * HOUR });
    expect(await step(audience, { mayGoOn: times(2) })).toBe('unfinished');
    expect(await step(audience, {})).toBe('compacted');
    const head = await audience.head();
    expect(head).toMatchObject({
      generation: begun?.['sk'] === undefined ? '' : String(begun['sk']).slice(4),
      version: 2,
    });
    expect(head).toMatchObject({ baseVersion: 2, logBytes: 0, segments: Math.ceil((people + 48) / 3_000) });
    expect(await allOf(audience)).toEqual(before);
  },
);

test('who is forgotten is decided when it begins', async () => {
  const audience = await largeAudience();
  expect(await step(audience, { lostBefore: NOW, mayGoOn: times(2) })).toBe('unfinished');
  expect(await step(audience, { lostBefore: NOW + 9 })).toBe('compacted');
  const ids = (await allOf(audience)).map(({ id }) => id);
  expect([ids.includes('p1'), ids.includes('p2')]).toEqual([true, false]);
  expect((await audience.head()).counts).toMatchObject({ lost: 1, missing: 1 });
});

test('a commit in between makes what was begun worthless: it starts again, and the rest is removed', async () => {
  const audience = await largeAudience();
  expect(await step(audience, { mayGoOn: times(2) })).toBe('unfinished');
  await audience.commit({ puts: [row('p3', { state: 'missing' })] });
  const before = await allOf(audience);
  expect(await step(audience, {})).toBe('compacted');
  expect(await allOf(audience)).toEqual(before);
  expect((await audience.head()).baseVersion).toBe(3);
  await removeOrphans(table.db, audience.key, { wall: audience.wall + 9 * HOUR });
  expect(await generationsOf(audience)).toHaveLength(1);
});

test.each(['before', 'after'] as const)(
  'a compaction that dies %s any write, and the one that goes on with it, keep the roster as it is',
  async (moment) => {
    const audience = await largeAudience();
    const before = byId(await allOf(audience));
    let nth = 1;
    for (let outcome = 'crashed'; outcome !== 'compacted'; nth += 1) {
      const crash = crashAt(table.db, nth, moment);
      outcome = await audience
        .claim()
        .then((claim) => compact(table.db, claim, STEP))
        .then(
          (done) => done.outcome,
          () => 'crashed',
        );
      crash.revive();
      expect(byId(await allOf(audience))).toEqual(before);
      if (nth > 30) throw new Error('It never ends.');
    }
    expect((await audience.head()).logBytes).toBe(0);
    expect(byId(await allOf(audience))).toEqual(before);
    await removeOrphans(table.db, audience.key, { wall: audience.wall + 9 * HOUR });
    await releaseHead(table.db, await audience.claim(), {});
    await removeOrphans(table.db, audience.key, { wall: audience.wall + 99 * HOUR });
    expect(await generationsOf(audience)).toHaveLength(1);
    expect(byId(await allOf(audience))).toEqual(before);
  },
);
