import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Guest, tables } from '../../functions/core/tables.ts';

const guest = (personId: string, town: string, ...ground: string[]): Guest => ({ personId, town, ground });

describe('one table for all instead of many coffees', () => {
  it('is laid for three who share a town and a ground', () => {
    const three = ['a', 'b', 'c'].map((id) => guest(id, 'Lisbon, PT', 'developers'));
    expect(tables([...three, guest('d', 'Porto, PT', 'developers'), guest('e', 'Lisbon, PT', 'artists')])).toEqual([
      { town: 'Lisbon, PT', ground: 'developers', personIds: ['a', 'b', 'c'] },
    ]);
  });

  it('is not laid for two, nor for three who have nothing in common', () => {
    expect(tables([guest('a', 'Lyon', 'x'), guest('b', 'Lyon', 'x')])).toEqual([]);
    expect(tables([guest('a', 'Lyon', 'x'), guest('b', 'Lyon', 'y'), guest('c', 'Lyon')])).toEqual([]);
  });

  it('seats eight at most, the best', () => {
    const many = Array.from({ length: 20 }, (_, at) => guest(`p${at}`, 'Graz', 'bees'));
    expect(tables(many)[0]?.personIds).toEqual(many.slice(0, 8).map(({ personId }) => personId));
  });

  it('seats nobody twice, and nobody with strangers', () => {
    const arbitrary = fc.uniqueArray(
      fc.record({
        personId: fc.string({ minLength: 1, maxLength: 4 }),
        town: fc.constantFrom('Lyon', 'Graz'),
        ground: fc.array(fc.constantFrom('bees', 'maps', 'rust'), { maxLength: 3 }),
      }),
      { selector: ({ personId }) => personId, maxLength: 40 },
    );
    fc.assert(
      fc.property(arbitrary, (guests) => {
        const found = tables(guests);
        const seated = found.flatMap(({ personIds }) => personIds);
        expect(new Set(seated).size).toBe(seated.length);
        const byId = new Map(guests.map((one) => [one.personId, one]));
        for (const { town, ground, personIds } of found) {
          expect(personIds.length).toBeGreaterThanOrEqual(3);
          for (const id of personIds) {
            expect(byId.get(id)?.town).toBe(town);
            expect(byId.get(id)?.ground).toContain(ground);
          }
        }
      }),
    );
  });
});
