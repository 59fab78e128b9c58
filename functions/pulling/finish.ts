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

/**
 * What follows a commit: its changes become readable, a log as large as its base is folded in, and what no head leads to
 * is removed. Each step may be cut off; the next pull does it again.
 */
export async function finishVersions(
  deps: Pick<PullDeps, 'db' | 'clock' | 'config' | 'secrets'> & Partial<Pick<PullDeps, 'publish' | 'logger'>>,
  head: Head,
  options: { readonly compact: boolean } = { compact: true },
): Promise<void> {
  const retention = retentionOf(deps.config, head.network);
  const isErased = head.projectedVersion < head.version ? await erasedOf(deps, head.owner) : undefined;
  const projected = await projectHead(deps.db, head, {
    expiresAt: retention.change,
    ...(isErased === undefined ? {} : { isHidden: (change) => isAbout(change, head.network, isErased) }),
  });
  await publishTold(deps, projected, head.projectedVersion);
  if (!options.compact) return;
  await markIndex(deps.db, head);
  if (needsCompaction(projected)) {
    const claim = await claimHead(deps.db, head.key, { wall: deps.clock.wall(), leaseMs: LEASE_MS });
    if (claim === undefined) return;
    try {
      const { claim: after } = await compact(deps.db, claim, { lostBefore: retention.lostBefore(deps.clock.now()) });
      await releaseHead(deps.db, after, {});
      if (after.head.generation !== head.generation) await removeLocator(deps.db, head.key, head.generation);
    } catch (error) {
      await releaseHead(deps.db, claim, {});
      throw error;
    }
  }
  if (projected.completePulls % PULLS_BETWEEN_CLEANINGS === 0) {
    await removeOrphans(deps.db, head.key, { wall: deps.clock.wall() });
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
