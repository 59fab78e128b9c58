import { dayOf, firstDay, joinDays, startOf } from '../count-days.ts';
import { InvalidResponseError } from '../errors.ts';
import type { Graph } from '../graph/api.ts';
import { isInvalidParameter, isPermission } from '../graph/failures.ts';
import type { AudienceTarget, CountQuestion, CountReading, ResolvedAccount } from '../network.ts';
import { insights, pageCounts, reactionCount } from './schema.ts';

const DAY = 86_400_000;
const INSIGHTS = 'GET /{page-id}/insights';
const GAINED = 'page_daily_follows_unique';
const LOST = 'page_daily_unfollows_unique';

/** Numbers of a Page: its followers with who came and went a day, its likes, and the reactions on a post. */
export async function readFacebookCount(
  graph: Graph,
  account: ResolvedAccount,
  target: AudienceTarget,
  question: CountQuestion,
): Promise<CountReading> {
  if (target.kind === 'likes') return { count: await readReactionCount(graph, target), days: [] };
  const what = 'GET /{page-id}';
  const counts = await graph.get(what, `/${account.stableId}`, { fields: 'id,fan_count,followers_count' }, pageCounts);
  const count = target.kind === 'page-likes' ? counts.fan_count : counts.followers_count;
  if (count === undefined) throw new InvalidResponseError(`Facebook tells no number of ${target.kind} (${what}).`);
  // Gains and losses of likes went with Meta's metrics of November 2025: page_fan_adds and their like.
  if (target.kind !== 'followers') return { count, days: [] };
  const gained = await readMetric(graph, account.stableId, GAINED, question);
  const lost = await readMetric(graph, account.stableId, LOST, question);
  const untold = [gained, lost].flatMap(({ why }) => why ?? []);
  return {
    count,
    days: joinDays(gained.days, lost.days, question.through),
    ...(untold.length > 0 && { untold: untold.join(' ') }),
  };
}

async function readReactionCount(graph: Graph, target: AudienceTarget): Promise<number> {
  const what = 'GET /{post-id}';
  const fields = 'id,reactions.limit(0).summary(total_count)';
  const { reactions } = await graph.get(what, `/${target.target}`, { fields }, reactionCount);
  if (reactions === undefined) throw new InvalidResponseError(`Facebook tells no number of reactions (${what}).`);
  return reactions.summary.total_count;
}

/**
 * One metric a request: a single one that Meta has done away with fails all that are asked with it, as
 * `(#100) The value must be a valid insights metric`. Pages of fewer than 100 likes have no insights: an empty answer.
 */
async function readMetric(
  graph: Graph,
  page: string,
  metric: string,
  { through, now }: CountQuestion,
): Promise<{ readonly days?: ReadonlyMap<string, number>; readonly why?: string }> {
  const since = startOf(firstDay(through, now)) / 1_000;
  const query = { metric, period: 'day', since, until: Math.floor(now / 1_000) };
  const result = await graph.try(INSIGHTS, `/${page}/insights`, query, insights);
  if ('failure' in result) {
    if (isInvalidParameter(result.failure)) return { why: `Facebook no longer tells ${metric}.` };
    if (isPermission(result.failure)) {
      return { why: `Facebook does not let this token read ${metric}: connect again and grant read_insights.` };
    }
    throw graph.errorOf(INSIGHTS, result.failure);
  }
  const days = new Map<string, number>();
  for (const { name, period, values } of result.answer.data) {
    if (name !== metric || period !== 'day') continue;
    for (const { value, end_time } of values) {
      const end = Date.parse(end_time);
      if (Number.isNaN(end)) throw new InvalidResponseError(`Facebook dates a number by no date (${INSIGHTS}).`);
      // A day is named by its end, at midnight in Pacific time; today's is not over.
      if (end <= now) days.set(dayOf(end - DAY), value);
    }
  }
  return { days };
}
