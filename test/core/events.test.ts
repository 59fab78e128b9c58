import { describe, expect, it } from 'vitest';
import { type ComparedPull, decide } from '../../functions/core/decide.ts';
import type { Change, Finding, PersonState, RosterRow } from '../../functions/core/model.ts';
import { silentServers } from '../../functions/core/servers.ts';
import { DAY, finding, HOUR, person } from './audience-in-memory.ts';

const AT = Date.parse('2026-03-28T06:00:00Z');

function row(id: string, state: PersonState = 'present', more: Partial<RosterRow> = {}): RosterRow {
  const { profile } = person(id);
  const away = state === 'missing' || state === 'held' ? { stateAt: AT - DAY, absentAtPull: 8 } : { stateAt: 0 };
  return { id, profile, state, firstSeenAt: 0, returns: 0, losses: 0, ...away, ...more };
}

const ids = (count: number, server?: string): string[] =>
  Array.from({ length: count }, (_, n) => (server === undefined ? `p${n}` : `https://${server}/users/p${n}`));
const rows = (some: readonly string[], ...rest: [PersonState?, Partial<RosterRow>?]): RosterRow[] =>
  some.map((id) => row(id, ...rest));
const all = (some: readonly string[], facts: Omit<Finding, 'id' | 'evidence'>): Finding[] =>
  some.map((id) => finding(id, facts));

/** Losses told by a pull that did not list these rows, as `id event`. */
function toldBy(
  unseen: readonly RosterRow[],
  findings: readonly Finding[] = [],
  more: Partial<ComparedPull> & { readonly listed?: readonly string[] } = {},
): Change[] {
  const { listed = [], ...rest } = more;
  return decide({
    kind: 'followers',
    at: AT,
    pull: 9,
    isBaseline: false,
    expected: 100,
    unseen,
    seen: [],
    fresh: [],
    silentServers: silentServers(
      unseen.map(({ id }) => id),
      () => listed,
    ),
    listsFullProfiles: false,
    canVerify: findings.length > 0,
    findings: new Map(findings.map((one) => [one.id, one])),
    hydrated: new Map(),
    hydratedRows: [],
    ...rest,
  }).changes.filter(({ kind }) => kind === 'lost');
}

const eventsOf = (changes: readonly Change[]): (string | undefined)[] => [
  ...new Set(changes.map(({ event }) => event)),
];

describe('a purge', () => {
  it.each(['suspended', 'gone', 'deleted', 'deactivated'] as const)(
    'of accounts that are %s is one event',
    (account) => {
      const six = ids(6);
      const changes = toldBy(rows(six), all(six, { account }));
      expect(changes).toHaveLength(6);
      expect(eventsOf(changes)).toEqual(['purge-2026-03-28']);
    },
  );

  it('mixes the ways in which accounts end, and leaves alone who left by themselves', () => {
    const [a, b] = [ids(3), ['q1', 'q2', 'q3']];
    const left = finding('z', { account: 'active', inAudience: false });
    const changes = toldBy(rows([...a, ...b, 'z']), [
      ...all(a, { account: 'suspended' }),
      ...all(b, { account: 'gone' }),
      left,
    ]);
    expect(changes.filter(({ event }) => event === 'purge-2026-03-28')).toHaveLength(6);
    expect(changes.find((change) => change.person.id === 'z')?.event).toBeUndefined();
  });

  it('is none of five, nor of one in a hundred', () => {
    expect(eventsOf(toldBy(rows(ids(5)), all(ids(5), { account: 'gone' })))).toEqual([undefined]);
    const ten = all(ids(10), { account: 'gone' });
    expect(eventsOf(toldBy(rows(ids(10)), ten, { expected: 1_000 }))).toEqual([undefined]);
    expect(eventsOf(toldBy(rows(ids(10)), ten, { expected: 999 }))).toEqual(['purge-2026-03-28']);
  });

  it('is not made up to its size by others who left on the same day, nor by whom a server took along', () => {
    const loud = ids(3, 'loud.example');
    const left = all(['u1', 'u2', 'u3'], { inAudience: false });
    const ended = all([...ids(5), ...loud], { account: 'gone' });
    const changes = toldBy(rows([...ids(5), 'u1', 'u2', 'u3', ...loud]), [...ended, ...left]);
    expect(changes).toHaveLength(11);
    expect(eventsOf(changes)).toEqual([undefined, 'server-loud.example-2026-03-28']);
  });

  it('is none of many who unfollowed, blocked or moved: each of them is a person', () => {
    for (const facts of [{ inAudience: false }, { blockedYou: true }, { movedTo: 'elsewhere' }]) {
      expect(eventsOf(toldBy(rows(ids(30)), all(ids(30), facts)))).toEqual([undefined]);
    }
  });

  it('keeps its day when some of it are told later', () => {
    const six = ids(6);
    expect(eventsOf(toldBy(rows(six, 'missing'), all(six, { account: 'gone' })))).toEqual(['purge-2026-03-27']);
  });
});

describe('a server', () => {
  const loud = ids(3, 'Loud.Example:8443');

  it('that cut the ties of all its people is one event', () => {
    const changes = toldBy(rows(loud), all(loud, { severed: true }));
    expect(eventsOf(changes)).toEqual(['server-loud.example:8443-2026-03-28']);
    expect(changes.map(({ verdict }) => verdict)).toEqual(['severed', 'severed', 'severed']);
  });

  it('comes before a purge, and what is left of a purge counts by itself', () => {
    const others = ids(5, 'quiet.example').concat(ids(5));
    const gone = all([...loud, ...others], { account: 'gone' });
    const changes = toldBy(rows([...loud, ...others]), gone, { listed: ['https://quiet.example/users/stays'] });
    expect(eventsOf(changes.slice(0, 3))).toEqual(['server-loud.example:8443-2026-03-28']);
    expect(eventsOf(changes.slice(3))).toEqual(['purge-2026-03-28']);
  });

  it.each([
    ['two people are too few', rows(loud.slice(0, 2)), []],
    ['somebody of it is listed', rows(loud), ['https://loud.example:8443/users/stays']],
    ['somebody of it is only hidden', [...rows(loud), row('https://loud.example:8443/users/h', 'hidden')], []],
  ])('is not the cause, when %s', (_, unseen, listed) => {
    expect(eventsOf(toldBy(unseen, all(loud, { severed: true }), { listed }))).toEqual([undefined]);
  });

  it('is the cause although one of its people went before, and another is not heard of yet', () => {
    const before = row('https://loud.example:8443/users/b', 'missing', { returns: 2 });
    const open = row('https://loud.example:8443/users/o');
    const changes = toldBy([...rows(loud), before, open], all(loud, { account: 'gone' }));
    expect(changes).toHaveLength(3);
    expect(eventsOf(changes)).toEqual(['server-loud.example:8443-2026-03-28']);
  });

  it('is who went last together: whoever went before them, and is told with them, left by themselves', () => {
    const before = row('https://loud.example:8443/users/b', 'missing');
    const changes = toldBy([...rows(loud), before], all([...loud, before.id], { account: 'gone' }));
    expect(changes.map(({ event }) => event)).toEqual([
      ...Array(3).fill('server-loud.example:8443-2026-03-28'),
      undefined,
    ]);
    const fewer = toldBy([...rows(loud.slice(1)), before], all([...loud, before.id], { account: 'gone' }));
    expect(eventsOf(fewer)).toEqual([undefined]);
  });

  it('is the cause whoever is hidden on another server', () => {
    const unseen = [...rows(loud), row('https://quiet.example/users/h', 'hidden')];
    const changes = toldBy(unseen, all(loud, { severed: true }));
    expect(eventsOf(changes)).toEqual(['server-loud.example:8443-2026-03-28']);
  });

  it('is none while somebody of it stayed longer than those who are told', () => {
    const stayed = row('https://loud.example:8443/users/s');
    const changes = toldBy([...rows(loud, 'missing'), stayed]);
    expect(changes).toHaveLength(3);
    expect(eventsOf(changes)).toEqual([undefined]);
  });

  it('is the cause although somebody of it goes on elsewhere since', () => {
    const mover = row('https://loud.example:8443/users/m');
    const home = person('https://quiet.example/users/m');
    const findings = [...all(loud, { account: 'gone' }), finding(mover.id, { movedTo: home.id })];
    const changes = toldBy([...rows(loud, 'missing'), mover], findings, { fresh: [home] });
    expect(changes).toHaveLength(3);
    expect(eventsOf(changes)).toEqual(['server-loud.example:8443-2026-03-27']);
  });

  it('is a matter of followers: addresses in other lists are on servers that say nothing', () => {
    expect(eventsOf(toldBy(rows(loud), [], { kind: 'members' }))).toEqual([undefined]);
  });
});

describe('an unexplained mass loss', () => {
  it('is more than a tenth, and at least five, who went together and are told together', () => {
    expect(eventsOf(toldBy(rows(ids(11), 'missing')))).toEqual(['drop-2026-03-27']);
    expect(eventsOf(toldBy(rows(ids(10), 'missing')))).toEqual([undefined]);
    expect(eventsOf(toldBy(rows(ids(5), 'missing'), [], { expected: 30 }))).toEqual(['drop-2026-03-27']);
    expect(eventsOf(toldBy(rows(ids(4), 'missing'), [], { expected: 30 }))).toEqual([undefined]);
  });

  it('stays one, however few of those who were held stayed away', () => {
    expect(eventsOf(toldBy(rows(ids(5), 'held'), [], { expected: 1_000 }))).toEqual(['drop-2026-03-27']);
    expect(eventsOf(toldBy(rows(ids(4), 'held'), [], { expected: 1_000 }))).toEqual([undefined]);
  });

  it('stays one also for those of it whom another glitch kept from being held', () => {
    const unseen = [...rows(ids(3), 'held'), row('m1', 'missing'), row('m2', 'missing')];
    expect(eventsOf(toldBy(unseen, [], { expected: 1_000 }))).toEqual(['drop-2026-03-27']);
  });

  it('is not made of people who went on different days', () => {
    const earlier = ids(10).map((id) => row(`e${id}`, 'missing', { stateAt: AT - DAY - HOUR, absentAtPull: 7 }));
    expect(eventsOf(toldBy([...rows(ids(10), 'missing'), ...earlier]))).toEqual([undefined]);
  });

  it('leaves to the network what the network explains, but for those who were held back as a drop', () => {
    const left = all(ids(20), { inAudience: false });
    expect(eventsOf(toldBy(rows(ids(20), 'missing'), left))).toEqual([undefined]);
    expect(eventsOf(toldBy(rows(ids(20), 'held'), left))).toEqual(['drop-2026-03-27']);
    expect(eventsOf(toldBy(rows(ids(20), 'held'), all(ids(20), { account: 'gone' })))).toEqual(['purge-2026-03-27']);
  });

  it('is not made up to its size by those whom the network explains', () => {
    const left = all(['u1', 'u2', 'u3'], { inAudience: false });
    const still = all(ids(10), { account: 'active' });
    expect(eventsOf(toldBy(rows([...ids(10), 'u1', 'u2', 'u3'], 'missing'), [...still, ...left]))).toEqual([undefined]);
  });

  it('is the same in any order', () => {
    const some = rows(ids(12), 'missing');
    const text = (changes: readonly Change[]): string[] => changes.map((change) => JSON.stringify(change)).sort();
    expect(text(toldBy([...some].reverse()))).toEqual(text(toldBy(some)));
  });
});
