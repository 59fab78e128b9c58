import { absentSignals } from './absence.ts';
import type { AbsentRow } from './absent-people.ts';
import type { ComparedPull, Decision, PullInParts } from './compared-pull.ts';
import { type Events, eventsOf, Fates } from './events.ts';
import type { AudienceKind, Change, ListedPerson, RosterRow } from './model.ts';
import { isOfPeople } from './people-kinds.ts';
import { withGoodHandle } from './profile-differences.ts';
import type { Signals } from './signals.ts';
import { transition } from './states.ts';
import { lossOf, movedChange, movedRow, newRow, shown, stepAbsent, stepSeen } from './steps.ts';

export type { ComparedPull, Decision, PullInParts } from './compared-pull.ts';

/** Turns a compared pull into rows and told changes. Pure: the same pull gives the same decision, in any order of pages. */
export function decide(pull: ComparedPull): Decision {
  const { seen, unseen, fresh } = pull;
  const parts = decideInParts({ ...pull, back: seen.map(({ row }) => row) });
  const absent = unseen.map((row, number) => ({ number, row }));
  const all = [parts.absent(absent), parts.seen(seen), parts.fresh(fresh), parts.rest()];
  return {
    puts: all.flatMap(({ puts }) => puts),
    drops: all.flatMap(({ drops }) => drops),
    changes: all.flatMap(({ changes }) => changes),
  };
}

/** A decision in parts, so that nobody has to have everybody in memory to whom something happened. */
export interface DecisionParts {
  /** About some of those who were not listed; of all of them before {@link DecisionParts.rest}. */
  absent(some: readonly AbsentRow[]): Decision;
  /** About some of the listed whom the roster knows. */
  seen(sightings: ComparedPull['seen']): Decision;
  /** About some of those whom it does not know. */
  fresh(people: readonly ListedPerson[]): Decision;
  /** Once everybody was decided: about those to whom nothing happened but that they were looked up. */
  rest(): Decision;
}

/** As {@link decide}; the parts come to the same in any division, but for the order of what they tell. */
export function decideInParts(pull: PullInParts): DecisionParts {
  const lookedUp = new Set<string>();
  const part = (puts: readonly RosterRow[], drops: readonly string[], changes: readonly Change[]): Decision => ({
    puts: pull.hydrated.size === 0 ? puts : puts.map((row) => withLookUp(row, pull, lookedUp)),
    drops,
    changes: isTold(pull.kind) ? changes : [],
  });
  const absence = settleAbsence(pull);
  const moved = new Set([...absence.moves.values()].map(({ id }) => id));
  return {
    absent: (some) => {
      const absent = decideAbsent(some, absence, pull);
      return part([...absent.puts, ...absentLookedUp(pull, some, absent)], absent.drops, absent.changes);
    },
    seen: (sightings) => {
      const puts: RosterRow[] = [];
      const changes: Change[] = [];
      for (const sighting of sightings) {
        const step = stepSeen(sighting, pull);
        puts.push(step.row);
        for (const change of step.changes) changes.push(change);
      }
      return part(puts, [], changes);
    },
    fresh: (people) => {
      const others = moved.size === 0 ? people : people.filter(({ id }) => !moved.has(id));
      return part(
        others.map((person) => newRow(person, pull)),
        [],
        pull.isBaseline ? [] : others.map((person) => gainedChange(person, pull)),
      );
    },
    rest: () => {
      const rows = pull.hydratedRows.filter(
        ({ id }) => pull.hydrated.has(id) && !lookedUp.has(id) && !absence.moves.has(id),
      );
      return part(rows, [], []);
    },
  };
}

/** Rows of those who were not listed, to whom nothing happened but that they were looked up. */
function absentLookedUp(pull: PullInParts, some: readonly AbsentRow[], { puts, drops }: Decision): RosterRow[] {
  if (pull.hydratedRows.length === 0) return [];
  const decided = new Set([...puts.map(({ id }) => id), ...drops]);
  const absent = new Set(some.map(({ row }) => row.id));
  return pull.hydratedRows.filter(({ id }) => pull.hydrated.has(id) && absent.has(id) && !decided.has(id));
}

/** What all those who were not listed together make of each of them, by number. */
interface Absence {
  readonly signals: Signals;
  readonly events: Events;
  /** Who goes on under another id, by their old one. */
  readonly moves: ReadonlyMap<string, ListedPerson>;
}

function settleAbsence(pull: PullInParts): Absence {
  const { unseen, findings } = pull;
  const moves = movesOf(pull);
  const signals = absentSignals(pull);
  const fates = new Fates(unseen.length);
  let number = 0;
  for (const person of unseen) {
    const signal = signals.at(number);
    if (moves.has(person.id)) fates.setMoved(number);
    else if (transition(person.state, signal).tells === 'lost') {
      const loss = lossOf(person, findings.get(person.id), pull);
      fates.setLost(number, { ...loss, state: person.state, isProven: signal === 'proven' });
    }
    number += 1;
  }
  return { signals, moves, events: eventsOf(unseen, fates, pull) };
}

function decideAbsent(some: readonly AbsentRow[], { signals, events, moves }: Absence, pull: PullInParts): Decision {
  const puts: RosterRow[] = [];
  const drops: string[] = [];
  const moved: Change[] = [];
  const lost: Change[] = [];
  for (const { number, row } of some) {
    const finding = pull.findings.get(row.id);
    const successor = moves.get(row.id);
    if (successor !== undefined && finding !== undefined) {
      drops.push(row.id);
      puts.push(movedRow(row, successor, pull));
      moved.push(movedChange(row, successor, finding, pull));
      continue;
    }
    const result = stepAbsent(row, signals.at(number), finding, pull);
    if (result.row !== undefined) puts.push(result.row);
    if (result.change === undefined) continue;
    const event = events.at(number);
    lost.push(event === undefined ? result.change : { ...result.change, event });
  }
  return { puts, drops, changes: [...moved, ...lost] };
}

function gainedChange(person: ListedPerson, pull: PullInParts): Change {
  return {
    kind: 'gained',
    person: shown(person.id, person.profile),
    at: person.since ?? pull.at,
    detectedAt: pull.at,
  };
}

/** Whom the owner follows is read for reciprocity and never told. */
const isTold = (kind: AudienceKind): boolean => kind !== 'following';

/**
 * Who goes on under which new id, by the old one. Of several who moved to the same id only the one with the smallest id
 * does, in whatever order they come; the others are told as moved, which they did.
 */
function movesOf(pull: PullInParts): ReadonlyMap<string, ListedPerson> {
  const moves = new Map<string, ListedPerson>();
  if (!isOfPeople(pull.kind)) return moves;
  if (![...pull.findings.values()].some(({ movedTo }) => movedTo !== undefined)) return moves;
  const oldIds = new Map<string, string>();
  for (const { id } of pull.unseen) {
    const movedTo = pull.findings.get(id)?.movedTo;
    const rival = movedTo === undefined ? undefined : oldIds.get(movedTo);
    if (movedTo !== undefined && (rival === undefined || id < rival)) oldIds.set(movedTo, id);
  }
  const fresh = new Map(pull.fresh.map((person) => [person.id, person]));
  for (const [movedTo, id] of oldIds) {
    const successor = fresh.get(movedTo);
    if (successor !== undefined) moves.set(id, successor);
  }
  return moves;
}

/** A looked-up profile is whole: what it leaves out, the person has not. */
function withLookUp(row: RosterRow, pull: PullInParts, lookedUp: Set<string>): RosterRow {
  const profile = pull.hydrated.get(row.id);
  if (profile === undefined) return row;
  lookedUp.add(row.id);
  return { ...row, profile: withGoodHandle(row.profile, profile), hydratedAt: pull.at };
}
