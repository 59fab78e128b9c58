import { momentOf } from '../answers.ts';
import { InvalidResponseError } from '../errors.ts';
import type { Graph } from '../graph/api.ts';
import type { AudienceTarget, Discovery, ResolvedAccount, TrackSettings } from '../network.ts';
import { LONGEST, plainText } from '../text.ts';
import { mediaList } from './schema.ts';

const DAY = 86_400_000;
const PAGE = 50;
const MOST_PAGES = 20;
const WHAT = 'GET /{ig-user-id}/media';

/** Followers, and the likes of recent posts: all of them numbers. Posts whose likes are hidden are left out. */
export async function discoverInstagram(
  graph: Graph,
  account: ResolvedAccount,
  track: TrackSettings,
  now: number,
): Promise<Discovery> {
  const audiences: AudienceTarget[] = [];
  if (track.followers && account.followersCount !== undefined) {
    const count = account.followersCount;
    audiences.push({ kind: 'followers', target: account.stableId, isCountOnly: true, count });
  }
  if (!track.likes) return { audiences, isWhole: true, replies: [] };
  const { posts, isWhole } = await readMedia(graph, account.stableId, track, now);
  return { audiences: [...audiences, ...posts], isWhole, replies: [] };
}

async function readMedia(
  graph: Graph,
  user: string,
  track: TrackSettings,
  now: number,
): Promise<{ posts: AudienceTarget[]; isWhole: boolean }> {
  const oldest = now - track.postDays * DAY;
  const posts: AudienceTarget[] = [];
  let after: string | undefined;
  for (let read = 0; read < MOST_PAGES; read += 1) {
    const query = { fields: 'id,caption,timestamp,like_count', limit: PAGE, after };
    const { data, paging } = await graph.get(WHAT, `/${user}/media`, query, mediaList);
    for (const media of data) {
      const at = momentOf(media.timestamp);
      // Posts come newest first: whatever follows is older still.
      if (at !== undefined && at < oldest) return { posts, isWhole: true };
      if (media.like_count === undefined) continue;
      const title = plainText(media.caption ?? '', LONGEST.title);
      posts.push({
        ...{ kind: 'likes', item: media.id, target: media.id, isCountOnly: true, count: media.like_count },
        ...(at !== undefined && { postedAt: at }),
        ...(title !== undefined && { title }),
      });
      if (posts.length === track.posts) return { posts, isWhole: true };
    }
    const next = paging?.next === undefined ? undefined : paging.cursors?.after;
    if (next === undefined) return { posts, isWhole: paging?.next === undefined };
    if (next === after) throw new InvalidResponseError(`Instagram repeats a page of posts (${WHAT}).`);
    after = next;
  }
  return { posts, isWhole: false };
}
