import { describe, expect, it } from 'vitest';
import { type ComparedPull, decide, decideInParts } from '../../functions/core/decide.ts';
import type { Change, ListedPerson, Profile, RosterRow } from '../../functions/core/model.ts';
import { DAY, finding, HOUR, person } from './audience-in-memory.ts';

const AT = Date.parse('2026-03-10T09:00:00Z');

function known(id: string, more: Partial<RosterRow> = {}): RosterRow {
  const { profile } = person(id);
  return { id, profile, state: 'present', stateAt: 1, firstSeenAt: 1, returns: 0, losses: 0, ...more };
}

const away = (id: string, more: Partial<RosterRow> = {}): RosterRow =>
  known(id, { state: 'missing', stateAt: AT - DAY, absentAtPull: 8, ...more });

function pulled(more: Partial<ComparedPull> = {}): ReturnType<typeof decide> {
  return decide({
    kind: 'followers',
    at: AT,
    pull: 9,
    isBaseline: false,
    expected: 100,
    unseen: [],
    seen: [],
    fresh: [],
    listsFullProfiles: false,
    canVerify: false,
    findings: new Map(),
    hydrated: new Map(),
    hydratedRows: [],
    ...more,
  });
}

const found = (...findings: ReturnType<typeof finding>[]): Pick<ComparedPull, 'canVerify' | 'findings'> => ({
  canVerify: true,
  findings: new Map(findings.map((one) => [one.id, one])),
});

const seenAs = (row: RosterRow, profile: Partial<Profile> = {}, since?: number): ComparedPull['seen'][number] => ({
  row,
  listed: { id: row.id, profile: { ...row.profile, ...profile }, ...(since === undefined ? {} : { since }) },
  isEdited: Object.keys(profile).length > 0,
});

describe('somebody new', () => {
  const dated: ListedPerson = { ...person('n'), since: AT - 3 * HOUR };

  it('is told as of the time that the network gives, else of the pull', () => {
    const { changes } = pulled({ fresh: [dated, person('m')] });
    expect(changes).toEqual([
      { kind: 'gained', person: { id: 'n', ...dated.profile }, at: AT - 3 * HOUR, detectedAt: AT },
      { kind: 'gained', person: { id: 'm', ...person('m').profile }, at: AT, detectedAt: AT },
    ]);
  });

  it('is written with all that is known, and nothing else', () => {
    const row = { id: 'm', state: 'present', stateAt: AT, firstSeenAt: AT, returns: 0, losses: 0 };
    const { profile } = person('m');
    expect(pulled({ fresh: [person('m')] })).toMatchObject({ puts: [{ ...row, profile }], drops: [] });
    expect(Object.keys(pulled({ fresh: [person('m')] }).puts[0] ?? {})).not.toContain('hydratedAt');
    expect(Object.keys(pulled({ fresh: [person('m')] }).puts[0] ?? {})).not.toContain('since');
    expect(pulled({ fresh: [dated], listsFullProfiles: true }).puts).toEqual([
      { ...row, id: 'n', profile: dated.profile, since: AT - 3 * HOUR, hydratedAt: AT },
    ]);
  });
});

describe('somebody gone missing', () => {
  it('is missing since the pull that first did not see them, and stays so', () => {
    const { puts, changes } = pulled({ unseen: [known('a'), away('b', { stateAt: AT - HOUR })] });
    expect(puts).toEqual([known('a', { state: 'missing', stateAt: AT, absentAtPull: 9 })]);
    expect(changes).toEqual([]);
  });

  it('is hidden from when the network says so, and waits for nothing', () => {
    const still = found(finding('a', { inAudience: true }), finding('b', { inAudience: true }));
    const { puts } = pulled({ unseen: [known('a'), away('b')], ...still });
    expect(puts).toEqual([known('a', { state: 'hidden', stateAt: AT }), known('b', { state: 'hidden', stateAt: AT })]);
    for (const row of puts) expect(Object.keys(row)).not.toContain('absentAtPull');
  });

  it('who was hidden is missing from when the network shows the account again, and patience begins', () => {
    const hidden = known('a', { state: 'hidden', stateAt: 5 });
    const shown = found(finding('a', { account: 'active' }));
    const { puts, changes } = pulled({ kind: 'stars', unseen: [hidden], ...shown });
    expect(puts).toEqual([known('a', { state: 'missing', stateAt: AT, absentAtPull: 9 })]);
    expect(changes).toEqual([]);
    const [waiting] = puts;
    if (waiting === undefined) throw new Error('Nobody waits.');
    const next = pulled({ kind: 'stars', at: AT + DAY, pull: 10, unseen: [waiting], ...shown });
    expect(next.changes).toMatchObject([{ kind: 'lost', verdict: 'unliked', at: AT }]);
  });

  it('while the network’s own number speaks for them is told late, and no finer than that', () => {
    const doubted = found(finding('a', { account: 'active', isDoubted: true }));
    expect(pulled({ kind: 'likes', unseen: [away('a')], ...doubted }).changes).toEqual([]);
    const late = away('a', { absentAtPull: 2, stateAt: AT - 7 * DAY });
    expect(pulled({ kind: 'likes', unseen: [late], ...doubted }).changes).toMatchObject([{ verdict: 'unknown' }]);
  });

  it('is nobody’s loss while they stay hidden', () => {
    const hidden = known('a', { state: 'hidden', stateAt: 5 });
    expect(pulled({ unseen: [hidden] })).toEqual({ puts: [], drops: [], changes: [] });
  });

  it('is told by two lists as of the first, with both as evidence', () => {
    const { puts, changes } = pulled({ unseen: [away('a', { losses: 1 })] });
    const evidence = [{ at: AT, asked: 'two complete lists', answered: 'not listed since 2026-03-09' }];
    expect(changes).toMatchObject([{ verdict: 'unknown', at: AT - DAY, detectedAt: AT, evidence }]);
    const told = { toldAt: AT, toldAtPull: 9 };
    expect(puts).toMatchObject([{ state: 'lost', stateAt: AT - DAY, losses: 2, verdict: 'unknown', ...told }]);
    expect(Object.keys(puts[0] ?? {})).not.toContain('absentAtPull');
  });

  it('is told by the network’s word with nothing but that as evidence', () => {
    const one = finding('a', { inAudience: false });
    for (const row of [known('a'), away('a')]) {
      const [change] = pulled({ unseen: [row], ...found(one) }).changes;
      expect(change?.evidence).toEqual([one.evidence]);
      expect(change?.at).toBe(row.state === 'present' ? AT : AT - DAY);
      expect(Object.keys(change ?? {})).not.toContain('event');
    }
  });

  it('is told with what the network could not answer beside the lists', () => {
    const one = finding('a', { account: 'active' });
    const [change] = pulled({ unseen: [away('a')], ...found(one) }).changes;
    expect(change?.evidence?.map(({ asked }) => asked)).toEqual(['relationship', 'two complete lists']);
  });

  it('is shown as they are now, where the network shows them', () => {
    const profile = { handle: 'new', url: 'https://net.example/new' };
    const { puts, changes } = pulled({ unseen: [known('a')], ...found(finding('a', { inAudience: false, profile })) });
    expect(changes[0]?.person).toEqual({ id: 'a', ...profile });
    expect(puts[0]?.profile).toEqual(profile);
    expect(pulled({ unseen: [away('a')] }).changes[0]?.person.handle).toBe('a');
  });

  it('from a whole list of an export is told by that list, one who was held by two', () => {
    const [one, two] = pulled({ kind: 'members', unseen: [known('a'), away('b', { state: 'held' })] }).changes;
    expect(one?.evidence).toEqual([{ at: AT, asked: 'the whole list', answered: 'not listed since 2026-03-10' }]);
    expect(two?.evidence).toEqual([{ at: AT, asked: 'two complete lists', answered: 'not listed since 2026-03-09' }]);
  });

  it('of a follower is never worded by the lists as if it were a list of members', () => {
    const [change] = pulled({ unseen: [away('a', { state: 'held' })] }).changes;
    expect(change?.evidence?.[0]?.asked).toBe('two complete lists');
  });
});

describe('somebody seen', () => {
  const kindsOf = (changes: readonly Change[]): string[] => changes.map(({ kind }) => kind);

  it('is there since they came back, and that they were away is remembered', () => {
    const { puts, changes } = pulled({ seen: [seenAs(away('a', { returns: 2 }))] });
    expect(changes).toEqual([]);
    expect(puts).toEqual([known('a', { stateAt: AT, returns: 3 })]);
    expect(Object.keys(puts[0] ?? {})).not.toContain('absentAtPull');
  });

  it('of a drop that was none is there again, and no comer and goer', () => {
    expect(pulled({ seen: [seenAs(away('a', { state: 'held' }))] }).puts).toEqual([known('a', { stateAt: AT })]);
  });

  it('with another name is told with the old one, and is there as long as before', () => {
    const { puts, changes } = pulled({ seen: [seenAs(known('a', { stateAt: 7 }), { handle: 'b', reach: 5 })] });
    expect(changes).toEqual([
      {
        kind: 'edited',
        person: { id: 'a', handle: 'b', url: 'https://net.example/a', reach: 5 },
        at: AT,
        detectedAt: AT,
        before: { handle: 'a' },
      },
    ]);
    expect(puts).toMatchObject([{ stateAt: 7, returns: 0, profile: { handle: 'b' } }]);
  });

  it('with nothing new but their reach is not told', () => {
    const { puts, changes } = pulled({ seen: [seenAs(known('a'), { reach: 5 })] });
    expect(changes).toEqual([]);
    expect(puts).toMatchObject([{ profile: { reach: 5 } }]);
  });

  it('as before, where nothing was said to differ, is not told as edited', () => {
    const sighting = { ...seenAs(away('a'), { handle: 'b' }), isEdited: false };
    expect(pulled({ seen: [sighting] }).changes).toEqual([]);
  });

  it('who was lost is told as returned alone, whatever they changed meanwhile', () => {
    const lost = known('a', { state: 'lost', stateAt: AT - 5 * DAY, losses: 1, verdict: 'unfollowed' });
    const { puts, changes } = pulled({ seen: [seenAs(lost, { handle: 'b' })] });
    expect(kindsOf(changes)).toEqual(['returned']);
    expect(changes).toMatchObject([{ at: AT, detectedAt: AT, awayMs: 5 * DAY, person: { handle: 'b' } }]);
    expect(puts).toMatchObject([{ state: 'present', stateAt: AT, returns: 1, losses: 1 }]);
    expect(Object.keys(puts[0] ?? {})).not.toContain('verdict');
  });

  it('keeps what lists do not carry, unless lists carry everything', () => {
    const row = known('a', { profile: { ...person('a').profile, bio: 'Gardener', handle: 'old' } });
    const sighting = { row, listed: person('a'), isEdited: true };
    expect(pulled({ seen: [sighting] }).puts[0]?.profile.bio).toBe('Gardener');
    expect(pulled({ seen: [sighting], listsFullProfiles: true }).puts[0]?.profile).toEqual(person('a').profile);
  });

  it('without a handle just now keeps the last good one, and nothing is told', () => {
    const none = { handle: 'handle.invalid', url: 'https://net.example/did:plc:a', bio: 'Gardener' };
    const sighting = { row: known('a'), listed: { id: 'a', profile: none }, isEdited: true };
    for (const listsFullProfiles of [false, true]) {
      const { puts, changes } = pulled({ seen: [sighting], listsFullProfiles });
      expect(puts[0]?.profile).toEqual({ ...person('a').profile, bio: 'Gardener' });
      expect(changes).toMatchObject([{ kind: 'edited', before: { bio: '' }, person: { handle: 'a' } }]);
      expect(Object.keys(changes[0]?.before ?? {})).toEqual(['bio']);
    }
    const looked = pulled({ hydrated: new Map([['a', none]]), hydratedRows: [known('a')] });
    expect(looked.puts[0]?.profile).toMatchObject({ handle: 'a', bio: 'Gardener' });
    const left = found(finding('a', { inAudience: false, profile: none }));
    expect(pulled({ unseen: [known('a')], ...left }).changes[0]?.person.handle).toBe('a');
  });

  it('with another query to their picture’s address, or a flag that is not set, was not edited in that', () => {
    const row = known('a', { profile: { ...person('a').profile, avatar: 'https://img.example/1?sig=1' } });
    const now = { ...row.profile, avatar: 'https://img.example/1?sig=2', isBot: false, bio: 'Gardener' };
    const [change] = pulled({ seen: [{ row, listed: { id: 'a', profile: now }, isEdited: true }] }).changes;
    expect(change?.before).toEqual({ bio: '' });
  });

  it('again, with another date of their tie and nothing else, was not edited', () => {
    const lost = known('a', { state: 'lost', stateAt: AT - 5 * DAY, losses: 1, verdict: 'unliked', since: 3 });
    for (const row of [lost, away('a', { since: 3 }), known('a', { state: 'hidden', since: 3 })]) {
      const sighting = { row, listed: { id: 'a', profile: row.profile, since: AT - HOUR }, isEdited: true };
      const { puts, changes } = pulled({ kind: 'stars', seen: [sighting] });
      expect(puts[0]?.since).toBe(AT - HOUR);
      expect(kindsOf(changes)).toEqual(row.state === 'lost' ? ['returned'] : []);
    }
  });

  it('follows since when the network says now, else since when it said before', () => {
    const row = away('a', { since: 3 });
    expect(pulled({ seen: [seenAs(row, {}, 4)] }).puts[0]?.since).toBe(4);
    expect(pulled({ seen: [seenAs(row)] }).puts[0]?.since).toBe(3);
    expect(Object.keys(pulled({ seen: [seenAs(away('b'))] }).puts[0] ?? {})).not.toContain('since');
  });
});

describe('somebody who moved', () => {
  const moved = found(finding('old', { movedTo: 'new' }));

  it('goes on under the new id, with their history and the network’s word', () => {
    const old = away('old', { returns: 2, losses: 1, firstSeenAt: 4 });
    const { puts, drops, changes } = pulled({ unseen: [old], fresh: [person('new')], ...moved });
    expect(drops).toEqual(['old']);
    expect(puts).toEqual([known('new', { stateAt: AT, firstSeenAt: 4, returns: 2, losses: 1 })]);
    expect(changes).toEqual([
      {
        kind: 'moved',
        person: { id: 'new', ...person('new').profile },
        at: AT,
        detectedAt: AT,
        before: { id: 'old', handle: 'old', url: 'https://net.example/old' },
        evidence: [finding('old', { movedTo: 'new' }).evidence],
      },
    ]);
  });

  it('to where another moved as well is the one with the smallest id, in whatever order they come', () => {
    const both = ['b', 'a', 'c'].map((id) => known(id));
    const movedTo = found(...both.map(({ id }) => finding(id, { movedTo: 'new' })));
    for (const unseen of [both, [...both].reverse()]) {
      const { drops, changes } = pulled({ unseen, fresh: [person('new')], ...movedTo });
      expect(drops).toEqual(['a']);
      expect(changes.map(({ kind, verdict, person: { id } }) => [kind, id, verdict]).sort()).toEqual([
        ['lost', 'b', 'moved'],
        ['lost', 'c', 'moved'],
        ['moved', 'new', undefined],
      ]);
    }
  });

  it('but is not here under the new id is told as lost', () => {
    const { changes } = pulled({ unseen: [known('old')], fresh: [person('other')], ...moved });
    expect(changes.map(({ kind, verdict }) => [kind, verdict])).toEqual([
      ['lost', 'moved'],
      ['gained', undefined],
    ]);
  });

  it('is one of several of whom something is known, and one of several under an id that nobody knew', () => {
    const both = found(finding('left', { inAudience: false }), finding('old', { movedTo: 'new' }));
    const fresh = [person('m'), person('new'), person('n')];
    const { changes } = pulled({ unseen: [known('left'), known('old')], fresh, ...both });
    expect(changes.map(({ kind, person: { id } }) => [kind, id])).toEqual([
      ['moved', 'new'],
      ['lost', 'left'],
      ['gained', 'm'],
      ['gained', 'n'],
    ]);
  });

  it('did not take a like back, and the new account is somebody who likes', () => {
    const { puts, changes } = pulled({ kind: 'likes', unseen: [known('old')], fresh: [person('new')], ...moved });
    expect(changes.map(({ kind, person: { id } }) => [kind, id])).toEqual([['gained', 'new']]);
    expect(puts.map(({ id, state }) => [id, state])).toEqual([
      ['old', 'hidden'],
      ['new', 'present'],
    ]);
  });

  it('is followed in a list of members and among whom the owner follows alike, as far as told', () => {
    const there = { unseen: [known('old')], fresh: [person('new')], ...moved };
    expect(pulled({ ...there, kind: 'members' }).changes).toMatchObject([{ kind: 'moved' }]);
    expect(pulled({ ...there, kind: 'following' }).changes).toEqual([]);
  });
});

describe('a profile that was looked up', () => {
  const whole: Profile = { handle: 'a', url: 'https://net.example/a', bio: 'Gardener', reach: 9 };

  it('replaces what was known, of whom something happened to and of whom nothing did', () => {
    const { puts, changes } = pulled({
      fresh: [person('n')],
      unseen: [known('m')],
      hydrated: new Map([
        ['n', { ...whole, handle: 'n' }],
        ['m', { ...whole, handle: 'm' }],
        ['a', whole],
      ]),
      hydratedRows: [known('a', { stateAt: 3 }), known('m'), known('unread')],
    });
    expect(changes.map(({ kind }) => kind)).toEqual(['gained']);
    expect(puts.map(({ id, state, hydratedAt, profile }) => [id, state, hydratedAt, profile.bio])).toEqual([
      ['m', 'missing', AT, 'Gardener'],
      ['n', 'present', AT, 'Gardener'],
      ['a', 'present', AT, 'Gardener'],
    ]);
  });

  it('of somebody who was not listed is in the part about them, where what has to go of them is taken out', () => {
    const row = known('a', { state: 'hidden' });
    const parts = decideInParts({
      ...{ kind: 'followers', at: AT, pull: 9, isBaseline: false, expected: 9, unseen: [row], back: [], fresh: [] },
      ...{ listsFullProfiles: false, canVerify: true, findings: new Map() },
      hydrated: new Map(['a', 'b'].map((id) => [id, whole])),
      hydratedRows: [row, known('b')],
    });
    expect(parts.absent([{ number: 0, row }]).puts).toEqual([{ ...row, profile: whole, hydratedAt: AT }]);
    expect(parts.rest().puts.map(({ id }) => id)).toEqual(['b']);
  });

  it('leaves everybody else as they were', () => {
    const { puts } = pulled({ fresh: [person('n')], hydrated: new Map([['a', whole]]), hydratedRows: [known('a')] });
    expect(puts.map(({ id, hydratedAt }) => [id, hydratedAt])).toEqual([
      ['n', undefined],
      ['a', AT],
    ]);
  });
});

describe('many who are not listed at once', () => {
  const crowd = (n: number, make = known): RosterRow[] => Array.from({ length: n }, (_, i) => make(`p${i}`));
  const statesOf = (more: Partial<ComparedPull>): string[] => [...new Set(pulled(more).puts.map(({ state }) => state))];

  it('are held from one more than 25 on, in a list of a hundred', () => {
    expect(statesOf({ unseen: crowd(25) })).toEqual(['missing']);
    expect(statesOf({ unseen: crowd(26) })).toEqual(['held']);
  });

  it('count only if they were there until now', () => {
    const before = Array.from({ length: 20 }, (_, i) => away(`b${i}`, { stateAt: AT - HOUR }));
    expect(statesOf({ unseen: [...crowd(20), ...before] })).toEqual(['missing']);
    const hidden = Array.from({ length: 20 }, (_, i) => known(`b${i}`, { state: 'hidden' }));
    expect(statesOf({ unseen: [...crowd(20), ...hidden] })).toEqual(['missing']);
  });

  it('are not held if the network says of each that they left, and are if it has not been heard', () => {
    const left = found(...crowd(30).map(({ id }) => finding(id, { inAudience: false })));
    expect(statesOf({ unseen: crowd(30), ...left })).toEqual(['lost']);
    expect(statesOf({ unseen: crowd(30), canVerify: true })).toEqual(['held']);
  });

  it('of whom the network proves some are held but for those', () => {
    const left = found(finding('p0', { inAudience: false }), finding('p1', { inAudience: true }));
    const { puts } = pulled({ unseen: crowd(30), ...left });
    expect(puts.map(({ state }) => state).sort()).toEqual([...Array(28).fill('held'), 'hidden', 'lost']);
    expect(puts.find(({ id }) => id === 'p2')).toMatchObject({ state: 'held', stateAt: AT, absentAtPull: 9 });
  });

  it('are held in an export too, and the few who were away before are not', () => {
    const { puts } = pulled({
      kind: 'members',
      unseen: [...crowd(30), away('b', { state: 'held', stateAt: AT - HOUR })],
    });
    expect(puts.map(({ state }) => state)).toEqual(Array(30).fill('held'));
    expect(statesOf({ kind: 'members', unseen: crowd(25) })).toEqual(['lost']);
  });
});

describe('what belongs to one event', () => {
  const onServer = (n: number): string => `https://closed.example/users/p${n}`;
  const eventsIn = (more: Partial<ComparedPull>): (string | undefined)[] =>
    pulled(more).changes.map(({ event }) => event);
  const waiting = (count: number, id = (n: number) => `p${n}`, more: Partial<RosterRow> = {}): RosterRow[] =>
    Array.from({ length: count }, (_, n) => away(id(n), more));

  it('is a held drop that is borne out, named after the day it began', () => {
    expect(new Set(eventsIn({ unseen: waiting(30, undefined, { state: 'held' }) }))).toEqual(
      new Set(['drop-2026-03-09']),
    );
  });

  it('is no few who left by chance on one day', () => {
    expect(eventsIn({ unseen: waiting(4) })).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('is no many of whom the network proves each by itself, and is as many whom only lists prove', () => {
    const left = found(...waiting(12).map(({ id }) => finding(id, { inAudience: false })));
    expect(new Set(eventsIn({ unseen: waiting(12), ...left }))).toEqual(new Set([undefined]));
    expect(new Set(eventsIn({ unseen: waiting(12) }))).toEqual(new Set(['drop-2026-03-09']));
  });

  it('is a server of which everybody went, unless somebody of it stays', () => {
    const silentServers = new Set(['closed.example']);
    const gone = waiting(3, onServer);
    expect(eventsIn({ unseen: gone, silentServers })).toEqual(Array(3).fill('server-closed.example-2026-03-09'));
    const stays = known(onServer(9), { state: 'hidden' });
    expect(eventsIn({ unseen: [...gone, stays], silentServers })).toEqual(Array(3).fill(undefined));
  });
});
