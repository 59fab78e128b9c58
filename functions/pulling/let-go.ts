import { isTableBusy } from '../storage/busy.ts';
import { type Claim, releaseHead } from '../storage/heads.ts';
import { patientDb } from '../storage/patient-db.ts';
import type { PullDeps } from './deps.ts';

/** Times that it is asked for again once the time of the run is over. */
const LAST_TIMES = 4;

/**
 * Lets go of a head that the table had no room for; it stays due as it was. This is asked for again for some minutes: a
 * lease that is left to run out keeps everybody else from it for longer, and makes it look as if its run had died. If
 * there is no room for this either, its lease does run out.
 * @param mayGoOn false when the invocation's time is nearly over: then what is left of it is for everybody who ends
 */
export async function letGo(
  { db, logger }: Pick<PullDeps, 'db' | 'logger'>,
  claim: Claim,
  mayGoOn: () => boolean,
): Promise<void> {
  const patient = patientDb(db, (times) => times < LAST_TIMES || mayGoOn());
  try {
    await releaseHead(patient, claim, {});
  } catch (error) {
    if (!isTableBusy(error)) throw error;
    logger.warn('a lease could not be let go; it runs out', { owner: claim.head.owner });
  }
}
