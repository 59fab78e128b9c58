import { afterAll, beforeAll, expect, test } from 'vitest';
import { PERSON_STATES } from '../../functions/core/model.ts';
import { Comparison } from '../../functions/roster/comparison.ts';
import { openRoster } from '../../functions/roster/open.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { Audience, listed, row } from './people.ts';

let table: FreshTable;
beforeAll(async () => {
  table = await freshTable();
});
afterAll(() => table.close());

test('everybody listed to whom something happened is given once: the edited, and whoever was away', async () => {
  const audience = await Audience.create(table.db);
  const people = Array.from({ length: 3 }, (_, n) =>
    PERSON_STATES.map((state) => row(`${state}-${n}`, { state })),
  ).flat();
  await audience.commit({ puts: people });
  // Of each state the first is listed as they were, the second with another name, and the third is not.
  const seen = people.flatMap(({ id }) => {
    if (id.endsWith('2')) return [];
    // How many follow them is in no list's account of an edit.
    return [id.endsWith('0') ? listed(id, { reach: 5 }) : listed(id, { name: 'Ada' })];
  });
  const known = new Map(people.map((one) => [one.id, one]));
  const happened = seen.filter(({ id }) => id !== 'present-0');
  for (const [mostHeld, isSuspected] of [
    [1_000, false],
    [-1, false],
    [-1, true],
  ] as const) {
    const roster = await openRoster(table.db, await audience.head(), { mostHeld });
    // Without prints everybody is suspected of an edit.
    if (isSuspected) roster.letPrintsGo();
    const comparison = new Comparison(roster);
    comparison.see(seen);
    const given = [];
    for await (const batch of comparison.seenBatches()) given.push(...batch);
    const byId = given.toSorted((a, b) => (a.row.id < b.row.id ? -1 : 1));
    const expected = happened.map(({ id, profile }) => {
      const isEdited = !id.endsWith('0');
      const now = { id, profile: isEdited ? profile : known.get(id)?.profile };
      return { slot: roster.find(id), row: known.get(id), listed: now, isEdited };
    });
    expect(byId).toEqual(expected.toSorted((a, b) => (a.listed.id < b.listed.id ? -1 : 1)));
  }
});
