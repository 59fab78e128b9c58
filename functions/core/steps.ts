import { isBareId } from './bare-ids.ts';
import { type ComparedPull, isWaiting } from './compared-pull.ts';
import type { Change, ChangePerson, Evidence, Finding, ListedPerson, Profile, RosterRow, Verdict } from './model.ts';
import { differences, withGoodHandle } from './profile-differences.ts';
import { type Signal, transition } from './states.ts';
import { proofOf, verdictOfAbsence } from './verdicts.ts';

/** What one pull says of one person, without a look at the others. */
type Pull = Pick<ComparedPull, 'kind' | 'at' | 'pull' | 'isGiven' | 'listsFullProfiles'>;

/** What a signal makes of somebody who was not listed, and what it tells of them. */
export function stepAbsent(
  row: RosterRow,
  signal: Signal,
  finding: Finding | undefined,
  pull: Pull,
): { readonly row?: RosterRow; readonly change?: Change } {
  const next = transition(row.state, signal);
  if (next.tells !== 'lost') {
    if (next.to === row.state) return {};
    const { absentAtPull: _, ...rest } = row;
    // Whoever was hidden was there by the network's word, so that their absence too begins now.
    const waits = next.to === 'hidden' ? {} : { absentAtPull: pull.pull };
    return { row: { ...rest, state: next.to, stateAt: pull.at, ...waits } };
  }
  const { verdict, leftAt } = lossOf(row, finding, pull);
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

/** How and since when somebody is lost whose loss is told. */
export function lossOf(
  person: Pick<RosterRow, 'state' | 'stateAt'>,
  finding: Finding | undefined,
  pull: Pick<Pull, 'kind' | 'at' | 'isGiven'>,
): { readonly verdict: Verdict; readonly leftAt: number } {
  const proof = finding === undefined ? undefined : proofOf(pull.kind, finding);
  return {
    verdict: proof?.is === 'left' ? proof.verdict : verdictOfAbsence(pull.kind, finding, pull.isGiven),
    leftAt: isWaiting(person) ? person.stateAt : pull.at,
  };
}

function evidenceOf(row: RosterRow, finding: Finding | undefined, leftAt: number, pull: Pull): Evidence[] {
  const evidence: Evidence[] = finding === undefined ? [] : [finding.evidence];
  const isProven = finding !== undefined && proofOf(pull.kind, finding).is === 'left';
  if (isProven) return evidence;
  const since = new Date(leftAt).toISOString().slice(0, 10);
  // Only an export can tell somebody who was there until now by itself.
  const asked = row.state === 'present' ? 'the whole list' : 'two complete lists';
  return [...evidence, { at: pull.at, asked, answered: `not listed since ${since}` }];
}

/** What a sighting makes of somebody whom the roster knows, and what it tells of them. */
export function stepSeen(
  { row, listed, isEdited }: ComparedPull['seen'][number],
  pull: Pull,
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
  return {
    row: {
      ...withoutAbsence(row),
      profile,
      state: next.to,
      stateAt: next.to === row.state ? row.stateAt : pull.at,
      returns: row.returns + (next.isReturn ? 1 : 0),
      ...(listed.since === undefined ? {} : { since: listed.since }),
      ...(listed.rowPrint === undefined ? {} : { rowPrint: listed.rowPrint }),
    },
    changes,
  };
}

/** A row without what only those have who are away; as it is, if it is of somebody who was there: nearly always. */
function withoutAbsence(row: RosterRow): RosterRow {
  if (!('absentAtPull' in row || 'verdict' in row || 'toldAt' in row || 'toldAtPull' in row)) return row;
  const { absentAtPull: _, verdict: __, toldAt: ___, toldAtPull: ____, ...rest } = row;
  return rest;
}

/** What lists leave out stays known, unless they carry whole profiles. */
function profileAfter(known: Profile, listed: Profile, { listsFullProfiles }: Pull): Profile {
  if (listed === known) return known;
  return withGoodHandle(known, listsFullProfiles ? listed : { ...known, ...listed });
}

export function newRow(person: ListedPerson, pull: Pull): RosterRow {
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
    ...(person.rowPrint === undefined ? {} : { rowPrint: person.rowPrint }),
  };
}

export function movedRow(old: RosterRow, successor: ListedPerson, pull: Pull): RosterRow {
  return { ...newRow(successor, pull), firstSeenAt: old.firstSeenAt, returns: old.returns, losses: old.losses };
}

export function movedChange(old: RosterRow, successor: ListedPerson, finding: Finding, pull: Pull): Change {
  return {
    kind: 'moved',
    person: shown(successor.id, successor.profile),
    at: pull.at,
    detectedAt: pull.at,
    before: { id: old.id, handle: old.profile.handle, url: old.profile.url },
    evidence: [finding.evidence],
  };
}

/** A person as a change shows them. */
export const shown = (id: string, profile: Profile): ChangePerson => ({ id, ...profile });
