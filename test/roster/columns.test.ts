import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AwaySince } from '../../functions/roster/away-since.ts';
import { LookUpDays } from '../../functions/roster/look-up-days.ts';
import { PackedIds } from '../../functions/roster/packed-ids.ts';
import { PlacesOfRows } from '../../functions/roster/places-of-rows.ts';

describe('what a roster keeps of a few', () => {
  it('is where their rows lie, and of all others that follows from where their run begins', () => {
    const run = fc.record({
      place: fc.nat(2 ** 20),
      elsewhere: fc.array(fc.option(fc.nat(2 ** 24), { nil: undefined, freq: 2 }), { minLength: 1, maxLength: 90 }),
    });
    fc.assert(
      fc.property(fc.array(run, { maxLength: 80 }), (runs) => {
        const slots = runs.flatMap(({ elsewhere }) => elsewhere).length;
        const places = new PlacesOfRows(slots);
        const expected: number[] = [];
        for (const { place, elsewhere } of runs) {
          places.addRun(expected.length, place);
          for (const [n, other] of elsewhere.entries()) {
            if (other !== undefined) places.set(expected.length, other);
            expected.push(other ?? place + n);
          }
        }
        expect(expected.map((_, slot) => places.at(slot))).toEqual(expected);
        expect(expected.map((_, slot) => places.partOf(slot))).toEqual(expected.map((place) => place >>> 12));
      }),
      { numRuns: 60 },
    );
  });

  it('is where the rows of any number of them lie', () => {
    const many = 400;
    const places = new PlacesOfRows(many * 3);
    for (let n = 0; n < many; n += 1) {
      places.addRun(n * 3, n * 5_000);
      places.set(n * 3 + 1, 9_000_000 + n);
    }
    const expected = Array.from({ length: many }, (_, n) => [n * 5_000, 9_000_000 + n, n * 5_000 + 2]).flat();
    expect(expected.map((_, slot) => places.at(slot))).toEqual(expected);
  });

  it('is since when they are away', () => {
    const slots = fc.uniqueArray(fc.nat(10_000), { maxLength: 400 }).map((some) => some.sort((a, b) => a - b));
    fc.assert(
      fc.property(slots, (some) => {
        const away = new AwaySince();
        for (const slot of some) away.push(slot, slot * 1e9);
        expect(away.size).toBe(some.length);
        expect(pairsOf(away)).toEqual(some.map((slot) => [slot, slot * 1e9]));
        for (const slot of some) {
          expect(away.at(slot)).toBe(slot * 1e9);
          if (!some.includes(slot + 1)) expect(away.at(slot + 1)).toBeUndefined();
        }
      }),
      { numRuns: 50 },
    );
    const away = new AwaySince();
    away.push(0, 4);
    away.push(3, 1);
    expect(() => away.push(3, 2)).toThrow(RangeError);
    for (let slot = 4; slot < 400; slot += 1) away.push(slot, slot);
    expect(pairsOf(away)).toEqual([[0, 4], [3, 1], ...Array.from({ length: 396 }, (_, n) => [n + 4, n + 4])]);
  });

  it('is when they were looked up', () => {
    const days = new LookUpDays();
    days.add(new Uint16Array([0, 7, 0, 9]), 1, 4, 4_095);
    days.set(9_000_000, 5);
    days.set(4_097, 0);
    days.set(20_000, 0);
    expect([4_094, 4_095, 4_096, 4_097, 9_000_000, 20_000].map((slot) => days.at(slot))).toEqual([0, 7, 0, 0, 5, 0]);
  });

  it('is when each was looked up, whoever is beside them, and of no more of a part than was asked for', () => {
    const part = fc.array(fc.oneof(fc.constant(0), fc.nat(0xffff)), { maxLength: 20 });
    const some = fc.record({ slot: fc.nat(9_000), days: part, from: fc.nat(5), end: fc.nat(20) });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 30 }), (parts) => {
        const days = new LookUpDays();
        const expected = new Map<number, number>();
        for (const { slot, days: given, from, end } of parts) {
          days.add(Uint16Array.from(given), from, end, slot);
          for (const [n, day] of given.slice(from, end).entries()) if (day !== 0) expected.set(slot + n, day);
        }
        const all = Array.from({ length: 9_050 }, (_, slot) => slot);
        expect(all.filter((slot) => days.at(slot) !== (expected.get(slot) ?? 0))).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});

describe('an index of ids', () => {
  it('finds a million and a half, whose table is no larger than it has to be', () => {
    const ids = new PackedIds('decimal', 1_500_000);
    for (let n = 0; n < 1_500_000; n += 1) ids.push(String(n * 7));
    for (let n = 0; n < 1_500_000; n += 1_001) {
      expect(ids.find(String(n * 7))).toBe(n);
      expect(ids.find(String(n * 7 + 1))).toBe(-1);
    }
    expect(ids.find(String(1_499_999 * 7))).toBe(1_499_999);
  });

  it('of ranges finds nobody else, and of one who is in several the last in the first of them', () => {
    for (const packing of ['decimal', 'text'] as const) {
      const ids = new PackedIds(packing);
      for (const id of ['1', 'odd', '2', '1', '3', 'odd', '2', '2']) ids.push(id);
      ids.indexRanges([
        { from: 3, end: 5 },
        { from: 6, end: 8 },
        { from: 0, end: 2 },
      ]);
      expect(['1', '2', '3', 'odd', '4'].map((id) => ids.find(id))).toEqual([3, 7, 4, 1, -1]);
    }
  });

  it('is gone when its memory was given back', () => {
    const ids = new PackedIds('decimal');
    for (let n = 0; n < 1_000; n += 1) ids.push(String(n));
    expect(ids.find('77')).toBe(77);
    ids.letGo();
    expect([ids.size, ids.find('77'), ids.isAt(77, '77')]).toEqual([0, -1, false]);
    expect(() => ids.at(0)).toThrow(RangeError);
  });
});

const pairsOf = (away: AwaySince): number[][] =>
  Array.from({ length: away.size }, (_, n) => [away.slotOf(n), away.timeOf(n)]);
