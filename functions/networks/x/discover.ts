import { momentOf } from '../answers.ts';
import { InvalidResponseError } from '../errors.ts';
import type { AudienceTarget, Discovery, ResolvedAccount, TrackSettings } from '../network.ts';
import { LONGEST, plainText } from '../text.ts';
import type { XApi } from './api.ts';
import type { OwnPrices } from './prices.ts';
import { postPage, type XPost } from './schema.ts';

const DAY = 86_400_000;
const WHAT = 'GET /2/users/{id}/tweets';
/** X takes page sizes from 5 to 100. */
const LEAST_POSTS = 5;
const MOST_POSTS = 100;
const MOST_PAGES = 10;

/** Followers, following and the likers of own recent posts; no reposts, no replies. */
export async function discoverX(
  api: XApi,
  prices: OwnPrices,
  account: ResolvedAccount,
  track: TrackSettings,
  now: number,
): Promise<Discovery> {
  const target = account.stableId;
  const { followersCount, followingCount } = account;
  const audiences: AudienceTarget[] = [];
  if (track.followers) {
    audiences.push({ kind: 'followers', target, ...(followersCount !== undefined && { count: followersCount }) });
  }
  if (track.following) {
    audiences.push({ kind: 'following', target, ...(followingCount !== undefined && { count: followingCount }) });
  }
  if (!track.likes) return { audiences, isWhole: true, replies: [] };
  const { posts, isWhole } = await readPosts(api, prices, account.stableId, track, now);
  return { audiences: [...audiences, ...posts.map(likersOf)], isWhole, replies: [] };
}

async function readPosts(
  api: XApi,
  prices: OwnPrices,
  id: string,
  track: TrackSettings,
  now: number,
): Promise<{ posts: readonly XPost[]; isWhole: boolean }> {
  const oldest = now - track.postDays * DAY;
  const posts = new Map<string, XPost>();
  let token: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const size = Math.min(MOST_POSTS, Math.max(LEAST_POSTS, track.posts - posts.size));
    const { data = [], meta } = await api.get({
      what: WHAT,
      path: `/2/users/${id}/tweets`,
      schema: postPage,
      query: {
        ...{ max_results: size, exclude: 'retweets,replies', 'tweet.fields': 'created_at,public_metrics' },
        pagination_token: token,
      },
      most: size * prices.post,
      cost: (answer) => (answer.data?.length ?? 0) * prices.post,
    });
    for (const post of data) {
      const at = momentOf(post.created_at);
      // Newest first: whatever follows is older still.
      if (at !== undefined && at < oldest) return { posts: [...posts.values()], isWhole: true };
      posts.set(post.id, post);
      if (posts.size === track.posts) return { posts: [...posts.values()], isWhole: true };
    }
    if (meta.next_token === undefined) return { posts: [...posts.values()], isWhole: true };
    if (meta.next_token === token) throw new InvalidResponseError(`X repeats a page of posts (${WHAT}).`);
    token = meta.next_token;
  }
  return { posts: [...posts.values()], isWhole: false };
}

function likersOf(post: XPost): AudienceTarget {
  const at = momentOf(post.created_at);
  const title = plainText(post.text ?? '', LONGEST.title);
  const likes = post.public_metrics?.like_count;
  return {
    kind: 'likes',
    item: post.id,
    target: post.id,
    ...(at !== undefined && { postedAt: at }),
    ...(title !== undefined && { title }),
    ...(likes !== undefined && { count: likes }),
  };
}
