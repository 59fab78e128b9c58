import { CredentialsRejectedError, NotFoundError, NotVisibleError } from '../errors.ts';
import type { Graph } from '../graph/api.ts';
import { isInvalidParameter } from '../graph/failures.ts';
import type { Connector, ResolvedAccount } from '../network.ts';
import { cleanProfile } from '../profiles.ts';
import { discoverInstagram } from './discover.ts';
import { readInstagramCount } from './numbers.ts';
import { type IgUser, igUser, linkedUser } from './schema.ts';

/** Which way the account signed in: it decides the host, and how the account is found. */
export type InstagramLogin = 'instagram' | 'facebook';

const FIELDS = 'id,username,name,biography,website,profile_picture_url,followers_count,follows_count';

/**
 * An Instagram professional account: numbers only, since no endpoint lists followers or likers. Keyed by the account's
 * number. A token of Instagram Login speaks for its account, a Page token for the account that is linked to the Page.
 */
export function instagramConnector(graph: Graph, credentialId: string, login: InstagramLogin): Connector {
  return {
    network: 'instagram',
    credentialId,
    listsFullProfiles: true,
    canVerify: () => false,

    async resolve(name) {
      const own = login === 'instagram' ? await ownAccount(graph) : await linkedAccount(graph);
      if (own.username.toLowerCase() !== name.toLowerCase()) {
        throw new NotFoundError(
          'The Instagram token is of another account than the one declared. Check how the account is written, or connect ' +
            'the right one: npm run rekindle -- connect instagram',
        );
      }
      return resolved(own);
    },

    discover: (account, track, now) => discoverInstagram(graph, account, track, now),

    async readPage() {
      throw new NotVisibleError('Instagram lists neither followers nor likers; their numbers are read instead.');
    },
    readCount: (account, target, question) => readInstagramCount(graph, account, target, question),
    async *verify() {},
    async *hydrate() {},
  };
}

function ownAccount(graph: Graph): Promise<IgUser> {
  return graph.get('GET /me', '/me', { fields: `user_id,${FIELDS}` }, igUser);
}

async function linkedAccount(graph: Graph): Promise<IgUser> {
  const what = 'GET /{page-id}?fields=instagram_business_account';
  const result = await graph.try(what, '/me', { fields: `id,instagram_business_account{${FIELDS}}` }, linkedUser);
  if ('failure' in result) {
    if (!isInvalidParameter(result.failure)) throw graph.errorOf(what, result.failure);
    throw new CredentialsRejectedError(
      'This is a token of a person, but a Page token is needed. Connect again and choose the Page that the account is ' +
        'linked to: npm run rekindle -- connect instagram',
    );
  }
  const own = result.answer.instagram_business_account;
  if (own !== undefined) return own;
  throw new NotFoundError(
    'No professional Instagram account is linked to this Page. Link it in the settings of the Page, then it is read.',
  );
}

function resolved(own: IgUser): ResolvedAccount {
  return {
    stableId: own.user_id ?? own.id,
    profile: cleanProfile({
      handle: own.username,
      url: `https://www.instagram.com/${encodeURIComponent(own.username)}/`,
      fallbackUrl: 'https://www.instagram.com/',
      name: own.name,
      bio: own.biography,
      links: own.website === undefined ? [] : [own.website],
      avatar: own.profile_picture_url,
      reach: own.followers_count,
    }),
    ...(own.followers_count !== undefined && { followersCount: own.followers_count }),
    ...(own.follows_count !== undefined && { followingCount: own.follows_count }),
  };
}
