import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ComparedPull, type Decision, decide, decideInParts } from '../../functions/core/decide.ts';
import type { Finding, PersonState, RosterRow } from '../../functions/core/model.ts';
import { silentServers } from '../../functions/core/servers.ts';
import { DAY, finding, person } from './audience-in-memory.ts';

const AT = Date.parse('2026-06-01T07:00:00Z');
const PULL = 12;

const idOf = (n: number): string => (n % 3 === 0 ? `https://s${n % 4}.example/users/${n}` : `p${n}`);
const absentRow = fc
  .record({
    n: fc.nat(60),
    state: fc.constantFrom<PersonState>('present', 'present', 'missing', 'held', 'hidden'),
    pullsAgo: fc.constantFrom(1, 2, 2, 2, 2, 2, 3, 9),
    returns: fc.nat(1),
  })
  .map(({ n, state, pullsAgo, returns }): RosterRow => {
    const isAway = state === 'missing' || state === 'held';
    return {
      ...{ ...person(idOf(n)), state, returns, firstSeenAt: 0, losses: 0 },
      stateAt: state === 'present' ? 0 : AT - pullsAgo * DAY,
      ...(isAway ? { absentAtPull: PULL - pullsAgo } : {}),
    };
  });
const facts = fc.record<Omit<Finding, 'id' | 'evidence'>>(
  {
    account: fc.constantFrom('active', 'deleted', 'suspended'),
    inAudience: fc.boolean(),
    severed: fc.boolean(),
    isDoubted: fc.boolean(),
    movedTo: fc.nat(5).map((n) => `new${n}`),
  },
  { requiredKeys: [] },
);
const pulls = fc
  .record({
    unseen: fc.uniqueArray(absentRow, { maxLength: 40, size: 'max', selector: ({ id }) => id }),
    back: fc.uniqueArray(absentRow, { maxLength: 20, selector: ({ id }) => id }),
    answers: fc.oneof(
      fc.constant([]),
      fc.array(fc.option(facts, { nil: undefined, freq: 2 }), { maxLength: 40 }),
      fc.array(fc.constantFrom({ account: 'gone' as const }), { maxLength: 40 }),
    ),
    lookedUp: fc.array(fc.nat(40), { maxLength: 5 }),
    expected: fc.constantFrom(30, 100, 300),
    kind: fc.constantFrom<ComparedPull['kind']>('followers', 'followers', 'members', 'likes'),
    isGiven: fc.boolean(),
  })
  .map(({ unseen, back, answers, lookedUp, ...rest }): ComparedPull => {
    const findings = unseen.flatMap(({ id }, n) => (answers[n] === undefined ? [] : [finding(id, answers[n])]));
    const ids = new Set(unseen.map(({ id }) => id));
    const seen = back.filter(({ id }) => !ids.has(id)).map((row) => ({ row, listed: person(row.id), isEdited: false }));
    const hydratedRows = [...new Set(lookedUp)].flatMap((n) => unseen[n] ?? []);
    return {
      ...{ ...rest, unseen, seen, at: AT, pull: PULL, isBaseline: false, listsFullProfiles: false },
      fresh: [person('new0'), person('new1'), person('new2')],
      silentServers: silentServers(ids, () => seen.map(({ row: { id } }) => id)),
      canVerify: findings.length > 0,
      findings: new Map(findings.map((one) => [one.id, one])),
      hydrated: new Map(hydratedRows.map(({ id }) => [id, { ...person(id).profile, location: 'Leipzig' }])),
      hydratedRows,
    };
  });

const sorted = (parts: readonly Decision[]) => ({
  puts: parts.flatMap(({ puts }) => puts).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  drops: parts.flatMap(({ drops }) => drops).toSorted(),
  changes: parts.flatMap(({ changes }) => changes.map((change) => JSON.stringify(change))).toSorted(),
});

/** Some values in another order, cut into slices. */
function slices<T>(values: readonly T[], size: number, first: number): T[][] {
  const turned = [...values.slice(first), ...values.slice(0, first)].toReversed();
  return Array.from({ length: Math.ceil(turned.length / size) }, (_, n) => turned.slice(n * size, (n + 1) * size));
}

test('those who were not listed come to the same in any slices, although how they fare depends on one another', () => {
  fc.assert(
    fc.property(pulls, fc.integer({ min: 1, max: 7 }), fc.nat(40), (pull, size, first) => {
      const { unseen, seen, fresh } = pull;
      const parts = decideInParts({
        ...pull,
        // No more than is promised, made up anew each time.
        unseen: {
          length: unseen.length,
          *[Symbol.iterator]() {
            for (const { id, state, stateAt, returns, absentAtPull } of unseen) {
              yield { id, state, stateAt, returns, ...(absentAtPull === undefined ? {} : { absentAtPull }) };
            }
          },
        },
        back: seen.map(({ row: { state, absentAtPull } }) =>
          absentAtPull === undefined ? { state } : { state, absentAtPull },
        ),
      });
      const numbered = unseen.map((row, number) => ({ number, row }));
      const all = [
        ...slices(numbered, size, first).map((some) => parts.absent(some)),
        ...slices(seen, size, first).map((some) => parts.seen(some)),
        ...slices(fresh, size, first).map((some) => parts.fresh(some)),
      ];
      expect(sorted([...all, parts.rest()])).toEqual(sorted([decide(pull)]));
    }),
    { numRuns: 400 },
  );
});
