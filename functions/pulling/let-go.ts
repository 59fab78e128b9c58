import { isTableBusy } from '../storage/busy.ts';
import { type Claim, releaseHead } from '../storage/heads.ts';
import { patientDb } from '../storage/patient-db.ts';
import type { PullDeps } from './deps.ts';

/**
 * Lets go of a head that the table had no room for; it stays due as it was. This is asked for again for some minutes: a
 * lease that is left to run out keeps everybody else from it for longer, and makes it look as if its run had died. If
 * there is no room for this either, its lease does run out.
 */
export async function letGo({ db, logger }: Pick<PullDeps, 'db' | 'logger'>, claim: Claim): Promise<void> {
  try {
    await releaseHead(
      patientDb(db, () => true),
      claim,
      {},
    );
  } catch (error) {
    if (!isTableBusy(error)) throw error;
    logger.warn('a lease could not be let go; it runs out', { owner: claim.head.owner });
  }
}
