import { momentOf, parseAnswer } from '../answers.ts';
import { InvalidResponseError } from '../errors.ts';
import { readHtml } from '../html.ts';
import type { AudienceTarget, Discovery, ResolvedAccount, TrackSettings } from '../network.ts';
import { nextParameter } from '../paging.ts';
import { LONGEST, plainText } from '../text.ts';
import type { MastodonServer } from './api.ts';
import { statusList } from './schema.ts';

const DAY = 24 * 60 * 60 * 1_000;
const MOST_PAGES = 20;
const WHAT = 'GET /api/v1/accounts/:id/statuses';

/** Followers, following and the likers of own recent public posts; no boosts, no replies. Replies to them are not read. */
export async function discoverMastodon(
  server: MastodonServer,
  account: ResolvedAccount,
  localId: string,
  track: TrackSettings,
  now: number,
): Promise<Discovery> {
  const audiences: AudienceTarget[] = [];
  const { followersCount, followingCount } = account;
  if (track.followers) {
    audiences.push({
      kind: 'followers',
      target: localId,
      ...(followersCount !== undefined && { count: followersCount }),
    });
  }
  if (track.following) {
    audiences.push({
      kind: 'following',
      target: localId,
      ...(followingCount !== undefined && { count: followingCount }),
    });
  }
  if (!track.likes) return { audiences, isWhole: true, replies: [] };
  const { posts, isWhole } = await readPosts(server, localId, track, now);
  audiences.push(...posts);
  return { audiences, isWhole, replies: [] };
}

async function readPosts(
  server: MastodonServer,
  localId: string,
  track: TrackSettings,
  now: number,
): Promise<{ posts: readonly AudienceTarget[]; isWhole: boolean }> {
  const oldest = now - track.postDays * DAY;
  const posts = new Map<string, AudienceTarget>();
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { headers, body } = await server.getPublic({
      what: WHAT,
      path: `/api/v1/accounts/${localId}/statuses`,
      query: { exclude_reblogs: true, exclude_replies: true, limit: 40, max_id: cursor },
    });
    for (const status of parseAnswer(statusList, body, WHAT)) {
      const postedAt = momentOf(status.created_at);
      if (postedAt !== undefined && postedAt < oldest) return { posts: [...posts.values()], isWhole: true };
      const isPublic = status.visibility === 'public' || status.visibility === 'unlisted';
      if (!isPublic || status.reblog != null || status.account.id !== localId) continue;
      posts.set(status.id, {
        kind: 'likes',
        item: status.id,
        target: status.id,
        ...(postedAt !== undefined && { postedAt }),
        ...titleOf(status.spoiler_text, status.content),
        ...(status.favourites_count !== undefined && { count: status.favourites_count }),
      });
      if (posts.size === track.posts) return { posts: [...posts.values()], isWhole: true };
    }
    const next = nextParameter(headers, 'max_id', WHAT);
    if (next === undefined) return { posts: [...posts.values()], isWhole: true };
    if (next === cursor) throw new InvalidResponseError(`Mastodon repeats a page of posts (${WHAT}).`);
    cursor = next;
  }
  return { posts: [...posts.values()], isWhole: false };
}

/** A content warning stands for the post: what is behind it was not meant to be read at a glance. */
function titleOf(warning: string | undefined, content: string | undefined): { readonly title?: string } {
  const title = plainText(warning ?? '', LONGEST.title) ?? plainText(readHtml(content ?? '').text, LONGEST.title);
  return title === undefined ? {} : { title };
}
