import { momentOf } from '../answers.ts';
import { InvalidResponseError, NotVisibleError } from '../errors.ts';
import type { AudienceTarget, Page } from '../network.ts';
import type { YouTube } from './api.ts';
import { subscriberProfile } from './profile.ts';
import { type SubscriberPage, subscriberPage, subscriptionPage } from './schema.ts';

const PAGE = 50;
/** YouTube was seen to end the list of subscribers here, whether there are more or not, and not to say so. */
export const MOST_LISTED = 1_000;
/** The item of the named list, beside the number of all subscribers, so that numbers and names never mix. */
export const PUBLIC = 'public';

/**
 * Reads one page of the public subscribers, or of the channels that the owner subscribes to. The list is in no order, and
 * only a missing `nextPageToken` is its end. The cursor carries how many rows came before, because a list as long as
 * YouTube ever shows has no end that could be believed.
 */
export async function readYouTubePage(youtube: YouTube, target: AudienceTarget, cursor?: string): Promise<Page> {
  const { before, token } = placeOf(cursor);
  const read =
    target.kind === 'following' ? await readFollowing(youtube, token) : await readSubscribers(youtube, target, token);
  const rows = before + read.people.length;
  const isSubscribers = target.kind === 'followers';
  if (read.next === undefined) {
    if (isSubscribers && rows >= MOST_LISTED) throw tooMany();
    return { people: read.people };
  }
  if (read.next === token) {
    throw new InvalidResponseError('YouTube names the page just read as the next one (GET subscriptions).');
  }
  return { people: read.people, next: `${rows}:${read.next}` };
}

/** How many public subscribers YouTube says there are; it may be an estimate. */
export async function countPublicSubscribers(youtube: YouTube): Promise<number | undefined> {
  const answer = await askSubscribers(youtube, undefined, 1);
  return answer.pageInfo?.totalResults;
}

interface Rows {
  readonly people: Page['people'];
  readonly next: string | undefined;
}

async function readSubscribers(youtube: YouTube, target: AudienceTarget, token: string | undefined): Promise<Rows> {
  if (target.kind !== 'followers') throw new RangeError(`YouTube has no ${target.kind}.`);
  const answer = await askSubscribers(youtube, token, PAGE);
  const people = (answer.items ?? []).map(({ snippet, subscriberSnippet }) => {
    const since = momentOf(snippet?.publishedAt);
    return {
      id: subscriberSnippet.channelId,
      profile: subscriberProfile(subscriberSnippet),
      ...(since !== undefined && { since }),
    };
  });
  return { people, next: answer.nextPageToken };
}

function askSubscribers(youtube: YouTube, token: string | undefined, most: number): Promise<SubscriberPage> {
  const query = { part: 'snippet,subscriberSnippet', mySubscribers: true, maxResults: most, pageToken: token };
  return youtube.get('subscriptions', query, subscriberPage);
}

async function readFollowing(youtube: YouTube, token: string | undefined): Promise<Rows> {
  const query = { part: 'snippet', mine: true, order: 'alphabetical', maxResults: PAGE, pageToken: token };
  const answer = await youtube.get('subscriptions', query, subscriptionPage);
  const people = (answer.items ?? []).map(({ snippet }) => {
    const { channelId } = snippet.resourceId;
    return { id: channelId, profile: subscriberProfile({ ...snippet, channelId }) };
  });
  return { people, next: answer.nextPageToken };
}

function placeOf(cursor: string | undefined): { before: number; token: string | undefined } {
  if (cursor === undefined) return { before: 0, token: undefined };
  const [, before, token] = /^(\d{1,6}):(.+)$/s.exec(cursor) ?? [];
  if (before === undefined || token === undefined)
    throw new InvalidResponseError('A page of subscribers is named by something that is no place.');
  return { before: Number(before), token };
}

function tooMany(): NotVisibleError {
  return new NotVisibleError(
    `YouTube lists at most ${MOST_LISTED.toLocaleString('en')} public subscribers and does not say whether there are more, ` +
      'so this list is never whole and nobody can be said to have left. Their number is told instead.',
  );
}
