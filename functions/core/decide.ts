import { absentSignals } from './absence.ts';
import { isBareId } from './bare-ids.ts';
import { type ComparedPull, type Decision, isWaiting } from './compared-pull.ts';
import { eventsOf, type ToldLoss } from './events.ts';
import type {
  AudienceKind,
  Change,
  ChangePerson,
  Evidence,
  Finding,
  ListedPerson,
  Profile,
  RosterRow,
  Verdict,
} from './model.ts';
import { isOfPeople } from './people-kinds.ts';
import { differences, withGoodHandle } from './profile-differences.ts';
import { type Signal, transition } from './states.ts';
import { proofOf, verdictOfAbsence } from './verdicts.ts';

export type { ComparedPull, Decision } from './compared-pull.ts';

/** Turns a compared pull into rows and told changes. Pure: the same pull gives the same decision, in any order of pages. */
export function decide(pull: ComparedPull): Decision {
  const puts = new Map<string, RosterRow>();
  const drops: string[] = [];
  const changes: Change[] = [];
  const fresh = new Map(pull.fresh.map((person) => [person.id, person]));
  const moves = movesOf(pull, fresh);

  const losses: ToldLoss[] = [];
  const remaining: RosterRow[] = [];
  const signals = absentSignals(pull);
  for (const row of pull.unseen) {
    const finding = pull.findings.get(row.id);
    const successor = moves.get(row.id);
    if (successor !== undefined && finding !== undefined) {
      fresh.delete(successor.id);
      drops.push(row.id);
      puts.set(successor.id, movedRow(row, successor, pull));
      changes.push(movedChange(row, successor, finding, pull));
      continue;
    }
    const signal = signals.get(row.id) ?? 'absent';
    const result = stepAbsent(row, signal, finding, pull);
    if (result.row !== undefined) puts.set(row.id, result.row);
    if (result.change === undefined) remaining.push(row);
    else losses.push({ row, change: result.change, isProven: signal === 'proven' });
  }
  const events = eventsOf(losses, remaining, pull);
  for (const { row, change } of losses) {
    const event = events.get(row.id);
    changes.push(event === undefined ? change : { ...change, event });
  }
  for (const sighting of pull.seen) {
    const result = stepSeen(sighting, pull);
    puts.set(result.row.id, result.row);
    changes.push(...result.changes);
  }
  for (const person of fresh.values()) {
    puts.set(person.id, newRow(person, pull));
    if (!pull.isBaseline)
      changes.push({
        kind: 'gained',
        person: shown(person.id, person.profile),
        at: person.since ?? pull.at,
        detectedAt: pull.at,
      });
  }
  applyHydration(puts, new Set(drops), pull);
  return { puts: [...puts.values()], drops, changes: isTold(pull.kind) ? changes : [] };
}

/** Whom the owner follows is read for reciprocity and never told. */
const isTold = (kind: AudienceKind): boolean => kind !== 'following';

/**
 * Who goes on under which new id, by the old one. Of several who moved to the same id only the one with the smallest id
 * does, in whatever order they come; the others are told as moved, which they did.
 */
function movesOf(pull: ComparedPull, fresh: ReadonlyMap<string, ListedPerson>): ReadonlyMap<string, ListedPerson> {
  const moves = new Map<string, ListedPerson>();
  if (!isOfPeople(pull.kind)) return moves;
  const oldIds = new Map<string, string>();
  for (const { id } of pull.unseen) {
    const movedTo = pull.findings.get(id)?.movedTo;
    const rival = movedTo === undefined ? undefined : oldIds.get(movedTo);
    if (movedTo !== undefined && (rival === undefined || id < rival)) oldIds.set(movedTo, id);
  }
  for (const [movedTo, id] of oldIds) {
    const successor = fresh.get(movedTo);
    if (successor !== undefined) moves.set(id, successor);
  }
  return moves;
}

function stepAbsent(
  row: RosterRow,
  signal: Signal,
  finding: Finding | undefined,
  pull: ComparedPull,
): { readonly row?: RosterRow; readonly change?: Change } {
  const next = transition(row.state, signal);
  if (next.tells !== 'lost') {
    if (next.to === row.state) return {};
    const { absentAtPull: _, ...rest } = row;
    // Whoever was hidden was there by the network's word, so that their absence too begins now.
    const waits = next.to === 'hidden' ? {} : { absentAtPull: pull.pull };
    return { row: { ...rest, state: next.to, stateAt: pull.at, ...waits } };
  }
  const proof = finding === undefined ? undefined : proofOf(pull.kind, finding);
  const verdict: Verdict = proof?.is === 'left' ? proof.verdict : verdictOfAbsence(pull.kind, finding, pull.isGiven);
  const leftAt = isWaiting(row) ? row.stateAt : pull.at;
  const { absentAtPull: _, ...rest } = row;
  const profile = withGoodHandle(row.profile, finding?.profile ?? row.profile);
  const change: Change = {
    kind: 'lost',
    verdict,
    person: shown(row.id, profile),
    at: leftAt,
    detectedAt: pull.at,
    evidence: evidenceOf(row, finding, leftAt, pull),
  };
  const told = { toldAt: pull.at, toldAtPull: pull.pull };
  return {
    row: { ...rest, profile, state: 'lost', stateAt: leftAt, losses: row.losses + 1, verdict, ...told },
    change,
  };
}

function evidenceOf(row: RosterRow, finding: Finding | undefined, leftAt: number, pull: ComparedPull): Evidence[] {
  const evidence: Evidence[] = finding === undefined ? [] : [finding.evidence];
  const isProven = finding !== undefined && proofOf(pull.kind, finding).is === 'left';
  if (isProven) return evidence;
  const since = new Date(leftAt).toISOString().slice(0, 10);
  // Only an export can tell somebody who was there until now by itself.
  const asked = row.state === 'present' ? 'the whole list' : 'two complete lists';
  return [...evidence, { at: pull.at, asked, answered: `not listed since ${since}` }];
}

function stepSeen(
  { row, listed, isEdited }: ComparedPull['seen'][number],
  pull: ComparedPull,
): { readonly row: RosterRow; readonly changes: readonly Change[] } {
  const next = transition(row.state, 'seen');
  const profile = profileAfter(row.profile, listed.profile, pull);
  const changes: Change[] = [];
  const person = shown(row.id, profile);
  if (next.tells === 'returned') {
    changes.push({
      kind: 'returned',
      person,
      at: pull.at,
      detectedAt: pull.at,
      awayMs: Math.max(0, pull.at - row.stateAt),
    });
  }
  // Of whom only an id was known, a first profile is no news.
  const isFirstProfile = isBareId(row.id, row.profile);
  if (isEdited && row.state !== 'lost' && !isFirstProfile) {
    const before = differences(row.profile, listed.profile);
    if (Object.keys(before).length > 0)
      changes.push({ kind: 'edited', person, at: pull.at, detectedAt: pull.at, before });
  }
  const { absentAtPull: _, verdict: __, toldAt: ___, toldAtPull: ____, ...rest } = row;
  return {
    row: {
      ...rest,
      profile,
      state: next.to,
      stateAt: next.to === row.state ? row.stateAt : pull.at,
      returns: row.returns + (next.isReturn ? 1 : 0),
      ...(listed.since === undefined ? {} : { since: listed.since }),
    },
    changes,
  };
}

/** What lists leave out stays known, unless they carry whole profiles. */
function profileAfter(known: Profile, listed: Profile, { listsFullProfiles }: ComparedPull): Profile {
  if (listed === known) return known;
  return withGoodHandle(known, listsFullProfiles ? listed : { ...known, ...listed });
}

function newRow(person: ListedPerson, pull: ComparedPull): RosterRow {
  return {
    id: person.id,
    profile: person.profile,
    state: transition('new', 'seen').to,
    stateAt: pull.at,
    firstSeenAt: pull.at,
    returns: 0,
    losses: 0,
    ...(pull.listsFullProfiles ? { hydratedAt: pull.at } : {}),
    ...(person.since === undefined ? {} : { since: person.since }),
  };
}

function movedRow(old: RosterRow, successor: ListedPerson, pull: ComparedPull): RosterRow {
  return { ...newRow(successor, pull), firstSeenAt: old.firstSeenAt, returns: old.returns, losses: old.losses };
}

function movedChange(old: RosterRow, successor: ListedPerson, finding: Finding, pull: ComparedPull): Change {
  return {
    kind: 'moved',
    person: shown(successor.id, successor.profile),
    at: pull.at,
    detectedAt: pull.at,
    before: { id: old.id, handle: old.profile.handle, url: old.profile.url },
    evidence: [finding.evidence],
  };
}

/** A looked-up profile is whole: what it leaves out, the person has not. */
function applyHydration(puts: Map<string, RosterRow>, dropped: ReadonlySet<string>, pull: ComparedPull): void {
  const apply = (row: RosterRow): void => {
    const profile = pull.hydrated.get(row.id);
    if (profile === undefined) return;
    puts.set(row.id, { ...row, profile: withGoodHandle(row.profile, profile), hydratedAt: pull.at });
  };
  for (const row of [...puts.values()]) apply(row);
  for (const row of pull.hydratedRows) if (!puts.has(row.id) && !dropped.has(row.id)) apply(row);
}

const shown = (id: string, profile: Profile): ChangePerson => ({ id, ...profile });
