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
import { isConfirmed } from './patience.ts';
import { isImplausibleDrop, type Signal, transition } from './states.ts';
import { proofOf, verdictOfAbsence } from './verdicts.ts';

/** A complete, accepted pull as the comparison left it. Only rows that something happened to; the rest stay as they are. */
export interface ComparedPull {
  readonly kind: AudienceKind;
  /** When the pull ended, epoch ms of the calendar. */
  readonly at: number;
  /** Its number among the audience's complete and accepted pulls, from 1. */
  readonly pull: number;
  /** Nobody is "gained" by a baseline. */
  readonly isBaseline: boolean;
  /** People whom the roster expected to see: present, missing, held, hidden. */
  readonly expected: number;
  /** Not listed: every such row but the lost. */
  readonly unseen: readonly RosterRow[];
  /** Listed, known, and either not `present` until now or with other profile fields than before. */
  readonly seen: readonly { readonly row: RosterRow; readonly listed: ListedPerson; readonly isEdited: boolean }[];
  /** Listed and unknown to the roster. */
  readonly fresh: readonly ListedPerson[];
  /** Lists of this network carry whole profiles: what they leave out, the person has not. */
  readonly listsFullProfiles: boolean;
  /** Whether the network can be asked about single people of this audience. */
  readonly canVerify: boolean;
  /** What it answered, by person. */
  readonly findings: ReadonlyMap<string, Finding>;
  /** Full profiles that were looked up in this pull, by person. */
  readonly hydrated: ReadonlyMap<string, Profile>;
  /** The rows that `hydrated` profiles belong to, where they are in neither of the lists above. */
  readonly hydratedRows: readonly RosterRow[];
}

/** What a pull changes: rows to write, people to forget, differences to tell. */
export interface Decision {
  readonly puts: readonly RosterRow[];
  readonly drops: readonly string[];
  readonly changes: readonly Change[];
}

/** Turns a compared pull into rows and told changes. Pure: the same pull gives the same decision, in any order of pages. */
export function decide(pull: ComparedPull): Decision {
  const puts = new Map<string, RosterRow>();
  const drops: string[] = [];
  const changes: Change[] = [];
  const fresh = new Map(pull.fresh.map((person) => [person.id, person]));

  const signals = absentSignals(pull);
  for (const row of pull.unseen) {
    const finding = pull.findings.get(row.id);
    const successor = finding?.movedTo === undefined ? undefined : fresh.get(finding.movedTo);
    if (successor !== undefined && finding !== undefined && isFollowed(pull.kind)) {
      fresh.delete(successor.id);
      drops.push(row.id);
      puts.set(successor.id, movedRow(row, successor, pull));
      changes.push(movedChange(row, successor, finding, pull));
      continue;
    }
    const result = stepAbsent(row, signals.get(row.id) ?? 'absent', finding, pull);
    if (result.row !== undefined) puts.set(row.id, result.row);
    if (result.change !== undefined) changes.push(result.change);
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
  applyHydration(puts, pull);
  return { puts: [...puts.values()], drops, changes: isTold(pull.kind) ? changes : [] };
}

/** Whom the owner follows is read for reciprocity and never told. */
const isTold = (kind: AudienceKind): boolean => kind !== 'following';
const isFollowed = (kind: AudienceKind): boolean => kind === 'followers' || kind === 'members';

/** Reads everybody's absence first, one by one, then together: many unproven ones at once are held instead of missing. */
function absentSignals(pull: ComparedPull): Map<string, Signal> {
  const signals = new Map<string, Signal>();
  let suddenly = 0;
  for (const row of pull.unseen) {
    const signal = absentSignal(row, pull);
    signals.set(row.id, signal);
    if (row.state === 'present' && (signal === 'absent' || signal === 'unanswered')) suddenly += 1;
    // An export proves each absence by itself, but not that it is the whole export: so many at once wait like any drop.
    if (pull.kind === 'members' && row.state === 'present') suddenly += 1;
  }
  if (isImplausibleDrop(suddenly, pull.expected)) {
    for (const row of pull.unseen) {
      const signal = signals.get(row.id);
      const isUnproven = signal === 'absent' || signal === 'unanswered' || pull.kind === 'members';
      if (row.state === 'present' && isUnproven) signals.set(row.id, 'in-drop');
    }
  }
  return signals;
}

function absentSignal(row: RosterRow, pull: ComparedPull): Signal {
  const finding = pull.findings.get(row.id);
  const proof = finding === undefined ? undefined : proofOf(pull.kind, finding);
  if (proof?.is === 'left') return 'proven';
  if (proof?.is === 'still-there') return 'still-there';
  const isWaiting = row.state === 'missing' || row.state === 'held';
  if (pull.kind === 'members') {
    // A whole list that its owner gives needs no second look.
    return row.state === 'held' && !isConfirmed(row, pull.at, pull.pull) ? 'absent' : 'proven';
  }
  if (pull.canVerify && finding === undefined) return 'unanswered';
  return isWaiting && isConfirmed(row, pull.at, pull.pull) ? 'confirmed' : 'absent';
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
    const isFirstAbsence = row.state === 'present';
    const stateAt = isFirstAbsence || next.to === 'hidden' ? pull.at : row.stateAt;
    const absentAtPull = next.to === 'hidden' ? undefined : (row.absentAtPull ?? pull.pull);
    return { row: { ...rest, state: next.to, stateAt, ...(absentAtPull === undefined ? {} : { absentAtPull }) } };
  }
  const proof = finding === undefined ? undefined : proofOf(pull.kind, finding);
  const verdict: Verdict = proof?.is === 'left' ? proof.verdict : verdictOfAbsence(pull.kind, finding);
  const isWaiting = row.state === 'missing' || row.state === 'held';
  const leftAt = isWaiting ? row.stateAt : pull.at;
  const { absentAtPull: _, ...rest } = row;
  const profile = finding?.profile ?? row.profile;
  const change: Change = {
    kind: 'lost',
    verdict,
    person: shown(row.id, profile),
    at: leftAt,
    detectedAt: pull.at,
    evidence: evidenceOf(row, finding, leftAt, pull),
    ...(row.state === 'held' ? { event: `drop-${new Date(row.stateAt).toISOString().slice(0, 10)}` } : {}),
  };
  return { row: { ...rest, profile, state: 'lost', stateAt: leftAt, losses: row.losses + 1, verdict }, change };
}

function evidenceOf(row: RosterRow, finding: Finding | undefined, leftAt: number, pull: ComparedPull): Evidence[] {
  const evidence: Evidence[] = finding === undefined ? [] : [finding.evidence];
  const isProven = finding !== undefined && proofOf(pull.kind, finding).is === 'left';
  if (isProven) return evidence;
  const since = new Date(leftAt).toISOString().slice(0, 10);
  const asked = pull.kind === 'members' && row.state === 'present' ? 'the whole list' : 'two complete lists';
  return [...evidence, { at: pull.at, asked, answered: `not listed since ${since}` }];
}

function stepSeen(
  { row, listed, isEdited }: ComparedPull['seen'][number],
  pull: ComparedPull,
): { readonly row: RosterRow; readonly changes: readonly Change[] } {
  const next = transition(row.state, 'seen');
  const profile: Profile = pull.listsFullProfiles ? listed.profile : { ...row.profile, ...listed.profile };
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
  if (isEdited && row.state !== 'lost') {
    const before = differences(row.profile, listed.profile);
    if (Object.keys(before).length > 0)
      changes.push({ kind: 'edited', person, at: pull.at, detectedAt: pull.at, before });
  }
  const { absentAtPull: _, verdict: __, ...rest } = row;
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

/** The old values of the fields that the new list carries with another value. Reach changes for everybody: never told. */
function differences(before: Profile, listed: Profile): Partial<Profile> {
  const entries = Object.entries(listed).filter(
    ([field, value]) => field !== 'reach' && JSON.stringify(value) !== JSON.stringify(before[field as keyof Profile]),
  );
  return Object.fromEntries(entries.map(([field]) => [field, before[field as keyof Profile]]));
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
function applyHydration(puts: Map<string, RosterRow>, pull: ComparedPull): void {
  const apply = (row: RosterRow): void => {
    const profile = pull.hydrated.get(row.id);
    if (profile !== undefined) puts.set(row.id, { ...row, profile, hydratedAt: pull.at });
  };
  for (const row of [...puts.values()]) apply(row);
  for (const row of pull.hydratedRows) if (!puts.has(row.id)) apply(row);
}

const shown = (id: string, profile: Profile): ChangePerson => ({ id, ...profile });
