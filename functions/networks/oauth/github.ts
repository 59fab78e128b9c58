import * as z from 'zod';
import { parseAnswer } from '../answers.ts';
import type { SignIn } from './sign-in.ts';
import { standardRefresher } from './standard-refresher.ts';

/**
 * GitHub: the device flow of an OAuth App, whose tokens do not end, or of a GitHub App, whose tokens end after 8 hours
 * and whose refresh tokens are good once and for six months (docs.github.com, "Refreshing user access tokens").
 */
export const githubRefresher = standardRefresher(60 * 60_000);

const user = z.object({ id: z.number(), login: z.string().min(1).max(100) });

export const githubSignIn: SignIn = {
  network: 'github',
  title: 'GitHub',
  // Followers and stars are public: a token without any scope reads them, and has a larger budget than none.
  scopes: [],
  flow: 'device',
  redirect: 'number',
  usesPkce: false,
  app: 'no-secret',
  scopeSeparator: ' ',
  secretIn: 'body',
  // An organisation has no token of its own, and what is read is public.
  isOwnersOnly: false,
  steps: () => [
    'Open https://github.com/settings/applications/new and make an OAuth App. Any homepage and callback address will do; none is used.',
    'Tick “Enable Device Flow”, save, and copy the Client ID. No client secret is needed.',
    'Simpler: a fine-grained token with no permissions at all, with “--token”.',
  ],
  tokenSteps: [
    'Open https://github.com/settings/personal-access-tokens/new.',
    'Name it Rekindle, choose how long it is valid, “Public repositories”, and no permissions; copy the token.',
  ],
  addresses: (_declared, baseUrl) => {
    const at = baseUrl === undefined ? 'https://github.com' : new URL(baseUrl).origin;
    return {
      authorize: `${at}/login/oauth/authorize`,
      token: `${at}/login/oauth/access_token`,
      device: `${at}/login/device/code`,
      api: baseUrl ?? 'https://api.github.com',
    };
  },
  whoAmI: async (http) => {
    const what = 'GET /user';
    const { body, headers } = await http.get({ what, path: '/user' });
    const { id, login } = parseAnswer(user, body, what);
    // "2027-01-31 10:00:00 UTC"; only of tokens that end.
    const ends = headers.get('github-authentication-token-expiration')?.replace(' UTC', 'Z').replace(' ', 'T');
    const endsAt = ends === undefined ? Number.NaN : Date.parse(ends);
    return { id: String(id), name: login, ...(Number.isFinite(endsAt) ? { endsAt } : {}) };
  },
  // So that the end of a token that has one is told before it comes.
  pasted: (token, wall) => ({
    kind: 'oauth2',
    version: 1,
    network: 'github',
    accessToken: token,
    issuedAt: wall,
    scopes: [],
  }),
};
