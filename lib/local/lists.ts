import { readAccounts } from '../../functions/mailing/gather.ts';
import type { Config } from '../../functions/runtime/config-schema.ts';
import type { Db } from '../../functions/storage/db.ts';

/** How an imported list stands: no network is asked for it, so no pull tells. */
export interface ListStanding {
  readonly owner: string;
  /** `list:NAME`. */
  readonly accountId: string;
  readonly count: number;
  /** When the list that was imported last was taken, epoch ms; undefined before the first. */
  readonly takenAt?: number;
}

/** All owners' lists, declared or only imported. */
export async function readLists(db: Db, config: Pick<Config, 'owners'>): Promise<ListStanding[]> {
  const lists: ListStanding[] = [];
  for (const { id: owner } of config.owners) {
    for (const { account, heads } of await readAccounts(db, owner)) {
      const head = heads.find(({ kind }) => kind === 'members');
      if (account.network !== 'list' || account.status !== 'active' || head === undefined) continue;
      const { counts, pulledAt } = head;
      lists.push({
        ...{ owner, accountId: account.accountId },
        count: counts.present + counts.missing + counts.held + counts.hidden,
        ...(pulledAt === undefined ? {} : { takenAt: pulledAt }),
      });
    }
  }
  return lists;
}
