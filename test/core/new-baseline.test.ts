import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ListedPerson, RosterRow } from '../../functions/core/model.ts';
import { newBaseline } from '../../functions/core/new-baseline.ts';
import { anyRow } from '../roster/people.ts';

const AT = 5_000_000_000_000;
const anyListed = fc.record({
  profile: fc.record({ handle: fc.string(), url: fc.string() }),
  since: fc.option(fc.nat(), { nil: undefined }),
});

/** A roster, and a list of some of it and of others. */
const anyCase = fc.record({
  rows: fc.uniqueArray(anyRow, { selector: ({ id }) => id, maxLength: 12 }),
  listed: fc.array(fc.tuple(fc.nat(15), anyListed), { maxLength: 12 }),
  listsFullProfiles: fc.boolean(),
});

function accept(given: typeof anyCase extends fc.Arbitrary<infer T> ? T : never) {
  const known = new Map<string, RosterRow>(given.rows.map((row) => [row.id, row]));
  const list = new Map<string, ListedPerson>();
  for (const [n, { profile, since }] of given.listed) {
    const id = given.rows[n]?.id ?? `new ${n}`;
    list.set(id, { id, profile, ...(since === undefined ? {} : { since }) });
  }
  const decision = newBaseline({
    at: AT,
    seen: [...list.values()].flatMap((listed) => {
      const row = known.get(listed.id);
      return row === undefined ? [] : [{ row, listed }];
    }),
    fresh: [...list.values()].filter(({ id }) => !known.has(id)),
    unseen: given.rows.filter((row) => row.state !== 'lost' && !list.has(row.id)).map(({ id }) => id),
    listsFullProfiles: given.listsFullProfiles,
  });
  const after = new Map(known);
  for (const id of decision.drops) after.delete(id);
  for (const row of decision.puts) after.set(row.id, row);
  return { known, list, decision, after };
}

test('whatever the roster was, it becomes exactly the list, and nobody is told', () => {
  fc.assert(
    fc.property(anyCase, (given) => {
      const { known, list, decision, after } = accept(given);
      expect(decision.changes).toEqual([]);
      const present = [...after.values()].filter(({ state }) => state !== 'lost');
      expect(present.map(({ id }) => id).sort()).toEqual([...list.keys()].sort());
      for (const row of present) expect(row.state).toBe('present');
      for (const row of after.values()) if (row.state === 'lost') expect(row).toBe(known.get(row.id));
    }),
  );
});

test('whoever is known keeps their history, and whoever was away has come back', () => {
  fc.assert(
    fc.property(anyCase, (given) => {
      const { known, list, after } = accept(given);
      for (const [id, listed] of list) {
        const before = known.get(id);
        const row = after.get(id);
        if (before === undefined) {
          expect(row).toMatchObject({ stateAt: AT, firstSeenAt: AT, returns: 0, losses: 0, profile: listed.profile });
          expect(row?.hydratedAt).toBe(given.listsFullProfiles ? AT : undefined);
          continue;
        }
        const wasAway = before.state === 'missing' || before.state === 'lost';
        expect(row).toMatchObject({ firstSeenAt: before.firstSeenAt, losses: before.losses });
        expect(row?.returns).toBe(before.returns + (wasAway ? 1 : 0));
        expect(row?.stateAt).toBe(before.state === 'present' ? before.stateAt : AT);
        expect(row?.since).toBe(listed.since ?? before.since);
        expect(row?.profile).toEqual(
          given.listsFullProfiles ? listed.profile : { ...before.profile, ...listed.profile },
        );
        for (const field of ['absentAtPull', 'verdict', 'toldAt', 'toldAtPull']) expect(row).not.toHaveProperty(field);
      }
    }),
  );
});
