import { readAccounts } from '../../functions/mailing/gather.ts';
import type { Config } from '../../functions/runtime/config-schema.ts';
import type { Db } from '../../functions/storage/db.ts';
import type { Head } from '../../functions/storage/items.ts';
import { isWatched } from '../../functions/storage/watched.ts';

/** How an imported list stands: no network is asked for it, so no pull tells. */
export interface ListStanding {
  readonly owner: string;
  /** `list:NAME`. */
  readonly accountId: string;
  readonly count: number;
  /** When the list that was imported last was taken, epoch ms; undefined before the first. */
  readonly takenAt?: number;
}

/** The likes of an account as they stand, on the posts that are watched now. */
export interface LikesStanding {
  readonly owner: string;
  readonly accountId: string;
  readonly count: number;
  readonly posts: number;
}

/** Of all accounts that have posts. */
export async function readLikes(db: Db, config: Pick<Config, 'owners'>): Promise<LikesStanding[]> {
  const likes: LikesStanding[] = [];
  for (const { id: owner } of config.owners) {
    for (const { account, heads } of await readAccounts(db, owner)) {
      const posts = heads.filter((head) => head.kind === 'likes' && isWatched(head));
      const count = posts.reduce((sum, head) => sum + countOf(head), 0);
      if (posts.length > 0) likes.push({ owner, accountId: account.accountId, count, posts: posts.length });
    }
  }
  return likes;
}

/** All owners' lists, declared or only imported. */
export async function readLists(db: Db, config: Pick<Config, 'owners'>): Promise<ListStanding[]> {
  const lists: ListStanding[] = [];
  for (const { id: owner } of config.owners) {
    for (const { account, heads } of await readAccounts(db, owner)) {
      const head = heads.find(({ kind }) => kind === 'members');
      if (account.network !== 'list' || account.status !== 'active' || head === undefined) continue;
      const { pulledAt } = head;
      lists.push({
        ...{ owner, accountId: account.accountId },
        count: countOf(head),
        ...(pulledAt === undefined ? {} : { takenAt: pulledAt }),
      });
    }
  }
  return lists;
}

function countOf({ counts }: Head): number {
  return counts.present + counts.missing + counts.held + counts.hidden;
}
