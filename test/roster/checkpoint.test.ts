import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ListedPerson } from '../../functions/core/model.ts';
import { loadCheckpoint, loadRefused, saveCheckpoint, saveRefused } from '../../functions/roster/checkpoint.ts';
import { decodeBody } from '../../functions/roster/checkpoint-codec.ts';
import { readBody } from '../../functions/roster/checkpoint-read.ts';
import { commitDelta } from '../../functions/roster/commit.ts';
import { compact } from '../../functions/roster/compact.ts';
import { Comparison } from '../../functions/roster/comparison.ts';
import { dropCheckpoints } from '../../functions/roster/drop-checkpoints.ts';
import { openRoster } from '../../functions/roster/open.ts';
import { Roster } from '../../functions/roster/roster.ts';
import { deleteItem, getItem, putItem, queryPrefix } from '../../functions/storage/db.ts';
import { releaseHead } from '../../functions/storage/heads.ts';
import { CHECKPOINT_PREFIX, checkpointKey, headKey } from '../../functions/storage/keys.ts';
import { packJson } from '../../functions/storage/pack.ts';
import { shuffle } from '../bench/shuffle.ts';
import { crashAt } from '../fakes/crash.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { Audience, listed, NO_CHANGE, NOW, row, rows } from './people.ts';

let table: FreshTable;
beforeAll(async () => {
  table = await freshTable();
});
afterAll(() => table.close());

const resultOf = (comparison: Comparison) => ({
  listed: comparison.listed,
  duplicates: comparison.duplicates,
  common: comparison.common,
  gained: comparison.gained(),
  edited: [...comparison.edited()],
  seen: [...comparison.seenSlots()],
  unseen: [...comparison.unseenSlots()],
});

async function itemsOf(audience: Audience): Promise<string[]> {
  const items = await queryPrefix(audience.db, headKey(audience.key).pk, CHECKPOINT_PREFIX, { consistent: true });
  return items.map((item) => String(item['sk']));
}

test('a walk that waits anywhere, any number of times, comes to the same as one that does not', async () => {
  const person = fc
    .tuple(fc.nat(60), fc.boolean())
    .map(([n, isEdited]) => listed(`p${n}`, isEdited ? { name: 'New' } : {}));
  const page = fc.record({
    people: fc.array(person, { maxLength: 6 }),
    event: fc.constantFrom('go on', 'save', 'wait', 'die'),
  });
  await fc.assert(
    fc.asyncProperty(fc.nat(40), fc.array(page, { maxLength: 10 }), async (size, pages) => {
      const audience = await Audience.create(table.db);
      await audience.commit({ puts: rows(size) });
      const whole = new Comparison(await audience.open());
      for (const { people } of pages) whole.see(people);

      let claim = await audience.claim();
      let roster = await openRoster(table.db, claim.head);
      let comparison = new Comparison(roster);
      let at = 0;
      let saved = 0;
      const starts = new Set<number>();
      while (at < pages.length) {
        comparison.see(pages[at]?.people ?? []);
        const event = pages[at]?.event;
        at += 1;
        if (event === 'save' || event === 'wait') {
          const position = { cursor: String(at), startedAt: NOW, pages: at };
          expect(await saveCheckpoint(table.db, claim, roster, comparison, position)).toBe(true);
          saved = at;
        }
        // A process dies at each place once, else it would never come past it.
        const dies = event === 'die' && !starts.has(at);
        if (event !== 'wait' && !dies) continue;
        starts.add(at);
        if (event === 'wait') await releaseHead(table.db, claim, {});
        claim = await audience.claim();
        roster = await openRoster(table.db, claim.head);
        const loaded = await loadCheckpoint(table.db, claim.head, roster);
        expect(loaded?.pages ?? 0).toBe(saved);
        expect(loaded?.cursor).toBe(saved === 0 ? undefined : String(saved));
        comparison = loaded?.comparison ?? new Comparison(roster);
        at = saved;
      }
      expect(resultOf(comparison)).toEqual(resultOf(whole));
    }),
    { numRuns: 25 },
  );
});

test('each save writes what came since the last one, not what lies there already', async () => {
  const audience = await Audience.create(table.db);
  const claim = await audience.claim();
  const roster = await openRoster(table.db, claim.head);
  const comparison = new Comparison(roster);
  const pageOf = (first: number): ListedPerson[] => rows(50, first).map(({ id }) => listed(id));
  for (let n = 0; n < 5; n += 1) {
    comparison.see(pageOf(n * 50));
    await saveCheckpoint(table.db, claim, roster, comparison, { cursor: `c${n}`, startedAt: NOW, pages: n + 1 });
  }
  // Five parts of newcomers and the last save's body; a roster without slots has no bitmap.
  expect(await itemsOf(audience)).toHaveLength(6);
  const head = await audience.head();
  expect(head.checkpoint).toEqual({ fence: claim.fence, sequence: 4, version: 0, startedAt: NOW });
  expect((await loadCheckpoint(table.db, head, roster))?.comparison.gained()).toHaveLength(250);
});

test('of a list in no order, a save writes who has been seen since the last one, and not all of them again', async () => {
  const people = 200_000;
  const audience = await Audience.create(table.db);
  const claim = await audience.claim();
  const all = rows(people);
  const roster = new Roster(claim.head, all);
  const comparison = new Comparison(roster);
  const shuffled = Uint32Array.from(all.keys());
  shuffle(shuffled, 1);
  const written: number[] = [];
  for (let save = 0; save < 50; save += 1) {
    const page = shuffled.subarray(save * 2_000, save * 2_000 + 2_000);
    comparison.see(Array.from(page, (place) => listed(all[place]?.id ?? '')));
    await saveCheckpoint(table.db, claim, roster, comparison, { cursor: 'c', startedAt: NOW, pages: save + 1 });
    const { pk, sk } = checkpointKey(audience.key, claim.fence, save, 0);
    const items = await queryPrefix(table.db, pk, sk.slice(0, -4), { consistent: true });
    written.push(items.reduce((sum, { data }) => sum + (data instanceof Uint8Array ? data.byteLength : 0), 0));
  }
  // The whole bitmap is 25,000 bytes, and half of the bits are set in the end.
  expect(Math.min(...written)).toBeGreaterThan(500);
  expect(Math.max(...written)).toBeLessThan(6_000);
  const loaded = await loadCheckpoint(table.db, await audience.head(), roster);
  expect([...(loaded?.comparison.seenSlots() ?? [])]).toEqual([...comparison.seenSlots()]);
});

test('older code, which reads one bitmap, starts a walk again whose bitmap came in differences', async () => {
  const audience = await Audience.create(table.db);
  await audience.commit({ puts: rows(20) });
  const claim = await audience.claim();
  const roster = await openRoster(table.db, claim.head);
  const comparison = new Comparison(roster);
  const generations: (string | undefined)[] = [];
  for (let save = 0; save < 2; save += 1) {
    comparison.see([listed(`p${save}`)]);
    await saveCheckpoint(table.db, claim, roster, comparison, { cursor: 'c', startedAt: NOW, pages: save + 1 });
    const body = await readBody(table.db, audience.key, {
      fence: claim.fence,
      sequence: save,
      version: 1,
      startedAt: NOW,
    });
    generations.push(body?.generation);
  }
  expect(generations[0]).toBe(roster.generation);
  expect(generations[1]).not.toBe(roster.generation);
});

test('a checkpoint of thousands of newcomers lies in several parts', async () => {
  const audience = await Audience.create(table.db);
  await audience.commit({ puts: rows(3) });
  const claim = await audience.claim();
  const roster = await openRoster(table.db, claim.head);
  const comparison = new Comparison(roster);
  comparison.see(rows(7_000, 10).map(({ id }) => listed(id, { bio: id.repeat(40) })));
  await saveCheckpoint(table.db, claim, roster, comparison, { cursor: 'c', startedAt: NOW, pages: 1 });
  const loaded = await loadCheckpoint(table.db, await audience.head(), roster);
  expect(loaded === undefined ? undefined : resultOf(loaded.comparison)).toEqual(resultOf(comparison));
});

test.each(['before', 'half', 'after'] as const)(
  'a process that dies %s any write of a save leaves the last whole one',
  async (moment) => {
    for (let nth = 1; nth <= 6; nth += 1) {
      const audience = await Audience.create(table.db);
      await audience.commit({ puts: rows(10) });
      const claim = await audience.claim();
      const roster = await openRoster(table.db, claim.head);
      const comparison = new Comparison(roster);
      comparison.see([listed('p1'), listed('x1'), listed('p2', { name: 'Two' })]);
      const before = resultOf(comparison);
      await saveCheckpoint(table.db, claim, roster, comparison, { cursor: 'one', startedAt: NOW, pages: 1 });
      comparison.see([listed('p3'), listed('x2'), listed('p4', { name: 'Four' })]);
      const after = resultOf(comparison);
      const crash = crashAt(table.db, nth, moment);
      await saveCheckpoint(table.db, claim, roster, comparison, { cursor: 'two', startedAt: NOW, pages: 2 }).catch(
        () => false,
      );
      crash.revive();
      const next = await audience.claim();
      const loaded = await loadCheckpoint(table.db, next.head, await openRoster(table.db, next.head));
      expect(loaded).toBeDefined();
      if (loaded !== undefined) expect(resultOf(loaded.comparison)).toEqual(loaded.cursor === 'one' ? before : after);
    }
  },
);

test('a save that failed halfway shares nothing with the one that is tried again', async () => {
  const audience = await Audience.create(table.db);
  const claim = await audience.claim();
  const roster = await openRoster(table.db, claim.head);
  const comparison = new Comparison(roster);
  comparison.see([listed('x1')]);
  const crash = crashAt(table.db, 3, 'after');
  await expect(
    saveCheckpoint(table.db, claim, roster, comparison, { cursor: 'one', startedAt: NOW, pages: 1 }),
  ).rejects.toThrow();
  crash.revive();
  comparison.see([listed('x2')]);
  expect(await saveCheckpoint(table.db, claim, roster, comparison, { cursor: 'two', startedAt: NOW, pages: 2 })).toBe(
    true,
  );
  const loaded = await loadCheckpoint(table.db, await audience.head(), roster);
  expect(loaded?.cursor).toBe('two');
  expect(loaded?.comparison.gained().map(({ id }) => id)).toEqual(['x1', 'x2']);
});

test('a checkpoint with a part gone starts the walk again instead of losing people', async () => {
  const audience = await Audience.create(table.db);
  await audience.commit({ puts: rows(10) });
  const claim = await audience.claim();
  const roster = await openRoster(table.db, claim.head);
  const comparison = new Comparison(roster);
  comparison.see([listed('p1'), listed('x1')]);
  await saveCheckpoint(table.db, claim, roster, comparison, { cursor: 'c', startedAt: NOW, pages: 1 });
  const { pk } = headKey(audience.key);
  for (const sk of await itemsOf(audience)) {
    const [item] = await queryPrefix(table.db, pk, sk, { consistent: true });
    await deleteItem(table.db, { pk, sk });
    expect(await loadCheckpoint(table.db, await audience.head(), roster)).toBeUndefined();
    await putItem(table.db, { pk, sk }, item ?? {});
  }
  expect(await loadCheckpoint(table.db, await audience.head(), roster)).toBeDefined();
});

test('a commit ends the walk: its checkpoint is gone, and its items go with the next removal', async () => {
  const audience = await Audience.create(table.db);
  await audience.commit({ puts: rows(10) });
  for (const delta of [{ ...NO_CHANGE, puts: [row('new')] }, NO_CHANGE]) {
    const claim = await audience.claim();
    const roster = await openRoster(table.db, claim.head);
    const comparison = new Comparison(roster);
    comparison.see([listed('p1'), listed('new')]);
    await saveCheckpoint(table.db, claim, roster, comparison, { cursor: 'c', startedAt: NOW, pages: 1 });
    expect(await commitDelta(table.db, claim, roster, delta, {})).toBe('committed');
    expect((await audience.head()).checkpoint).toBeUndefined();
    expect(await dropCheckpoints(table.db, audience.key)).toBeGreaterThan(1);
    expect(await itemsOf(audience)).toEqual([]);
  }
});

test('a claim that has committed can leave no checkpoint over the roster as it was', async () => {
  const audience = await Audience.create(table.db);
  await audience.commit({ puts: rows(10) });
  const claim = await audience.claim();
  const roster = await openRoster(table.db, claim.head);
  await commitDelta(table.db, claim, roster, { ...NO_CHANGE, puts: [row('new')] }, {});
  const position = { cursor: 'c', startedAt: NOW, pages: 1 };
  expect(await saveCheckpoint(table.db, claim, roster, new Comparison(roster), position)).toBe(false);
  expect((await audience.head()).checkpoint).toBeUndefined();
});

test('a removal keeps the checkpoint that waits, and what a live claim is writing', async () => {
  const audience = await Audience.create(table.db);
  await audience.commit({ puts: rows(10) });
  const claim = await audience.claim();
  const roster = await openRoster(table.db, claim.head);
  const comparison = new Comparison(roster);
  comparison.see([listed('p1'), listed('x1')]);
  await saveCheckpoint(table.db, claim, roster, comparison, { cursor: 'one', startedAt: NOW, pages: 1 });
  comparison.see([listed('p2'), listed('x2')]);
  // The parts are there, the pointer has not moved yet.
  const crash = crashAt(table.db, 4, 'before');
  await saveCheckpoint(table.db, claim, roster, comparison, { cursor: 'two', startedAt: NOW, pages: 2 }).catch(
    () => false,
  );
  crash.revive();
  const all = await itemsOf(audience);
  expect(await dropCheckpoints(table.db, audience.key)).toBe(0);
  await releaseHead(table.db, claim, {});
  expect(await dropCheckpoints(table.db, audience.key)).toBe(3);
  expect((await itemsOf(audience)).length).toBe(all.length - 3);
  expect((await loadCheckpoint(table.db, await audience.head(), roster))?.cursor).toBe('one');
});

test('a removal that finds the checkpoint replaced since it looked removes nothing: the next one may count on its parts', async () => {
  const audience = await Audience.create(table.db);
  await audience.commit({ puts: rows(10) });
  const claim = await audience.claim();
  const roster = await openRoster(table.db, claim.head);
  const comparison = new Comparison(roster);
  comparison.see([listed('p1'), listed('x1')]);
  await saveCheckpoint(table.db, claim, roster, comparison, { cursor: 'one', startedAt: NOW, pages: 1 });
  await releaseHead(table.db, claim, {});
  const { checkpoint } = await audience.head();
  const { fence = 0, sequence = 0 } = checkpoint ?? {};
  await deleteItem(table.db, checkpointKey(audience.key, fence, sequence, 0));
  const left = await itemsOf(audience);
  expect(await dropCheckpoints(table.db, audience.key)).toBe(0);
  expect(await itemsOf(audience)).toEqual(left);
});

test('nothing is compacted under a checkpoint, because its bits count over the base as it is', async () => {
  const audience = await Audience.create(table.db);
  await audience.commit({ puts: rows(10) });
  const claim = await audience.claim();
  const roster = await openRoster(table.db, claim.head);
  await saveCheckpoint(table.db, claim, roster, new Comparison(roster), { cursor: 'c', startedAt: NOW, pages: 1 });
  expect((await compact(table.db, { ...claim, head: await audience.head() })).outcome).toBe('postponed');
  // Not even by a claim that has not heard of it.
  expect((await compact(table.db, claim)).outcome).not.toBe('compacted');
  expect((await audience.head()).generation).toBe('g1-1');
});

const REFUSED = { startedAt: NOW, pages: 2, at: NOW + 1, listsFullProfiles: true };

test('a refused list is kept apart from the walk that waits, comes back as it was, and survives a removal', async () => {
  const audience = await Audience.create(table.db);
  await audience.commit({ puts: rows(10) });
  const first = await audience.claim();
  const roster = await openRoster(table.db, first.head);
  const refused = new Comparison(roster);
  refused.see([listed('p1'), listed('p2', { name: 'New' }), listed('x1'), listed('x1')]);
  // It had waited before, so parts of it lie there already.
  await saveCheckpoint(table.db, first, roster, refused, { cursor: 'one', startedAt: NOW, pages: 1 });
  refused.see([listed('p3'), listed('x2')]);
  expect(await saveRefused(table.db, first, roster, refused, REFUSED)).toBe(true);
  await releaseHead(table.db, first, {});
  const head = await audience.head();
  expect(head.checkpoint).toBeUndefined();
  expect(head.refused).toMatchObject({ at: NOW + 1, listsFullProfiles: true, version: roster.version });
  expect(head.refusedAt).toBe(NOW + 1);

  const second = await audience.claim();
  const waiting = new Comparison(roster);
  waiting.see([listed('p9')]);
  await saveCheckpoint(table.db, second, roster, waiting, { cursor: 'two', startedAt: NOW, pages: 1 });
  await releaseHead(table.db, second, {});
  expect(await dropCheckpoints(table.db, audience.key)).toBe(0);
  const later = await audience.head();
  const kept = await loadRefused(table.db, later, roster);
  expect(kept && resultOf(kept.comparison)).toEqual(resultOf(refused));
  expect(kept?.pages).toBe(2);
  expect((await loadCheckpoint(table.db, later, roster))?.cursor).toBe('two');

  const third = await audience.claim();
  expect((await compact(table.db, third)).outcome).toBe('postponed');
  await commitDelta(table.db, third, roster, { ...NO_CHANGE, puts: [row('new')] }, { refused: null });
  await dropCheckpoints(table.db, audience.key);
  expect(await itemsOf(audience)).toEqual([]);
});

test('a refused list over another version of the roster is not taken for one of this', async () => {
  const audience = await Audience.create(table.db);
  await audience.commit({ puts: rows(10) });
  const claim = await audience.claim();
  const roster = await openRoster(table.db, claim.head);
  await saveRefused(table.db, claim, roster, new Comparison(roster), REFUSED);
  await commitDelta(table.db, claim, roster, { ...NO_CHANGE, puts: [row('new')] }, {});
  const head = await audience.head();
  expect(head.refused).toBeDefined();
  expect(await loadRefused(table.db, head, await openRoster(table.db, head))).toBeUndefined();
  expect(await saveRefused(table.db, claim, roster, new Comparison(roster), REFUSED)).toBe(false);
});

test('a list that was refused and is damaged cannot be taken, and nothing that it led to is removed by mistake', async () => {
  const audience = await Audience.create(table.db);
  await audience.commit({ puts: rows(10) });
  const claim = await audience.claim();
  const roster = await openRoster(table.db, claim.head);
  const refused = new Comparison(roster);
  refused.see([listed('p1'), listed('x1')]);
  await saveRefused(table.db, claim, roster, refused, REFUSED);
  await releaseHead(table.db, claim, {});
  const { pk } = headKey(audience.key);
  for (const sk of await itemsOf(audience)) {
    const [item] = await queryPrefix(table.db, pk, sk, { consistent: true });
    await putItem(table.db, { pk, sk }, { ...item, data: new Uint8Array(5) });
    const head = await audience.head();
    expect(await loadRefused(table.db, head, roster)).toBeUndefined();
    expect(await dropCheckpoints(table.db, audience.key)).toBe(0);
    await putItem(table.db, { pk, sk }, item ?? {});
  }
  expect(await loadRefused(table.db, await audience.head(), roster)).toBeDefined();
});

test('a part in the place of another of its kind starts the walk again, sound as each of them is', async () => {
  const audience = await Audience.create(table.db);
  await audience.commit({ puts: rows(40) });
  const claim = await audience.claim();
  const roster = await openRoster(table.db, claim.head);
  const comparison = new Comparison(roster);
  for (let page = 0; page < 2; page += 1) {
    comparison.see([listed(`p${page}`), listed(`p${9 + page}`, { name: 'New' }), listed(`x${page}`)]);
    await saveCheckpoint(table.db, claim, roster, comparison, { cursor: 'c', startedAt: NOW, pages: page + 1 });
  }
  const head = await audience.head();
  if (head.checkpoint === undefined) throw new Error('Nothing was saved.');
  const body = await readBody(table.db, audience.key, head.checkpoint);
  if (body === undefined) throw new Error('There is no body.');
  for (const ranges of [body.gained, body.edited, body.seen]) {
    const [one, other] = ranges.map(({ fence, sequence, first }) =>
      checkpointKey(audience.key, fence, sequence, first),
    );
    if (one === undefined || other === undefined) throw new Error('There are not two parts.');
    const [first, second] = [await getItem(table.db, one), await getItem(table.db, other)];
    expect(first?.['data']).not.toEqual(second?.['data']);
    await putItem(table.db, one, { data: second?.['data'] });
    expect(await loadCheckpoint(table.db, head, roster)).toBeUndefined();
    await putItem(table.db, other, { data: first?.['data'] });
    expect(await loadCheckpoint(table.db, head, roster)).toBeUndefined();
    await putItem(table.db, one, { data: first?.['data'] });
    await putItem(table.db, other, { data: second?.['data'] });
  }
  expect(await loadCheckpoint(table.db, head, roster)).toBeDefined();
});

test('a body that says of a save that it had no part is not believed', () => {
  const range = { fence: 1, sequence: 0, first: 1, last: 1 };
  const lists = { gained: [], edited: [], seen: [range] };
  const body = { version: 1, generation: 'g', startedAt: NOW, pages: 1, duplicates: 0, ...lists };
  expect(decodeBody(packJson(body))).toEqual(body);
  for (const seen of [
    { ...range, first: 2 },
    { ...range, last: 10_000 },
  ]) {
    expect(() => decodeBody(packJson({ ...body, seen: [seen] }))).toThrow();
  }
});

test('a walk that began before its parts were summed up goes on, without sums', async () => {
  const audience = await Audience.create(table.db);
  await audience.commit({ puts: rows(10) });
  const claim = await audience.claim();
  let roster = await openRoster(table.db, claim.head);
  const comparison = new Comparison(roster);
  comparison.see([listed('p1'), listed('x1')]);
  await saveCheckpoint(table.db, claim, roster, comparison, { cursor: 'one', startedAt: NOW, pages: 1 });
  const { checkpoint } = await audience.head();
  if (checkpoint === undefined) throw new Error('Nothing was saved.');
  const { sums: _, ...body } = (await readBody(table.db, audience.key, checkpoint)) ?? {};
  expect(_).toBeDefined();
  const key = checkpointKey(audience.key, checkpoint.fence, checkpoint.sequence, 0);
  await putItem(table.db, key, { data: packJson(body) });

  const next = await audience.claim();
  roster = await openRoster(table.db, next.head);
  const older = await loadCheckpoint(table.db, next.head, roster);
  if (older === undefined) throw new Error('It starts again.');
  older.comparison.see([listed('p2'), listed('x2')]);
  await saveCheckpoint(table.db, next, roster, older.comparison, { cursor: 'two', startedAt: NOW, pages: 2 });
  const loaded = await loadCheckpoint(table.db, await audience.head(), roster);
  expect(loaded?.cursor).toBe('two');
  expect(loaded && resultOf(loaded.comparison)).toEqual(resultOf(older.comparison));
});
