import { chunks } from '../batches.ts';
import type { HydratedPerson, PersonRef } from '../network.ts';
import type { XApi } from './api.ts';
import { PRICES } from './prices.ts';
import { xProfile } from './profile.ts';
import { isXId, manyUsers, type Problem, type XUser } from './schema.ts';

export const LOOK_UP = 'GET /2/users';
/** Everything that a user answer may carry costs the same. */
export const USER_FIELDS =
  'id,name,username,description,entities,location,url,profile_image_url,protected,public_metrics';
/** Ids in one look-up, at most. */
const BATCH = 100;

export interface LookedUp {
  readonly users: readonly XUser[];
  /** What X says of those whom it does not give, by id. */
  readonly problems: ReadonlyMap<string, Problem>;
}

/** Looks up to 100 people up by id. People whom X does not give are in `problems`, with its reason. */
export async function lookUp(api: XApi, ids: readonly string[], moreFields = ''): Promise<LookedUp> {
  const answer = await api.get({
    what: LOOK_UP,
    path: '/2/users',
    query: { ids: ids.join(','), 'user.fields': `${USER_FIELDS}${moreFields}` },
    mayHoldErrors: true,
    schema: manyUsers,
    most: ids.length * PRICES.user,
    cost: ({ data }) => (data?.length ?? 0) * PRICES.user,
  });
  const asked = new Set(ids);
  const problems = new Map<string, Problem>();
  for (const problem of answer.errors ?? []) {
    const id = problem.resource_id ?? problem.value;
    if (id !== undefined && asked.has(id)) problems.set(id, problem);
  }
  return { users: (answer.data ?? []).filter(({ id }) => asked.has(id)), problems };
}

/**
 * Profiles by id, in the order asked, as far as the budget goes: archives hold bare ids. Whoever is suspended or
 * deleted is left out.
 */
export async function* hydrateX(api: XApi, people: readonly PersonRef[]): AsyncGenerator<HydratedPerson> {
  let left: readonly string[] = people.map(({ id }) => id).filter(isXId);
  while (left.length > 0) {
    const size = await api.purse.affordable(PRICES.user, Math.min(BATCH, left.length));
    if (size === 0) return;
    const ids = left.slice(0, size);
    left = left.slice(size);
    const users = new Map((await lookUp(api, ids)).users.map((user) => [user.id, user]));
    for (const id of ids) {
      const user = users.get(id);
      if (user !== undefined) yield { id, profile: xProfile(user) };
    }
  }
}

/** Batches of ids as large as the budget allows. Ends by asking for one too many, so that the budget's own error comes. */
export async function* affordableBatches(api: XApi, ids: readonly string[]): AsyncGenerator<readonly string[]> {
  for (const batch of chunks(ids, BATCH)) {
    let left = batch;
    while (left.length > 0) {
      const size = Math.max(1, await api.purse.affordable(PRICES.user, left.length));
      yield left.slice(0, size);
      left = left.slice(size);
    }
  }
}
