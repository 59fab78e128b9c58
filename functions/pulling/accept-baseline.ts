import { newBaseline } from '../core/new-baseline.ts';
import { loadRefused } from '../roster/checkpoint.ts';
import { commitDelta } from '../roster/commit.ts';
import { commitFirst } from '../roster/commit-first.ts';
import { dropCheckpoints } from '../roster/drop-checkpoints.ts';
import { FirstComparison } from '../roster/first-comparison.ts';
import { HELD_IN_A_PULL, openRoster } from '../roster/open.ts';
import { listAudienceRefs, readAudienceRef } from '../storage/audiences.ts';
import { type Claim, type HeadPatch, readHead, releaseHead } from '../storage/heads.ts';
import type { Head, RefusedPointer, SnapshotItem } from '../storage/items.ts';
import { putSnapshot, readSnapshot } from '../storage/snapshots.ts';
import { claimNow } from './claim-now.ts';
import type { AudienceReport, PullDeps } from './deps.ts';
import { finishVersions } from './finish.ts';
import { reportOf } from './report.ts';
import { retentionOf } from './retention.ts';
import { seenRows } from './settle.ts';

/** There is nothing to accept; the message says why and what to do. Nothing was changed. */
export class NotAcceptedError extends Error {
  override readonly name = 'NotAcceptedError';
}

export interface Acceptance {
  /** API id of the audience. */
  readonly audienceId: string;
  /** Whose it is; only needed if several owners have it. */
  readonly owner?: string;
}

export interface AcceptedReport extends AudienceReport {
  /** When the list was read that is the baseline now, epoch ms. */
  readonly readAt: number;
}

type AcceptDeps = Pick<PullDeps, 'db' | 'clock' | 'config' | 'aloneSince' | 'secrets'>;

/**
 * Takes the list that the gate refused last as a new baseline, exactly as it was read. Nobody is told as gained or lost
 * by it, and history goes on from there.
 * @throws NotAcceptedError if the last pull was not refused, or the audience is not there or being read
 */
export async function acceptBaseline(deps: AcceptDeps, acceptance: Acceptance): Promise<AcceptedReport> {
  const key = await findKey(deps, acceptance);
  const { audienceId } = acceptance;
  const claim = await claimNow(deps, key);
  if (claim === undefined)
    throw new NotAcceptedError(`${audienceId} is being read right now. Try again in a few minutes.`);
  try {
    const { refused } = claim.head;
    if (refused === undefined) throw nothingRefused(audienceId, claim.head);
    await finishVersions(deps, claim.head, { compact: false });
    return await accept(deps, claim, refused);
  } catch (error) {
    await releaseHead(deps.db, claim, {});
    throw error;
  }
}

async function accept(deps: AcceptDeps, claim: Claim, refused: RefusedPointer): Promise<AcceptedReport> {
  const { db } = deps;
  const { head } = claim;
  const roster = await openRoster(db, head, { mostHeld: HELD_IN_A_PULL });
  const kept = await loadRefused(db, head, roster);
  if (kept === undefined) {
    throw new NotAcceptedError(
      `The list that was refused is no longer there. ${head.audienceId} is read again by itself; accept it then.`,
    );
  }
  const { comparison } = kept;
  await comparison.settleSeen();
  const decision = newBaseline({
    at: refused.at,
    seen: seenRows({ roster, comparison }),
    fresh: comparison.gained(),
    unseen: Array.from(comparison.unseenSlots(), (slot) => roster.idAt(slot)),
    listsFullProfiles: refused.listsFullProfiles,
  });

  const { at } = refused;
  const { networkCount } = head;
  const expiresAt = retentionOf(deps.config).history(at);
  const before = (await readSnapshot(db, head.key, at)) ?? snapshotOf(head, kept, at);
  // The note comes first: whoever is cut off between the two repeats the command, and the note is true then.
  await putSnapshot(db, { ...before, isAccepted: true, acceptedAt: deps.clock.now(), expiresAt });
  const patch: HeadPatch = {
    refused: null,
    pulledAt: at,
    baselineAt: at,
    completePulls: head.completePulls + 1,
    failures: 0,
    lastError: null,
    shortLists: null,
    usualShortfall: networkCount === undefined ? null : Math.max(0, networkCount - comparison.listed),
    ...(head.status === 'parked' ? { status: 'active' as const } : {}),
  };
  const outcome =
    comparison instanceof FirstComparison
      ? await commitFirst(db, claim, comparison, roster, decision, patch)
      : await commitDelta(db, claim, roster, decision, patch);
  if (outcome === 'superseded') {
    await putSnapshot(db, { ...before, expiresAt });
    throw new NotAcceptedError(`${head.audienceId} was taken over by another run. See its status, then accept again.`);
  }
  const committed = (await readHead(db, head.key, { consistent: true })) ?? head;
  await finishVersions(deps, committed);
  await dropCheckpoints(db, head.key);
  return { ...reportOf(committed, 'baseline'), readAt: at };
}

/** What a snapshot said that retention has removed since. */
function snapshotOf(
  head: Head,
  { comparison, pages }: NonNullable<Awaited<ReturnType<typeof loadRefused>>>,
  at: number,
): SnapshotItem {
  return {
    ...{ key: head.key, at, startedAt: at, pages, isComplete: true, isAccepted: false, version: head.version },
    ...{ listed: comparison.listed, duplicates: comparison.duplicates },
    ...{ gained: 0, lost: 0, returned: 0, edited: 0 },
  };
}

/** @throws NotAcceptedError unless exactly one of the owners has it */
async function findKey(deps: Pick<PullDeps, 'db' | 'config'>, { audienceId, owner }: Acceptance): Promise<string> {
  const owners = deps.config.owners.map(({ id }) => id);
  if (owner !== undefined && !owners.includes(owner)) {
    throw new NotAcceptedError(
      `There is no owner "${owner}"; expected one of ${owners.slice(0, MOST_NAMED).join(', ')}.`,
    );
  }
  const found: { readonly owner: string; readonly key: string }[] = [];
  for (const id of owner === undefined ? owners : [owner]) {
    const ref = await readAudienceRef(deps.db, id, audienceId);
    if (ref !== undefined) found.push({ owner: id, key: ref.key });
  }
  const [only] = found;
  if (only === undefined) throw await notFound(deps, owner === undefined ? owners : [owner], audienceId);
  if (found.length > 1) {
    throw new NotAcceptedError(
      `Several owners have ${audienceId}: ${found.map((one) => one.owner).join(', ')}. Say whose it is with --owner ID.`,
    );
  }
  return only.key;
}

const MOST_NAMED = 20;

async function notFound(
  deps: Pick<PullDeps, 'db'>,
  owners: readonly string[],
  audienceId: string,
): Promise<NotAcceptedError> {
  const accountId = /^(?<account>.+):likes$/.exec(audienceId)?.groups?.['account'];
  if (accountId !== undefined) {
    const refs = (await Promise.all(owners.map((owner) => listAudienceRefs(deps.db, owner, accountId)))).flat();
    const post = refs.find(({ kind }) => kind === 'likes');
    if (post !== undefined) {
      return new NotAcceptedError(
        `${audienceId} is all posts together. Name the post whose likes were refused, such as ${post.audienceId}.`,
      );
    }
  }
  const [owner] = owners;
  const whose = owners.length === 1 && owner !== undefined ? ` of ${owner}'s` : '';
  return new NotAcceptedError(
    `There is no audience "${audienceId}"${whose}. "npm run rekindle -- status" names those that can be accepted; ` +
      'with several owners, say whose it is with --owner ID.',
  );
}

function nothingRefused(audienceId: string, head: Head): NotAcceptedError {
  if (head.lastError !== undefined) {
    return new NotAcceptedError(
      `There is no whole list of ${audienceId} to accept: it could not be read. ${head.lastError.message}`,
    );
  }
  return new NotAcceptedError(
    head.pulledAt === undefined
      ? `${audienceId} has not been read yet, so there is nothing to accept.`
      : `The last pull of ${audienceId} (${new Date(head.pulledAt).toISOString()}) was accepted as it was; there is nothing to do.`,
  );
}
