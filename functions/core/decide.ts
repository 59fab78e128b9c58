import { absentSignals } from './absence.ts';
import type { ComparedPull, Decision } from './compared-pull.ts';
import { eventsOf, type ToldLoss } from './events.ts';
import type { AudienceKind, Change, ListedPerson, RosterRow } from './model.ts';
import { isOfPeople } from './people-kinds.ts';
import { withGoodHandle } from './profile-differences.ts';
import { movedChange, movedRow, newRow, shown, stepAbsent, stepSeen } from './steps.ts';

export type { ComparedPull, Decision } from './compared-pull.ts';

/** Turns a compared pull into rows and told changes. Pure: the same pull gives the same decision, in any order of pages. */
export function decide(pull: ComparedPull): Decision {
  const parts = decideInParts(pull);
  const all = [parts.absent(), parts.seen(pull.seen), parts.fresh(pull.fresh), parts.rest()];
  return {
    puts: all.flatMap(({ puts }) => puts),
    drops: all.flatMap(({ drops }) => drops),
    changes: all.flatMap(({ changes }) => changes),
  };
}

/** A decision in parts, so that nobody has to have everybody in memory who was listed otherwise or anew. */
export interface DecisionParts {
  /** About everybody who was not listed; to be asked for first, and once. */
  absent(): Decision;
  /** About some of the listed whom the roster knows. */
  seen(sightings: ComparedPull['seen']): Decision;
  /** About some of those whom it does not know. */
  fresh(people: readonly ListedPerson[]): Decision;
  /** Once everybody was decided: about those to whom nothing happened but that they were looked up. */
  rest(): Decision;
}

/**
 * As {@link decide}; the parts come to the same in any division.
 * @param pull of `seen` all who were away, of `fresh` all to whom somebody moved: how others fare depends on no more
 */
export function decideInParts(pull: ComparedPull): DecisionParts {
  let moved: ReadonlySet<string> = new Set();
  let dropped: ReadonlySet<string> = new Set();
  const lookedUp = new Set<string>();
  const part = (puts: readonly RosterRow[], drops: readonly string[], changes: readonly Change[]): Decision => ({
    puts: pull.hydrated.size === 0 ? puts : puts.map((row) => withLookUp(row, pull, lookedUp)),
    drops,
    changes: isTold(pull.kind) ? changes : [],
  });
  return {
    absent: () => {
      const { absent, ...others } = decideAbsent(pull);
      moved = others.moved;
      dropped = new Set(absent.drops);
      return part([...absent.puts, ...absentLookedUp(pull, absent)], absent.drops, absent.changes);
    },
    seen: (sightings) => {
      const steps = sightings.map((sighting) => stepSeen(sighting, pull));
      return part(
        steps.map(({ row }) => row),
        [],
        steps.flatMap(({ changes }) => changes),
      );
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
      const rows = pull.hydratedRows.filter(({ id }) => pull.hydrated.has(id) && !lookedUp.has(id) && !dropped.has(id));
      return part(rows, [], []);
    },
  };
}

/** Rows of those who were not listed, to whom nothing happened but that they were looked up. */
function absentLookedUp(pull: ComparedPull, { puts, drops }: Decision): RosterRow[] {
  if (pull.hydratedRows.length === 0) return [];
  const decided = new Set([...puts.map(({ id }) => id), ...drops]);
  const absent = new Set(pull.unseen.map(({ id }) => id));
  return pull.hydratedRows.filter(({ id }) => pull.hydrated.has(id) && absent.has(id) && !decided.has(id));
}

/** @returns with the ids under which somebody goes on */
function decideAbsent(pull: ComparedPull): { readonly moved: ReadonlySet<string>; readonly absent: Decision } {
  const puts: RosterRow[] = [];
  const drops: string[] = [];
  const changes: Change[] = [];
  const moves = movesOf(pull);
  const losses: ToldLoss[] = [];
  const remaining: RosterRow[] = [];
  const signals = absentSignals(pull);
  for (const row of pull.unseen) {
    const finding = pull.findings.get(row.id);
    const successor = moves.get(row.id);
    if (successor !== undefined && finding !== undefined) {
      drops.push(row.id);
      puts.push(movedRow(row, successor, pull));
      changes.push(movedChange(row, successor, finding, pull));
      continue;
    }
    const signal = signals.get(row.id) ?? 'absent';
    const result = stepAbsent(row, signal, finding, pull);
    if (result.row !== undefined) puts.push(result.row);
    if (result.change === undefined) remaining.push(row);
    else losses.push({ row, change: result.change, isProven: signal === 'proven' });
  }
  const events = eventsOf(losses, remaining, pull);
  for (const { row, change } of losses) {
    const event = events.get(row.id);
    changes.push(event === undefined ? change : { ...change, event });
  }
  return { moved: new Set([...moves.values()].map(({ id }) => id)), absent: { puts, drops, changes } };
}

function gainedChange(person: ListedPerson, pull: ComparedPull): Change {
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
function movesOf(pull: ComparedPull): ReadonlyMap<string, ListedPerson> {
  const moves = new Map<string, ListedPerson>();
  if (!isOfPeople(pull.kind)) return moves;
  const oldIds = new Map<string, string>();
  for (const { id } of pull.unseen) {
    const movedTo = pull.findings.get(id)?.movedTo;
    const rival = movedTo === undefined ? undefined : oldIds.get(movedTo);
    if (movedTo !== undefined && (rival === undefined || id < rival)) oldIds.set(movedTo, id);
  }
  const fresh = new Map(oldIds.size === 0 ? [] : pull.fresh.map((person) => [person.id, person]));
  for (const [movedTo, id] of oldIds) {
    const successor = fresh.get(movedTo);
    if (successor !== undefined) moves.set(id, successor);
  }
  return moves;
}

/** A looked-up profile is whole: what it leaves out, the person has not. */
function withLookUp(row: RosterRow, pull: ComparedPull, lookedUp: Set<string>): RosterRow {
  const profile = pull.hydrated.get(row.id);
  if (profile === undefined) return row;
  lookedUp.add(row.id);
  return { ...row, profile: withGoodHandle(row.profile, profile), hydratedAt: pull.at };
}
