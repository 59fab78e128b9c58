import * as z from 'zod';
import { parseAnswer } from '../answers.ts';
import { GRAPH_VERSION } from '../graph/api.ts';
import { type OAuthCredential, UnreadableCredentialError } from './credential.ts';
import { askMeta, metaToken } from './graph.ts';
import type { Refresher } from './refresher.ts';
import { credentialOf, type SignIn } from './sign-in.ts';

const DAY = 24 * 60 * 60_000;
const GRAPH = 'https://graph.instagram.com';

/**
 * Instagram with Instagram Login: a token of an hour becomes one of 60 days (`ig_exchange_token`), which is renewed for
 * another 60 once it is 24 hours old (`ig_refresh_token`; developers.facebook.com, "Refresh Access Token").
 */
export const instagramRefresher: Refresher = {
  refreshFrom: ({ issuedAt, expiresAt }) =>
    // A pasted token does not say when it ends: it is renewed as soon as it may be.
    Math.max(issuedAt + DAY + 60 * 60_000, expiresAt === undefined ? 0 : expiresAt - 30 * DAY),
  refresh: async (credential, deps) => {
    if (credential.tokenEndpoint === undefined) {
      throw new UnreadableCredentialError('The stored credential does not say how to renew it.');
    }
    const url = `${new URL(credential.tokenEndpoint).origin}/refresh_access_token`;
    const parameters = { grant_type: 'ig_refresh_token', access_token: credential.accessToken };
    return lasting(credential, await askMeta(metaToken, url, parameters, deps), deps.wall());
  },
};

function lasting(before: OAuthCredential, answer: z.output<typeof metaToken>, wall: number): OAuthCredential {
  const seconds = answer.expires_in ?? 60 * 24 * 60 * 60;
  return { ...before, accessToken: answer.access_token, issuedAt: wall, expiresAt: wall + seconds * 1000 };
}

const me = z.object({
  user_id: z.union([z.string(), z.number()]).transform(String).optional(),
  id: z.union([z.string(), z.number()]).transform(String),
  username: z.string().min(1).max(60),
});

export const instagramSignIn: SignIn = {
  network: 'instagram',
  title: 'Instagram',
  scopes: ['instagram_business_basic', 'instagram_business_manage_insights'],
  flow: 'code',
  redirect: 'pasted',
  usesPkce: false,
  app: 'secret',
  scopeSeparator: ',',
  secretIn: 'body',
  isOwnersOnly: true,
  steps: (redirect) => [
    'The account must be a professional one (creator or business): in the Instagram app, Settings, “Account type and tools”.',
    'Open https://developers.facebook.com/apps, make an app, and add the use case “Instagram”, “API setup with Instagram login”.',
    'Add your Instagram account there as a tester, and accept the invitation in Instagram’s settings (“Apps and websites”).',
    `Under “Business login settings” enter as redirect address, exactly: ${redirect}`,
    'Copy the Instagram App ID and the Instagram App Secret from the same page (they are not the Facebook app’s).',
    'Simpler: that page also makes a token for your own account; use it with “--token”.',
  ],
  tokenSteps: [
    'Open https://developers.facebook.com/apps, your app, “Instagram”, “API setup with Instagram login”.',
    'Under “Generate access tokens” choose the account, generate, and copy the token. It is valid for 60 days; Rekindle renews it.',
  ],
  addresses: (_declared, baseUrl) => {
    if (baseUrl === undefined) {
      return {
        authorize: 'https://www.instagram.com/oauth/authorize',
        token: 'https://api.instagram.com/oauth/access_token',
        api: `${GRAPH}/${GRAPH_VERSION}`,
      };
    }
    const at = new URL(baseUrl).origin;
    return { authorize: `${at}/oauth/authorize`, token: `${at}/oauth/access_token`, api: `${at}/${GRAPH_VERSION}` };
  },
  finish: async (finishing) => {
    const { granted, client, addresses, deps } = finishing;
    const graph = new URL(addresses.api).origin;
    const answer = await askMeta(
      metaToken,
      `${graph}/access_token`,
      {
        grant_type: 'ig_exchange_token',
        client_secret: client.clientSecret ?? '',
        access_token: granted.accessToken,
      },
      deps,
    );
    return lasting({ ...credentialOf(instagramSignIn, finishing), tokenEndpoint: graph }, answer, deps.wall());
  },
  pasted: (token, wall) => ({
    kind: 'oauth2',
    version: 1,
    network: 'instagram',
    accessToken: token,
    issuedAt: wall,
    scopes: [...instagramSignIn.scopes],
    tokenEndpoint: GRAPH,
  }),
  whoAmI: async (http) => {
    const what = 'GET /me';
    const { body } = await http.get({ what, path: '/me', query: { fields: 'id,user_id,username' } });
    const { id, user_id, username } = parseAnswer(me, body, what);
    return { id: user_id ?? id, name: username };
  },
};
