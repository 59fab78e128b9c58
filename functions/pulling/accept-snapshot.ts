import { blankRowFindings, isBlank } from '../core/blank-rows.ts';
import { givenAudienceId } from '../core/export-lists.ts';
import type { AudienceKind, Change, ListedPerson, NetworkId } from '../core/model.ts';
import { commitDelta } from '../roster/commit.ts';
import { commitFirst } from '../roster/commit-first.ts';
import { dropCheckpoints } from '../roster/drop-checkpoints.ts';
import { beginComparison, FirstComparison } from '../roster/first-comparison.ts';
import { HELD_IN_A_PULL, openRoster } from '../roster/open.ts';
import type { Roster } from '../roster/roster.ts';
import { type HeadPatch, readHead, releaseHead } from '../storage/heads.ts';
import { putSnapshot } from '../storage/snapshots.ts';
import { alarmsAfter } from './alarms.ts';
import { claimNow } from './claim-now.ts';
import type { AudienceReport, PullDeps } from './deps.ts';
import { erasedOf } from './erased.ts';
import { finishVersions } from './finish.ts';
import { checkGiven, type ListOwner, openGivenAudience } from './given-audience.ts';
import { judgeGiven, renameFindings } from './judge-given.ts';
import { knownByTime } from './known-by-time.ts';
import { ListNotTakenError } from './not-taken.ts';
import { refusePull } from './refuse.ts';
import { reportOf } from './report.ts';
import { retentionOf } from './retention.ts';
import { absentRows, decideWalk, decideWithProfiles, type FinishedWalk, forgotten, idKindOf } from './settle.ts';

export { ListNotTakenError } from './not-taken.ts';

/** A whole list that was given to us: an official export, or a list that somebody imports or sends. */
export interface GivenList {
  readonly owner: string;
  /** `list:NAME`, or an account of a network that gives exports; it is added if the owner does not have it yet. */
  readonly accountId: string;
  /** `members` unless it says otherwise. */
  readonly kind?: AudienceKind;
  /** Whose list it says it is. */
  readonly of?: ListOwner;
  /** The whole list, in parts. */
  readonly people: AsyncIterable<readonly ListedPerson[]>;
  /** When the list was taken, epoch ms: the snapshot's time. */
  readonly takenAt: number;
  /** It was sent by a script, say, which may have gone wrong: who is not on it is only told once the next list agrees. */
  readonly needsSecondLook?: boolean;
}

/**
 * Networks whose exports are compared by dates or times of everybody, too, so that a roster is needed with all its rows.
 * They name no more than some hundred thousand people; X's archives and lists that are sent may name millions.
 */
const BY_ROWS: ReadonlySet<NetworkId> = new Set(['instagram', 'facebook', 'linkedin']);

type AcceptDeps = Pick<PullDeps, 'db' | 'clock' | 'config' | 'logger' | 'aloneSince' | 'secrets'>;

/**
 * Takes a whole list that somebody imports or pushes, by the same gate, states and log as a pull.
 * @throws ListNotTakenError if it is of another account, a newer list is there already, or another run is working on it
 */
export async function acceptSnapshot(deps: AcceptDeps, list: GivenList): Promise<AudienceReport> {
  const { db } = deps;
  const { kind = 'members' } = list;
  checkGiven({ accountId: list.accountId, kind });
  const key = await openGivenAudience(deps, { ...list, kind });
  const claim = await claimNow(deps, key);
  if (claim === undefined)
    throw new ListNotTakenError(
      `${givenAudienceId(list.accountId, kind)} is being worked on right now. Try again in a minute.`,
      { isBusy: true },
    );
  const { head } = claim;
  try {
    if (head.pulledAt !== undefined && list.takenAt <= head.pulledAt) {
      throw new ListNotTakenError(
        `This list was taken at ${new Date(list.takenAt).toISOString()}, but one of ${new Date(head.pulledAt).toISOString()} is known already. ` +
          'Lists go forward in time: import a newer one, or say with --taken-at when this one was taken.',
      );
    }
    await finishVersions(deps, head, { compact: false });
    const roster = await openRoster(db, head, BY_ROWS.has(head.network) ? {} : { mostHeld: HELD_IN_A_PULL });
    const facts = { at: list.takenAt, listsFullProfiles: false };
    const comparison = beginComparison(db, claim, roster, facts);
    let oldestListed: number | undefined;
    let blank = 0;
    const isErased = await erasedOf(deps, head.owner);
    const byTime = knownByTime(roster);
    for await (const people of list.people) {
      const named = head.network === 'linkedin' ? people.filter(({ id }) => !isBlank(id)) : people;
      blank += people.length - named.length;
      const wanted = named.map(byTime).filter(({ id }) => !isErased(head.network, id));
      comparison.see(await asKnown(wanted, roster));
      if (comparison instanceof FirstComparison) await comparison.spill();
      for (const { since } of people) {
        if (since !== undefined && since < (oldestListed ?? Number.POSITIVE_INFINITY)) oldestListed = since;
      }
    }
    const [newcomers = []] = comparison.gainedBatches();
    const listIdKind = idKindOf(newcomers.slice(0, 50).map(({ id }) => id));
    const walk = { head, roster, comparison, listIdKind, at: list.takenAt };
    return await settleList(deps, claim, walk, {
      ...{ oldestListed, blank },
      needsSecondLook: list.needsSecondLook ?? false,
      isExport: head.kind !== 'members' && list.needsSecondLook !== true,
    });
  } catch (error) {
    await releaseHead(db, claim, {});
    throw error;
  }
}

/** X's archives say nothing of people but their ids; what is known of them otherwise stays. */
async function asKnown(people: readonly ListedPerson[], roster: Roster): Promise<ListedPerson[]> {
  const known = people.flatMap(({ id, profile }) => {
    const slot = profile.handle === id ? roster.find(id) : -1;
    return slot === -1 ? [] : [slot];
  });
  if (known.length === 0) return [...people];
  const rows = new Map((await roster.rowsOf(known)).map((row) => [row.id, row]));
  return people.map((person) => {
    const row = rows.get(person.id);
    if (row === undefined) return person;
    return { id: person.id, profile: row.profile, ...(row.since === undefined ? {} : { since: row.since }) };
  });
}

interface GivenFacts {
  readonly oldestListed: number | undefined;
  /** Rows that name nobody. */
  readonly blank: number;
  readonly needsSecondLook: boolean;
  readonly isExport: boolean;
}

async function settleList(
  deps: AcceptDeps,
  claim: { readonly head: FinishedWalk['head']; readonly fence: number },
  walk: FinishedWalk,
  { oldestListed, blank, needsSecondLook, isExport }: GivenFacts,
): Promise<AudienceReport> {
  const { head, roster, comparison, at } = walk;
  const verdict = judgeGiven(walk, oldestListed);
  const snapshot = {
    key: head.key,
    at,
    startedAt: at,
    listed: comparison.listed,
    duplicates: comparison.duplicates,
    pages: 1,
    isComplete: true,
    expiresAt: retentionOf(deps.config).history(at),
  };
  if (!verdict.accepted) {
    const { reason } = verdict;
    const startedAt = deps.clock.wall();
    await refusePull(deps, claim, walk, verdict, { snapshot, startedAt, listsFullProfiles: false });
    return reportOf(head, 'refused', { message: reason });
  }
  await comparison.settle();
  const absent = absentRows(walk);
  const blanks = blankRowFindings(absent, { now: blank, unexplained: head.blankRows }, at);
  const compared = decideWalk(walk, absent, {
    listsFullProfiles: false,
    canVerify: false,
    findings: new Map([...blanks.findings, ...renameFindings(walk)]),
    isGiven: true,
    needsSecondLook,
  });
  const decided = decideWithProfiles(compared, new Map(), []);
  const expired = forgotten(walk, retentionOf(deps.config).lostBefore(deps.clock.now()));
  const decision = { ...decided, drops: [...decided.drops, ...expired] };
  const of = (kind: Change['kind']): number => decision.changes.filter((change) => change.kind === kind).length;
  const edited = of('edited') + of('moved');
  const tallies = { gained: of('gained'), lost: of('lost'), returned: of('returned'), edited };
  const patch: HeadPatch = {
    checkpoint: null,
    pulledAt: at,
    exportAt: isExport ? at : null,
    blankRows: head.network === 'linkedin' ? blanks.unexplained : null,
    completePulls: head.completePulls + 1,
    baselineAt: head.baselineAt ?? at,
    failures: 0,
    lastError: null,
    refused: null,
    shortLists: null,
    alarms: alarmsAfter(walk, decision),
  };
  const outcome =
    comparison instanceof FirstComparison
      ? await commitFirst(deps.db, claim, comparison, roster, decision, patch)
      : await commitDelta(deps.db, claim, roster, decision, patch);
  if (outcome === 'superseded')
    throw new ListNotTakenError('Another run took this list over in the meantime. Import it again.', { isBusy: true });
  const committed = (await readHead(deps.db, head.key, { consistent: true })) ?? head;
  await putSnapshot(deps.db, { ...snapshot, isAccepted: true, version: committed.version, ...tallies });
  await finishVersions(deps, committed);
  // A list that was refused before names people, and nobody can take it any more.
  if (head.refused !== undefined) await dropCheckpoints(deps.db, head.key);
  const isBaseline = head.baselineAt === undefined;
  return reportOf(
    committed,
    isBaseline ? 'baseline' : committed.version === head.version ? 'unchanged' : 'committed',
    tallies,
  );
}
