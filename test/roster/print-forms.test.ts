import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Comparison } from '../../functions/roster/comparison.ts';
import { openRoster } from '../../functions/roster/open.ts';
import { readIndex, writeIndex } from '../../functions/roster/row-index.ts';
import { decodeSegment, encodeSegment, openSegment } from '../../functions/roster/segment.ts';
import { getItem, putItem } from '../../functions/storage/db.ts';
import { baseKey } from '../../functions/storage/keys.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { Audience, anyProfile, anyRow, listed, row } from './people.ts';
import { withUnitPrints } from './unit-prints.ts';

/** A base with prints of one form, and a log with prints of another. */
let table: FreshTable;
beforeAll(async () => {
  table = await freshTable();
});
afterAll(() => table.close());

test('a segment with prints of before says so in its first byte, which was the packing alone, and holds the same rows', () => {
  fc.assert(
    fc.property(fc.array(anyRow, { minLength: 1, maxLength: 20 }), (people) => {
      const segment = encodeSegment(people);
      const before = withUnitPrints(segment);
      expect(decodeSegment(before)).toEqual(decodeSegment(segment));
      const { index } = openSegment(before);
      expect(index.printForm).toBe('units');
      expect(openSegment(segment).index.printForm).toBe('bytes');
      expect(writeIndex(index)[0]).toBeLessThan(3);
      expect(openSegment(before).index.texts).toEqual(index.texts);
    }),
    { numRuns: 30 },
  );
});

test('a form of prints that nobody knows is an error, never prints of another', () => {
  const bytes = Uint8Array.from(writeIndex(openSegment(encodeSegment([row('a')])).index));
  bytes[0] = (bytes[0] ?? 0) + 0x20;
  expect(() => readIndex(bytes)).toThrow(RangeError);
});

test('nobody is suspected of an edit who made none, and everybody who made one, whatever form their prints have', async () => {
  const count = 60;
  const numbers = fc.uniqueArray(fc.nat(count - 1), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyProfile, { minLength: 1, maxLength: 9 }),
      numbers,
      numbers,
      fc.boolean(),
      async (profiles, logged, edited, isOld) => {
        const people = Array.from({ length: count }, (_, n) =>
          row(`p${n}`, { profile: profiles[n % profiles.length] ?? listed('x').profile }),
        );
        const audience = await Audience.create(table.db);
        const first = await audience.commit({ puts: people });
        const renamed = logged.map((n) => ({ ...row(`p${n}`), profile: { ...listed(`p${n}`).profile, name: 'Ada' } }));
        if (isOld) {
          const key = baseKey(audience.key, first.generation, 0);
          const item = await getItem(table.db, key);
          await putItem(table.db, key, { ...item, data: withUnitPrints(item?.['data'] as Uint8Array) });
        }
        await audience.commit({ puts: renamed });
        const held = await audience.open();
        const roster = await openRoster(table.db, await audience.head(), { mostHeld: -1 });
        const isMixed = isOld && logged.length > 0;
        expect(roster.printForms).toEqual(isMixed ? ['bytes', 'units'] : isOld ? ['units'] : ['bytes']);
        const comparison = new Comparison(roster);
        const suspects = new Set(edited.map((n) => `p${n}`));
        comparison.see(
          [...held.rows()].map(({ id, profile }) => ({
            id,
            profile: suspects.has(id) ? { ...profile, bio: 'Met at the harbour.' } : profile,
          })),
        );
        const slots = comparison.edited().map(({ slot }) => roster.idAt(slot));
        expect(new Set(slots)).toEqual(suspects);
      },
    ),
    { numRuns: 12 },
  );
});
