import type { Finding } from '../../core/model.ts';
import { chunks, once } from '../batches.ts';
import { InvalidResponseError } from '../errors.ts';
import type { HttpClient } from '../http.ts';
import type { AudienceTarget, PersonRef, ResolvedAccount } from '../network.ts';
import { accountStateOf, query, tryQuery } from './api.ts';
import { type LikeList, readLikesAgain } from './likes-again.ts';
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

interface Answered {
  readonly id: string;
  readonly ties: Ties | undefined;
  readonly account: AccountAnswer;
}

/**
 * Asks the AppView about people who were not listed: their tie with the owner (`getRelationships`, by DID), and their
 * account (`getProfiles`, which leaves out whoever is not active, then `getProfile`, whose error says why). Whoever no
 * longer likes a post is in no tie, so that is told by reading the likes again.
 */
export async function* verifyBluesky(
  http: HttpClient,
  owner: ResolvedAccount,
  target: AudienceTarget,
  people: readonly PersonRef[],
  wall: () => number,
): AsyncGenerator<Finding> {
  const ids = people.map((person) => person.id).filter((id) => did.safeParse(id).success);
  const shown: Answered[] = [];
  let hidden = 0;
  for await (const answered of askAbout(http, owner, ids)) {
    if (target.kind === 'likes' && isShown(answered)) {
      shown.push(answered);
    } else {
      hidden += 1;
      yield findingOf(answered, target, undefined, wall());
    }
  }
  if (shown.length === 0) return;
  const again = await readLikesAgain(http, target, { hidden, missed: shown.length });
  for (const answered of shown) yield findingOf(answered, target, again, wall());
}

async function* askAbout(
  http: HttpClient,
  owner: ResolvedAccount,
  people: readonly string[],
): AsyncGenerator<Answered> {
  const ownerIsThere = once(() => checkOwner(http, owner));
  for (const ids of chunks(people, BATCH)) {
    const ties = await askTies(http, owner.stableId, ids);
    const active = await askProfiles(http, ids);
    // Whatever is already known comes first: asking about the rest may be cut short.
    for (const [id, view] of active) {
      if (ids.includes(id)) yield { id, ties: ties.get(id), account: activeAnswer(view) };
    }
    for (const id of ids.filter((one) => !active.has(one))) {
      yield { id, ties: ties.get(id), account: await askOne(http, id, ownerIsThere) };
    }
  }
}

/** Lists leave out whoever is not active, and whoever is in a block with the owner. */
function isShown({ ties, account }: Answered): boolean {
  return account.account === 'active' && ties?.blockedYou !== true && ties?.youBlocked !== true;
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

function findingOf(answered: Answered, target: AudienceTarget, again: LikeList | undefined, at: number): Finding {
  const { id, ties, account } = answered;
  const inAudience = target.kind === 'likes' ? likes(answered, again) : follows(answered, target);
  const told = ties === undefined ? 'no word on the tie' : tieText(target, ties, again, inAudience);
  const asked = ['app.bsky.graph.getRelationships', account.asked, ...(again?.asked ?? [])];
  return {
    id,
    ...(account.account !== undefined && { account: account.account }),
    ...(inAudience !== undefined && { inAudience }),
    ...(ties?.blockedYou === true && { blockedYou: true }),
    ...(ties?.youBlocked === true && { youBlocked: true }),
    ...(again?.isShort === true && inAudience === undefined && { isDoubted: true }),
    ...(account.view !== undefined && { profile: blueskyProfile(account.view) }),
    evidence: { at, asked: asked.join(', '), answered: `${told}; ${account.answered}` },
  };
}

/**
 * The follow record itself. Absence of one counts only with a known account: records of an account in transit may just
 * not be indexed.
 */
function follows({ ties, account }: Answered, target: AudienceTarget): boolean | undefined {
  if (ties === undefined || target.kind !== 'followers') return undefined;
  return ties.follows ? true : account.account === undefined ? undefined : false;
}

/** A list that the post's own count bears out hides only inactive accounts and blocks: nobody else on it, nobody else likes. */
function likes({ id, ties }: Answered, again: LikeList | undefined): boolean | undefined {
  if (again?.people.has(id) === true) return true;
  return ties !== undefined && again?.isWhole === true ? false : undefined;
}

function tieText(
  target: AudienceTarget,
  ties: Ties,
  again: LikeList | undefined,
  inAudience: boolean | undefined,
): string {
  const facts: string[] = [];
  if (target.kind !== 'likes') facts.push(ties.follows ? 'follows you' : 'no follow of you');
  else if (inAudience === true) facts.push('in the list of likes, read again');
  else if (again === undefined) facts.push('not in the list of likes');
  else facts.push(again.isWhole ? 'not in the complete list of likes' : `not in the list of likes, ${again.doubt}`);
  if (ties.blockedYou) facts.push('blocks you');
  if (ties.youBlocked) facts.push('blocked by you');
  return facts.join(', ');
}
