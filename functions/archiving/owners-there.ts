import { listAccounts } from '../storage/accounts.ts';
import type { Db } from '../storage/db.ts';
import { listDue } from '../storage/due.ts';
import { ACCOUNT_PREFIX, ownerPk } from '../storage/keys.ts';
import { scan } from './back-up.ts';
import { keyOfItem } from './carried.ts';

const FAR = Date.UTC(9999, 0);

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

/** As many owners are named. */
const MOST_OWNERS = 5;
/** Lists that are due some time, whose owners are looked at: one small page of an index, or two. */
const MOST_DUE = 400;
/** Pages of the table that are looked through where no list is ever due, about a megabyte each. */
const MOST_PAGES = 8;

/**
 * Owners who have accounts in a table, whoever is configured: by the lists that are to be read some time, whatever the
 * size of the table. Of lists that are only imported there are none; then the table's beginning is looked through, which
 * no function may. It is asked only where the configured owners have nothing, as after restoring somebody else's backup.
 */
async function ownersThere(db: Db): Promise<string[]> {
  const due = await ownersDue(db);
  return (due.length > 0 ? due : await ownersAtTheBeginning(db)).slice(0, MOST_OWNERS);
}

async function ownersDue(db: Db): Promise<string[]> {
  const owners = new Set<string>();
  for await (const key of listDue(db, FAR, { limit: MOST_DUE })) {
    owners.add(key.slice(0, key.indexOf('/')));
    if (owners.size >= MOST_OWNERS) break;
  }
  const known = await Promise.all(
    [...owners].sort().map(async (owner) => ((await listAccounts(db, owner)).length > 0 ? [owner] : [])),
  );
  return known.flat();
}

async function ownersAtTheBeginning(db: Db): Promise<string[]> {
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
  return [...owners].sort();
}
