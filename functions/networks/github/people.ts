import * as z from 'zod';
import type { Finding } from '../../core/model.ts';
import { parseAnswer } from '../answers.ts';
import { once } from '../batches.ts';
import { InvalidResponseError } from '../errors.ts';
import type { HttpClient } from '../http.ts';
import type { AudienceTarget, HydratedPerson, PersonRef, ResolvedAccount } from '../network.ts';
import { githubProfile } from './profile.ts';
import { type User, user } from './schema.ts';

const USER = 'GET /user/{account_id}';
const FOLLOWS = 'GET /users/{username}/following/{target_user}';
/** Whoever asks one by one leaves this much of the limit to the walks. */
const RESERVE_SHARE = 0.2;
const LEAST_RESERVE = 10;

/**
 * Asks about people one by one, by their durable number. Gone accounts are deleted or suspended: GitHub answers 404 to
 * both. Whether somebody follows is one more request; whether somebody stars, only the list tells.
 */
export async function* verifyGithub(
  http: HttpClient,
  account: ResolvedAccount,
  target: AudienceTarget,
  people: readonly PersonRef[],
  wall: () => number,
): AsyncGenerator<Finding> {
  // A server that does not know the owner either has lost more than one person; nothing it says counts then.
  const owner = once(async () => {
    const own = await readUser(http, account.stableId);
    if (own === undefined)
      throw new InvalidResponseError(`GitHub knows neither this person nor the account (${USER}).`);
    return own;
  });
  for (const { id } of people.filter((person) => isUserId(person.id))) {
    const found = await readUser(http, id);
    if (found === undefined) {
      await owner();
      yield {
        id,
        account: 'gone',
        evidence: { at: wall(), asked: USER, answered: '404 Not Found: deleted or suspended' },
      };
      continue;
    }
    const profile = githubProfile(found);
    if (target.kind !== 'followers') {
      yield { id, account: 'active', profile, evidence: { at: wall(), asked: USER, answered: 'account active' } };
      continue;
    }
    const inAudience = await doesFollow(http, found.login, (await owner()).login);
    const answered = inAudience ? 'follows you; account active' : 'no follow of you; account active';
    yield {
      id,
      account: 'active',
      inAudience,
      profile,
      evidence: { at: wall(), asked: `${USER}, ${FOLLOWS}`, answered },
    };
  }
}

/** Full profiles: lists carry neither name, bio, place nor reach. Stops while enough of the limit is left for walks. */
export async function* hydrateGithub(http: HttpClient, people: readonly PersonRef[]): AsyncGenerator<HydratedPerson> {
  for (const { id } of people.filter((person) => isUserId(person.id))) {
    const { limit, remaining } = http.budget;
    const reserve = Math.max(LEAST_RESERVE, Math.ceil((limit ?? 0) * RESERVE_SHARE));
    if (remaining !== undefined && remaining <= reserve) return;
    const found = await readUser(http, id);
    if (found !== undefined) yield { id, profile: githubProfile(found) };
  }
}

async function readUser(http: HttpClient, id: string): Promise<User | undefined> {
  const { status, body } = await http.get({ what: USER, path: `/user/${id}`, statuses: [404] });
  if (status === 404) {
    // An empty 404 is a proxy's; GitHub's own has a message.
    parseAnswer(z.object({ message: z.string() }), body, USER);
    return undefined;
  }
  const found = parseAnswer(user, body, USER);
  if (found.id !== id) throw new InvalidResponseError(`GitHub answers for another account than asked (${USER}).`);
  return found;
}

async function doesFollow(http: HttpClient, them: string, me: string): Promise<boolean> {
  const path = `/users/${encodeURIComponent(them)}/following/${encodeURIComponent(me)}`;
  const { status } = await http.get({ what: FOLLOWS, path, statuses: [404] });
  if (status !== 204 && status !== 404)
    throw new InvalidResponseError(`GitHub answered ${status} instead of 204 or 404 (${FOLLOWS}).`);
  return status === 204;
}

function isUserId(id: string): boolean {
  return /^[1-9]\d{0,15}$/.test(id);
}
