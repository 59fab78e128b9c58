import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PERSON_STATES } from '../../functions/core/model.ts';
import { Absent } from '../../functions/pulling/absent.ts';
import { Comparison } from '../../functions/roster/comparison.ts';
import { openRoster } from '../../functions/roster/open.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { Audience, listed, NOW, row } from '../roster/people.ts';

let table: FreshTable;
beforeAll(async () => {
  table = await freshTable();
});
afterAll(() => table.close());

const people = fc.uniqueArray(
  fc.record({
    n: fc.nat(60),
    state: fc.constantFrom(...PERSON_STATES),
    absentAtPull: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
    returns: fc.nat(2),
    isLookedUp: fc.boolean(),
    isListed: fc.boolean(),
  }),
  { maxLength: 40, selector: ({ n }) => n },
);

test('what is kept of those who were not listed is what their rows say, in a roster of any size', async () => {
  await fc.assert(
    fc.asyncProperty(people, fc.integer({ min: 1, max: 12 }), async (some, most) => {
      const rows = some.map(({ n, state, absentAtPull, returns, isLookedUp }) =>
        row(`p${n}`, {
          ...{ state, returns, stateAt: NOW + n },
          ...(state === 'present' || absentAtPull === undefined ? {} : { absentAtPull }),
          ...(isLookedUp ? { hydratedAt: NOW } : {}),
        }),
      );
      const audience = await Audience.create(table.db);
      const cut = Math.ceil(rows.length / 2);
      await audience.commit({ puts: rows.slice(0, cut) });
      await audience.commit({ puts: rows.slice(cut) });
      const isListed = new Set(some.flatMap((one) => (one.isListed ? [`p${one.n}`] : [])));
      const gone = rows.filter(({ id, state }) => state !== 'lost' && !isListed.has(id));
      const back = rows.filter(({ id, state }) => state !== 'lost' && state !== 'present' && isListed.has(id));
      const dated = gone.filter(({ absentAtPull }) => absentAtPull !== undefined);
      const longest = [
        ...dated.toSorted((a, b) => (a.absentAtPull ?? 0) - (b.absentAtPull ?? 0)),
        ...gone.filter(({ absentAtPull }) => absentAtPull === undefined),
      ];
      for (const mostHeld of [-1, 1_000]) {
        const roster = await openRoster(table.db, await audience.head(), { mostHeld });
        const comparison = new Comparison(roster);
        comparison.see([...isListed].map((id) => listed(id)));
        const absent = await Absent.of({ roster, comparison });
        const expected = gone.map(({ id, state, stateAt, returns, absentAtPull }) =>
          state === 'present'
            ? { id, state, stateAt: 0, returns: 0 }
            : { id, state, stateAt, returns, ...(absentAtPull === undefined ? {} : { absentAtPull }) },
        );
        expect(absent.length).toBe(gone.length);
        expect([...absent]).toEqual(expected);
        expect([...absent]).toEqual(expected);
        expect(Array.from(absent.slots, (slot) => absent.numberOf(slot))).toEqual([...gone.keys()]);
        const kindOf = ({ state, absentAtPull }: { state: string; absentAtPull?: number }) =>
          `${state} ${absentAtPull}`;
        expect([...absent.back].map(kindOf).sort()).toEqual(back.map(kindOf).sort());
        expect(await absent.longestWaiting(most)).toEqual(longest.slice(0, most));
        const unknown = gone.filter(({ hydratedAt }) => hydratedAt === undefined);
        expect(await absent.notLookedUp(most)).toEqual(unknown.slice(0, most));
      }
    }),
    { numRuns: 25 },
  );
});

test('those who were not listed may be any number, and whoever came back ever so often has come back', async () => {
  const audience = await Audience.create(table.db);
  const rows = Array.from({ length: 2_600 }, (_, n) =>
    n % 2 === 0 ? row(`p${n}`) : row(`p${n}`, { state: 'missing', absentAtPull: 1, returns: 65_536 }),
  );
  await audience.commit({ puts: rows });
  const roster = await openRoster(table.db, await audience.head(), { mostHeld: -1 });
  const absent = await Absent.of({ roster, comparison: new Comparison(roster) });
  expect([...absent].map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
  expect([...absent].filter(({ state, returns }) => state === 'missing' && returns > 0)).toHaveLength(1_300);
  expect((await absent.longestWaiting(1_301)).map(({ state }) => state).lastIndexOf('missing')).toBe(1_299);
  expect(await absent.longestWaiting(1_301)).toHaveLength(1_301);
  expect(await absent.notLookedUp(3)).toEqual(rows.slice(0, 3));
});
