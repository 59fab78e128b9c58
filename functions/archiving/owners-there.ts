import { listAccounts } from '../storage/accounts.ts';
import type { Db } from '../storage/db.ts';
import { ACCOUNT_PREFIX, ownerPk } from '../storage/keys.ts';
import { scan } from './back-up.ts';
import { keyOfItem } from './carried.ts';

/** Where the configured owners have nothing: who has, and who is configured. */
export interface StrayHistory {
  readonly owners: readonly string[];
  readonly configured: readonly string[];
}

/** Whose history it is that nobody configured sees; undefined if a configured owner has some, or nobody has. */
export async function strayHistory(db: Db, configured: readonly string[]): Promise<StrayHistory | undefined> {
  for (const owner of configured) if ((await listAccounts(db, owner)).length > 0) return undefined;
  const owners = await ownersThere(db);
  return owners.length === 0 ? undefined : { owners, configured };
}

/** Pages of the table that are looked through, about a megabyte each. */
const MOST_PAGES = 50;
/** As many owners are named. */
const MOST_OWNERS = 5;

/**
 * Owners who have accounts in a table, whoever is configured. Looks through the table, which no function may: it is asked
 * only where the configured owners have nothing there, as after restoring somebody else's backup.
 */
async function ownersThere(db: Db): Promise<string[]> {
  const owners = new Set<string>();
  let pages = 0;
  for await (const items of scan(db)) {
    for (const item of items) {
      const { pk, sk } = keyOfItem(item);
      if (pk.startsWith(ownerPk('')) && sk.startsWith(ACCOUNT_PREFIX)) owners.add(pk.slice(ownerPk('').length));
    }
    pages += 1;
    if (pages >= MOST_PAGES || owners.size >= MOST_OWNERS) break;
  }
  return [...owners].sort().slice(0, MOST_OWNERS);
}
