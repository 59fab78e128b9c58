import * as z from 'zod';
import { parseAnswer } from '../answers.ts';
import { GRAPH_VERSION } from '../graph/api.ts';
import { type OAuthCredential, UnreadableCredentialError } from './credential.ts';
import { askMeta, metaToken } from './graph.ts';
import { GrantRefusedError, type RefreshDeps, type Refresher } from './refresher.ts';
import { credentialOf, type SignIn } from './sign-in.ts';

const DAY = 24 * 60 * 60_000;
/** Pages of pages that are looked through for the declared one. */
const MOST_PAGES = 20;

const page = z.object({
  id: z.string().min(1).max(100),
  name: z.string().max(500).optional(),
  username: z.string().max(200).optional(),
  access_token: z.string().min(1).max(4_000).optional(),
});
const pages = z.object({
  data: z.array(page).max(500),
  paging: z
    .object({ cursors: z.object({ after: z.string().max(2_000) }).optional(), next: z.string().optional() })
    .optional(),
});
const debugged = z.object({
  data: z.object({ expires_at: z.number().optional(), data_access_expires_at: z.number().optional() }),
});

/**
 * A Facebook Page: the person's token of an hour or two becomes one of 60 days (`fb_exchange_token`), and that gives the
 * Page's, which has no end of its own (developers.facebook.com, "Long-Lived Access Tokens"). What does end is the access
 * to data, 90 days after the person was last there: `debug_token` says when, and only a person can move it. The person's
 * token is exchanged again while it is valid, and the Page's made anew from it.
 */
export const facebookRefresher: Refresher = {
  refreshFrom: ({ userToken, expiresAt, issuedAt, clientSecret }) =>
    userToken === undefined || clientSecret === undefined || expiresAt === undefined
      ? undefined
      : Math.max(issuedAt + DAY, expiresAt - 30 * DAY),
  refresh: async (credential, deps) => {
    if (credential.userToken === undefined) {
      throw new UnreadableCredentialError('The stored credential does not say how to renew it.');
    }
    return ofPage(credential, credential.userToken, credential.pageId, deps);
  },
};

/** Exchanges the person's token for a long one, and takes the Page's from it. */
async function ofPage(
  before: OAuthCredential,
  userToken: string,
  wanted: string | undefined,
  deps: RefreshDeps,
): Promise<OAuthCredential> {
  const { tokenEndpoint, clientId, clientSecret } = before;
  if (tokenEndpoint === undefined || clientId === undefined || clientSecret === undefined) {
    throw new UnreadableCredentialError('The stored credential does not say how to renew it.');
  }
  const app = { client_id: clientId, client_secret: clientSecret };
  const exchange = { grant_type: 'fb_exchange_token', ...app, fb_exchange_token: userToken };
  const long = await askMeta(metaToken, tokenEndpoint, exchange, deps);
  const at = tokenEndpoint.replace(/\/oauth\/access_token$/, '');
  const found = await findPage(at, long.access_token, wanted, deps);
  const ends = await endsOf(at, found.accessToken, `${clientId}|${clientSecret}`, deps);
  const { expiresAt: _, endsAt: __, ...kept } = before;
  const seconds = ends.expiresAt;
  return {
    ...kept,
    accessToken: found.accessToken,
    userToken: long.access_token,
    pageId: found.id,
    issuedAt: deps.wall(),
    ...(seconds === undefined ? {} : { expiresAt: seconds }),
    ...(ends.dataEndsAt === undefined ? {} : { endsAt: ends.dataEndsAt }),
  };
}

/** The Page by id, user name or name; the only one if just one is managed. */
async function findPage(at: string, userToken: string, wanted: string | undefined, deps: RefreshDeps) {
  const found: z.output<typeof page>[] = [];
  let after: string | undefined;
  for (let n = 0; n < MOST_PAGES; n += 1) {
    const answer: z.output<typeof pages> = await askMeta(
      pages,
      `${at}/me/accounts`,
      {
        fields: 'id,name,username,access_token',
        limit: '100',
        access_token: userToken,
        ...(after === undefined ? {} : { after }),
      },
      deps,
    );
    found.push(...answer.data);
    after = answer.paging?.next === undefined ? undefined : answer.paging.cursors?.after;
    if (after === undefined) break;
  }
  const name = wanted?.toLowerCase();
  const one =
    found.find(({ id }) => id === wanted) ??
    found.find(({ username }) => username?.toLowerCase() === name) ??
    (found.length === 1 && name === undefined ? found[0] : undefined);
  if (one?.access_token === undefined) {
    const names = found.map(({ username, id }) => username ?? id).slice(0, 10);
    throw new GrantRefusedError(
      names.length === 0
        ? 'No Page was opened to the app. Sign in again and choose the Page where Facebook asks which.'
        : `The Page ${wanted ?? ''} was not opened to the app; these were: ${names.join(', ')}. Declare one of them, or sign in again and choose it.`,
      'no_page',
    );
  }
  return { id: one.id, accessToken: one.access_token };
}

/** When the token and its access to data end; 0 means never. Times of the answer are seconds. */
async function endsOf(at: string, token: string, appToken: string, deps: RefreshDeps) {
  const parameters = { input_token: token, access_token: appToken };
  const { data } = await askMeta(debugged, `${at}/debug_token`, parameters, deps);
  const time = (seconds: number | undefined) => (seconds === undefined || seconds === 0 ? undefined : seconds * 1000);
  return { expiresAt: time(data.expires_at), dataEndsAt: time(data.data_access_expires_at) };
}

export const facebookSignIn: SignIn = {
  network: 'facebook',
  title: 'Facebook',
  scopes: ['pages_show_list', 'pages_read_engagement', 'read_insights'],
  flow: 'code',
  redirect: 'name',
  usesPkce: false,
  app: 'secret',
  scopeSeparator: ',',
  secretIn: 'body',
  isOwnersOnly: true,
  steps: (redirect) => [
    'Open https://developers.facebook.com/apps and make an app of the type “Business”, with the account that manages the Page. Leave it in development mode: that suffices for your own Pages.',
    'Add “Facebook Login for Business” (or “Facebook Login”). In development mode addresses of this machine need not be entered.',
    `If it asks for redirect addresses all the same, enter: ${redirect}`,
    'Copy the App ID and the App Secret from “App settings”, “Basic”.',
    'When you sign in, choose the Page that is to be read.',
  ],
  tokenSteps: [
    'Open https://developers.facebook.com/tools/explorer, choose your app and your Page, and generate a Page token with pages_read_engagement and read_insights.',
    'Such a token ends after an hour or two unless it is extended (https://developers.facebook.com/tools/debug/accesstoken, “Extend”). Without “--token” this is done for you.',
  ],
  addresses: (_declared, baseUrl) => {
    const graph = baseUrl === undefined ? 'https://graph.facebook.com' : new URL(baseUrl).origin;
    const dialog = baseUrl === undefined ? 'https://www.facebook.com' : graph;
    return {
      authorize: `${dialog}/${GRAPH_VERSION}/dialog/oauth`,
      token: `${graph}/${GRAPH_VERSION}/oauth/access_token`,
      api: `${graph}/${GRAPH_VERSION}`,
    };
  },
  finish: (finishing) =>
    ofPage(credentialOf(facebookSignIn, finishing), finishing.granted.accessToken, finishing.declared, finishing.deps),
  whoAmI: async (http) => {
    const what = 'GET /me';
    const { body } = await http.get({ what, path: '/me', query: { fields: 'id,name,username' } });
    const { id, username } = parseAnswer(page, body, what);
    return { id, name: username ?? id };
  },
};
