import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PERSON_STATES } from '../../functions/core/model.ts';
import type { BlueskyRows } from '../../functions/networks/bluesky/rows.ts';
import { Comparison } from '../../functions/roster/comparison.ts';
import { openRoster } from '../../functions/roster/open.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { followersAsRows } from '../networks/fakes/rows.ts';
import { resultOf } from './compared.ts';
import { Audience, NOW, row } from './people.ts';

/** A page as bytes comes to the same as the people on it. */
let table: FreshTable;
beforeAll(async () => {
  table = await freshTable();
});
afterAll(() => table.close());

const view = fc
  .record({
    n: fc.nat(20),
    version: fc.nat(2),
    labels: fc.constantFrom([], [], [], [{ val: 'bot' }]),
  })
  .map(({ n, version, labels }) => ({
    // Some are no did:plc, so that they are kept as text.
    did: n % 7 === 0 ? `did:web:p${n}.example` : `did:plc:${'abcdefghijklmnopqrstu'[n]}${'z'.repeat(23)}`,
    handle: `p${n}.example`,
    ...(version === 0 ? {} : { displayName: version === 1 ? 'Ada' : 'Ада 🚲' }),
    labels,
  }));

const peopleOf = (rows: BlueskyRows) => Array.from({ length: rows.length }, (_, n) => rows.personAt(n));

/** What is known of somebody's row is known by bytes alone. */
const withoutPrints = <T>(result: T): T =>
  JSON.parse(JSON.stringify(result, (key, value) => (key === 'rowPrint' ? undefined : value)));

const known = fc.uniqueArray(
  fc.tuple(view, fc.constantFrom('present' as const, 'present' as const, ...PERSON_STATES)),
  {
    maxLength: 15,
    selector: ([{ did }]) => did,
  },
);

test('a walk over pages as bytes comes to the same as over the people on them', async () => {
  await fc.assert(
    fc.asyncProperty(
      known,
      fc.array(fc.array(view, { maxLength: 8 }), { maxLength: 4 }),
      fc.option(fc.nat(20), { nil: undefined }),
      async (before, pages, erased) => {
        const people = peopleOf(followersAsRows(before.map(([one]) => one)));
        const audience = await Audience.create(table.db);
        await audience.commit({
          puts: people.map(({ id, profile }, n) =>
            row(id, { profile, state: before[n]?.[1] ?? 'present', stateAt: NOW }),
          ),
        });
        const isWanted = erased === undefined ? undefined : (id: string) => id !== people[erased]?.id;
        const open = async () => openRoster(table.db, await audience.head(), { mostHeld: -1 });
        const [one, other] = [await open(), await open()];
        const byPeople = new Comparison(one);
        const byRows = new Comparison(other);
        expect(byRows.wantsRows).toBe(before.length > 0);
        for (const page of pages) {
          byPeople.see(peopleOf(followersAsRows(page)).filter(({ id }) => isWanted === undefined || isWanted(id)));
          byRows.seeRows(followersAsRows(page), isWanted);
        }
        expect(withoutPrints(await resultOf(byRows, other))).toEqual(await resultOf(byPeople, one));
      },
    ),
    { numRuns: 80 },
  );
});

test('whoever is as they were does not become an object', async () => {
  const views = Array.from({ length: 20 }, (_, n) => ({
    did: `did:plc:${'abcdefghijklmnopqrst'[n]}${'z'.repeat(23)}`,
    handle: `p${n}.example`,
    displayName: n % 2 === 0 ? 'Ada' : 'Ада 🚲',
    labels: [],
  }));
  const audience = await Audience.create(table.db);
  await audience.commit({ puts: peopleOf(followersAsRows(views)).map(({ id, profile }) => row(id, { profile })) });
  const comparison = new Comparison(await openRoster(table.db, await audience.head(), { mostHeld: -1 }));
  const page = followersAsRows(views.map((one, n) => (n === 7 ? { ...one, displayName: 'Somebody else' } : one)));
  const made: number[] = [];
  const personAt = page.personAt.bind(page);
  page.personAt = (n) => {
    made.push(n);
    return personAt(n);
  };
  comparison.seeRows(page);
  expect(made).toEqual([]);
  expect(comparison.listed).toBe(20);
  expect(comparison.edited().map(({ person }) => person.profile.name)).toEqual(['Somebody else']);
});

test('an id that does not stand on the page to the letter is looked up as text, in a roster of numbers too', async () => {
  const audience = await Audience.create(table.db);
  await audience.commit({ puts: Array.from({ length: 60 }, (_, n) => row(String(n))) });
  const comparison = new Comparison(await openRoster(table.db, await audience.head(), { mostHeld: -1 }));
  comparison.seeRows(followersAsRows([{ did: 'did:web:0.example', handle: '0.example' }]));
  expect([...comparison.seenSlots()]).toEqual([]);
  expect(comparison.gained().map(({ id }) => id)).toEqual(['did:web:0.example']);
});
