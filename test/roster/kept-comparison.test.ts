import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PERSON_STATES } from '../../functions/core/model.ts';
import { loadCheckpoint, saveCheckpoint } from '../../functions/roster/checkpoint.ts';
import { encodeSeen } from '../../functions/roster/checkpoint-codec.ts';
import { readBody, readSeen } from '../../functions/roster/checkpoint-read.ts';
import { Comparison } from '../../functions/roster/comparison.ts';
import { openRoster } from '../../functions/roster/open.ts';
import { Roster } from '../../functions/roster/roster.ts';
import type { Db } from '../../functions/storage/db.ts';
import { deleteItem, putItem } from '../../functions/storage/db.ts';
import { checkpointKey } from '../../functions/storage/keys.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { Audience, listed, NOW, newKey, row, rows } from './people.ts';

let table: FreshTable;
beforeAll(async () => {
  table = await freshTable();
});
afterAll(() => table.close());

test('who was seen is counted as it was, whoever is lost, and whatever lies beyond the last slot', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ state: fc.constantFrom(...PERSON_STATES), isSeen: fc.boolean() }), { maxLength: 40 }),
      fc.nat(255),
      (people, beyond) => {
        const roster = new Roster(
          { version: 1, generation: 'g' },
          people.map(({ state }, n) => row(`p${n}`, { state })),
        );
        const walked = new Comparison(roster);
        walked.see(people.flatMap(({ isSeen }, n) => (isSeen ? [listed(`p${n}`)] : [])));
        const { seen, duplicates } = walked.toState();
        const damaged = seen.slice();
        const spare = seen.length * 8 - people.length;
        if (spare > 0) damaged[seen.length - 1] = (seen.at(-1) ?? 0) | (beyond & ~(0xff >> spare));
        const kept = Comparison.fromState(roster, { seen: damaged, duplicates });
        expect([kept.listed, kept.common]).toEqual([walked.listed, walked.common]);
        expect([...kept.seenSlots()]).toEqual([...walked.seenSlots()]);
        expect([...kept.unseenSlots()]).toEqual([...walked.unseenSlots()]);
      },
    ),
  );
});

/** Items that were read from a table and are so large that they share no room, to see what becomes of their bytes. */
function watched(db: Db): { readonly read: Uint8Array[]; unwatch(): void } {
  const read: Uint8Array[] = [];
  db.client.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args);
      const output = result.output as {
        Responses?: Record<string, { data?: unknown }[]>;
        Items?: { data?: unknown }[];
      };
      if (/BatchGet|Query/.test(context.commandName ?? '')) {
        for (const { data } of [...Object.values(output.Responses ?? {}).flat(), ...(output.Items ?? [])]) {
          const bytes = (data as { B?: unknown } | undefined)?.B ?? data;
          if (bytes instanceof Uint8Array && bytes.byteLength > 34_000) read.push(bytes);
        }
      }
      return result;
    },
    { step: 'initialize', name: 'watched', priority: 'low', override: true },
  );
  return { read, unwatch: () => db.client.middlewareStack.remove('watched') };
}

test('what was read of a checkpoint is given back at once, and nothing is missing', async () => {
  const audience = await Audience.create(table.db);
  const bio = (n: number): string =>
    Array.from({ length: 30 }, (_, at) => Math.imul(n + 1, at + 7).toString(36)).join(' ');
  const claim = await audience.claim();
  const roster = await openRoster(table.db, claim.head);
  const comparison = new Comparison(roster);
  comparison.see(rows(600).map(({ id }, n) => listed(id, { bio: bio(n) })));
  await saveCheckpoint(table.db, claim, roster, comparison, { cursor: 'c', startedAt: NOW, pages: 1 });
  const head = await audience.head();
  const { read, unwatch } = watched(table.db);
  const loaded = await loadCheckpoint(table.db, head, roster);
  unwatch();
  expect(read.length).toBeGreaterThan(0);
  expect(read.map(({ byteLength }) => byteLength)).toEqual(read.map(() => 0));
  expect(loaded?.comparison.gained()).toEqual(comparison.gained());
});

test('what was read of a base and its log is given back at once when only its index is asked for, and nothing is missing', async () => {
  const audience = await Audience.create(table.db);
  const bio = (n: number): string =>
    Array.from({ length: 30 }, (_, at) => Math.imul(n + 1, at + 7).toString(36)).join(' ');
  const people = rows(1_400).map(({ id }, n) => row(id, { profile: listed(id, { bio: bio(n) }).profile }));
  await audience.commit({ puts: people.slice(0, 700) });
  const head = await audience.commit({ puts: people.slice(700) });
  const { read, unwatch } = watched(table.db);
  const roster = await openRoster(table.db, head, { mostHeld: -1 });
  unwatch();
  expect(read.length).toBe(2);
  expect(read.map(({ byteLength }) => byteLength)).toEqual(read.map(() => 0));
  expect(await roster.rowsOf([0, 1_399])).toEqual([people[0], people[1_399]]);
});

test('a walk that was resumed is resumed again, with parts of every size and what came in between', async () => {
  const audience = await Audience.create(table.db);
  await audience.commit({ puts: rows(3_000) });
  let claim = await audience.claim();
  const roster = await openRoster(table.db, claim.head, { mostHeld: -1 });
  const whole = new Comparison(roster);
  let comparison = new Comparison(roster);
  let at = 0;
  for (const [save, size] of [1, 700, 249, 2, 250, 600, 3, 40].entries()) {
    const page = rows(size, at).map(({ id }) => listed(id, { name: `Name ${save}` }));
    const newcomers = rows(Math.ceil(size / 2), 10_000 + at).map(({ id }) => listed(id));
    at += size;
    for (const one of [whole, comparison]) one.see([...page, ...newcomers]);
    await saveCheckpoint(table.db, claim, roster, comparison, { cursor: 'c', startedAt: NOW, pages: save });
    if (save % 2 === 0) continue;
    comparison.letGo();
    claim = await audience.claim();
    const loaded = await loadCheckpoint(table.db, claim.head, roster);
    if (loaded === undefined) throw new Error('The checkpoint is gone.');
    comparison = loaded.comparison;
    expect(comparison.counts()).toEqual(whole.counts());
    expect(comparison.gained()).toEqual(whole.gained());
    expect(comparison.edited()).toEqual(whole.edited());
    const sizes = [...comparison.gainedBatches()].map((batch) => batch.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(250);
  }
});

test('a bitmap of another size, or of which a part is gone, starts the walk again', async () => {
  const audience = await Audience.create(table.db);
  await audience.commit({ puts: rows(100) });
  const claim = await audience.claim();
  const roster = await openRoster(table.db, claim.head);
  const comparison = new Comparison(roster);
  comparison.see([listed('p1'), listed('p9')]);
  await saveCheckpoint(table.db, claim, roster, comparison, { cursor: 'c', startedAt: NOW, pages: 1 });
  const head = await audience.head();
  const body = await readBody(
    table.db,
    audience.key,
    head.checkpoint ?? { fence: 0, sequence: 0, version: 0, startedAt: 0 },
  );
  const [{ fence = 0, sequence = 0, first = 0 } = {}] = body?.seen ?? [];
  const key = checkpointKey(audience.key, fence, sequence, first);
  for (const bytes of [12, 14]) {
    await putItem(table.db, key, { data: encodeSeen(new Uint8Array(bytes))[0] });
    expect(await readSeen(table.db, audience.key, body?.seen ?? [], 13)).toBeUndefined();
    expect(await loadCheckpoint(table.db, head, roster)).toBeUndefined();
  }
  await deleteItem(table.db, key);
  expect(await loadCheckpoint(table.db, head, roster)).toBeUndefined();
});

test('a comparison that was let go keeps nothing, and another over the same roster goes on', async () => {
  const audience = await Audience.create(table.db);
  await audience.commit({ puts: rows(400) });
  const roster = await audience.open();
  const comparison = new Comparison(roster);
  comparison.see([...rows(300).map(({ id }) => listed(id, { name: 'New' })), listed('x1')]);
  const { seen } = comparison.toState();
  comparison.letGo();
  expect(seen.byteLength).toBe(0);
  expect(comparison.counts()).toEqual({ gained: 0, edited: 0 });
  const other = new Comparison(roster);
  other.see([listed('p1'), listed('x1')]);
  expect(other.listed).toBe(2);
});

test('a bitmap of which nothing is left is none, and that of nobody is empty', async () => {
  expect(await readSeen(table.db, newKey(), [], 10)).toBeUndefined();
  expect(await readSeen(table.db, newKey(), [], 0)).toEqual(new Uint8Array(0));
});
