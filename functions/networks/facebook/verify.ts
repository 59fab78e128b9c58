import type { Finding } from '../../core/model.ts';
import type { Graph } from '../graph/api.ts';
import type { AudienceTarget, PersonRef } from '../network.ts';
import { nextOf, readReactionPage } from './reactions.ts';

/** 2,000 reactions; a longer list is left to patience. */
const MOST_PAGES = 20;
const ASKED = 'GET /{post-id}/reactions, read again';

/**
 * Reads the reactions once more. Whoever is on them has not left. Of the others little can be said: nobody can be looked
 * up by an id that is scoped to a Page, so a reaction taken back looks like an account that is gone. A list that falls
 * short of the post's own count is thinned out for privacy, and not being on it says less still: such absences wait
 * longer.
 */
export async function* verifyReactions(
  graph: Graph,
  target: AudienceTarget,
  people: readonly PersonRef[],
  wall: () => number,
): AsyncGenerator<Finding> {
  const listed = new Set<string>();
  let count: number | undefined;
  let cursor: string | undefined;
  let isEnd = false;
  for (let page = 0; page < MOST_PAGES && !isEnd; page += 1) {
    const answer = await readReactionPage(graph, target, cursor);
    for (const { id } of answer.data) listed.add(id);
    count = answer.summary?.total_count ?? count;
    cursor = nextOf(answer, cursor);
    isEnd = cursor === undefined;
  }
  const isShort = !isEnd || count === undefined || listed.size < count;
  for (const { id } of people) {
    if (listed.has(id)) {
      yield { id, inAudience: true, evidence: { at: wall(), asked: ASKED, answered: 'in the list of reactions' } };
      continue;
    }
    const size = !isEnd
      ? 'which is too long to be read again'
      : `which has ${listed.size} of the ${count ?? '?'} counted`;
    const answered = `not in the list of reactions, ${size}`;
    yield { id, ...(isShort && { isDoubted: true }), evidence: { at: wall(), asked: ASKED, answered } };
  }
}
