import { momentOf } from '../answers.ts';
import { InvalidResponseError, NotFoundError, NotVisibleError, RateLimitedError, UnavailableError } from '../errors.ts';
import type { HttpClient } from '../http.ts';
import type { AudienceTarget, Discovery, Reply, ResolvedAccount, TrackSettings } from '../network.ts';
import { LONGEST, plainText } from '../text.ts';
import { query } from './api.ts';
import { authorFeed, type FeedItem, postThread } from './schema.ts';

const DAY = 24 * 60 * 60 * 1_000;
/** Somebody who reposts a lot fills pages without a post of their own. */
const MOST_PAGES = 20;
/** One request each, so only of the newest. */
const MOST_THREADS = 20;

interface OwnPost {
  readonly target: AudienceTarget;
  readonly uri: string;
  readonly replyCount: number;
}

/** Followers, following and the likers of own recent posts; no reposts, no replies. */
export async function discoverBluesky(
  http: HttpClient,
  account: ResolvedAccount,
  track: TrackSettings,
  now: number,
): Promise<Discovery> {
  const audiences: AudienceTarget[] = [];
  const target = account.stableId;
  const { followersCount, followingCount } = account;
  if (track.followers) {
    audiences.push({ kind: 'followers', target, ...(followersCount !== undefined && { count: followersCount }) });
  }
  if (track.following) {
    audiences.push({ kind: 'following', target, ...(followingCount !== undefined && { count: followingCount }) });
  }
  if (!track.likes) return { audiences, isWhole: true, replies: [] };
  const { posts, isWhole } = await readPosts(http, account.stableId, track, now);
  audiences.push(...posts.map((post) => post.target));
  return { audiences, isWhole, replies: await readReplies(http, account.stableId, posts) };
}

async function readPosts(
  http: HttpClient,
  actor: string,
  track: TrackSettings,
  now: number,
): Promise<{ posts: readonly OwnPost[]; isWhole: boolean }> {
  const oldest = now - track.postDays * DAY;
  const posts = new Map<string, OwnPost>();
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const params = { actor, limit: 100, filter: 'posts_no_replies', cursor };
    const answer = await query(http, 'app.bsky.feed.getAuthorFeed', params, authorFeed);
    for (const item of answer.feed) {
      const at = placeOf(item);
      // The feed is newest first: whatever follows is older still.
      if (at !== undefined && at < oldest) return { posts: [...posts.values()], isWhole: true };
      const post = item.reason === undefined && item.post.author.did === actor ? ownPost(item) : undefined;
      if (post !== undefined) posts.set(post.uri, post);
      if (posts.size === track.posts) return { posts: [...posts.values()], isWhole: true };
    }
    if (answer.cursor === undefined) return { posts: [...posts.values()], isWhole: true };
    if (answer.cursor === cursor) {
      throw new InvalidResponseError('Bluesky repeats a page of posts (app.bsky.feed.getAuthorFeed).');
    }
    cursor = answer.cursor;
  }
  return { posts: [...posts.values()], isWhole: false };
}

/** Where an item stands in the feed: by the repost's time, or by the earlier of what the author and the AppView say. */
function placeOf(item: FeedItem): number | undefined {
  if (item.reason !== undefined) return momentOf(item.reason.indexedAt);
  const times = [momentOf(item.post.record?.createdAt), momentOf(item.post.indexedAt)];
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

function ownPost(item: FeedItem): OwnPost {
  const { post } = item;
  const at = placeOf(item);
  const title = plainText(post.record?.text ?? '', LONGEST.title);
  return {
    uri: post.uri,
    replyCount: post.replyCount ?? 0,
    target: {
      kind: 'likes',
      item: post.uri.slice(post.uri.lastIndexOf('/') + 1),
      target: post.uri,
      ...(at !== undefined && { postedAt: at }),
      ...(title !== undefined && { title }),
      ...(post.likeCount !== undefined && { count: post.likeCount }),
    },
  };
}

/** Replies are an extra: whatever keeps us from reading them must not keep the audiences from being read. */
async function readReplies(http: HttpClient, own: string, posts: readonly OwnPost[]): Promise<readonly Reply[]> {
  const replies: Reply[] = [];
  try {
    for (const post of posts.filter((one) => one.replyCount > 0).slice(0, MOST_THREADS)) {
      const params = { uri: post.uri, depth: 1, parentHeight: 0 };
      const { thread } = await query(http, 'app.bsky.feed.getPostThread', params, postThread);
      for (const reply of thread.replies ?? []) {
        const at = momentOf(reply?.post.indexedAt);
        if (reply !== undefined && at !== undefined && reply.post.author.did !== own) {
          replies.push({ personId: reply.post.author.did, at });
        }
      }
    }
  } catch (error) {
    const isUsual = [RateLimitedError, UnavailableError, InvalidResponseError, NotFoundError, NotVisibleError].some(
      (kind) => error instanceof kind,
    );
    if (!isUsual) throw error;
  }
  return replies;
}
