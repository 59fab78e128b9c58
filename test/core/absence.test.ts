import { describe, expect, it } from 'vitest';
import { absentSignals } from '../../functions/core/absence.ts';
import type { PullInParts } from '../../functions/core/compared-pull.ts';
import type { Finding, PersonState, RosterRow } from '../../functions/core/model.ts';
import { DAY, finding, HOUR, person } from './audience-in-memory.ts';

const AT = Date.parse('2026-05-09T07:00:00Z');
const PULL = 9;

function row(id: string, state: PersonState = 'present', more: Partial<RosterRow> = {}): RosterRow {
  const isAway = state === 'missing' || state === 'held';
  const waits = isAway ? { stateAt: AT - DAY, absentAtPull: PULL - 1 } : { stateAt: 0 };
  return { ...person(id), state, firstSeenAt: 0, returns: 0, losses: 0, ...waits, ...more };
}

const rows = (count: number, prefix: string, ...rest: [PersonState?, Partial<RosterRow>?]): RosterRow[] =>
  Array.from({ length: count }, (_, n) => row(`${prefix}${n}`, ...rest));
const on = (server: string) => `https://${server}/users/`;
const all = (some: readonly RosterRow[], facts: Omit<Finding, 'id' | 'evidence'>) =>
  some.map(({ id }) => finding(id, facts));

type Case = Omit<Partial<PullInParts>, 'findings' | 'back'> & {
  readonly findings?: readonly Finding[];
  readonly back?: readonly RosterRow[];
};

function signalsOf(unseen: readonly RosterRow[], { findings = [], back = [], ...more }: Case = {}) {
  const signals = absentSignals({
    kind: 'followers',
    at: AT,
    pull: PULL,
    isBaseline: false,
    expected: 1_000,
    unseen,
    back,
    fresh: [],
    listsFullProfiles: false,
    canVerify: findings.length > 0,
    findings: new Map(findings.map((one) => [one.id, one])),
    hydrated: new Map(),
    hydratedRows: [],
    ...more,
  });
  expect(signals.length).toBe(unseen.length);
  return new Map(unseen.map(({ id }, number) => [id, signals.at(number)]));
}

/** The different signals of these people, in the order of the alphabet. */
const saidOf = (some: readonly RosterRow[], ...rest: [(readonly RosterRow[])?, Case?]): string => {
  const signals = signalsOf(rest[0] ?? some, rest[1]);
  return [...new Set(some.map(({ id }) => signals.get(id)))].sort().join();
};

const FICKLE = { returns: 1 } as const;

describe('one person who is not listed', () => {
  it('is absent, and confirmed when patience ends', () => {
    expect(saidOf([row('a')])).toBe('absent');
    expect(saidOf([row('a', 'missing')])).toBe('confirmed');
    expect(saidOf([row('a', 'missing', { stateAt: AT - 19 * HOUR })])).toBe('absent');
    expect(saidOf([row('a', 'missing', FICKLE)])).toBe('absent');
  });

  it('is what the network says of them', () => {
    const ask = (facts: Omit<Finding, 'id' | 'evidence'>, state: PersonState = 'missing') =>
      saidOf([row('a', state)], undefined, { findings: [finding('a', facts)] });
    expect(ask({ inAudience: false })).toBe('proven');
    expect(ask({ inAudience: true })).toBe('still-there');
    expect(ask({ account: 'active' })).toBe('confirmed');
    expect(ask({ account: 'active' }, 'present')).toBe('absent');
    expect(saidOf([row('a', 'missing')], undefined, { canVerify: true })).toBe('unanswered');
  });

  it('who was hidden stays so until the network shows the account again', () => {
    const hidden = row('a', 'hidden');
    expect(saidOf([hidden])).toBe('unanswered');
    expect(saidOf([hidden], undefined, { canVerify: true })).toBe('unanswered');
    expect(saidOf([hidden], undefined, { kind: 'stars', findings: [finding('a', {})] })).toBe('unanswered');
    const gone = finding('a', { account: 'gone' });
    expect(saidOf([hidden], undefined, { kind: 'stars', findings: [gone] })).toBe('still-there');
    const active = finding('a', { account: 'active' });
    expect(saidOf([hidden], undefined, { kind: 'stars', findings: [active] })).toBe('absent');
  });

  it('is waited for longer while the network’s own number says that the list leaves people out', () => {
    const doubted = [finding('a', { account: 'active', isDoubted: true })];
    const since = (pulls: number) => row('a', 'missing', { absentAtPull: PULL - pulls, stateAt: AT - pulls * DAY });
    expect(saidOf([since(1)], undefined, { findings: doubted })).toBe('absent');
    expect(saidOf([since(6)], undefined, { findings: doubted })).toBe('absent');
    expect(saidOf([since(7)], undefined, { findings: doubted })).toBe('confirmed');
  });
});

describe('an export', () => {
  const members = { kind: 'members' } as const;

  it('proves each absence by itself, a list that is read does not', () => {
    expect(saidOf([row('a'), row('b', 'missing')], undefined, members)).toBe('proven');
    expect(saidOf([row('a')], undefined, { ...members, needsSecondLook: true })).toBe('absent');
    expect(saidOf([row('a')], undefined, { ...members, needsSecondLook: false })).toBe('proven');
  });

  it('may be one of any kind of list that its owner gave, unless it was only read from somewhere', () => {
    const given = { kind: 'followers', isGiven: true } as const;
    expect(saidOf([row('a')], undefined, given)).toBe('proven');
    expect(saidOf([row('a')], undefined, { ...given, isGiven: false })).toBe('absent');
    expect(saidOf([row('a')], undefined, { ...given, needsSecondLook: true })).toBe('absent');
    // What the network said of somebody once does not keep them on a list that they are not on.
    expect(saidOf([row('a', 'hidden')], undefined, given)).toBe('proven');
  });

  it('proves the absence of whom it held back only by the second look', () => {
    expect(saidOf([row('a', 'held')], undefined, members)).toBe('proven');
    expect(saidOf([row('a', 'held', { stateAt: AT - HOUR })], undefined, members)).toBe('absent');
    expect(saidOf([row('a', 'missing', { stateAt: AT - HOUR })], undefined, members)).toBe('proven');
  });

  it('that lacks implausibly many is a drop like any other, but for those who are known to be there', () => {
    const many = rows(30, 'p');
    expect(saidOf(many, undefined, { ...members, expected: 100 })).toBe('in-drop');
    expect(saidOf(many, undefined, { ...members, expected: 100, findings: all(many, { inAudience: true }) })).toBe(
      'still-there',
    );
  });
});

describe('everybody of a server', () => {
  const loud = rows(3, on('loud.example'), 'missing', FICKLE);
  const silentServers = new Set(['loud.example']);

  it('is confirmed together at a second look, comers and goers as well', () => {
    expect(saidOf(loud, undefined, { silentServers })).toBe('confirmed');
    expect(saidOf(loud)).toBe('absent');
    const soon = rows(3, on('loud.example'), 'missing', { ...FICKLE, stateAt: AT - 19 * HOUR });
    expect(saidOf(soon, undefined, { silentServers })).toBe('absent');
  });

  it('is at least three', () => {
    expect(saidOf(loud.slice(1), undefined, { silentServers })).toBe('absent');
  });

  it('is nobody of another server, nor of none', () => {
    const others = [...rows(3, on('quiet.example'), 'missing', FICKLE), ...rows(3, 'p', 'missing', FICKLE)];
    expect(saidOf(others, [...others, ...loud], { silentServers })).toBe('absent');
    expect(saidOf(loud, [...others, ...loud], { silentServers })).toBe('confirmed');
  });

  it('is who went last together; who went before waits as they would alone', () => {
    const before = rows(3, on('loud.example/before'), 'missing', { ...FICKLE, absentAtPull: 7, stateAt: AT - 2 * DAY });
    const together = [...before, ...loud];
    expect(saidOf(loud, together, { silentServers })).toBe('confirmed');
    expect(saidOf(before, together, { silentServers })).toBe('absent');
  });

  it('is not gone while somebody of it was there until now, or is only hidden', () => {
    for (const state of ['present', 'hidden'] as const) {
      const other = row(`${on('loud.example')}o`, state);
      expect(saidOf(loud, [...loud, other], { silentServers }), state).toBe('absent');
    }
    // Of three who are newly absent nobody waits yet.
    expect(saidOf(rows(3, on('loud.example')), undefined, { silentServers })).toBe('absent');
  });
});

describe('a mass loss', () => {
  it('of more than a tenth, borne out, is confirmed at a second look, comers and goers as well', () => {
    const wave = (size: number, more: Partial<RosterRow> = {}) => rows(size, 'p', 'missing', { ...FICKLE, ...more });
    expect(saidOf(wave(11), undefined, { expected: 100 })).toBe('confirmed');
    expect(saidOf(wave(10), undefined, { expected: 100 })).toBe('absent');
    expect(saidOf(wave(11, { stateAt: AT - 19 * HOUR }), undefined, { expected: 100 })).toBe('absent');
  });

  it('is one where nobody else is left, too', () => {
    expect(saidOf(rows(11, 'p', 'missing', FICKLE), undefined, { expected: 11 })).toBe('confirmed');
  });

  it('is none of those of whom the network’s own number says that they are left out', () => {
    const wave = rows(30, 'p', 'held');
    const findings = all(wave, { account: 'active', isDoubted: true });
    expect(saidOf(wave, undefined, { kind: 'likes', expected: 100, findings })).toBe('absent');
    expect(saidOf(wave, undefined, { kind: 'likes', expected: 100, findings: all(wave, { account: 'active' }) })).toBe(
      'confirmed',
    );
  });
});

describe('a network that flickers', () => {
  /** Six of ten are back, and as many others are gone: whoever is not listed may only be left out. */
  const gone = rows(4, 'g', 'missing');
  const back = rows(6, 'b', 'missing');
  const others = rows(6, 'n');
  const flicker: Case = { expected: 100, back };

  it('confirms nobody’s absence', () => {
    expect(saidOf(gone, [...gone, ...others], flicker)).toBe('absent');
    const lone = [row('l', 'missing', { absentAtPull: 5, stateAt: AT - 4 * DAY })];
    expect(saidOf(lone, [...lone, ...gone, ...others], flicker)).toBe('absent');
  });

  it('is none, if the list is whole now, or few went, or few came back', () => {
    expect(saidOf(gone, undefined, flicker)).toBe('confirmed');
    expect(saidOf(gone, [...gone, ...others.slice(2)], flicker)).toBe('confirmed');
    expect(saidOf(gone.slice(2), [...gone.slice(2), ...others], { ...flicker, back: back.slice(4) })).toBe('confirmed');
    // One went and came back, another went with them: too few to say anything of the list.
    const [one, two] = [row('x', 'missing'), row('y', 'missing')];
    expect(saidOf([one], [one, ...others], { expected: 100, back: [two] })).toBe('confirmed');
  });

  it('is none, if only a wave that is borne out is about', () => {
    const stayed = rows(8, 's', 'missing', { absentAtPull: 7, stateAt: AT - 2 * DAY });
    const lone = [row('l', 'missing')];
    expect(saidOf([...lone, ...stayed], [...lone, ...stayed, ...others], { expected: 100 })).toBe('confirmed');
    // Beside another that is not borne out it is all that is confirmed.
    expect(saidOf(stayed, [...stayed, ...gone, ...others], flicker)).toBe('confirmed');
    expect(saidOf(gone, [...stayed, ...gone, ...others], flicker)).toBe('absent');
  });

  it('does not make a doubt of the network’s own word', () => {
    const unseen = [...gone, ...others];
    const findings = [
      finding('g0', { inAudience: false }),
      finding('g1', { inAudience: true }),
      finding('g2', { account: 'active' }),
    ];
    const signals = signalsOf(unseen, { ...flicker, findings });
    expect(gone.map(({ id }) => signals.get(id))).toEqual(['proven', 'still-there', 'absent', 'unanswered']);
    const known = signalsOf(unseen, { ...flicker, kind: 'members', findings: [finding('g1', { inAudience: true })] });
    expect(known.get('g1')).toBe('still-there');
  });

  it('makes a doubt of an export', () => {
    const signals = signalsOf([...gone, ...others], { ...flicker, kind: 'members' });
    expect(new Set(gone.map(({ id }) => signals.get(id)))).toEqual(new Set(['absent']));
    expect(new Set(others.map(({ id }) => signals.get(id)))).toEqual(new Set(['proven']));
  });

  it('leaves the last few of a held drop open while the list may be partial, even of those who are few', () => {
    const held = [row('h', 'held')];
    expect(saidOf(held, [...held, ...others], { expected: 100 })).toBe('absent');
    expect(saidOf(held, [...held, ...others.slice(2)], { expected: 100 })).toBe('confirmed');
    const missing = [row('m', 'missing')];
    expect(saidOf(missing, [...missing, ...others], { expected: 100 })).toBe('confirmed');
  });

  it('is judged by the share that this list misses of those who were there until now', () => {
    // Six of ten stay away. Of the 90 who were there a fifth may be missed, and not more; the lost count nowhere.
    const away = rows(6, 'w', 'missing');
    const cameBack = [...rows(4, 'c', 'missing'), ...rows(5, 'l', 'lost')];
    const missing = (count: number) => [...away, ...rows(count, 'n')];
    expect(saidOf(away, missing(18), { expected: 100, back: cameBack })).toBe('confirmed');
    expect(saidOf(away, missing(19), { expected: 100, back: cameBack })).toBe('absent');
  });
});

describe('a pull that misses some', () => {
  it('is measured by those who were there until now, and not by those who were away, gone or back', () => {
    const gone = rows(6, 'g', 'missing');
    const back = [...rows(4, 'b', 'missing'), ...rows(40, 'h', 'hidden')];
    // 10 of 50 are a fifth, and so is 0.6 of the wave just enough; 10 of 94 would be less.
    expect(saidOf(gone, [...gone, ...rows(10, 'p')], { expected: 100, back })).toBe('confirmed');
    expect(saidOf(gone, [...gone, ...rows(11, 'p')], { expected: 100, back })).toBe('absent');
    expect(saidOf(gone, [...gone, ...rows(11, 'p')], { expected: 144, back })).toBe('confirmed');
  });
});

describe('implausibly many at once', () => {
  it('are a drop, whether the network was asked or not, but for those whom it speaks for', () => {
    const many = rows(26, 'p');
    expect(saidOf(many, undefined, { expected: 100 })).toBe('in-drop');
    expect(saidOf(many, undefined, { expected: 100, canVerify: true })).toBe('in-drop');
    expect(saidOf(many.slice(1), undefined, { expected: 100 })).toBe('absent');
    expect(saidOf(many, undefined, { expected: 100, findings: all(many, { inAudience: true }) })).toBe('still-there');
    expect(saidOf(many, undefined, { expected: 100, findings: all(many, { inAudience: false }) })).toBe('proven');
  });
});
