import { momentOf } from '../answers.ts';
import { InvalidResponseError } from '../errors.ts';
import type { Graph } from '../graph/api.ts';
import { isPermission } from '../graph/failures.ts';
import type { AudienceTarget, Discovery, ResolvedAccount, TrackSettings } from '../network.ts';
import { LONGEST, plainText } from '../text.ts';
import { type Post, pageCounts, postList } from './schema.ts';

const DAY = 86_400_000;
const PAGE = 50;
const MOST_PAGES = 20;
const WHAT = 'GET /{page-id}/posts';
/** One reaction beside the count shows whether this token is given names. */
const WITH_NAMES = 'id,created_time,message,reactions.limit(1).summary(total_count)';
const NUMBERS_ONLY = 'id,created_time,message,reactions.limit(0).summary(total_count)';

/** The Page's followers and likes, as numbers, and the reactions on its recent posts. */
export async function discoverFacebook(
  graph: Graph,
  account: ResolvedAccount,
  track: TrackSettings,
  now: number,
): Promise<Discovery> {
  const audiences: AudienceTarget[] = [];
  const target = account.stableId;
  if (track.followers) {
    const fields = 'id,fan_count,followers_count';
    const counts = await graph.get('GET /{page-id}', `/${target}`, { fields }, pageCounts);
    const numbers = { target, isCountOnly: true } as const;
    if (counts.followers_count !== undefined) {
      audiences.push({ kind: 'followers', ...numbers, count: counts.followers_count });
    }
    if (counts.fan_count !== undefined) audiences.push({ kind: 'page-likes', ...numbers, count: counts.fan_count });
  }
  if (!track.likes) return { audiences, isWhole: true, replies: [] };
  const { posts, isWhole } = await readPosts(graph, target, track, now);
  return { audiences: [...audiences, ...posts], isWhole, replies: [] };
}

async function readPosts(
  graph: Graph,
  page: string,
  track: TrackSettings,
  now: number,
): Promise<{ posts: AudienceTarget[]; isWhole: boolean }> {
  const oldest = now - track.postDays * DAY;
  const posts: AudienceTarget[] = [];
  let fields = WITH_NAMES;
  let after: string | undefined;
  for (let read = 0; read < MOST_PAGES; read += 1) {
    const query = { limit: PAGE, after };
    let result = await graph.try(WHAT, `/${page}/posts`, { fields, ...query }, postList);
    if ('failure' in result && fields === WITH_NAMES && isPermission(result.failure)) {
      // Names take a permission of their own; numbers do not.
      fields = NUMBERS_ONLY;
      result = await graph.try(WHAT, `/${page}/posts`, { fields, ...query }, postList);
    }
    if ('failure' in result) throw graph.errorOf(WHAT, result.failure);
    const { data, paging } = result.answer;
    for (const post of data) {
      const target = postTarget(post);
      // Posts come newest first: whatever follows is older still.
      if (target.postedAt !== undefined && target.postedAt < oldest) return { posts, isWhole: true };
      posts.push(target);
      if (posts.length === track.posts) return { posts, isWhole: true };
    }
    const next = paging?.next === undefined ? undefined : paging.cursors?.after;
    if (next === undefined) return { posts, isWhole: paging?.next === undefined };
    if (next === after) throw new InvalidResponseError(`Facebook repeats a page of posts (${WHAT}).`);
    after = next;
  }
  return { posts, isWhole: false };
}

/**
 * A post of which Facebook counts reactions and names nobody is read as a number. One that nobody has reacted to yet is
 * taken for one with names: an empty list is right for it either way.
 */
function postTarget(post: Post): AudienceTarget {
  const { reactions } = post;
  const count = reactions?.summary?.total_count;
  const at = momentOf(post.created_time);
  const title = plainText(post.message ?? '', LONGEST.title);
  const isNamed = count === 0 || (reactions?.data.length ?? 0) > 0;
  return {
    kind: 'likes',
    item: post.id.slice(post.id.indexOf('_') + 1),
    target: post.id,
    ...(at !== undefined && { postedAt: at }),
    ...(title !== undefined && { title }),
    ...(count !== undefined && { count }),
    ...(!isNamed && { isCountOnly: true }),
  };
}
