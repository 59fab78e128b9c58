import { termsOf } from '../networks/terms.ts';
import { commitEmpty } from '../roster/commit-first.ts';
import { dropCheckpoints } from '../roster/drop-checkpoints.ts';
import { errorFields } from '../runtime/logger.ts';
import { listAccounts } from '../storage/accounts.ts';
import { listAudienceRefs } from '../storage/audiences.ts';
import { getItem, putItem, queryPrefix } from '../storage/db.ts';
import { readHead, releaseHead } from '../storage/heads.ts';
import type { AccountItem } from '../storage/items.ts';
import { metaKey, withdrawalKey } from '../storage/keys.ts';
import { noteWithdrawal, setStripped } from '../storage/withdrawals.ts';
import { claimNow } from './claim-now.ts';
import type { PullDeps } from './deps.ts';
import { finishVersions } from './finish.ts';
import { markIndex } from './index-people.ts';

const DAY = 86_400_000;
/** How often it is looked what has become too old. */
const LOOK_EVERY = DAY / 2;

type Deps = Pick<PullDeps, 'db' | 'clock' | 'config' | 'logger' | 'aloneSince'>;

/**
 * Forgets lists that could not be read again for as long as their network lets them be kept (`terms.ts`, `keepDays`):
 * of accounts that were removed, too. When such a list is read again, that is a new baseline.
 */
export async function forgetTooOld(deps: Deps, mayGoOn: () => boolean): Promise<void> {
  const { db, clock } = deps;
  const done = metaKey('KEEP-TERMS');
  const last = (await getItem(db, done))?.['at'];
  if (typeof last === 'number' && Math.abs(clock.now() - last) < LOOK_EVERY) return;
  for (const item of await queryPrefix(db, metaKey('').pk, 'OWNER#')) {
    const owner = String(item['sk']).slice('OWNER#'.length);
    for (const account of await listAccounts(db, owner)) {
      if (!mayGoOn()) return;
      const { keepDays } = termsOf(account.network);
      if (keepDays === undefined) continue;
      try {
        await forgetLists(deps, account, clock.now() - keepDays * DAY);
      } catch (error) {
        deps.logger.error('a list that is too old could not be forgotten', errorFields(error));
      }
    }
  }
  await putItem(db, done, { at: clock.now() });
}

/** @param before calendar: a list read before it has become too old */
async function forgetLists(deps: Deps, { owner, accountId }: AccountItem, before: number): Promise<void> {
  for (const key of new Set((await listAudienceRefs(deps.db, owner, accountId)).map((ref) => ref.key))) {
    const head = await readHead(deps.db, key, { consistent: true });
    const { counts } = head ?? {};
    const people =
      counts === undefined ? 0 : counts.present + counts.missing + counts.held + counts.hidden + counts.lost;
    if (head === undefined || people === 0 || (head.pulledAt ?? 0) >= before) continue;
    await forgetList(deps, key, { owner, accountId });
  }
}

async function forgetList(deps: Deps, key: string, whose: { owner: string; accountId: string }): Promise<void> {
  const { db, clock } = deps;
  const claim = await claimNow(deps, key);
  if (claim === undefined) return;
  try {
    await finishVersions(deps, claim.head, { compact: false });
    await commitEmpty(db, claim, { baselineAt: null, refused: null });
  } catch (error) {
    await releaseHead(db, claim, {});
    throw error;
  }
  await dropCheckpoints(db, key);
  // Whoever was found by words or place is found no more; the tick makes the index anew.
  await markIndex(db, whose);
  // What the new base replaced is removed as after any withdrawal.
  const at = clock.wall();
  await noteWithdrawal(db, { audienceKey: key, ...whose, at, people: [] });
  await setStripped(db, withdrawalKey(key, at), at);
}
