import * as z from 'zod';
import { parseAnswer } from '../answers.ts';
import { boundedFetch } from './requests.ts';
import type { SignIn } from './sign-in.ts';

const app = z.object({ client_id: z.string().min(1).max(500), client_secret: z.string().min(1).max(1_000) });
const self = z.object({
  username: z.string().min(1).max(100),
  /** The ActivityPub actor: the stable id. Since 4.2. */
  uri: z.string().max(500).optional(),
  url: z.string().max(500),
});

/**
 * Mastodon: every server registers apps by itself (docs.joinmastodon.org, methods/apps), so nobody has to make one.
 * PKCE is understood since 4.3 and passed over before. Tokens do not end by themselves, so nothing is renewed.
 */
export const mastodonSignIn: SignIn = {
  network: 'mastodon',
  title: 'Mastodon',
  scopes: ['read:accounts', 'read:follows', 'read:statuses'],
  flow: 'code',
  redirect: 'number',
  usesPkce: true,
  app: 'registered',
  scopeSeparator: ' ',
  secretIn: 'body',
  isOwnersOnly: true,
  steps: () => ['Nothing to prepare: Rekindle registers itself with your server, and you allow it to read.'],
  tokenSteps: [
    'On your server open Preferences, “Development”, “New application”.',
    'Choose the scopes read:accounts, read:follows and read:statuses, nothing else; save, open the application, and copy “Your access token”.',
  ],
  addresses: (declared, baseUrl) => {
    const origin = baseUrl === undefined ? `https://${declared.slice(declared.lastIndexOf('@') + 1)}` : baseUrl;
    const at = new URL(origin).origin;
    return { authorize: `${at}/oauth/authorize`, token: `${at}/oauth/token`, api: origin };
  },
  register: async (addresses, redirect, deps) => {
    const what = 'POST /api/v1/apps';
    const response = await boundedFetch(deps, `${new URL(addresses.token).origin}/api/v1/apps`, {
      method: 'POST',
      headers: { accept: 'application/json', 'user-agent': 'rekindle' },
      body: new URLSearchParams({
        client_name: 'Rekindle',
        redirect_uris: redirect,
        scopes: mastodonSignIn.scopes.join(' '),
      }),
    });
    const body: unknown = await response.json().catch(() => undefined);
    const { client_id, client_secret } = parseAnswer(app, body, what);
    return { clientId: client_id, clientSecret: client_secret, secretIn: 'body' };
  },
  whoAmI: async (http) => {
    const what = 'GET /api/v1/accounts/verify_credentials';
    const { body } = await http.get({ what, path: '/api/v1/accounts/verify_credentials' });
    const account = parseAnswer(self, body, what);
    return { id: account.uri ?? account.url, name: account.username };
  },
};
