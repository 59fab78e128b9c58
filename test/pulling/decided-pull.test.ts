import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Decision, decide } from '../../functions/core/decide.ts';
import { type Finding, PERSON_STATES, type RosterRow } from '../../functions/core/model.ts';
import { withdraw, withdrawnIn } from '../../functions/core/withdrawal.ts';
import { Absent } from '../../functions/pulling/absent.ts';
import { alarmsAfter } from '../../functions/pulling/alarms.ts';
import { DecidedPull } from '../../functions/pulling/decided-pull.ts';
import { absentRows, decideWalk, type FinishedWalk, forgotten } from '../../functions/pulling/settle.ts';
import { commitDeltas } from '../../functions/roster/commit.ts';
import { Comparison } from '../../functions/roster/comparison.ts';
import { openRoster } from '../../functions/roster/open.ts';
import { readLog } from '../../functions/roster/read-log.ts';
import type { Roster } from '../../functions/roster/roster.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { Audience, byId, HOUR, listed, NOW, row } from '../roster/people.ts';

let table: FreshTable;
beforeAll(async () => {
  table = await freshTable();
});
afterAll(() => table.close());

const AT = NOW + 40 * HOUR;
const NETWORKS_TERMS = { lostBefore: NOW + 3, dropsWithdrawn: true };
const idOf = (n: number): string => (n % 5 === 0 ? `odd-${n}` : String(9_000_000_000 + n));

const profile = fc.record(
  { name: fc.constantFrom('Ada', 'Bob'), bio: fc.constantFrom('', 'a bio'), isProtected: fc.boolean() },
  { requiredKeys: [] },
);
const known = fc
  .record({ n: fc.nat(24), state: fc.constantFrom(...PERSON_STATES), profile, returns: fc.nat(1) })
  .map(({ n, state, returns, ...one }) =>
    row(idOf(n), {
      ...{ state, returns, stateAt: NOW + n, profile: listed(idOf(n), one.profile).profile },
      ...(state === 'missing' || state === 'held' ? { absentAtPull: 1 } : {}),
      ...(state === 'lost' ? { verdict: 'gone' as const, toldAt: NOW, toldAtPull: 1 } : {}),
    }),
  );
const audienceRows = fc.uniqueArray(known, { maxLength: 20, selector: ({ id }) => id });
const pages = fc.array(
  fc.array(
    fc.record({ n: fc.nat(30), profile }).map((one) => listed(idOf(one.n), one.profile)),
    { maxLength: 8 },
  ),
  { maxLength: 5 },
);
/** What a network says of those who are not listed, by the number of their row. */
const answers = fc.array(
  fc.record(
    {
      account: fc.constantFrom('active' as const, 'deleted' as const),
      inAudience: fc.boolean(),
      movedTo: fc.nat(30).map(idOf),
      isWithdrawn: fc.boolean(),
    },
    { requiredKeys: [] },
  ),
  { maxLength: 20 },
);
const lookedUp = fc.uniqueArray(fc.nat(30), { maxLength: 6 });

interface Given {
  readonly pages: readonly ReturnType<typeof listed>[][];
  readonly answers: readonly Partial<Finding>[];
  readonly lookedUp: readonly number[];
}

async function walked(audience: Audience, roster: Roster, given: Given) {
  const comparison = new Comparison(roster);
  for (const page of given.pages) comparison.see(page);
  const head = { ...(await audience.head()), completePulls: 1, baselineAt: NOW };
  const walk: FinishedWalk = { head, roster, comparison, listIdKind: undefined, at: AT };
  const absent = await Absent.of(walk);
  const evidence = { at: AT, asked: 'a question', answered: 'an answer' };
  const findings = new Map<string, Finding>();
  const people = [...absent];
  for (const [n, answer] of given.answers.entries()) {
    const one = people[n];
    if (one === undefined) break;
    const bare = answer.isWithdrawn === true ? { profile: { handle: one.id, url: '' } } : {};
    findings.set(one.id, { id: one.id, evidence, ...answer, ...bare });
  }
  const profiles = new Map(given.lookedUp.map((n) => [idOf(n), listed(idOf(n), { location: 'Leipzig' }).profile]));
  const slots = [...profiles.keys()].map((id) => roster.find(id)).filter((slot) => slot !== -1);
  await roster.load(slots);
  const rows = slots.map((slot) => roster.rowAt(slot)).filter(({ state }) => state !== 'lost');
  const verification = { canVerify: true, listsFullProfiles: false, findings };
  return { walk, absent, verification, hydration: { profiles, rows } };
}

/** The rules put to everything at once, as it was before it came in parts. */
async function atOnce({ walk, verification, hydration }: Awaited<ReturnType<typeof walked>>): Promise<Decision> {
  await walk.comparison.settle();
  const absent = absentRows(walk);
  const compared = decideWalk(walk, absent, verification);
  const decided = decide({ ...compared, hydrated: hydration.profiles, hydratedRows: hydration.rows });
  const drops = [...decided.drops, ...forgotten(walk, NETWORKS_TERMS.lostBefore)];
  return withdraw({ ...decided, drops }, withdrawnIn(compared), absent);
}

const sorted = (decision: Decision) => ({
  puts: byId(decision.puts),
  drops: decision.drops.toSorted(),
  changes: decision.changes.map((change) => JSON.stringify(change, Object.keys(change).sort())).toSorted(),
});

test('a pull decided in parts, over a roster in parts, comes to what it comes to at once', async () => {
  await fc.assert(
    fc.asyncProperty(audienceRows, fc.record({ pages, answers, lookedUp }), async (people, given) => {
      const audience = await Audience.create(table.db);
      await audience.commit({ puts: people });
      const whole = await walked(audience, await audience.open(), given);
      const expected = await atOnce(whole);

      const claim = await audience.claim();
      const packed = await openRoster(table.db, claim.head, { mostHeld: -1 });
      const inParts = await walked(audience, packed, given);
      const decided = new DecidedPull(inParts.walk, { ...inParts, ...NETWORKS_TERMS });
      const before = await audience.head();
      const again = await walked(audience, await openRoster(table.db, claim.head, { mostHeld: -1 }), given);
      const atOnceAgain = new DecidedPull(again.walk, { ...again, ...NETWORKS_TERMS });
      expect(sorted(await atOnceAgain.whole())).toEqual(sorted(expected));
      await commitDeltas(table.db, claim, packed, decided.parts(), () => ({}));

      const rows = new Map<string, RosterRow>(people.map((one) => [one.id, one]));
      for (const id of expected.drops) rows.delete(id);
      for (const one of expected.puts) rows.set(one.id, one);
      const after = await audience.head();
      // Opening holds counts and checksum against the rows.
      expect(byId((await audience.open()).rows())).toEqual(byId(rows.values()));
      const told = (await readLog(table.db, after, before.version)).flatMap(({ changes }) => changes);
      expect(sorted({ puts: [], drops: [], changes: told }).changes).toEqual(sorted(expected).changes);
      expect(decided.alarms).toEqual(alarmsAfter(whole.walk, expected));
      expect(decided.tallies.lost).toBe(expected.changes.filter(({ kind }) => kind === 'lost').length);
      expect(decided.hasChanges).toBe(expected.changes.length > 0);
    }),
    { numRuns: 40 },
  );
});
