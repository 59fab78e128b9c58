import { audienceId, audienceKey } from '../core/ids.ts';
import type { Change, ListedPerson } from '../core/model.ts';
import { dropCheckpoints } from '../roster/checkpoint.ts';
import { commitDelta } from '../roster/commit.ts';
import { Comparison } from '../roster/comparison.ts';
import { openRoster } from '../roster/open.ts';
import { trackSchema } from '../runtime/config-schema.ts';
import { readAccount } from '../storage/accounts.ts';
import { readHead, releaseHead } from '../storage/heads.ts';
import { putSnapshot } from '../storage/snapshots.ts';
import { alarmsAfter } from './alarms.ts';
import { reportOf } from './audience-job.ts';
import { claimNow } from './claim-now.ts';
import type { AudienceReport, PullDeps } from './deps.ts';
import { finishVersions } from './finish.ts';
import { declareAccount } from './reconcile.ts';
import { refusePull } from './refuse.ts';
import { retentionOf } from './retention.ts';
import { absentRows, decideWalk, decideWithProfiles, type FinishedWalk, forgotten, idKindOf, judge } from './settle.ts';

/** A list could not be taken; the message says why and what to do. Nothing was changed. */
export class ListNotTakenError extends Error {
  override readonly name = 'ListNotTakenError';
}

export interface PushedList {
  readonly owner: string;
  /** `list:NAME`; it is added if the owner does not have it yet. */
  readonly accountId: string;
  /** The whole list, in parts. */
  readonly people: AsyncIterable<readonly ListedPerson[]>;
  /** When the list was taken, epoch ms: the snapshot's time. */
  readonly takenAt: number;
}

/**
 * Takes a whole list that somebody imports or pushes, by the same gate, states and log as a pull.
 * @throws ListNotTakenError if a newer list is there already, or another run is working on it
 */
export async function acceptSnapshot(
  deps: Pick<PullDeps, 'db' | 'clock' | 'config' | 'logger' | 'aloneSince'>,
  list: PushedList,
): Promise<AudienceReport> {
  const { db } = deps;
  const name = list.accountId.slice(list.accountId.indexOf(':') + 1);
  const existing = await readAccount(db, list.owner, list.accountId);
  if (existing === undefined) {
    await declareAccount(deps, list.owner, { id: list.accountId, track: trackSchema.parse({}) }, undefined);
  }
  const key = audienceKey(list.owner, 'list', name, 'members');
  const claim = await claimNow(deps, key);
  if (claim === undefined)
    throw new ListNotTakenError(
      `${audienceId(list.accountId, 'members')} is being worked on right now. Try again in a minute.`,
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
    const roster = await openRoster(db, head);
    const comparison = new Comparison(roster);
    for await (const people of list.people) comparison.see(people);
    const listIdKind = idKindOf(
      comparison
        .gained()
        .slice(0, 50)
        .map((person) => person.id),
    );
    return await settleList(deps, claim, { head, roster, comparison, listIdKind, at: list.takenAt });
  } catch (error) {
    await releaseHead(db, claim, {});
    throw error;
  }
}

async function settleList(
  deps: Pick<PullDeps, 'db' | 'clock' | 'config' | 'logger'>,
  claim: { readonly head: FinishedWalk['head']; readonly fence: number },
  walk: FinishedWalk,
): Promise<AudienceReport> {
  const { head, roster, comparison, at } = walk;
  const verdict = judge(walk);
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
  const compared = decideWalk(walk, absentRows(walk), {
    listsFullProfiles: false,
    canVerify: false,
    findings: new Map(),
  });
  const decided = decideWithProfiles(compared, new Map(), []);
  const expired = forgotten(walk, retentionOf(deps.config).lostBefore(deps.clock.now()));
  const decision = { ...decided, drops: [...decided.drops, ...expired] };
  const of = (kind: Change['kind']): number => decision.changes.filter((change) => change.kind === kind).length;
  const tallies = { gained: of('gained'), lost: of('lost'), returned: of('returned'), edited: of('edited') };
  const outcome = await commitDelta(deps.db, claim, roster, decision, {
    checkpoint: null,
    pulledAt: at,
    completePulls: head.completePulls + 1,
    baselineAt: head.baselineAt ?? at,
    failures: 0,
    lastError: null,
    refused: null,
    alarms: alarmsAfter(walk, decision),
  });
  if (outcome === 'superseded')
    throw new ListNotTakenError('Another run took this list over in the meantime. Import it again.');
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
