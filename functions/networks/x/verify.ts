import type { Finding } from '../../core/model.ts';
import { once } from '../batches.ts';
import type { AudienceTarget, PersonRef, ResolvedAccount } from '../network.ts';
import { AppOnlyError, type XApi } from './api.ts';
import { affordableBatches, LOOK_UP, lookUp, USER_FIELDS } from './people.ts';
import { type OwnPrices, PRICES } from './prices.ts';
import { bareProfile, xProfile } from './profile.ts';
import { isXId, oneUser, type Problem, userPage, type XUser } from './schema.ts';

const STATUS_FIELD = ',connection_status';
/** X may list no more likers of a post than this, ever (its documents contradict each other). */
const MOST_LIKERS = 100;

export interface VerifyX {
  readonly api: XApi;
  readonly prices: OwnPrices;
  readonly wall: () => number;
}

/**
 * Looks up people who were not listed, up to 100 at a time, in the name of the account: `connection_status` says whether
 * they still follow it. That is relative to whose token it is, so it counts only if that is the account itself; else
 * only whether the accounts still exist is told. X tells nobody who blocks them: a block looks like an unfollow.
 */
export async function* verifyX(
  { api, prices, wall }: VerifyX,
  account: ResolvedAccount,
  target: AudienceTarget,
  people: readonly PersonRef[],
): AsyncGenerator<Finding> {
  const ids = people.map(({ id }) => id).filter(isXId);
  if (ids.length === 0) return;
  const wantsStatus = target.kind === 'followers' && (await isTokenOf(api, account.stableId));
  const showsStatus = once(() => servesStatus(api, prices, account.stableId));
  const evidence = (answered: string): Finding['evidence'] => ({ at: wall(), asked: LOOK_UP, answered });
  for await (const batch of affordableBatches(api, ids)) {
    const { users, problems } = await lookUp(api, batch, wantsStatus ? STATUS_FIELD : '');
    for (const [id, problem] of problems) {
      const finding = missingOf(id, problem);
      if (finding !== undefined) yield { ...finding.found, evidence: evidence(finding.answered) };
    }
    // An absent field means "no tie" only if X serves it at all, which anybody's shows.
    const isServed =
      wantsStatus &&
      users.length > 0 &&
      (users.some(({ connection_status }) => connection_status !== undefined) || (await showsStatus()));
    for (const user of users) {
      yield { ...foundOf(user, target, isServed), evidence: evidence(tieText(user, isServed)) };
    }
  }
}

function tieText({ connection_status: ties = [] }: XUser, isServed: boolean): string {
  if (!isServed) return 'account exists';
  const follows = ties.includes('followed_by') ? 'follows you' : 'no follow of you';
  return `${follows}${ties.includes('blocking') ? ', blocked by you' : ''}; account exists`;
}

function foundOf(user: XUser, target: AudienceTarget, isServed: boolean): Omit<Finding, 'evidence'> {
  const found = { id: user.id, account: 'active' as const, profile: xProfile(user) };
  if (target.kind === 'likes') {
    return { ...found, ...((target.count ?? Infinity) > MOST_LIKERS && { isDoubted: true }) };
  }
  if (!isServed) return found;
  const ties = user.connection_status ?? [];
  return {
    ...found,
    inAudience: ties.includes('followed_by'),
    ...(ties.includes('blocking') && { youBlocked: true }),
  };
}

/**
 * A 200 with `errors`: only title and detail tell a suspension ("Forbidden", "User has been suspended: [ID].") from a
 * deletion ("Not Found Error", "Could not find user with id: [ID]."); `type` is the same for both. Whoever deactivated
 * an account of their own lately cannot be found either. Nothing that an account showed is kept once X has dropped it.
 */
function missingOf(
  id: string,
  { type, detail = '' }: Problem,
): { readonly found: Omit<Finding, 'evidence'>; readonly answered: string } | undefined {
  if (type !== undefined && !type.endsWith('/problems/resource-not-found')) return undefined;
  const gone = { id, profile: bareProfile(id), isWithdrawn: true };
  if (/has been suspended/i.test(detail)) {
    return { found: { ...gone, account: 'suspended' }, answered: 'User has been suspended' };
  }
  if (/^could not find user/i.test(detail)) {
    return { found: { ...gone, account: 'deleted' }, answered: 'Could not find user' };
  }
  return undefined;
}

/** Whether the token speaks for this account. An app's own token speaks for nobody, and X says so with a 403. */
async function isTokenOf(api: XApi, stableId: string): Promise<boolean> {
  const me = await ownUser(api);
  return me?.id === stableId;
}

async function ownUser(api: XApi): Promise<XUser | undefined> {
  const what = 'GET /2/users/me';
  try {
    const { data } = await api.get({
      what,
      path: '/2/users/me',
      query: { 'user.fields': USER_FIELDS },
      schema: oneUser,
      most: PRICES.user,
      cost: () => PRICES.user,
    });
    return data;
  } catch (error) {
    if (error instanceof AppOnlyError) return undefined;
    throw error;
  }
}

/** Somebody whom the account follows must carry `following`, if X serves the field to this app at all. */
async function servesStatus(api: XApi, prices: OwnPrices, stableId: string): Promise<boolean> {
  const { data } = await api.get({
    what: 'GET /2/users/{id}/following',
    path: `/2/users/${stableId}/following`,
    query: { max_results: 1 },
    schema: userPage,
    most: prices.listed,
    cost: (page) => (page.data?.length ?? 0) * prices.listed,
  });
  const followed = data?.[0];
  if (followed === undefined) return false;
  const { users } = await lookUp(api, [followed.id], STATUS_FIELD);
  return users.some(({ connection_status }) => connection_status !== undefined);
}
