import type { AbsentPeople } from '../core/absent-people.ts';
import { type ComparedPull, type Decision, decide } from '../core/decide.ts';
import { gate, type IdKind, idKind } from '../core/gate.ts';
import type { Finding, ListedPerson, Profile, RosterRow } from '../core/model.ts';
import { silentServers } from '../core/servers.ts';
import type { Comparison } from '../roster/comparison.ts';
import type { Roster } from '../roster/roster.ts';
import type { Head } from '../storage/items.ts';

/** What the rules have to know of an audience beside its roster. */
export type AudienceFacts = Pick<
  Head,
  'kind' | 'completePulls' | 'baselineAt' | 'networkCount' | 'usualShortfall' | 'shortLists'
>;

/** A walk that reached its end, ready to be judged. */
export interface FinishedWalk<Facts extends AudienceFacts = Head> {
  readonly head: Facts;
  readonly roster: Roster;
  readonly comparison: Comparison;
  /** Kind of the ids that were listed. */
  readonly listIdKind: IdKind | undefined;
  readonly at: number;
}

/** Whether the walk may be compared, by the rules of the gate. */
export function judge(walk: FinishedWalk<AudienceFacts>): ReturnType<typeof gate> {
  const { head, roster, comparison } = walk;
  const counts = roster.counts();
  return gate({
    isComplete: true,
    isFirst: head.baselineAt === undefined,
    at: walk.at,
    ...(head.shortLists === undefined ? {} : { shortLists: head.shortLists }),
    listed: comparison.listed,
    expected: counts.present + counts.missing + counts.held + counts.hidden,
    common: comparison.common,
    hidden: counts.hidden,
    ...(head.networkCount === undefined ? {} : { networkCount: head.networkCount }),
    ...(head.usualShortfall === undefined ? {} : { usualShortfall: head.usualShortfall }),
    rosterIdKind: rosterIdKind(roster),
    listIdKind: walk.listIdKind,
  });
}

/** The kind that more than half of these ids are of. A list of names may have a few that look like numbers. */
export function idKindOf(ids: Iterable<string>): IdKind | undefined {
  const counts = new Map<IdKind, number>();
  let all = 0;
  for (const id of ids) {
    const kind = idKind(id);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    all += 1;
  }
  for (const [kind, count] of counts) if (count * 2 > all) return kind;
  return undefined;
}

const SAMPLE = 50;

function rosterIdKind(roster: Roster): IdKind | undefined {
  const ids: string[] = [];
  for (let slot = roster.expectedFrom(0); slot < roster.size; slot = roster.expectedFrom(slot + 1)) {
    ids.push(roster.idAt(slot));
    if (ids.length === SAMPLE) break;
  }
  return idKindOf(ids);
}

/** Rows that the roster expected and the walk did not see. */
export function absentRows({ roster, comparison }: Pick<FinishedWalk, 'roster' | 'comparison'>): RosterRow[] {
  const rows: RosterRow[] = [];
  for (const slot of comparison.unseenSlots()) {
    if (roster.stateAt(slot) !== 'lost') rows.push(roster.rowAt(slot));
  }
  return rows;
}

export interface Verification {
  readonly canVerify: boolean;
  readonly listsFullProfiles: boolean;
  readonly findings: ReadonlyMap<string, Finding>;
  /** See {@link ComparedPull.needsSecondLook}. */
  readonly needsSecondLook?: boolean;
  /** See {@link ComparedPull.isGiven}. */
  readonly isGiven?: boolean;
}

/** Puts what the walk saw and what verification found to the rules. */
export function decideWalk(
  walk: FinishedWalk<AudienceFacts>,
  absent: readonly RosterRow[],
  verification: Verification,
): ComparedPull {
  const facts = factsOf(walk, absent, verification);
  return { ...facts, unseen: absent, seen: seenRows(walk), fresh: walk.comparison.gained() };
}

/** What the rules have to know of a walk beside whom it is about. */
export function factsOf(
  walk: FinishedWalk<AudienceFacts>,
  absent: AbsentPeople,
  verification: Verification,
): Omit<ComparedPull, 'unseen' | 'seen' | 'fresh'> {
  const { roster, head, at } = walk;
  const counts = roster.counts();
  if (head.kind === 'account') throw new TypeError('An account job has no roster.');
  return {
    kind: head.kind,
    at,
    pull: head.completePulls + 1,
    isBaseline: head.baselineAt === undefined,
    expected: counts.present + counts.missing + counts.held + counts.hidden,
    silentServers: silentServers(idsOf(absent), () => listedIds(walk)),
    ...(verification.needsSecondLook === undefined ? {} : { needsSecondLook: verification.needsSecondLook }),
    ...(verification.isGiven === undefined ? {} : { isGiven: verification.isGiven }),
    listsFullProfiles: verification.listsFullProfiles,
    canVerify: verification.canVerify,
    findings: verification.findings,
    hydrated: new Map(),
    hydratedRows: [],
  };
}

function* idsOf(people: AbsentPeople): Generator<string> {
  for (const { id } of people) yield id;
}

/** Listed people to whom something happened: they were away, or their profile changed. */
export function seenRows({
  roster,
  comparison,
}: Pick<FinishedWalk, 'roster' | 'comparison'>): { row: RosterRow; listed: ListedPerson; isEdited: boolean }[] {
  const edited = new Map(comparison.edited().map(({ slot, person }) => [slot, person]));
  const rows = [...edited].map(([slot, listed]) => ({ row: roster.rowAt(slot), listed, isEdited: true }));
  for (let slot = 0; slot < roster.size; slot += 1) {
    if (roster.stateAt(slot) === 'present' || !comparison.isSeen(slot) || edited.has(slot)) continue;
    const row = roster.rowAt(slot);
    rows.push({ row, listed: { id: row.id, profile: row.profile }, isEdited: false });
  }
  return rows;
}

/** Everybody who was listed. */
function* listedIds({ roster, comparison }: Pick<FinishedWalk, 'roster' | 'comparison'>): Generator<string> {
  for (const people of comparison.gainedBatches()) for (const person of people) yield person.id;
  for (const slot of comparison.seenSlots()) yield roster.idAt(slot);
}

/** People whose loss is older than retention allows: the roster forgets them with the next commit. */
export function* forgotten({ roster, comparison }: FinishedWalk, lostBefore: number): Generator<string> {
  if (roster.counts().lost === 0) return;
  for (const { slot, state, stateAt } of roster.away()) {
    if (state === 'lost' && stateAt < lostBefore && !comparison.isSeen(slot)) yield roster.idAt(slot);
  }
}

/** The decision with profiles that were looked up with leftover budget. */
export function decideWithProfiles(
  compared: ComparedPull,
  hydrated: ReadonlyMap<string, Profile>,
  hydratedRows: readonly RosterRow[],
): Decision {
  return decide({ ...compared, hydrated, hydratedRows });
}
