import { InvalidResponseError, NotVisibleError } from '../errors.ts';
import type { AudienceTarget, Page } from '../network.ts';
import { AppOnlyError, type XApi } from './api.ts';
import { USER_FIELDS } from './people.ts';
import { type OwnPrices, PRICES } from './prices.ts';
import { xProfile } from './profile.ts';
import { userPage } from './schema.ts';

/** Largest pages: X charges by person, so only requests are saved. */
const PAGE = 1_000;
const LIKERS_PAGE = 100;

/**
 * Reads one page of a list, no larger than the budget allows. Pages may be short or empty; only a missing `next_token`
 * is the end. Newest first. Likes are private since June 2024: only an account's own posts show them, and only to it.
 */
export async function readXPage(
  api: XApi,
  prices: OwnPrices,
  target: AudienceTarget,
  cursor: string | undefined,
): Promise<Page> {
  const { what, path, price, largest } = routeOf(target, prices);
  // Nothing left: ask for one all the same, so that the budget's own error says how much was spent.
  const size = Math.max(1, await api.purse.affordable(price, largest));
  const answer = await api
    .get({
      what,
      path,
      schema: userPage,
      query: { max_results: size, 'user.fields': USER_FIELDS, pagination_token: cursor },
      most: size * price,
      cost: ({ data }) => (data?.length ?? 0) * price,
    })
    .catch((error: unknown) => {
      if (!(error instanceof AppOnlyError) || target.kind !== 'likes') throw error;
      throw new NotVisibleError(
        'X shows who liked a post only to its author, and this token is an app’s. Connect the account: npm run rekindle -- connect x',
      );
    });
  const { data = [], meta } = answer;
  if (meta.result_count !== data.length) {
    throw new InvalidResponseError(`X counts ${meta.result_count} people on a page of ${data.length} (${what}).`);
  }
  if (meta.next_token !== undefined && meta.next_token === cursor) {
    throw new InvalidResponseError(`X names the page just read as the next one (${what}).`);
  }
  return {
    people: data.map((user) => ({ id: user.id, profile: xProfile(user) })),
    ...(meta.next_token !== undefined && { next: meta.next_token }),
  };
}

function routeOf({ kind, target }: AudienceTarget, prices: OwnPrices) {
  if (kind === 'followers' || kind === 'following') {
    const what = `GET /2/users/{id}/${kind}`;
    return { what, path: `/2/users/${encodeURIComponent(target)}/${kind}`, price: prices.listed, largest: PAGE };
  }
  if (kind === 'likes') {
    const path = `/2/tweets/${encodeURIComponent(target)}/liking_users`;
    return { what: 'GET /2/tweets/{id}/liking_users', path, price: PRICES.liker, largest: LIKERS_PAGE };
  }
  throw new RangeError(`X has no ${kind}.`);
}
