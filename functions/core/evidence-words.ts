import { NETWORK_NAMES } from './digest-audiences.ts';
import type { Evidence, NetworkId } from './model.ts';

/** What a network's call asks about, as a sentence says it; evidence names the call. */
const ABOUT: ReadonlyMap<string, string> = new Map([
  ['app.bsky.graph.getRelationships', 'follows between you'],
  ['app.bsky.actor.getProfiles', 'their profile'],
  ['app.bsky.actor.getProfile', 'their profile'],
  ['app.bsky.feed.getLikes', 'the likes of the post'],
  ['app.bsky.feed.getPosts', 'their number'],
  ['GET /api/v1/accounts/lookup', 'their account'],
  ['GET /api/v1/accounts/relationships', 'follows between you'],
  ['GET /api/v1/instance/domain_blocks', 'the servers that yours has cut off'],
  ['GET /user/{account_id}', 'their account'],
  ['GET /users/{username}/following/{target_user}', 'whether they follow you'],
  ['GET /2/users', 'their account'],
  ['GET /{post-id}/reactions', 'the reactions to the post'],
  ['GET channels?id=', 'their channel'],
  ['GET subscriptions?channelId=&forChannelId=', 'their subscriptions'],
]);

/** What networks answer, where their own words are short for a sentence. */
const ANSWERS: ReadonlyMap<string, string> = new Map([
  ['no follow of you', 'they do not follow you'],
  ['follows you', 'they follow you'],
  ['blocks you', 'they block you'],
  ['blocked by you', 'you block them'],
  ['account active', 'their account is active'],
  ['account exists', 'their account exists'],
  ['account moved', 'their account has moved'],
  ['account suspended', 'their account is suspended'],
  ['Account has been suspended', 'their account is suspended'],
  ['User has been suspended', 'their account is suspended'],
  ['Account is deactivated', 'their account is deactivated'],
  ['Profile not found', 'their account does not exist any more'],
  ['Could not find user', 'their account does not exist any more'],
  ['404 Record not found', 'their account does not exist any more'],
  ['404 Not Found: deleted or suspended', 'their account does not exist any more: deleted or suspended'],
]);

/** A piece of evidence for a reader; what was asked and answered to the letter is the evidence itself. */
export interface EvidenceWords {
  /** "Bluesky was asked about their profile", "two complete lists" */
  readonly asked: string;
  readonly answered: string;
}

/** Says evidence in words, without the names of a network's API. What is in words already stays as it is. */
export function evidenceWords(
  { asked, answered }: Pick<Evidence, 'asked' | 'answered'>,
  network: NetworkId,
): EvidenceWords {
  const about = [...new Set(asked.split(', ').flatMap((call) => ABOUT.get(call) ?? []))];
  return {
    asked: about.length === 0 ? asked : `${NETWORK_NAMES[network]} was asked about ${listed(about)}`,
    answered: answered.replace(/[^,;\s][^,;]*/g, (fact) => ANSWERS.get(fact) ?? fact),
  };
}

function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')}, and ${last}`;
}
