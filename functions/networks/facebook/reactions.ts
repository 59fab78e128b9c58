import { InvalidResponseError } from '../errors.ts';
import type { Graph } from '../graph/api.ts';
import type { AudienceTarget, Page } from '../network.ts';
import { cleanProfile } from '../profiles.ts';
import { LONGEST, plainText } from '../text.ts';
import { type ReactionPage, reactionPage } from './schema.ts';

const PAGE = 100;
const WHAT = 'GET /{post-id}/reactions';

/**
 * Reads one page of a post's reactions, whatever their type: each is one person, and somebody who changes from a like to a
 * heart has taken nothing back. Only a missing `next` is the end; pages are thinned out for privacy and may be empty.
 */
export async function readReactions(graph: Graph, target: AudienceTarget, cursor?: string): Promise<Page> {
  const answer = await readReactionPage(graph, target, cursor);
  const people = answer.data.map(({ id, name }) => {
    const handle = plainText(name ?? '', LONGEST.handle) ?? id;
    return { id, profile: cleanProfile({ handle, url: undefined, fallbackUrl: '', name }) };
  });
  const next = nextOf(answer, cursor);
  return { people, ...(next !== undefined && { next }) };
}

/** A page as Facebook answers it, with how many reactions the post counts in all. */
export function readReactionPage(graph: Graph, target: AudienceTarget, after?: string): Promise<ReactionPage> {
  if (target.kind !== 'likes') throw new RangeError(`Facebook lists no ${target.kind}.`);
  const query = { fields: 'id,name,type', summary: 'total_count', limit: PAGE, after };
  return graph.get(WHAT, `/${target.target}/reactions`, query, reactionPage);
}

/** @throws InvalidResponseError if the page names itself as the next one, or one without saying where it starts */
export function nextOf({ paging }: ReactionPage, cursor: string | undefined): string | undefined {
  if (paging?.next === undefined) return undefined;
  const next = paging.cursors?.after;
  if (next === undefined) throw new InvalidResponseError(`The next page is named without a cursor (${WHAT}).`);
  if (next === cursor) throw new InvalidResponseError(`Facebook names the page just read as the next one (${WHAT}).`);
  return next;
}
