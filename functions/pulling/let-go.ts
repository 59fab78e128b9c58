import { isTableBusy, waitForRoom } from '../storage/busy.ts';
import { type Claim, releaseHead } from '../storage/heads.ts';
import type { PullDeps } from './deps.ts';

/** Tries to let go before it is left to the lease to end. */
const MOST_TRIES = 5;

/**
 * Lets go of a head that the table had no room for; it stays due as it was. If there is none for this either, its lease
 * runs out.
 */
export async function letGo({ db, logger }: Pick<PullDeps, 'db' | 'logger'>, claim: Claim): Promise<void> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
    try {
      await releaseHead(db, claim, {});
      return;
    } catch (error) {
      if (!isTableBusy(error)) throw error;
      await waitForRoom(db, attempt);
    }
  }
  logger.warn('a lease could not be let go; it runs out', { owner: claim.head.owner });
}
