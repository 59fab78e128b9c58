import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change, ListedPerson, RosterRow } from '../../functions/core/model.ts';
import { byId } from '../roster/people.ts';
import { Expectation } from './model-expectation.ts';
import { Ledger } from './model-ledger.ts';
import { Life, pagesOf, type Verify } from './model-life.ts';
import { anyHistory, type Day, QUIET, shuffled, timesOf, World } from './model-world.ts';

const FEW = 9;
const MANY = 90;

/** The told gains, losses and returns as the expectation words them. */
function tellings(changes: readonly Change[]): string[] {
  return changes
    .filter(({ kind }) => kind === 'gained' || kind === 'lost' || kind === 'returned')
    .map(({ kind, person, at }) => `${kind} ${person.id}${kind === 'lost' ? ` since ${at}` : ''}`)
    .sort();
}

/** Whose handle the list shows otherwise than the roster had it; the lost come back instead. */
function renamed(rows: ReadonlyMap<string, RosterRow>, list: readonly ListedPerson[]): string[] {
  const ids = list
    .filter(({ id, profile }) => {
      const row = rows.get(id);
      return row !== undefined && row.state !== 'lost' && row.profile.handle !== profile.handle;
    })
    .map(({ id }) => id);
  return [...new Set(ids)].sort();
}

function expectNobodyListedIsAway(life: Life, list: readonly ListedPerson[], changes: readonly Change[]): void {
  const lost = new Set(changes.filter(({ kind }) => kind === 'lost').map(({ person }) => person.id));
  for (const { id } of list) {
    expect(life.rows.get(id)?.state).toBe('present');
    expect(lost.has(id)).toBe(false);
  }
}

/** A glitch that the gate must refuse, whatever else is so: nobody listed, or everybody by another kind of id. */
function isPlain(day: Day, list: readonly ListedPerson[], life: Life): boolean {
  const inside = [...life.rows.values()].filter((row) => row.state !== 'lost');
  if (inside.length === 0) return false;
  return list.length === 0 || (day.glitch === 'other-ids' && inside.every(({ id }) => id.startsWith('did:')));
}

/** Long enough for whoever has come back before, and was first missed on the first of these days. */
const QUIET_DAYS = 8;

/**
 * Lives through a history on bare lists, holding each pull against what must be told, then through days on which nothing
 * happens: at their end nobody waits any more, and exactly those are in who are listed.
 */
function liveOnLists(people: number, history: readonly Day[]): void {
  const world = new World(people);
  const life = new Life();
  const expectation = new Expectation();
  const ledger = new Ledger();
  const days = [...history, ...Array.from({ length: QUIET_DAYS }, () => QUIET)];
  const times = timesOf(days);
  days.forEach((day, n) => {
    world.live(day);
    if (day.erased !== undefined) {
      const id = world.idOf(day.erased);
      for (const one of [life, ledger]) one.erase(id);
      expectation.forget(id);
    }
    const list = world.list(day);
    if (list === undefined) return;
    const at = times[n] ?? 0;
    const before = new Map(life.rows);
    const mustBeRefused = isPlain(day, list, life);
    const lived = life.pull(pagesOf(list, day.pageSize), at);
    if (mustBeRefused) expect(lived.accepted, `${day.glitch} on day ${n}`).toBe(false);
    if (!lived.accepted) {
      expect(life.rows).toEqual(before);
      return;
    }
    const { changes } = lived.decision;
    const told = tellings(changes);
    const { must, may } = expectation.list(list, at, told);
    expect(told, `day ${n}`).toEqual(expect.arrayContaining([...must]));
    expect(
      told.filter((telling) => !may.has(telling)),
      `day ${n}`,
    ).toEqual([]);
    expect(new Set(told).size).toBe(told.length);
    const edited = changes.filter(({ kind }) => kind === 'edited');
    expect(edited.map(({ person }) => person.id).sort()).toEqual(renamed(before, list));
    for (const { person, before: was } of edited) expect(was?.handle).toBe(before.get(person.id)?.profile.handle);
    expectNobodyListedIsAway(life, list, changes);
    ledger.pull(changes, life.rows.values());
    if (n !== days.length - 1) return;
    const inside = [...life.rows.values()].filter(({ state }) => state !== 'lost');
    expect(inside.map(({ id }) => id).sort()).toEqual(list.map(({ id }) => id).sort());
    expect(new Set(inside.map(({ state }) => state))).toEqual(new Set(list.length === 0 ? [] : ['present']));
  });
}

/** Lives through a history on a network that can be asked, then through one day on which it answers everything. */
function liveAsking(people: number, history: readonly Day[]): void {
  const world = new World(people);
  const life = new Life();
  const ledger = new Ledger();
  const days = [...history, QUIET];
  const times = timesOf(days);
  days.forEach((day, n) => {
    world.live(day);
    if (day.erased !== undefined) for (const one of [life, ledger]) one.erase(world.idOf(day.erased));
    const list = world.list(day);
    if (list === undefined) return;
    const verify: Verify = (absent) =>
      absent.filter(({ id }) => world.isAnswered(id, day)).map(({ id }) => world.answer(id));
    const lived = life.pull(pagesOf(list, day.pageSize), times[n] ?? 0, verify);
    if (!lived.accepted) return;
    const { changes } = lived.decision;
    for (const { kind, verdict, person } of changes) {
      if (kind !== 'lost') continue;
      expect(world.isIn(person.id), `${person.id} was lost on day ${n}`).toBe(false);
      expect(verdict).toBe(world.verdictOf(person.id));
    }
    expectNobodyListedIsAway(life, list, changes);
    ledger.pull(changes, life.rows.values());
    if (day !== QUIET) return;
    const inside = [...life.rows.values()].filter((row) => row.state !== 'lost').map(({ id }) => id);
    for (const id of inside) expect(world.isIn(id), `${id} is told as in`).toBe(true);
    for (const { id } of list) expect(inside).toContain(id);
  });
}

describe('over random histories of bare lists', () => {
  it('tells each leaving that lasts exactly once and in time, and nothing else, of a few who come and go', () => {
    fc.assert(
      fc.property(anyHistory(FEW, { minLength: 2, maxLength: 30 }), (history) => liveOnLists(FEW, history)),
      { numRuns: 1_000 },
    );
  });

  it('holds what drops at once and tells it when it is confirmed, among many', () => {
    fc.assert(
      fc.property(anyHistory(MANY, { minLength: 2, maxLength: 14 }), (history) => liveOnLists(MANY, history)),
      { numRuns: 300 },
    );
  });
});

describe('over random histories of a network that can be asked', () => {
  it('never tells a loss of anybody who is there, and ends with exactly those who are, of a few', () => {
    fc.assert(
      fc.property(anyHistory(FEW, { minLength: 2, maxLength: 30 }), (history) => liveAsking(FEW, history)),
      { numRuns: 1_000 },
    );
  });

  it('never tells a loss of anybody who is there, and ends with exactly those who are, of many', () => {
    fc.assert(
      fc.property(anyHistory(MANY, { minLength: 2, maxLength: 14 }), (history) => liveAsking(MANY, history)),
      { numRuns: 200 },
    );
  });
});

describe.each(['members', 'likes', 'stars'] as const)('over random histories of %s', (kind) => {
  it.each([false, true])('the books balance and nobody listed is lost (can be asked: %s)', (canAsk) => {
    fc.assert(
      fc.property(anyHistory(FEW, { minLength: 2, maxLength: 20 }), (history) => {
        const world = new World(FEW);
        const life = new Life(kind);
        const ledger = new Ledger();
        const times = timesOf(history);
        history.forEach((day, n) => {
          world.live(day);
          const list = world.list(day);
          if (list === undefined) return;
          const verify: Verify = (absent) =>
            absent.filter(({ id }) => world.isAnswered(id, day)).map(({ id }) => world.answer(id));
          const lived = life.pull(pagesOf(list, day.pageSize), times[n] ?? 0, canAsk ? verify : undefined);
          if (!lived.accepted) return;
          expectNobodyListedIsAway(life, list, lived.decision.changes);
          ledger.pull(lived.decision.changes, life.rows.values());
        });
      }),
      { numRuns: 200 },
    );
  });
});

describe('what is told', () => {
  const sorted = (changes: readonly Change[]): string[] => changes.map((change) => JSON.stringify(change)).sort();

  it.each([false, true])('is the same in any order and any size of pages (can be asked: %s)', (canAsk) => {
    fc.assert(
      fc.property(anyHistory(30, { minLength: 2, maxLength: 14 }), fc.integer({ min: 1, max: 40 }), (history, size) => {
        const world = new World(30);
        const lives = [new Life(), new Life()] as const;
        const times = timesOf(history);
        history.forEach((day, n) => {
          world.live(day);
          const list = world.list(day);
          if (list === undefined) return;
          const verify: Verify = (absent) =>
            absent.filter(({ id }) => world.isAnswered(id, day)).map(({ id }) => world.answer(id));
          const at = times[n] ?? 0;
          const asked = canAsk ? verify : undefined;
          const here = lives[0].pull(pagesOf(list, day.pageSize), at, asked);
          const there = lives[1].pull(pagesOf(shuffled(list, day.seed + 7), size), at, asked);
          expect(there.accepted).toBe(here.accepted);
          if (here.accepted && there.accepted)
            expect(sorted(there.decision.changes)).toEqual(sorted(here.decision.changes));
          expect(byId(lives[1].rows.values())).toEqual(byId(lives[0].rows.values()));
        });
      }),
      { numRuns: 200 },
    );
  });
});
