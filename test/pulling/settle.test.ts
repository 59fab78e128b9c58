import { describe, expect, it } from 'vitest';
import type { ListedPerson, PersonState, RosterRow } from '../../functions/core/model.ts';
import {
  type AudienceFacts,
  absentRows,
  decideWalk,
  decideWithProfiles,
  type FinishedWalk,
  forgotten,
  idKindOf,
  judge,
  seenRows,
  type Verification,
} from '../../functions/pulling/settle.ts';
import { Comparison } from '../../functions/roster/comparison.ts';
import { Roster } from '../../functions/roster/roster.ts';
import { freshHead, HOUR, listed, NOW, row } from '../roster/people.ts';

const DAY = 24 * HOUR;
const AT = NOW + 9 * DAY;

/** So many people in a state, whose ids begin alike. */
const some = (count: number, state: PersonState, name: string = state): RosterRow[] =>
  Array.from({ length: count }, (_, n) => row(`${name}${n}`, { state, stateAt: NOW + n }));

/** A walk that has listed these people over these rows. */
function walkOver(
  rows: readonly RosterRow[],
  people: readonly ListedPerson[],
  facts: Partial<AudienceFacts> = {},
): FinishedWalk {
  const roster = new Roster({ version: 1, generation: 'g' }, rows);
  const comparison = new Comparison(roster);
  comparison.see(people);
  const head = { ...freshHead('owner/key'), completePulls: 4, baselineAt: NOW, ...facts };
  return { head, roster, comparison, listIdKind: idKindOf(people.map(({ id }) => id)), at: AT };
}

const named = (rows: readonly RosterRow[]): ListedPerson[] => rows.map(({ id, profile }) => ({ id, profile }));
const strangers = (count: number): ListedPerson[] => Array.from({ length: count }, (_, n) => listed(`stranger${n}`));
const outcomeOf = (walk: FinishedWalk): string => {
  const verdict = judge(walk);
  return verdict.accepted ? 'accepted' : verdict.refusal;
};

describe('the kind of ids of a list', () => {
  it('is the one that more than half of them are of', () => {
    expect(idKindOf(['123', 'ann', 'bo'])).toBe('name');
    expect(idKindOf(['ann', '1', '2'])).toBe('number');
    expect(idKindOf(['did:plc:a'])).toBe('did');
  });
  it('is none, if they are of several kinds alike, or nobody is listed', () => {
    expect(idKindOf(['123', 'ann'])).toBeUndefined();
    expect(idKindOf([])).toBeUndefined();
  });
});

describe('a walk is judged', () => {
  const people = some(100, 'present');
  const most = named(people).slice(0, 80);

  it("by the network's own number, and by how far a list falls short of it as a rule", () => {
    expect(outcomeOf(walkOver(people, most))).toBe('accepted');
    expect(outcomeOf(walkOver(people, most, { networkCount: 100 }))).toBe('implausible-count');
    expect(outcomeOf(walkOver(people, most, { networkCount: 100, usualShortfall: 20 }))).toBe('accepted');
  });

  it('less strictly where there is no baseline yet', () => {
    const { baselineAt: _, ...head } = walkOver(people, most, { networkCount: 100 }).head;
    expect(outcomeOf({ ...walkOver(people, most), head })).toBe('accepted');
  });

  it('by the lists that fell short before it', () => {
    const shortLists = { times: 3, since: AT - 3 * DAY, listed: 80 };
    expect(outcomeOf(walkOver(people, most, { networkCount: 100, shortLists }))).toBe('accepted');
    const tooSoon = { ...shortLists, since: AT - 3 * DAY + 1 };
    expect(outcomeOf(walkOver(people, most, { networkCount: 100, shortLists: tooSoon }))).toBe('implausible-count');
  });

  it.each(['present', 'missing', 'held'] as const)('by whoever is %s, since a list should show them', (state) => {
    expect(outcomeOf(walkOver(some(5, state), strangers(5)))).toBe('identity-change');
  });

  it.each(['hidden', 'lost'] as const)('without whoever is %s, since no list shows them', (state) => {
    expect(outcomeOf(walkOver(some(10, state), []))).toBe('accepted');
    expect(outcomeOf(walkOver([...some(5, 'present'), ...some(10, state)], strangers(5)))).toBe('identity-change');
  });

  it('by the kind of ids that it names people by, held against those who are expected', () => {
    const numbers = (count: number) => Array.from({ length: count }, (_, n) => listed(String(n)));
    expect(outcomeOf(walkOver(some(3, 'present'), numbers(3)))).toBe('other-ids');
    // Whoever is lost does not count, wherever they stand, nor does a name that looks like a number.
    const lost = numbers(60).map(({ id }) => row(id, { state: 'lost' }));
    const [ann, bo] = [row('ann'), row('bo')];
    for (const rows of [
      [...lost.slice(0, 1), ann],
      [ann, ...lost, bo],
      [row('7000'), ann, bo],
    ]) {
      expect(outcomeOf(walkOver(rows, numbers(3)))).toBe('other-ids');
    }
    expect(outcomeOf({ ...walkOver(some(3, 'present'), numbers(3)), listIdKind: undefined })).toBe('accepted');
  });
});

const VERIFICATION: Verification = { canVerify: true, listsFullProfiles: true, findings: new Map() };
const idsOf = (people: Iterable<{ readonly id: string }>): string[] => [...people].map(({ id }) => id);

describe('what a walk puts to the rules', () => {
  const rows = (['present', 'missing', 'held', 'hidden', 'lost'] as const).flatMap((state, n) => some(3 + n, state));

  it('is whom the roster expected and did not see, whom it saw otherwise, and whom it did not know', () => {
    const back = listed('lost1', { name: 'Back' });
    const edited = listed('present0', { name: 'New' });
    const walk = walkOver(rows, [edited, listed('present1'), listed('missing0'), back, ...strangers(2)]);
    const facts = decideWalk(walk, absentRows(walk), VERIFICATION);
    expect(facts).toMatchObject({ kind: 'followers', at: AT, pull: 5, isBaseline: false, expected: 3 + 4 + 5 + 6 });
    expect(idsOf(facts.unseen)).toEqual([
      ...['present2', 'missing1', 'missing2', 'missing3'],
      ...some(5, 'held').map(({ id }) => id),
      ...some(6, 'hidden').map(({ id }) => id),
    ]);
    expect(facts.seen.map(({ row: { id }, isEdited }) => [id, isEdited])).toEqual([
      ['present0', true],
      ['lost1', true],
      ['missing0', false],
    ]);
    expect(facts.seen.map((one) => one.listed)).toEqual([edited, back, listed('missing0')]);
    expect(seenRows(walk)).toEqual(facts.seen);
    expect(idsOf(facts.fresh)).toEqual(['stranger0', 'stranger1']);
  });

  it('is what could be verified, and how the list came', () => {
    const walk = walkOver(rows, named(rows));
    const findings = new Map([['a', { id: 'a', evidence: { at: AT, asked: 'it', answered: 'so' } }]]);
    const plain = decideWalk(walk, [], { canVerify: false, listsFullProfiles: false, findings });
    expect(plain).toMatchObject({ canVerify: false, listsFullProfiles: false });
    expect(plain.findings).toBe(findings);
    expect(plain).not.toHaveProperty('needsSecondLook');
    expect(plain).not.toHaveProperty('isGiven');
    const given = decideWalk(walk, [], { ...VERIFICATION, needsSecondLook: true, isGiven: true });
    expect(given).toMatchObject({ canVerify: true, listsFullProfiles: true, needsSecondLook: true, isGiven: true });
  });

  it('is that it will be the baseline, where there is none', () => {
    const walk = walkOver([], strangers(3));
    const { baselineAt: _, ...head } = walk.head;
    expect(decideWalk({ ...walk, head }, [], VERIFICATION).isBaseline).toBe(true);
  });

  it('names the servers of which nobody is listed any more, be it somebody known or new', () => {
    const of = (server: string) => Array.from({ length: 3 }, (_, n) => row(`https://${server}.example/${n}`));
    const known = ['gone', 'known', 'new'].flatMap(of);
    const stayed = row('https://known.example/stayed');
    const walk = walkOver([...known, stayed], [...named([stayed]), listed('https://new.example/9')]);
    const { silentServers } = decideWalk(walk, absentRows(walk), VERIFICATION);
    expect(silentServers).toEqual(new Set(['gone.example']));
  });

  it('is nothing of an account, which has no roster', () => {
    const walk = walkOver([], [], { kind: 'account' });
    expect(() => decideWalk(walk, [], VERIFICATION)).toThrow(TypeError);
  });
});

describe('whoever is forgotten', () => {
  it('was lost before the time that retention allows, and is not back', () => {
    const lostAt = (id: string, stateAt: number, state: PersonState = 'lost') => row(id, { state, stateAt });
    const rows = [
      ...[lostAt('long', NOW - 1), lostAt('back', NOW - 1), lostAt('just', NOW)],
      ...[lostAt('missing', NOW - 1, 'missing'), lostAt('present', NOW - 1, 'present')],
    ];
    expect([...forgotten(walkOver(rows, [listed('back')]), NOW)]).toEqual(['long']);
    expect([...forgotten(walkOver(rows.slice(3), []), NOW)]).toEqual([]);
  });
});

describe('profiles that were looked up', () => {
  it('are those of newcomers, and of rows to whom nothing else happened', () => {
    const walk = walkOver(some(2, 'present'), [...named(some(2, 'present')), ...strangers(1)]);
    const profiles = new Map(
      ['present1', 'stranger0'].map((id) => [id, listed(id, { location: 'Leipzig' }).profile] as const),
    );
    const decision = decideWithProfiles(decideWalk(walk, [], VERIFICATION), profiles, [walk.roster.rowAt(1)]);
    expect(decision.puts.map(({ id, profile, hydratedAt }) => [id, profile.location, hydratedAt])).toEqual(
      expect.arrayContaining([
        ['present1', 'Leipzig', AT],
        ['stranger0', 'Leipzig', AT],
      ]),
    );
    expect(decision.puts).toHaveLength(2);
  });
});
