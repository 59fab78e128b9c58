import { pullInterval } from '../core/due.ts';
import { MICROS } from '../networks/purse.ts';
import { costEstimate } from '../networks/x/cost.ts';
import type { Db } from '../storage/db.ts';
import type { AccountItem } from '../storage/items.ts';
import { monthOf, readSpent } from '../storage/spending.ts';

/**
 * What reading an account costs, and what it has cost this month, in sentences for its owner; none without a budget.
 * @param wall wall clock, epoch ms
 */
export async function costNotes(
  db: Db,
  account: Pick<AccountItem, 'owner' | 'accountId' | 'network' | 'budget' | 'every' | 'followersCount'>,
  wall: number,
): Promise<readonly string[]> {
  const { owner, accountId, network, budget, followersCount } = account;
  if (budget === undefined || network !== 'x') return [];
  const every = pullInterval(account.every, followersCount ?? 0, network);
  const month = monthOf(wall);
  const spent = (await readSpent(db, owner, accountId, month)) / MICROS;
  return [
    ...(followersCount === undefined ? [] : [costEstimate({ followers: followersCount, every, ...budget })]),
    `Spent in ${month}: $${spent.toFixed(2)} of $${budget.usdPerMonth.toFixed(2)}.`,
  ];
}
