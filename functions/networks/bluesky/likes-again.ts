import type { HttpClient } from '../http.ts';
import type { AudienceTarget } from '../network.ts';
import { query } from './api.ts';
import { readBlueskyPage } from './pages.ts';
import { postList } from './schema.ts';

/** 2,000 likers; a longer list is left to patience. */
const MOST_PAGES = 20;

/** The likes of a post as a second walk showed them, and whether whoever is not on it does not like the post. */
export interface LikeList {
  readonly people: ReadonlySet<string>;
  readonly isWhole: boolean;
  /** The post counts more people than are on it and are known to be hidden: it may have been cut. */
  readonly isShort: boolean;
  /** Why it proves nothing of those who are not on it. */
  readonly doubt: string;
  readonly asked: readonly string[];
}

/**
 * Reads the likes of a post once more, and the post's own count of them. A list may be cut without a word, and then
 * looks like people who took their likes back; the count, kept apart from it, does not shrink with it. It goes on
 * counting those whom lists hide (AppView source: `post_agg.likeCount` is an aggregate over all like records).
 * @param hidden people known to be left out of the list, because they are not active or in a block with the owner
 * @param missed how many active people it leaves out: a list that is only cut falls short by at least as many
 */
export async function readLikesAgain(
  http: HttpClient,
  target: AudienceTarget,
  { hidden, missed }: { readonly hidden: number; readonly missed: number },
): Promise<LikeList> {
  const asked = ['app.bsky.feed.getLikes', 'app.bsky.feed.getPosts'];
  const count = await readCount(http, target.target);
  const people = new Set<string>();
  let cursor: string | undefined;
  let isEnd = false;
  for (let page = 0; page < MOST_PAGES && !isEnd; page += 1) {
    const read = await readBlueskyPage(http, target, cursor);
    for (const person of read.people) people.add(person.id);
    cursor = read.next;
    isEnd = cursor === undefined;
  }
  if (!isEnd) return { people, isWhole: false, isShort: false, doubt: 'which is too long to be read again', asked };
  if (count === undefined)
    return { people, isWhole: false, isShort: false, doubt: 'which the post does not count', asked };
  const isWhole = count - people.size - hidden < missed;
  return {
    people,
    isWhole,
    isShort: !isWhole,
    doubt: `which has ${people.size} of the ${count} that the post counts`,
    asked,
  };
}

async function readCount(http: HttpClient, uri: string): Promise<number | undefined> {
  const { posts } = await query(http, 'app.bsky.feed.getPosts', { uris: [uri] }, postList);
  return posts.find((post) => post.uri === uri)?.likeCount;
}
