import type { GateResult } from '../core/gate.ts';
import { shortListsAfter } from '../core/short-lists.ts';
import { saveRefused } from '../roster/checkpoint.ts';
import { dropCheckpoints } from '../roster/drop-checkpoints.ts';
import { type Claim, type HeadPatch, releaseHead } from '../storage/heads.ts';
import type { RefusedPointer, SnapshotItem } from '../storage/items.ts';
import { putSnapshot } from '../storage/snapshots.ts';
import type { PullDeps } from './deps.ts';
import type { FinishedWalk } from './settle.ts';

type Refused = Extract<GateResult, { readonly accepted: false }>;

/** What a snapshot says of any pull, before it is known what the gate makes of it. */
export type SnapshotFacts = Omit<
  SnapshotItem,
  'isAccepted' | 'refusal' | 'reason' | 'version' | 'gained' | 'lost' | 'returned' | 'edited'
> & { readonly expiresAt: number };

/**
 * Ends a pull that the gate refused: a snapshot says why, the list is kept until the next pull so that the owner can
 * take it as it is, and the audience itself stays as it was.
 * @param patch what the refusal means for the schedule
 */
export async function refusePull(
  deps: Pick<PullDeps, 'db'>,
  claim: Claim,
  walk: FinishedWalk,
  refused: Refused,
  facts: {
    readonly snapshot: SnapshotFacts;
    /** Wall clock. */
    readonly startedAt: number;
    readonly patch?: HeadPatch;
  } & Pick<RefusedPointer, 'listsFullProfiles'>,
): Promise<void> {
  const { head, roster, comparison, at } = walk;
  const { refusal, reason } = refused;
  const { snapshot, startedAt, listsFullProfiles } = facts;
  await putSnapshot(deps.db, {
    ...snapshot,
    ...{ isAccepted: false, refusal, reason, version: head.version },
    ...{ gained: 0, lost: 0, returned: 0, edited: 0 },
  });
  const { pages } = snapshot;
  await saveRefused(deps.db, claim, roster, comparison, { startedAt, pages, at, listsFullProfiles });
  await releaseHead(deps.db, claim, {
    ...facts.patch,
    shortLists: refusal === 'implausible-count' ? shortListsAfter(head.shortLists, comparison.listed, at) : null,
    lastError: { at, code: 'refused', message: reason },
  });
  // The list that was refused before goes: it names people, and nobody can take it any more.
  await dropCheckpoints(deps.db, head.key);
}
