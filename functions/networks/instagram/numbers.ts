import type { CountDay } from '../../core/count-only.ts';
import { dayAfter, dayOf, firstDay, startOf } from '../count-days.ts';
import { InvalidResponseError } from '../errors.ts';
import type { Graph } from '../graph/api.ts';
import { isInvalidParameter, isPermission } from '../graph/failures.ts';
import type { AudienceTarget, CountQuestion, CountReading, ResolvedAccount } from '../network.ts';
import { igUser, mediaLikes, type Totals, totals } from './schema.ts';

const DAY = 86_400_000;
const INSIGHTS = 'GET /{ig-user-id}/insights';
const METRIC = 'follows_and_unfollows';
/** Insights may lag by two days; a day is asked about once it is settled. */
const SETTLED_AFTER = 2 * DAY;
/** Below this, Instagram tells of nobody who came or went. */
const LEAST_FOLLOWERS = 100;

/** The number of followers with who came and went a day, or the number of likes of a post. */
export async function readInstagramCount(
  graph: Graph,
  account: ResolvedAccount,
  target: AudienceTarget,
  question: CountQuestion,
): Promise<CountReading> {
  if (target.kind === 'likes') {
    const what = 'GET /{ig-media-id}';
    const media = await graph.get(what, `/${target.target}`, { fields: 'id,like_count' }, mediaLikes);
    if (media.like_count === undefined) throw new InvalidResponseError(`Instagram tells no number of likes (${what}).`);
    return { count: media.like_count, days: [] };
  }
  const what = 'GET /{ig-user-id}';
  const fields = 'id,username,followers_count';
  const { followers_count: count } = await graph.get(what, `/${account.stableId}`, { fields }, igUser);
  if (count === undefined) throw new InvalidResponseError(`Instagram tells no number of followers (${what}).`);
  if (count < LEAST_FOLLOWERS) {
    const untold = `Instagram tells who came and went only from ${LEAST_FOLLOWERS} followers on; until then only the number is told.`;
    return { count, days: [], untold };
  }
  return { count, ...(await readDays(graph, account.stableId, question)) };
}

/** One request a day, since the metric is a total over the time asked about. */
async function readDays(
  graph: Graph,
  user: string,
  { through, now }: CountQuestion,
): Promise<{ days: readonly CountDay[]; untold?: string }> {
  const days: CountDay[] = [];
  const last = dayOf(now - SETTLED_AFTER);
  for (let day = firstDay(through, now); day <= last; day = dayAfter(day)) {
    const since = startOf(day) / 1_000;
    const query = {
      ...{ metric: METRIC, period: 'day', metric_type: 'total_value', breakdown: 'follow_type' },
      ...{ since, until: since + DAY / 1_000 },
    };
    const result = await graph.try(INSIGHTS, `/${user}/insights`, query, totals);
    if ('failure' in result) {
      if (isInvalidParameter(result.failure)) return { days, untold: `Instagram no longer tells ${METRIC}.` };
      if (isPermission(result.failure)) {
        const scope = 'instagram_business_manage_insights (instagram_manage_insights with Facebook Login)';
        return { days, untold: `Instagram does not let this token read ${METRIC}: connect again and grant ${scope}.` };
      }
      throw graph.errorOf(INSIGHTS, result.failure);
    }
    const told = totalsOf(result.answer);
    // A day of which nothing is told is asked about again, until it is too long ago.
    if (told !== undefined) days.push({ day, ...told });
    else if (days.length === 0) continue;
    else break;
  }
  return { days };
}

/** `FOLLOWER` are those who followed, `NON_FOLLOWER` those who unfollowed or left Instagram; one that is 0 may be left out. */
function totalsOf({ data }: Totals): { gained: number; lost: number } | undefined {
  const breakdown = data
    .find(({ name }) => name === METRIC)
    ?.total_value?.breakdowns?.find(({ dimension_keys }) => dimension_keys.includes('follow_type'));
  if (breakdown?.results === undefined) return undefined;
  const at = breakdown.dimension_keys.indexOf('follow_type');
  const of = (type: string): number =>
    breakdown.results?.filter((row) => row.dimension_values[at] === type).reduce((sum, row) => sum + row.value, 0) ?? 0;
  return { gained: of('FOLLOWER'), lost: of('NON_FOLLOWER') };
}
