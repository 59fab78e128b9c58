import { parseAnswer } from '../answers.ts';
import type { HttpClient } from '../http.ts';
import type { Connector } from '../network.ts';
import { discoverGithub } from './discover.ts';
import { PageWalker } from './pages.ts';
import { hydrateGithub, verifyGithub } from './people.ts';
import { githubProfile } from './profile.ts';
import { user } from './schema.ts';

/** Sent with every request, so that answers keep their shape when GitHub moves on. */
export const GITHUB_HEADERS = { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' } as const;

/** GitHub's REST API, with a token (5,000 requests an hour) or without (60). Keyed by the account's number. */
export function githubConnector(http: HttpClient, credentialId: string, wall: () => number): Connector {
  const pages = new PageWalker(http);
  return {
    network: 'github',
    credentialId,
    listsFullProfiles: false,
    canVerify: (kind) => kind === 'followers' || kind === 'stars',

    async resolve(name) {
      const what = 'GET /users/{username}';
      const { body } = await http.get({ what, path: `/users/${encodeURIComponent(name)}` });
      const own = parseAnswer(user, body, what);
      return {
        stableId: own.id,
        profile: githubProfile(own),
        ...(own.followers !== undefined && { followersCount: own.followers }),
        ...(own.following !== undefined && { followingCount: own.following }),
      };
    },

    discover: (account, track) => discoverGithub(http, account, track),
    readPage: (target, cursor) => pages.read(target, cursor),
    verify: (account, target, people) => verifyGithub(http, account, target, people, wall),
    hydrate: (people) => hydrateGithub(http, people),
  };
}
