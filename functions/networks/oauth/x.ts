import * as z from 'zod';
import { parseAnswer } from '../answers.ts';
import type { SignIn } from './sign-in.ts';
import { standardRefresher } from './standard-refresher.ts';

/**
 * X: OAuth 2 with PKCE (docs.x.com, "OAuth 2.0 Authorization Code Flow with PKCE"). Access tokens live two hours; with
 * `offline.access` comes a refresh token that can be used once. Reports say that a token that is sent a second time ends
 * the whole family, so nothing here is ever sent twice on purpose while a newer one may be stored.
 */
export const xRefresher = standardRefresher(30 * 60_000, 'header');

const me = z.object({ data: z.object({ id: z.string().regex(/^\d{1,20}$/), username: z.string().min(1).max(50) }) });

export const xSignIn: SignIn = {
  network: 'x',
  title: 'X',
  scopes: ['tweet.read', 'users.read', 'follows.read', 'like.read', 'offline.access'],
  flow: 'code',
  redirect: 'number',
  usesPkce: true,
  app: 'optional-secret',
  scopeSeparator: ' ',
  secretIn: 'header',
  isOwnersOnly: true,
  steps: (redirect) => [
    'Open https://console.x.com (the Developer Console) and sign in as the account that is to be read: reading your own followers with your own app is ten times cheaper.',
    'Make a project and an app, and put some credit on it: reading is paid for by the person read.',
    'In the app’s settings set up “User authentication”: permissions “Read”, type “Native App” (or “Web App”, which has a client secret).',
    `Enter as callback address, exactly: ${redirect}`,
    'Any website address of yours will do. Save, and copy the Client ID (and the Client Secret of a “Web App”) from “Keys and tokens”, section “OAuth 2.0”.',
  ],
  addresses: (_declared, baseUrl) =>
    baseUrl === undefined
      ? {
          authorize: 'https://x.com/i/oauth2/authorize',
          token: 'https://api.x.com/2/oauth2/token',
          api: 'https://api.x.com',
        }
      : {
          authorize: `${new URL(baseUrl).origin}/i/oauth2/authorize`,
          token: `${new URL(baseUrl).origin}/2/oauth2/token`,
          api: baseUrl,
        },
  whoAmI: async (http) => {
    const what = 'GET /2/users/me';
    const { body } = await http.get({ what, path: '/2/users/me' });
    const { data } = parseAnswer(me, body, what);
    return { id: data.id, name: data.username };
  },
};
