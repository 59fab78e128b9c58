import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Comparison } from '../../functions/roster/comparison.ts';
import { Roster } from '../../functions/roster/roster.ts';
import { listed, row } from './people.ts';

const AT = { version: 1, generation: 'g1-1' };
const roster = new Roster(AT, [
  row('ada'),
  row('bob'),
  row('cyd', { state: 'missing' }),
  row('dan', { state: 'lost' }),
]);

test('a walk tells who is new, who was not seen, who is edited, and whom it listed twice', () => {
  const comparison = new Comparison(roster);
  comparison.see([listed('ada'), listed('eve')]);
  comparison.see([listed('eve', { name: 'Eve again' }), listed('ada'), listed('dan'), listed('cyd', { name: 'Cyd' })]);
  expect(comparison.listed).toBe(4);
  expect(comparison.duplicates).toBe(2);
  expect(comparison.common).toBe(2);
  expect(comparison.gained()).toEqual([listed('eve')]);
  expect([...comparison.seenSlots()].map((slot) => roster.idAt(slot))).toEqual(['ada', 'cyd', 'dan']);
  expect([...comparison.unseenSlots()].map((slot) => roster.idAt(slot))).toEqual(['bob']);
  expect(comparison.edited().map(({ slot }) => roster.idAt(slot))).toEqual(['cyd']);
});

test('nobody expects the lost, so nobody misses them', () => {
  const comparison = new Comparison(roster);
  expect([...comparison.unseenSlots()].map((slot) => roster.idAt(slot))).toEqual(['ada', 'bob', 'cyd']);
});

test('a lone surrogate in a listed name is no edit when it was stored as UTF-8 stores it', () => {
  const stored = new Roster(AT, [row('ada', { profile: { ...listed('ada').profile, name: 'A\ufffd' } })]);
  const comparison = new Comparison(stored);
  comparison.see([listed('ada', { name: 'A\ud83d' })]);
  expect(comparison.edited()).toEqual([]);
});

test('however a walk is cut into pages, it comes to what sets say', () => {
  const id = fc.integer({ min: 0, max: 40 }).map((n) => `p${n}`);
  fc.assert(
    fc.property(fc.uniqueArray(id), fc.array(fc.array(id, { maxLength: 6 }), { maxLength: 12 }), (known, pages) => {
      const people = new Roster(
        AT,
        known.map((one) => row(one)),
      );
      const comparison = new Comparison(people);
      for (const page of pages) comparison.see(page.map((one) => listed(one)));
      const all = pages.flat();
      const seen = new Set(all);
      expect(comparison.listed).toBe(seen.size);
      expect(comparison.duplicates).toBe(all.length - seen.size);
      expect(comparison.gained().map((person) => person.id)).toEqual([...seen].filter((one) => !known.includes(one)));
      expect([...comparison.unseenSlots()].map((slot) => people.idAt(slot))).toEqual(
        known.filter((one) => !seen.has(one)),
      );
      expect(comparison.common).toBe(known.filter((one) => seen.has(one)).length);
    }),
  );
});

test('a roster refuses to hold somebody twice, and slots that do not exist', () => {
  expect(() => new Roster(AT, [row('ada'), row('ada')])).toThrow(RangeError);
  expect(() => roster.rowAt(4)).toThrow(RangeError);
  expect(roster.find('nobody')).toBe(-1);
  expect(roster.counts()).toEqual({ present: 2, missing: 1, held: 0, hidden: 0, lost: 1 });
});

test('a state taken over another roster is refused', () => {
  const state = new Comparison(
    new Roster(
      AT,
      Array.from({ length: 20 }, (_, n) => row(`p${n}`)),
    ),
  ).toState();
  expect(() => Comparison.fromState(roster, state)).toThrow(RangeError);
});
