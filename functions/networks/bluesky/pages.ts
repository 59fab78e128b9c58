import type { ExpectedRows } from '../../core/listed-rows.ts';
import { momentOf } from '../answers.ts';
import { InvalidResponseError } from '../errors.ts';
import type { HttpClient } from '../http.ts';
import type { AudienceTarget, Page } from '../network.ts';
import { rowsPage } from '../rows-page.ts';
import { query, queryRows } from './api.ts';
import { blueskyProfile } from './profile.ts';
import { ASKED, BlueskyRows } from './rows.ts';
import { followersPage, followsPage, likesPage, type ProfileView } from './schema.ts';

const PAGE = 100;

/**
 * Reads one page of a list. Pages may be short or empty; only a missing cursor is the end.
 * @throws InvalidResponseError if the page names itself as the next one
 */
export async function readBlueskyPage(
  http: HttpClient,
  target: AudienceTarget,
  cursor?: string,
  expected?: ExpectedRows,
): Promise<Page> {
  const page = await readPage(http, target, cursor, expected);
  if (page.next !== undefined && page.next === cursor) {
    throw new InvalidResponseError(`Bluesky names the page just read as the next one (${target.kind}).`);
  }
  return page;
}

/** `sort=latest` keeps the order stable while we walk. */
async function readPage(
  http: HttpClient,
  target: AudienceTarget,
  cursor: string | undefined,
  expected: ExpectedRows | undefined,
): Promise<Page> {
  const common = { limit: PAGE, cursor };
  if (target.kind === 'followers') {
    const params = { actor: target.target, sort: 'latest', ...common };
    const what = 'app.bsky.graph.getFollowers';
    const { answer, rows } = await queryRows(http, what, params, followersPage, { rows: ASKED.followers, expected });
    if (rows !== undefined) return rowsPage(new BlueskyRows(rows, 'followers', what), answer.cursor);
    return pageOf(answer.followers.map(listed), answer.cursor);
  }
  if (target.kind === 'following') {
    const params = { actor: target.target, ...common };
    const what = 'app.bsky.graph.getFollows';
    const { answer, rows } = await queryRows(http, what, params, followsPage, { rows: ASKED.follows, expected });
    if (rows !== undefined) return rowsPage(new BlueskyRows(rows, 'follows', what), answer.cursor);
    return pageOf(answer.follows.map(listed), answer.cursor);
  }
  if (target.kind === 'likes') {
    const params = { uri: target.target, ...common };
    const answer = await query(http, 'app.bsky.feed.getLikes', params, likesPage);
    const people = answer.likes.map((like) => {
      // People date their likes themselves; the AppView's own time keeps the future out.
      const times = [momentOf(like.createdAt), momentOf(like.indexedAt)].filter((time) => time !== undefined);
      return { ...listed(like.actor), ...(times.length > 0 && { since: Math.min(...times) }) };
    });
    return pageOf(people, answer.cursor);
  }
  throw new RangeError(`Bluesky has no ${target.kind}.`);
}

function listed(view: ProfileView): Page['people'][number] {
  return { id: view.did, profile: blueskyProfile(view) };
}

function pageOf(people: Page['people'], next: string | undefined): Page {
  return { people, ...(next !== undefined && { next }) };
}
