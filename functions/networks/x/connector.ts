import { NotFoundError, NotVisibleError } from '../errors.ts';
import type { HttpClient } from '../http.ts';
import type { Connector } from '../network.ts';
import type { Purse } from '../purse.ts';
import { XApi } from './api.ts';
import { discoverX } from './discover.ts';
import { readXPage } from './pages.ts';
import { hydrateX, USER_FIELDS } from './people.ts';
import { ownPrices, PRICES } from './prices.ts';
import { xProfile } from './profile.ts';
import { oneUser } from './schema.ts';
import { verifyX } from './verify.ts';

export interface XSettings {
  readonly http: HttpClient;
  readonly credentialId: string;
  readonly wall: () => number;
  readonly purse: Purse;
  /** The account itself owns the developer app: its own lists cost a tenth. */
  readonly ownsApp: boolean;
}

/** The X API v2, which asks money for everything it answers. Keyed by the account's number. */
export function xConnector({ http, credentialId, wall, purse, ownsApp }: XSettings): Connector {
  const api = new XApi(http, purse);
  const prices = ownPrices(ownsApp);
  return {
    network: 'x',
    credentialId,
    listsFullProfiles: true,
    canVerify: (kind) => kind === 'followers' || kind === 'likes',

    async resolve(name) {
      const what = 'GET /2/users/by/username/{username}';
      const { data, errors } = await api.get({
        what,
        path: `/2/users/by/username/${encodeURIComponent(name)}`,
        query: { 'user.fields': USER_FIELDS },
        mayHoldErrors: true,
        schema: oneUser,
        most: PRICES.user,
        cost: (answer) => (answer.data === undefined ? 0 : PRICES.user),
      });
      if (data === undefined) {
        const isSuspended = errors?.some(({ detail }) => /has been suspended/i.test(detail ?? '')) === true;
        throw isSuspended
          ? new NotVisibleError(`X shows nothing of this account: it is suspended (${what}).`)
          : new NotFoundError(`X does not know this account (${what}). Check how it is written.`);
      }
      const { followers_count: followers, following_count: following } = data.public_metrics ?? {};
      return {
        stableId: data.id,
        profile: xProfile(data),
        ...(followers !== undefined && { followersCount: followers }),
        ...(following !== undefined && { followingCount: following }),
      };
    },

    discover: (account, track, now) => discoverX(api, prices, account, track, now),
    readPage: (target, cursor) => readXPage(api, prices, target, cursor),
    verify: (account, target, people) => verifyX({ api, prices, wall }, account, target, people),
    hydrate: (people) => hydrateX(api, people),
  };
}
