import type { ConnectorOptions } from '../networks/registry.ts';
import type { AccountName } from '../pulling/deps.ts';
import { readAccount } from '../storage/accounts.ts';
import type { Db } from '../storage/db.ts';
import { accountPurse } from '../storage/spending.ts';

/**
 * What may be spent on reading an account, as it was declared last; undefined if no budget is set.
 * @param wall the wall clock, epoch ms
 */
export async function spendingOf(
  db: Db,
  { owner, accountId }: AccountName,
  wall: () => number,
): Promise<ConnectorOptions['spending']> {
  const budget = (await readAccount(db, owner, accountId))?.budget;
  if (budget === undefined) return undefined;
  const { usdPerMonth, ownsApp } = budget;
  return { purse: accountPurse(db, { owner, accountId, usdPerMonth, wall }), ownsApp };
}
