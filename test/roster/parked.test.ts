import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ParkedByPlace } from '../../functions/roster/by-place.ts';
import { ByteStore } from '../../functions/roster/byte-store.ts';
import { type KeptPart, Parked } from '../../functions/roster/parked.ts';
import { packJson } from '../../functions/storage/pack.ts';
import { anyProfile } from './people.ts';

test('what is parked comes back as it was and in order, from any number on, packed or not', () => {
  fc.assert(
    fc.property(
      fc.array(anyProfile, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 0, max: 9_000 }),
      fc.array(fc.nat(9_500), { maxLength: 3 }),
      (profiles, count, firsts) => {
        const people = Array.from({ length: count }, (_, n) => ({ n, profile: profiles[n % profiles.length] }));
        const parked = new Parked<(typeof people)[number]>();
        for (const person of people) parked.push(person);
        expect(parked.length).toBe(count);
        for (const first of [0, ...firsts]) expect(parked.all(first)).toEqual(people.slice(first));
      },
    ),
    { numRuns: 20 },
  );
});

test('whoever is written down is as one who is pushed: packed with as many others, and kept by slot', () => {
  const [written, pushed] = [new ParkedByPlace<{ slot: number }>(partOf), new ParkedByPlace<{ slot: number }>(partOf)];
  const packed = vi.spyOn(ByteStore.prototype, 'add');
  onTestFinished(() => packed.mockRestore());
  for (let slot = 0; slot < 2_600; slot += 1) {
    written.pushInSlot(slot * 3, (into) => into.value({ slot: slot * 3 }));
    pushed.push({ slot: slot * 3 });
  }
  expect(packed).toHaveBeenCalledTimes(20);
  expect(written.slots).toEqual(pushed.slots);
  expect([...written.drainByPlace()]).toEqual([...pushed.drainByPlace()]);
});

const PEOPLE = 12_000;
const partOf = (slot: number): number => Math.floor(slot / 300);
const parkedIn = (slots: readonly number[]): ParkedByPlace<{ slot: number }> => {
  const parked = new ParkedByPlace<{ slot: number }>(partOf);
  for (const slot of slots) parked.push({ slot });
  return parked;
};
/** How often a part has to be read for somebody in it. */
const readsOf = (batches: Iterable<readonly { slot: number }[]>): number => {
  let reads = 0;
  for (const batch of batches) reads += new Set(batch.map(({ slot }) => partOf(slot))).size;
  return reads;
};

const keptPart = <T>(people: readonly T[]): KeptPart<T> => ({ packed: packJson(people), people });

test('people who are taken over packed, among others or alone, are as those who came one by one', () => {
  const run = fc.record({ isPacked: fc.boolean(), count: fc.nat(700) });
  fc.assert(
    fc.property(fc.array(run, { maxLength: 6 }), fc.nat(2_000), (runs, first) => {
      const parked = parkedIn([]);
      const single = parkedIn([]);
      let next = 0;
      for (const { isPacked, count } of runs) {
        const people = Array.from({ length: count }, () => ({ slot: (next++ * 7_919) % PEOPLE }));
        if (isPacked) parked.take(keptPart(people));
        else for (const one of people) parked.push(one);
        for (const one of people) single.push(one);
      }
      expect(parked.length).toBe(next);
      expect(parked.all(first)).toEqual(single.all(first));
      expect(parked.slots).toEqual(single.slots);
      for (const batch of parked.batches(first)) expect(batch.length).toBeLessThanOrEqual(250);
      expect([...parked.drainByPlace()].flat()).toEqual([...single.drainByPlace()].flat());
    }),
    { numRuns: 20 },
  );
});

test('people of a roster come back as they came, if that is much its own order', () => {
  const slots = Array.from({ length: PEOPLE }, (_, n) => n);
  expect([...parkedIn(slots).drainByPlace()].flat().map(({ slot }) => slot)).toEqual(slots);
});

test('people of a roster come back part by part, if they came in another order, and every part once', () => {
  const slots = Array.from({ length: PEOPLE }, (_, n) => (n * 7_919) % PEOPLE);
  const parked = parkedIn(slots);
  expect(readsOf(parked.batches())).toBeGreaterThan(200);
  const back = [...parked.drainByPlace()];
  expect(readsOf(back)).toBe(PEOPLE / 300);
  expect(Math.max(...back.map((batch) => batch.length))).toBeLessThan(3_000);
  expect(back.flat().map(({ slot }) => slot)).toEqual(slots.toSorted((a, b) => a - b));
});

test('people who are asked for the last time are in it no more, and those who come then are', () => {
  const parked = new Parked<number>();
  const all = Array.from({ length: 2_600 }, (_, n) => n);
  for (const one of all) parked.push(one);
  expect([...parked.drain()].flat()).toEqual(all);
  expect([parked.length, parked.all()]).toEqual([0, []]);
  for (const one of all.slice(0, 300)) parked.push(one);
  expect(parked.all()).toEqual(all.slice(0, 300));
});

test('memory of people who are asked for the last time is given back on the way', () => {
  const added = vi.spyOn(ByteStore.prototype, 'add');
  onTestFinished(() => added.mockRestore());
  const parked = new Parked<string>();
  // Noise, which no packing makes smaller.
  for (let n = 0; n < 40_000; n += 1) parked.push(createHash('sha256').update(String(n)).digest('base64'));
  const kept = added.mock.results.map(({ value }) => value as Uint8Array);
  let given = 0;
  for (const batch of parked.drain()) {
    given += batch.length;
    if (given === 35_000) break;
  }
  const gone = kept.filter(({ byteLength }) => byteLength === 0).length;
  expect(kept.length).toBe(160);
  expect(gone).toBeGreaterThan(80);
  expect(gone).toBeLessThan(140);
});

test('what is parsed at a time stays short, however much each of them has to say', () => {
  const parked = new Parked<string>();
  for (let n = 0; n < 300; n += 1) parked.push('x'.repeat(2_000));
  const lengths = [...parked.batches()].map((batch) => JSON.stringify(batch).length);
  expect(Math.max(...lengths)).toBeLessThan(100_000);
  expect(Math.min(...lengths.slice(0, -1))).toBeGreaterThan(60_000);
});
