import { publishChanges } from '../publishing/publish-changes.ts';
import { compact, needsCompaction } from '../roster/compact.ts';
import { removeOrphans } from '../roster/orphans.ts';
import { projectHead } from '../roster/project.ts';
import { errorFields } from '../runtime/logger.ts';
import { claimHead, releaseHead } from '../storage/heads.ts';
import type { Head } from '../storage/items.ts';
import { removeLocator } from '../storage/locators.ts';
import type { PullDeps } from './deps.ts';
import { erasedOf, isAbout } from './erased.ts';
import { markIndex } from './index-people.ts';
import { LEASE_MS } from './lease.ts';
import { retentionOf } from './retention.ts';

/** Complete pulls between two looks for what nobody needs any more: a look reads the whole log. */
const PULLS_BETWEEN_CLEANINGS = 7;

export interface FinishOptions {
  readonly compact: boolean;
  /** False when time is nearly over: then a compaction is left as it is. */
  readonly mayGoOn?: () => boolean;
}

/** `unfinished`: a compaction has to go on. */
export type Finish = 'finished' | 'unfinished';

/**
 * What follows a commit: its changes become readable, a log as large as its base is folded in, and what no head leads to
 * is removed. Each step may be cut off; the next pull does it again.
 */
export async function finishVersions(
  deps: Pick<PullDeps, 'db' | 'clock' | 'config' | 'secrets'> & Partial<Pick<PullDeps, 'publish' | 'logger'>>,
  head: Head,
  options: FinishOptions = { compact: true },
): Promise<Finish> {
  const retention = retentionOf(deps.config, head.network);
  const isErased = head.projectedVersion < head.version ? await erasedOf(deps, head.owner) : undefined;
  const projected = await projectHead(deps.db, head, {
    expiresAt: retention.change,
    ...(isErased === undefined ? {} : { isHidden: (change) => isAbout(change, head.network, isErased) }),
  });
  await publishTold(deps, projected, head.projectedVersion);
  if (!options.compact) return 'finished';
  await markIndex(deps.db, head);
  if (needsCompaction(projected) && (await foldLog(deps, head, options)) === 'unfinished') return 'unfinished';
  if (projected.completePulls % PULLS_BETWEEN_CLEANINGS === 0) {
    await removeOrphans(deps.db, head.key, { wall: deps.clock.wall() });
  }
  return 'finished';
}

async function foldLog(
  { db, clock, config }: Pick<PullDeps, 'db' | 'clock' | 'config'>,
  head: Head,
  { mayGoOn }: FinishOptions,
): Promise<Finish> {
  const claim = await claimHead(db, head.key, { wall: clock.wall(), leaseMs: LEASE_MS });
  if (claim === undefined) return 'finished';
  try {
    const { claim: after, outcome } = await compact(db, claim, {
      lostBefore: retentionOf(config, head.network).lostBefore(clock.now()),
      ...(mayGoOn === undefined ? {} : { mayGoOn }),
    });
    await releaseHead(db, after, {});
    if (after.head.generation !== head.generation) await removeLocator(db, head.key, head.generation);
    return outcome === 'unfinished' ? 'unfinished' : 'finished';
  } catch (error) {
    await releaseHead(db, claim, {});
    throw error;
  }
}

/** What the bus does not take now goes out with a later pull; a bus that is down holds up nothing. */
async function publishTold(
  { db, publish, logger }: Pick<PullDeps, 'db'> & Partial<Pick<PullDeps, 'publish' | 'logger'>>,
  projected: Head,
  before: number,
): Promise<void> {
  if (publish === undefined) return;
  try {
    await publishChanges(db, projected, before, publish);
  } catch (error) {
    logger?.error('changes were not published; they go out with a later pull', errorFields(error));
  }
}
