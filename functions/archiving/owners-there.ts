import type { Db } from '../storage/db.ts';
import { ACCOUNT_PREFIX, ownerPk } from '../storage/keys.ts';
import { scan } from './back-up.ts';
import { keyOfItem } from './carried.ts';

/** Pages of the table that are looked through, about a megabyte each. */
const MOST_PAGES = 50;
/** As many owners are named. */
const MOST_OWNERS = 5;

/**
 * Owners who have accounts in a table, whoever is configured. Looks through the table, which no function may: it is asked
 * only where the configured owners have nothing there, as after restoring somebody else's backup.
 */
export async function ownersThere(db: Db): Promise<string[]> {
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
