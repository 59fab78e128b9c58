import { createHash } from 'node:crypto';
import type { Person } from '../world.ts';
import { type Call, MOST_ACCOUNTS, NOT_FOUND, UNAUTHORIZED } from './mastodon-call.ts';
import { favouritedBy, follows } from './mastodon-lists.ts';
import { context, status, statuses } from './mastodon-statuses.ts';
import { accountView, relationshipView } from './mastodon-views.ts';
import {
  type Answer,
  type DemoRequest,
  type DemoServer,
  type ServerOptions,
  serve,
  type WorldSource,
  worldOf,
} from './serve.ts';

export interface MastodonOptions extends ServerOptions {
  /** The server's own domain. */
  readonly domain: string;
  /** Access tokens and the ids of the people they belong to. */
  readonly tokens?: Readonly<Record<string, string>>;
  /** Limited federation: nothing is shown without a token. */
  readonly isLimited?: boolean;
}

/**
 * Serves a world as a Mastodon server does. Sources: docs.joinmastodon.org and the controllers and serializers in
 * github.com/mastodon/mastodon. The limit's default is the documented one per address.
 */
export function startMastodon(source: WorldSource, options: MastodonOptions): Promise<DemoServer> {
  return serve(
    () => ({
      rateLimit: { limit: 300, windowMs: 5 * 60_000 },
      answer: (request) => answer(request, source, options),
      limitHeaders: (state) => ({
        'x-ratelimit-limit': String(state.limit),
        'x-ratelimit-remaining': String(state.remaining),
        'x-ratelimit-reset': new Date(state.resetAt).toISOString(),
      }),
      overLimit: () => ({ status: 429, body: { error: 'Too many requests' } }),
    }),
    options,
  );
}

function answer(request: DemoRequest, source: WorldSource, options: MastodonOptions): Answer {
  const viewer = request.token === undefined ? undefined : options.tokens?.[request.token];
  if (request.token !== undefined && viewer === undefined) return UNAUTHORIZED;
  if (options.isLimited === true && viewer === undefined) {
    return { status: 401, body: { error: 'This API requires an authenticated user' } };
  }
  const call: Call = {
    world: worldOf(source),
    domain: options.domain,
    request,
    pageCap: options.pageCap ?? MOST_ACCOUNTS,
    ...(viewer === undefined ? {} : { viewer }),
  };
  for (const [pattern, route] of ROUTES) {
    const match = pattern.exec(request.path);
    if (match !== null) return route(call, match[1] ?? '');
  }
  return { status: 404, body: { error: 'Not Found' } };
}

const ROUTES: readonly (readonly [RegExp, (call: Call, id: string) => Answer])[] = [
  [/^\/api\/v1\/accounts\/lookup$/, lookup],
  [/^\/api\/v1\/accounts\/relationships$/, relationships],
  [/^\/api\/v1\/accounts\/verify_credentials$/, verifyCredentials],
  [/^\/api\/v1\/accounts$/, accounts],
  [/^\/api\/v1\/accounts\/([^/]+)$/, (call, id) => accountAnswer(call, call.world.person(id))],
  [/^\/api\/v1\/accounts\/([^/]+)\/(?:followers)$/, (call, id) => follows(call, id, 'followers')],
  [/^\/api\/v1\/accounts\/([^/]+)\/(?:following)$/, (call, id) => follows(call, id, 'following')],
  [/^\/api\/v1\/accounts\/([^/]+)\/statuses$/, statuses],
  [/^\/api\/v1\/statuses\/([^/]+)$/, status],
  [/^\/api\/v1\/statuses\/([^/]+)\/favourited_by$/, favouritedBy],
  [/^\/api\/v1\/statuses\/([^/]+)\/context$/, context],
  [/^\/api\/v2\/instance$/, instance],
  [/^\/api\/v1\/instance\/domain_blocks$/, domainBlocks],
];

function accountAnswer(call: Call, person: Person | undefined): Answer {
  if (person === undefined || call.world.status(person.id) === 'deleted') return NOT_FOUND;
  return { status: 200, body: accountView(call, person) };
}

function lookup(call: Call): Answer {
  const acct = (call.request.query.get('acct') ?? '').replace(/^@/, '');
  return accountAnswer(call, call.world.byHandle(acct.includes('@') ? acct : `${acct}@${call.domain}`));
}

/** Leaves out whoever does not exist. */
function accounts(call: Call): Answer {
  const ids = call.request.query.getAll('id[]');
  const found = ids
    .map((id) => call.world.person(id))
    .filter((person): person is Person => person !== undefined && call.world.status(person.id) !== 'deleted');
  return { status: 200, body: found.map((person) => accountView(call, person)) };
}

/** A CredentialAccount: the account, and what only its owner sees of it. */
function verifyCredentials(call: Call): Answer {
  const own = call.viewer === undefined ? undefined : call.world.person(call.viewer);
  if (own === undefined) return UNAUTHORIZED;
  const source = { note: own.bio ?? '', fields: [], privacy: 'public', sensitive: false };
  const role = { id: '-99', name: '', color: '', permissions: '65536', highlighted: false };
  const more = { source: { ...source, indexable: false, follow_requests_count: 0 }, role };
  return { status: 200, body: { ...accountView(call, own), ...more } };
}

/** Only with a token; the suspended are left out unless asked for. */
function relationships(call: Call): Answer {
  const { world, viewer, request } = call;
  if (viewer === undefined) return UNAUTHORIZED;
  const withSuspended = /^(true|1)$/.test(request.query.get('with_suspended') ?? '');
  const ids = [...request.query.getAll('id[]'), ...request.query.getAll('id')].filter((id) => {
    const state = world.status(id);
    return state === 'active' || (withSuspended && state === 'takendown');
  });
  return { status: 200, body: ids.map((id) => relationshipView(world, viewer, id)) };
}

function instance(call: Call): Answer {
  return {
    status: 200,
    body: {
      domain: call.domain,
      title: 'Demo social',
      version: '4.5.0',
      api_versions: { mastodon: 7 },
      languages: ['en'],
    },
  };
}

/** Servers that this one has cut off. The digest names them even where the name is hidden. */
function domainBlocks({ world }: Call): Answer {
  const body = [...world.severed].map((host) => ({
    domain: host,
    digest: createHash('sha256').update(host).digest('hex'),
    severity: 'suspend',
    comment: null,
  }));
  return { status: 200, body };
}
