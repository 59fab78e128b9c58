import { type ComparedPull, type Decision, decide } from '../core/decide.ts';
import { gate, type IdKind, idKind } from '../core/gate.ts';
import type { Finding, ListedPerson, Profile, RosterRow } from '../core/model.ts';
import type { Comparison } from '../roster/comparison.ts';
import type { Roster } from '../roster/roster.ts';
import type { Head } from '../storage/items.ts';

/** A walk that reached its end, ready to be judged. */
export interface FinishedWalk {
  readonly head: Head;
  readonly roster: Roster;
  readonly comparison: Comparison;
  /** Kind of the ids that were listed. */
  readonly listIdKind: IdKind | undefined;
  readonly at: number;
}

/** Whether the walk may be compared, by the rules of the gate. */
export function judge(walk: FinishedWalk): ReturnType<typeof gate> {
  const { head, roster, comparison } = walk;
  const counts = roster.counts();
  return gate({
    isComplete: true,
    listed: comparison.listed,
    expected: counts.present + counts.missing + counts.held + counts.hidden,
    common: comparison.common,
    ...(head.networkCount === undefined ? {} : { networkCount: head.networkCount }),
    ...(head.usualShortfall === undefined ? {} : { usualShortfall: head.usualShortfall }),
    rosterIdKind: rosterIdKind(roster),
    listIdKind: walk.listIdKind,
  });
}

/** Kind of the first listed ids; a list of several kinds has none. */
export function idKindOf(ids: Iterable<string>): IdKind | undefined {
  let kind: IdKind | undefined;
  for (const id of ids) {
    const next = idKind(id);
    if (kind !== undefined && kind !== next) return undefined;
    kind = next;
  }
  return kind;
}

const SAMPLE = 50;

function rosterIdKind(roster: Roster): IdKind | undefined {
  const ids: string[] = [];
  for (const row of roster.rows()) {
    if (row.state === 'lost') continue;
    ids.push(row.id);
    if (ids.length === SAMPLE) break;
  }
  return idKindOf(ids);
}

/** Rows that the roster expected and the walk did not see. */
export function absentRows({ roster, comparison }: FinishedWalk): RosterRow[] {
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
}

/** Puts what the walk saw and what verification found to the rules. */
export function decideWalk(walk: FinishedWalk, absent: readonly RosterRow[], verification: Verification): ComparedPull {
  const { roster, comparison, head, at } = walk;
  const counts = roster.counts();
  if (head.kind === 'account') throw new TypeError('An account job has no roster.');
  return {
    kind: head.kind,
    at,
    pull: head.completePulls + 1,
    isBaseline: head.baselineAt === undefined,
    expected: counts.present + counts.missing + counts.held + counts.hidden,
    unseen: absent,
    seen: seenRows(walk),
    fresh: comparison.gained(),
    listsFullProfiles: verification.listsFullProfiles,
    canVerify: verification.canVerify,
    findings: verification.findings,
    hydrated: new Map(),
    hydratedRows: [],
  };
}

/** Listed people to whom something happened: they were away, or their profile changed. */
function seenRows({ roster, comparison }: FinishedWalk): { row: RosterRow; listed: ListedPerson; isEdited: boolean }[] {
  const edited = new Map(comparison.edited().map(({ slot, person }) => [slot, person]));
  const rows = [...edited].map(([slot, listed]) => ({ row: roster.rowAt(slot), listed, isEdited: true }));
  for (const slot of comparison.seenSlots()) {
    if (edited.has(slot) || roster.stateAt(slot) === 'present') continue;
    const row = roster.rowAt(slot);
    rows.push({ row, listed: { id: row.id, profile: row.profile }, isEdited: false });
  }
  return rows;
}

/** People whose loss is older than retention allows: the roster forgets them with the next commit. */
export function forgotten({ roster }: FinishedWalk, lostBefore: number): string[] {
  const ids: string[] = [];
  if (roster.counts().lost === 0) return ids;
  for (const row of roster.rows()) if (row.state === 'lost' && row.stateAt < lostBefore) ids.push(row.id);
  return ids;
}

/** The decision with profiles that were looked up with leftover budget. */
export function decideWithProfiles(
  compared: ComparedPull,
  hydrated: ReadonlyMap<string, Profile>,
  hydratedRows: readonly RosterRow[],
): Decision {
  return decide({ ...compared, hydrated, hydratedRows });
}
