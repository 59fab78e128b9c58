import * as z from 'zod';
import { refusal } from '../acting/refusal.ts';
import { hasName } from '../core/owner-name.ts';
import { noParams } from '../history/parameters.ts';
import { notFound } from '../history/problem.ts';
import { type HistoryApiDeps, jsonRoute, pageRoute, type Route } from '../history/route.ts';
import { instantOf, instantShape } from '../history/shapes.ts';
import { html, page } from '../mailing/page.ts';
import { SCOPES } from '../storage/tokens.ts';
import { fileReply } from './page-files.ts';
import { readPageLink } from './page-link.ts';
import { isSameOrigin } from './same-origin.ts';
import { endedCookie, readSession, sessionCookie } from './session.ts';
import { SHELL_REPLY } from './shell.ts';

/** Links and mail programs add parameters of their own; none means anything here. */
const anyQuery = z.object({});

const shellRoute = pageRoute(
  {
    method: 'GET',
    path: '/',
    summary: 'The history as a page. Nothing of anybody is in it before somebody signs in.',
    scope: 'public',
    params: noParams,
    query: anyQuery,
    response: z.string(),
  },
  async () => SHELL_REPLY,
);

const fileRoute = pageRoute(
  {
    method: 'GET',
    path: '/page/{file}',
    summary: "The page's script (`app.js`), styles (`app.css`) and icon (`icon.svg`).",
    scope: 'public',
    params: z.strictObject({ file: z.string().max(60) }),
    query: anyQuery,
    response: z.string(),
    contentType: '*/*',
  },
  async ({ deps, params, browser }) => {
    const { page: served } = deps;
    const reply = served && (await fileReply(served.files, params.file, browser.acceptsGzip));
    if (reply === undefined) throw notFound();
    return reply;
  },
);

const sessionShape = z.discriminatedUnion('signedIn', [
  z.strictObject({
    signedIn: z.literal(true),
    owners: z.array(z.string()),
    scopes: z.array(z.enum(SCOPES)),
    until: instantShape,
    /** On a laptop: where its mails are shown. */
    mails: z.string().optional(),
    /** On a laptop: the options that lead a command to its folder; absent for the default one. */
    commandPlace: z.string().optional(),
  }),
  z.strictObject({
    signedIn: z.literal(false),
    /** On a laptop: the file that holds the API token. */
    tokenLies: z.string().optional(),
  }),
]);
export type SessionView = z.output<typeof sessionShape>;

const sessionFacts = { path: '/session', params: noParams, query: z.strictObject({}) } as const;

const readSessionRoute = jsonRoute(
  {
    ...sessionFacts,
    method: 'GET',
    summary: "Who is signed in by the page's cookie.",
    scope: 'public',
    response: sessionShape,
  },
  async ({ deps, browser }) => {
    const session = await readSession(deps, browser.cookies, browser.host);
    if (session === undefined) return { signedIn: false as const, tokenLies: deps.page?.tokenLies };
    const { grant, until } = session;
    const { mails, commandPlace } = deps.page ?? {};
    return { signedIn: true as const, ...ownersAndScopes(grant), until: instantOf(until), mails, commandPlace };
  },
);

const signInRoute: Route = {
  ...sessionFacts,
  method: 'POST',
  summary: 'Signs the page in: the API token comes as a bearer token, the answer sets a cookie that refers to it.',
  scope: 'read',
  response: z.strictObject({ signedIn: z.literal(true) }),
  contentType: 'application/json',
  answer: async ({ deps, browser, tokenHash }) => {
    // By cookie alone there is nothing to sign in with, and nothing to be changed.
    const cookie = tokenHash && (await sessionCookie(deps, browser.host, { by: 'token', hash: tokenHash }));
    return {
      status: 200,
      headers: { 'content-type': 'application/json', ...(cookie === undefined ? {} : { 'set-cookie': cookie }) },
      body: JSON.stringify({ signedIn: true }),
    };
  },
};

const signOutRoute: Route = {
  ...sessionFacts,
  method: 'DELETE',
  summary: "Signs the page out: the answer ends the browser's cookie. The token stays as it is.",
  scope: 'read',
  response: z.strictObject({ signedIn: z.literal(false) }),
  contentType: 'application/json',
  answer: async ({ browser }) => ({
    status: 200,
    headers: { 'content-type': 'application/json', 'set-cookie': endedCookie(browser.host) },
    body: JSON.stringify({ signedIn: false }),
  }),
};

const openFacts = {
  path: '/page/open/{token}',
  scope: 'public',
  params: z.strictObject({ token: z.string().min(1).max(1_000) }),
  query: anyQuery,
  response: z.string(),
} as const;

const openPageRoute = pageRoute(
  { ...openFacts, method: 'GET', summary: "Behind a mail's link to the history: shows a button, signs nobody in." },
  async ({ deps, params }) => {
    const owner = await ownerOfLink(deps, params.token);
    if (typeof owner === 'string') return refusal(owner);
    return page(
      200,
      'Open your history',
      html`<p>You have this link from a mail of yours. It signs this browser in${hasName(owner) ? ` as ${owner.name}` : ''}, until it has not been
used for 12 hours.</p>
<form method="post"><button>Open your history</button></form>
<p class="soft">Whoever has this link can do the same while it works. It ends by itself after two weeks.</p>`,
    );
  },
);

const openRoute = pageRoute(
  {
    ...openFacts,
    method: 'POST',
    status: 303,
    summary: "The button of a mail's link to the history: signs in and leads to it.",
  },
  async ({ deps, params, browser, origin }) => {
    const owner = await ownerOfLink(deps, params.token);
    if (typeof owner === 'string') return refusal(owner);
    // Another site's form must not sign anybody in to a history that is not theirs.
    if (!isSameOrigin(browser, [origin, browser.host])) {
      return page(400, 'Not from here', html`<p>Open the link from your mail, and use the button there.</p>`);
    }
    const cookie = await sessionCookie(deps, browser.host, { by: 'link', owner: owner.id, since: deps.clock.wall() });
    return {
      status: 303,
      headers: { 'content-type': 'text/html; charset=utf-8', location: '/', 'set-cookie': cookie },
      body: '',
    };
  },
);

async function ownerOfLink(deps: HistoryApiDeps, token: string) {
  const link = await readPageLink(deps.signingKey, token, deps.clock.wall());
  if (typeof link === 'string') return link;
  return deps.config.owners.find(({ id }) => id === link.owner) ?? ('nobody' as const);
}

function ownersAndScopes({
  owners,
  scopes,
}: {
  owners: readonly string[];
  scopes: readonly (typeof SCOPES)[number][];
}) {
  return { owners: [...owners], scopes: [...scopes] };
}

/** Everything of the page at `/`. */
export const PAGE_ROUTES: readonly Route[] = [
  shellRoute,
  fileRoute,
  readSessionRoute,
  signInRoute,
  signOutRoute,
  openPageRoute,
  openRoute,
];
