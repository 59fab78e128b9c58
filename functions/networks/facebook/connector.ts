import type { AudienceKind } from '../../core/model.ts';
import type { Graph } from '../graph/api.ts';
import type { Connector } from '../network.ts';
import { cleanProfile } from '../profiles.ts';
import { discoverFacebook } from './discover.ts';
import { readFacebookCount } from './numbers.ts';
import { readReactions } from './reactions.ts';
import { page } from './schema.ts';
import { verifyReactions } from './verify.ts';

const FIELDS = 'id,name,username,about,link,website,location,picture{url},fan_count,followers_count';

/**
 * A Facebook Page by the Graph API, with a token of that Page. Followers and likes of the Page are numbers: no endpoint
 * lists them. Reactions on posts come with names where the token gives them. Keyed by the Page's number; the ids of people
 * are scoped to the Page and mean nothing elsewhere.
 */
export function facebookConnector(graph: Graph, credentialId: string, wall: () => number): Connector {
  return {
    network: 'facebook',
    credentialId,
    listsFullProfiles: true,
    canVerify: (kind: AudienceKind) => kind === 'likes',

    async resolve(name) {
      const path = `/${encodeURIComponent(name)}`;
      const own = await graph.get('GET /{page-id}', path, { fields: FIELDS }, page);
      const { city, country } = own.location ?? {};
      return {
        stableId: own.id,
        profile: cleanProfile({
          handle: own.username ?? own.name,
          url: own.link,
          fallbackUrl: `https://www.facebook.com/${own.id}`,
          name: own.name,
          bio: own.about,
          location: [city, country].filter((part) => part !== undefined).join(', ') || undefined,
          links: own.website === undefined ? [] : [own.website],
          avatar: own.picture?.data.url,
          reach: own.followers_count,
        }),
        ...(own.followers_count !== undefined && { followersCount: own.followers_count }),
      };
    },

    discover: (account, track, now) => discoverFacebook(graph, account, track, now),
    readPage: (target, cursor) => readReactions(graph, target, cursor),
    readCount: (account, target, question) => readFacebookCount(graph, account, target, question),
    verify: (_account, target, people) => verifyReactions(graph, target, people, wall),
    // A reaction names its person and shows nothing else of them: there is no more to look up.
    async *hydrate() {},
  };
}
