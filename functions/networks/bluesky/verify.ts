import type { Finding } from '../../core/model.ts';
import { chunks, once } from '../batches.ts';
import { InvalidResponseError } from '../errors.ts';
import type { HttpClient } from '../http.ts';
import type { AudienceTarget, PersonRef, ResolvedAccount } from '../network.ts';
import { accountStateOf, query, tryQuery } from './api.ts';
import { blueskyProfile } from './profile.ts';
import { did, type ProfileView, profiles, profileView, relationships } from './schema.ts';

/** `getProfiles` takes 25, `getRelationships` 30: one batch fits both. */
const BATCH = 25;

interface Ties {
  readonly follows: boolean;
  readonly blockedYou: boolean;
  readonly youBlocked: boolean;
}

interface AccountAnswer {
  readonly account?: Finding['account'];
  readonly view?: ProfileView;
  readonly asked: string;
  readonly answered: string;
}

/**
 * Asks the AppView about people who were not listed: their tie with the owner (`getRelationships`, by DID), and their
 * account (`getProfiles`, which leaves out whoever is not active, then `getProfile`, whose error says why).
 */
export async function* verifyBluesky(
  http: HttpClient,
  account: ResolvedAccount,
  target: AudienceTarget,
  people: readonly PersonRef[],
  wall: () => number,
): AsyncGenerator<Finding> {
  const ownerIsThere = once(() => checkOwner(http, account));
  const known = people.filter((person) => did.safeParse(person.id).success);
  for (const batch of chunks(known, BATCH)) {
    const ids = batch.map((person) => person.id);
    const ties = await askTies(http, account.stableId, ids);
    const active = await askProfiles(http, ids);
    // Whatever is already known comes first: asking about the rest may be cut short.
    for (const [id, view] of active) {
      if (ids.includes(id)) yield findingOf(id, target, ties.get(id), activeAnswer(view), wall());
    }
    for (const id of ids.filter((one) => !active.has(one))) {
      yield findingOf(id, target, ties.get(id), await askOne(http, id, ownerIsThere), wall());
    }
  }
}

function activeAnswer(view: ProfileView): AccountAnswer {
  return { account: 'active', view, asked: 'app.bsky.actor.getProfiles', answered: 'account active' };
}

async function askTies(http: HttpClient, actor: string, others: readonly string[]): Promise<Map<string, Ties>> {
  const answer = await query(http, 'app.bsky.graph.getRelationships', { actor, others }, relationships);
  const ties = new Map<string, Ties>();
  for (const one of answer.relationships) {
    if (!('did' in one)) continue;
    ties.set(one.did, {
      follows: one.followedBy != null,
      blockedYou: one.blockedBy != null || one.blockedByList != null,
      youBlocked: one.blocking != null || one.blockingByList != null,
    });
  }
  return ties;
}

async function askProfiles(http: HttpClient, actors: readonly string[]): Promise<Map<string, ProfileView>> {
  const answer = await query(http, 'app.bsky.actor.getProfiles', { actors }, profiles);
  return new Map(answer.profiles.map((view) => [view.did, view]));
}

/**
 * Why `getProfiles` left somebody out. An answer without an error tells nothing: `getProfile` also shows accounts in
 * states (desynchronized, throttled, being deleted) in which lists do not.
 */
async function askOne(http: HttpClient, id: string, ownerIsThere: () => Promise<void>): Promise<AccountAnswer> {
  const asked = 'app.bsky.actor.getProfile';
  const result = await tryQuery(http, asked, { actor: id }, profileView);
  if ('answer' in result) return { asked, answered: 'account shown, but not among active ones' };
  const state = accountStateOf(result.failure);
  if (state === undefined) {
    throw new InvalidResponseError(`Bluesky answered ${asked} with an error that its source does not name.`);
  }
  // An AppView that has lost everybody would make a massacre of it.
  if (state === 'deleted') await ownerIsThere();
  const words = {
    suspended: 'Account has been suspended',
    deactivated: 'Account is deactivated',
    deleted: 'Profile not found',
  };
  return { account: state, asked, answered: words[state] };
}

async function checkOwner(http: HttpClient, account: ResolvedAccount): Promise<void> {
  const own = await query(http, 'app.bsky.actor.getProfile', { actor: account.stableId }, profileView);
  if (own.did !== account.stableId) throw new InvalidResponseError('Bluesky answers for another account than asked.');
}

function findingOf(
  id: string,
  target: AudienceTarget,
  ties: Ties | undefined,
  answer: AccountAnswer,
  at: number,
): Finding {
  const inAudience = isInAudience(target, ties, answer);
  const told = ties === undefined ? 'no word on the tie' : tieText(target, ties);
  return {
    id,
    ...(answer.account !== undefined && { account: answer.account }),
    ...(inAudience !== undefined && { inAudience }),
    ...(ties?.blockedYou === true && { blockedYou: true }),
    ...(ties?.youBlocked === true && { youBlocked: true }),
    ...(answer.view !== undefined && { profile: blueskyProfile(answer.view) }),
    evidence: {
      at,
      asked: `app.bsky.graph.getRelationships, ${answer.asked}`,
      answered: `${told}; ${answer.answered}`,
    },
  };
}

/**
 * Followers: the follow record itself. Absence of one counts only with a known account: records of an account in
 * transit may just not be indexed. Likes: a complete list hides only inactive accounts and blocks, so whoever is active,
 * not blocked and not on it has taken the like back.
 */
function isInAudience(target: AudienceTarget, ties: Ties | undefined, answer: AccountAnswer): boolean | undefined {
  if (ties === undefined) return undefined;
  if (target.kind === 'followers') return ties.follows ? true : answer.account === undefined ? undefined : false;
  if (target.kind !== 'likes' || answer.account !== 'active') return undefined;
  return ties.blockedYou || ties.youBlocked ? undefined : false;
}

function tieText(target: AudienceTarget, ties: Ties): string {
  const follow = ties.follows ? 'follows you' : 'no follow of you';
  const facts = [target.kind === 'likes' ? 'not in the complete list of likes' : follow];
  if (ties.blockedYou) facts.push('blocks you');
  if (ties.youBlocked) facts.push('blocked by you');
  return facts.join(', ');
}
