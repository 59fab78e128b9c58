import fc from 'fast-check';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { PERSON_STATES, type RosterRow } from '../../functions/core/model.ts';
import { ByteStore } from '../../functions/roster/byte-store.ts';
import { compact } from '../../functions/roster/compact.ts';
import { Comparison } from '../../functions/roster/comparison.ts';
import { CorruptRosterError } from '../../functions/roster/errors.ts';
import { decodeLog } from '../../functions/roster/log.ts';
import { openRoster, readRows } from '../../functions/roster/open.ts';
import type { Roster } from '../../functions/roster/roster.ts';
import { decodeSegment } from '../../functions/roster/segment.ts';
import { deleteItem, getItem, putItem } from '../../functions/storage/db.ts';
import { releaseHead } from '../../functions/storage/heads.ts';
import { baseKey, logKey } from '../../functions/storage/keys.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { resultOf } from './compared.ts';
import { jsonChunk, jsonSegment } from './json-codec.ts';
import { Audience, change, HOUR, listed, NOW, row, rows } from './people.ts';

/** Whatever a roster that holds its rows answers, one that loads them on demand answers too. */
let table: FreshTable;
beforeAll(async () => {
  table = await freshTable();
});
afterAll(() => table.close());

const PACKED = { mostHeld: -1 };
const openPacked = async (audience: Audience): Promise<Roster> => openRoster(table.db, await audience.head(), PACKED);

const person = fc.record({
  n: fc.nat(30),
  state: fc.constantFrom(...PERSON_STATES),
  profile: fc.record(
    { name: fc.constantFrom('Ada', 'Bob'), bio: fc.constantFrom('', 'a bio'), isBot: fc.boolean() },
    { requiredKeys: [] },
  ),
  since: fc.option(fc.nat(3), { nil: undefined }),
});
const idOf = (n: number): string => (n % 5 === 0 ? `odd-${n}` : String(9_000_000_000 + n));
const asRow = ({
  n,
  state,
  profile,
  since,
}: {
  n: number;
  state: (typeof PERSON_STATES)[number];
  profile: object;
  since: number | undefined;
}) =>
  row(idOf(n), {
    state,
    stateAt: NOW + n,
    profile: { ...listed(idOf(n)).profile, ...profile },
    ...(since === undefined ? {} : { since }),
  });
const delta = fc.record({
  puts: fc.uniqueArray(person, { maxLength: 12, selector: ({ n }) => n }).map((people) => people.map(asRow)),
  drops: fc.array(fc.nat(30).map(idOf), { maxLength: 4 }),
});
const pages = fc.array(
  fc.array(
    person.map((one) => {
      const { id, profile, since } = asRow(one);
      return { id, profile, ...(since === undefined ? {} : { since }) };
    }),
    { maxLength: 8 },
  ),
  { maxLength: 5 },
);

test('a packed roster has the same slots, states, counts and rows, and a walk over it comes to the same', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(delta, { minLength: 1, maxLength: 4 }),
      pages,
      fc.boolean(),
      async (deltas, walk, folds) => {
        const audience = await Audience.create(table.db);
        for (const [n, one] of deltas.entries()) {
          await audience.commit({
            ...one,
            changes: n === 0 ? [] : one.puts.slice(0, 3).map(({ id }) => change('edited', id)),
          });
        }
        if (folds) {
          const claim = await audience.claim();
          await releaseHead(table.db, (await compact(table.db, claim)).claim, {});
        }
        const held = await audience.open();
        const packed = await openPacked(audience);
        expect(packed.size).toBe(held.size);
        expect(packed.counts()).toEqual(held.counts());
        expect([...packed.away()]).toEqual([...held.away()]);
        const whole = new Comparison(held);
        const sparse = new Comparison(packed);
        for (const page of walk) {
          whole.see(page);
          sparse.see(page);
        }
        expect(await resultOf(sparse, packed)).toEqual(await resultOf(whole, held));
        const edited = [];
        const back = new Set<number>();
        for await (const batch of sparse.seenBatches()) {
          edited.push(...batch.filter(({ isEdited }) => isEdited));
          for (const { slot, row: was, listed: now, isEdited } of batch) {
            expect(was).toEqual(held.rowAt(slot));
            if (!isEdited) expect(now).toEqual({ id: was.id, profile: was.profile });
            if (was.state !== 'present') back.add(slot);
          }
        }
        expect(edited.map(({ slot, listed: person }) => ({ slot, person }))).toEqual(whole.edited());
        const away = [...held.away()].filter(({ slot }) => whole.isSeen(slot)).map(({ slot }) => slot);
        expect([...back].sort((a, b) => a - b)).toEqual(away);
        const absent = [...whole.unseenSlots()];
        const gone = [];
        for await (const batch of sparse.absentBatches(absent)) gone.push(...batch);
        expect(gone.sort((a, b) => a.slot - b.slot)).toEqual(absent.map((slot) => ({ slot, row: held.rowAt(slot) })));
        for (let slot = 0; slot < held.size; slot += 1) {
          expect(packed.find(held.idAt(slot))).toBe(slot);
          expect(packed.isExpected(slot)).toBe(held.isExpected(slot));
        }
        await packed.load(Array.from({ length: packed.size }, (_, slot) => slot));
        expect([...packed.rows()]).toEqual([...held.rows()]);
        const batches = [];
        for await (const batch of readRows(table.db, await audience.head(), PACKED)) batches.push(...batch);
        expect(batches).toEqual([...held.rows()]);
      },
    ),
    { numRuns: 25 },
  );
});

test('what was stored as JSON before opens as it was, base and log', async () => {
  const audience = await Audience.create(table.db);
  const people = rows(40).map((one, n) =>
    n % 7 === 0 ? { ...one, state: 'lost' as const, verdict: 'gone' as const } : one,
  );
  await audience.commit({ puts: people });
  const claim = await audience.claim();
  await releaseHead(table.db, claim, {});
  const later = { puts: [row('p1', { since: 5 }), row('new')], drops: ['p2'], changes: [change('gained', 'new')] };
  const head = await audience.commit(later);
  const now = [...(await audience.open()).rows()];

  const base = baseKey(audience.key, head.generation, 0);
  const log = logKey(audience.key, head.version, head.committedFence, 0);
  const segment = jsonSegment(people);
  const chunk = jsonChunk(later);
  await putItem(table.db, base, { ...(await getItem(table.db, base)), data: segment });
  await putItem(table.db, log, { ...(await getItem(table.db, log)), data: chunk });
  expect(decodeSegment(segment)).toEqual(people);
  expect(decodeLog([chunk])).toEqual(later);
  expect([...(await audience.open()).rows()]).toEqual(now);
  const packed = await openPacked(audience);
  await packed.load(now.keys());
  expect([...packed.rows()]).toEqual(now);
});

test('a row that nobody asked for is an error, and so is one that is gone when it is asked for', async () => {
  const audience = await Audience.create(table.db);
  const head = await audience.commit({ puts: rows(5_000) });
  const packed = await openPacked(audience);
  expect(() => packed.rowAt(3)).toThrow(/has not been loaded/);
  expect(() => packed.rowAt(5_000)).toThrow(/no slot/);
  expect(() => packed.apply({ puts: [], drops: [] })).toThrow(RangeError);
  await packed.load([3]);
  expect(packed.rowAt(3)).toEqual(row('p3'));
  await deleteItem(table.db, baseKey(audience.key, head.generation, 1));
  await expect(packed.load([4_000])).rejects.toThrow(CorruptRosterError);
  await expect(openPacked(audience)).rejects.toThrow(CorruptRosterError);
});

test('rows of whoever was edited are kept when the absent are loaded, so that no part is read twice', async () => {
  const audience = await Audience.create(table.db);
  // More parts than are kept for the next call.
  const count = 16_000;
  const head = await audience.commit({ puts: rows(count) });
  const packed = await openPacked(audience);
  const comparison = new Comparison(packed);
  const isEdited = (n: number): boolean => n % 50 === 7;
  comparison.see(
    rows(count)
      .map(({ id }, n) => (isEdited(n) ? listed(id, { name: 'Ada' }) : listed(id)))
      .filter((_, n) => n % 70 !== 3),
  );
  const absent: string[] = [];
  for await (const batch of comparison.absentBatches([...comparison.unseenSlots()])) {
    absent.push(...batch.map(({ row: { id } }) => id));
  }
  for (let segment = 0; segment < head.segments; segment += 1) {
    await deleteItem(table.db, baseKey(audience.key, head.generation, segment));
  }
  const seen: string[] = [];
  for await (const batch of comparison.seenBatches()) {
    for (const { row: was, listed: now } of batch) {
      expect(was).toEqual(row(now.id));
      seen.push(was.id);
    }
  }
  expect(() => comparison.seenBatches()).toThrow(RangeError);
  const edited = rows(count).filter((_, n) => isEdited(n) && n % 70 !== 3);
  expect(seen).toEqual(edited.map(({ id }) => id));
  expect(absent).toEqual(rows(count).flatMap(({ id }, n) => (n % 70 === 3 ? [id] : [])));
});

test('memory of rows that are kept is given back as they are asked for, and whoever keeps them anew gets them again', async () => {
  const audience = await Audience.create(table.db);
  const bio = 'So much that a block holds a few thousand of them. '.repeat(8);
  const people = rows(9_000).map((one) => ({ ...one, profile: { ...one.profile, bio } }));
  await audience.commit({ puts: people });
  const packed = await openPacked(audience);
  const slots = Array.from(people.keys());
  const keep = async (some: readonly number[]): Promise<void> => {
    for await (const batch of packed.eachOf([], some)) expect(batch).toEqual([]);
  };
  const add = vi.spyOn(ByteStore.prototype, 'add');
  onTestFinished(() => add.mockRestore());
  await keep(slots.slice(0, 10));
  await keep(slots.slice(0, 10));
  expect(await packed.rowsOf(slots.slice(0, 10))).toEqual(people.slice(0, 10));
  expect(add.mock.results.map(({ value }) => (value as Uint8Array).byteLength)).toEqual([0, 0]);
  add.mockClear();
  await keep(slots);
  const kept = add.mock.results.map(({ value }) => value as Uint8Array);
  const left = (): number => kept.filter(({ byteLength }) => byteLength > 0).length;
  const before = left();
  expect(await packed.rowsOf(slots.slice(0, 7_000))).toEqual(people.slice(0, 7_000));
  expect(before).toBeGreaterThan(2);
  expect(left()).toBeLessThan(before);
  expect(left()).toBeGreaterThan(0);
  expect(await packed.rowsOf(slots.slice(7_000))).toEqual(people.slice(7_000));
  expect(left()).toBe(0);
});

test('two who read rows in turn each get theirs, though the memory of what was read is given back', async () => {
  const audience = await Audience.create(table.db);
  const count = 22_000;
  // Text that does not compress: what is small shares its memory with others, and is never given back.
  const noise = (n: number): string => `${Math.sin(n)}${Math.cos(n)}`;
  const people = rows(count).map((one, n) => ({ ...one, profile: { ...one.profile, bio: noise(n) } }));
  await audience.commit({ puts: people });
  await audience.commit({ puts: [row('p7', { since: 1 }), row('p21999', { since: 2 })] });
  const expected = new Map<number, RosterRow>(people.entries());
  expected.set(7, row('p7', { since: 1 })).set(21_999, row('p21999', { since: 2 }));
  const packed = await openPacked(audience);
  const every = (step: number): number[] => [...expected.keys()].filter((slot) => slot % step === step - 1);
  const readers = [1_000, 400, 3_000].map((step) => packed.eachOf(every(step), every(700)));
  const given: number[] = [];
  let going = readers.map((reader) => reader[Symbol.asyncIterator]());
  while (going.length > 0) {
    const still = [];
    for (const one of going) {
      const { done, value } = await one.next();
      if (done === true) continue;
      still.push(one);
      for (const { slot, row: read } of value) {
        given.push(slot);
        expect(read).toEqual(expected.get(slot));
      }
    }
    going = still;
  }
  const all = [1_000, 400, 3_000].flatMap(every);
  expect(given.toSorted((a, b) => a - b)).toEqual(all.sort((a, b) => a - b));
  expect(await packed.rowsOf(every(700))).toEqual(every(700).map((slot) => expected.get(slot)));
  // Those of the last call are wanted again, after others that take their place.
  for (const slots of [[9_500, 12_500, 15_500, 18_500], every(2_900)]) {
    expect(await packed.rowsOf(slots)).toEqual(slots.map((slot) => expected.get(slot)));
  }
});

test('rows of one part are made a few at a time, and others may be asked for in between', async () => {
  const audience = await Audience.create(table.db);
  await audience.commit({ puts: rows(3_500) });
  await audience.commit({ puts: Array.from({ length: 400 }, (_, n) => row(`p${n * 3}`, { since: n })) });
  const held = [...(await audience.open()).rows()];
  const packed = await openPacked(audience);
  const slots = [...held.keys()];
  const given = new Map<number, RosterRow>();
  let other = 0;
  for await (const some of packed.eachOf(slots)) {
    expect(some.length).toBeLessThanOrEqual(50);
    for (const { slot, row: one } of some) given.set(slot, one);
    other = (other + 1_201) % held.length;
    expect(await packed.rowsOf([other])).toEqual([held[other]]);
  }
  expect(slots.map((slot) => given.get(slot))).toEqual(held);
});

test('the part that was asked for last is not read again', async () => {
  const audience = await Audience.create(table.db);
  await audience.commit({ puts: rows(4_000) });
  const packed = await openPacked(audience);
  const first = await packed.rowsOf([5]);
  const asked = vi.spyOn(table.db.client, 'send');
  onTestFinished(() => asked.mockRestore());
  expect(await packed.rowsOf([7, 5])).toEqual([expect.objectContaining({ id: packed.idAt(7) }), ...first]);
  expect(asked).not.toHaveBeenCalled();
  await packed.rowsOf([3_999]);
  expect(asked).toHaveBeenCalledTimes(1);
});

test('what a dead writer left between the chunks of a log is not read, in whatever order it lies', async () => {
  const audience = await Audience.create(table.db);
  await audience.commit({ puts: rows(9) });
  const first = await audience.commit({ puts: [row('p1', { since: 1 }), row('b1')], drops: ['p2'] });
  const head = await audience.commit({ puts: [row('b1', { since: 2 }), row('p2', { since: 3 })], drops: ['p3', 'p4'] });
  const held = [...(await audience.open()).rows()];
  const dead = jsonChunk({ puts: [row('p5', { state: 'lost' }), row('c1')], drops: ['p1', 'p6'], changes: [] });
  for (const { version, committedFence } of [first, head]) {
    const item = await getItem(table.db, logKey(audience.key, version, committedFence, 0));
    for (const fence of [committedFence - 1, committedFence + 5]) {
      const taken = await getItem(table.db, logKey(audience.key, version, fence, 0));
      if (taken === undefined)
        await putItem(table.db, logKey(audience.key, version, fence, 0), { ...item, data: dead });
    }
    await putItem(table.db, logKey(audience.key, version, committedFence, 9), { ...item, data: new Uint8Array([1]) });
  }
  const packed = await openPacked(audience);
  expect(Array.from(held.keys(), (slot) => packed.idAt(slot))).toEqual(held.map(({ id }) => id));
  await packed.load(held.keys());
  expect([...packed.rows()]).toEqual(held);
  expect(packed.find('c1')).toBe(-1);
});

test('once a walk has ended no prints are known, and nobody is taken for edited who is not', async () => {
  const audience = await Audience.create(table.db);
  await audience.commit({ puts: rows(5) });
  const packed = await openPacked(audience);
  const comparison = new Comparison(packed);
  packed.letPrintsGo();
  comparison.see([listed('p1'), listed('p2', { name: 'Ada' })]);
  expect(comparison.counts()).toEqual({ gained: 0, edited: 2 });
  await comparison.settle();
  expect(comparison.edited().map(({ person: { id } }) => id)).toEqual(['p2']);
  packed.letGo();
  expect([packed.size, packed.find('p1')]).toEqual([0, -1]);
  expect(() => packed.stateAt(1)).toThrow(RangeError);
});

test('who has to be looked up again is the same, to the day', async () => {
  const audience = await Audience.create(table.db);
  await audience.commit({
    puts: [
      row('never'),
      row('old', { hydratedAt: NOW - 900 * HOUR }),
      row('new', { hydratedAt: NOW }),
      row('lost', { state: 'lost' }),
    ],
  });
  const packed = await openPacked(audience);
  for (const roster of [packed, await audience.open()]) {
    expect([...roster.unhydrated(NOW - 720 * HOUR)].map((slot) => roster.idAt(slot))).toEqual(['never', 'old']);
  }
});
