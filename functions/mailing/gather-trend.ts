import { TREND_WEEKS, type TrendList, WEEK } from '../core/digest-trend.ts';
import type { AudienceKind } from '../core/model.ts';
import { isOfPeople } from '../core/people-kinds.ts';
import { isCountOnly } from '../storage/count-only.ts';
import type { Db } from '../storage/db.ts';
import type { Head } from '../storage/items.ts';
import { listSnapshots } from '../storage/snapshots.ts';

/** Lists of one group that are looked at; a sum over some of more would be no sum, so then the group has no trend. */
const MOST_LISTS = 40;
/** Readings of one list: twelve weeks at four a day. */
const MOST_READINGS = 400;

type Trended = Head & { readonly kind: AudienceKind };

/**
 * What the lists' readings of the last twelve weeks saw: of lists of people, of stars, and of lists that only tell a
 * number. Posts are followed for a month, so that their likes have no trend of twelve weeks. One bounded query a list.
 * @param to calendar, epoch ms
 */
export async function gatherTrend(db: Db, heads: readonly Trended[], to: number): Promise<readonly TrendList[]> {
  const groups = Map.groupBy(heads, groupOf);
  // Stars would lead in their place.
  if ((groups.get('people')?.length ?? 0) > MOST_LISTS) groups.delete('stars');
  const lists: TrendList[] = [];
  for (const [group, members] of groups) {
    if (group === undefined || members.length > MOST_LISTS) continue;
    for (const head of members) lists.push(await listOf(db, head, group, to));
  }
  return lists;
}

function groupOf(head: Trended): TrendList['group'] | undefined {
  if (head.baselineAt === undefined || head.status === 'closed') return undefined;
  if (isOfPeople(head.kind)) return isCountOnly(head) ? 'numbers' : 'people';
  if (head.kind === 'page-likes') return 'numbers';
  return head.kind === 'stars' && !isCountOnly(head) ? 'stars' : undefined;
}

async function listOf(db: Db, head: Trended, group: TrendList['group'], to: number): Promise<TrendList> {
  const from = to - TREND_WEEKS * WEEK;
  const found = await listSnapshots(db, head.key, { before: to + 1, from, limit: MOST_READINGS });
  const { present, missing, held, hidden } = head.counts;
  const oldest = found.length < MOST_READINGS ? undefined : found.at(-1)?.at;
  return {
    group,
    count: group === 'numbers' ? (head.networkCount ?? 0) : present + missing + held + hidden,
    since: Math.max(head.baselineAt ?? to, oldest ?? Number.NEGATIVE_INFINITY),
    readings: found
      .filter(({ isAccepted }) => isAccepted)
      .map(({ at, gained, lost, returned, networkCount }) => ({
        ...{ at, gained, lost, returned },
        ...(networkCount === undefined ? {} : { networkCount }),
      })),
  };
}
