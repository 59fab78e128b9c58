import type { NetworkId } from '../core/model.ts';
import { bareChange, bareRow, isBare, type Withdrawn } from '../core/withdrawal.ts';
import { commitDelta } from '../roster/commit.ts';
import { compact } from '../roster/compact.ts';
import { dropCheckpoints } from '../roster/drop-checkpoints.ts';
import { HELD_IN_A_PULL, openRoster } from '../roster/open.ts';
import { removeOrphans } from '../roster/orphans.ts';
import { errorFields } from '../runtime/logger.ts';
import { listAudienceRefs } from '../storage/audiences.ts';
import { readHead, releaseHead } from '../storage/heads.ts';
import { type Rewrite, rewriteChangesOf, rewriteChangesUnder } from '../storage/rewrite-changes.ts';
import { dropWithdrawal, listWithdrawals, setStripped, type Withdrawal } from '../storage/withdrawals.ts';
import { claimNow } from './claim-now.ts';
import type { PullDeps } from './deps.ts';
import { eraseFromEditions } from './erase-items.ts';
import { finishVersions } from './finish.ts';
import { markIndex } from './index-people.ts';
import { networkOf } from './reconcile.ts';
import { retentionOf } from './retention.ts';

/** Readers may still use what was there before for an hour after its lease has ended. */
const GRACE = 2 * 3_600_000;
/** A waiting walk keeps what it read, but not longer than the terms allow. */
const MOST_PATIENCE = 20 * 3_600_000;

type Deps = Pick<PullDeps, 'db' | 'clock' | 'config' | 'logger' | 'aloneSince'>;

/**
 * Takes out of everything that is kept what a network shows no more and wants gone (`terms.ts`, `dropsWithdrawn`): first
 * from what readers use, then, an hour later, from what that replaced. Runs with each tick; whatever is busy comes next time.
 */
export async function withdrawPeople(deps: Deps, mayGoOn: () => boolean): Promise<void> {
  for (const withdrawal of await listWithdrawals(deps.db)) {
    if (!mayGoOn()) return;
    try {
      await goOn(deps, withdrawal, mayGoOn);
    } catch (error) {
      // One account's trouble is no other's; it is tried again with the next tick.
      deps.logger.error('a withdrawal is not done yet', errorFields(error));
    }
  }
}

async function goOn(deps: Deps, withdrawal: Withdrawal, mayGoOn: () => boolean): Promise<void> {
  const keys = await audienceKeys(deps, withdrawal);
  if (withdrawal.strippedAt === undefined) await strip(deps, withdrawal, keys, mayGoOn);
  else if (deps.clock.wall() - withdrawal.strippedAt > GRACE) await clean(deps, withdrawal, keys);
}

/** Several ids lead to one audience after a handle was renamed. */
async function audienceKeys({ db }: Deps, { owner, accountId }: Withdrawal): Promise<readonly string[]> {
  return [...new Set((await listAudienceRefs(db, owner, accountId)).map(({ key }) => key))];
}

async function strip(
  deps: Deps,
  withdrawal: Withdrawal,
  keys: readonly string[],
  mayGoOn: () => boolean,
): Promise<void> {
  let isDone = true;
  for (const key of keys) isDone = (await stripAudience(deps, withdrawal, key, mayGoOn)) && isDone;
  const { owner, accountId, people } = withdrawal;
  const network = networkOf(accountId);
  const ids = new Set(people.map(({ id }) => id));
  await rewriteChangesUnder(deps.db, owner, network, ids, withoutWhatWent(people));
  // A frozen digest is a text: whoever it speaks of is taken out of it whole.
  const isGone = (of: NetworkId, id: string): boolean => of === network && ids.has(id);
  if (ids.size > 0) await eraseFromEditions(deps.db, owner, isGone, deps.clock.now());
  if (isDone) await setStripped(deps.db, withdrawal.key, deps.clock.wall());
}

function withoutWhatWent(people: readonly Withdrawn[]): Rewrite {
  const kept = new Map(people.map(({ id, profile }) => [id, profile]));
  return (change) => bareChange(change, kept.get(change.person.id));
}

/** @returns false if it has to be tried again */
async function stripAudience(
  deps: Deps,
  { people, at }: Withdrawal,
  key: string,
  mayGoOn: () => boolean,
): Promise<boolean> {
  const { db, clock } = deps;
  const head = await readHead(db, key, { consistent: true });
  if (head === undefined || head.version === 0) return true;
  const claim = await claimNow(deps, key);
  if (claim === undefined) return false;
  if (claim.head.checkpoint !== undefined && clock.wall() - at < MOST_PATIENCE) {
    await releaseHead(db, claim, {});
    return false;
  }
  try {
    // What is told already has to be readable before it is rewritten, or a later projection would tell it as it was.
    await finishVersions(deps, claim.head, { compact: false });
    const roster = await openRoster(db, claim.head, { mostHeld: HELD_IN_A_PULL });
    const found = people.filter(({ id }) => roster.find(id) !== -1);
    const known = await roster.rowsOf(found.map(({ id }) => roster.find(id)));
    const rows = found.flatMap(({ profile }, n) => {
      const row = known[n];
      return row === undefined ? [] : [{ row, profile }];
    });
    const puts = rows
      .filter(({ row, profile }) => !isBare(row, profile))
      .map(({ row, profile }) => bareRow(row, profile));
    const outcome = await commitDelta(db, claim, roster, { puts, drops: [], changes: [] }, { refused: null });
    if (outcome === 'superseded') return false;
    // A list that was refused, or half read, names them too.
    await dropCheckpoints(db, key);
    await rewriteChangesOf(db, key, withoutWhatWent(people));
    // The index to search in shows everybody as the rosters did.
    await markIndex(db, claim.head);
    return rows.length === 0 || (await fold(deps, key, mayGoOn));
  } catch (error) {
    await releaseHead(db, claim, {});
    throw error;
  }
}

/**
 * The log and the old base still hold what was: a new base takes their place.
 * @returns false if it has to be tried again
 */
async function fold(
  deps: Pick<Deps, 'db' | 'clock' | 'config' | 'aloneSince'>,
  key: string,
  mayGoOn: () => boolean,
): Promise<boolean> {
  const claim = await claimNow(deps, key);
  if (claim === undefined) return false;
  try {
    const { outcome, claim: after } = await compact(deps.db, claim, {
      lostBefore: retentionOf(deps.config, claim.head.network).lostBefore(deps.clock.now()),
      mayGoOn,
    });
    await releaseHead(deps.db, after, {});
    return outcome === 'compacted';
  } catch (error) {
    await releaseHead(deps.db, claim, {});
    throw error;
  }
}

async function clean(deps: Deps, { key }: Withdrawal, keys: readonly string[]): Promise<void> {
  for (const audience of keys) await removeOrphans(deps.db, audience, { wall: deps.clock.wall() });
  await dropWithdrawal(deps.db, key);
}
