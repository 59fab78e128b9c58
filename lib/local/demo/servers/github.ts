import { createHash } from 'node:crypto';
import type { Tie } from '../ties.ts';
import { type Person, type Repository, repositoryKey, type World } from '../world.ts';
import { fullRepository, minimalRepository, publicUser, seconds, simpleUser } from './github-views.ts';
import { numberedPage } from './numbered-page.ts';
import type { RateState } from './rate-limit.ts';
import {
  type Answer,
  type DemoRequest,
  type DemoServer,
  type ServerOptions,
  serve,
  type WorldSource,
  worldOf,
} from './serve.ts';

export interface GithubOptions extends ServerOptions {
  /** Access tokens and the ids of the people they belong to. */
  readonly tokens?: Readonly<Record<string, string>>;
  /** GitHub answers both, unforeseeably: 403 unless set. */
  readonly overLimitStatus?: 403 | 429;
}

interface Call {
  readonly world: World;
  readonly request: DemoRequest;
  readonly viewer?: Person;
  readonly pageCap: number;
  readonly limit?: RateState;
}

const DOCS = 'https://docs.github.com/rest';
const NOT_FOUND: Answer = { status: 404, body: { message: 'Not Found', documentation_url: DOCS, status: '404' } };
const REQUIRES_LOGIN: Answer = {
  status: 401,
  body: { message: 'Requires authentication', documentation_url: DOCS, status: '401' },
};

/**
 * Serves a world as GitHub's REST API does. Source: GitHub's OpenAPI description and its documentation of limits.
 * The limit's default is the one of an address without a token.
 */
export function startGithub(source: WorldSource, options: GithubOptions = {}): Promise<DemoServer> {
  return serve(
    (peek) => ({
      rateLimit: { limit: 60, windowMs: 60 * 60_000 },
      answer: (request) => conditional(request, answer(request, worldOf(source), options, peek(request))),
      limitHeaders: (state) => ({
        'x-github-media-type': 'github.v3; format=json',
        'x-ratelimit-limit': String(state.limit),
        'x-ratelimit-remaining': String(state.remaining),
        'x-ratelimit-used': String(state.limit - state.remaining),
        'x-ratelimit-reset': String(Math.ceil(state.resetAt / 1000)),
        'x-ratelimit-resource': 'core',
      }),
      overLimit: () => ({
        status: options.overLimitStatus ?? 403,
        body: {
          message:
            "API rate limit exceeded for 127.0.0.1. (But here's the good news: Authenticated requests get a higher rate limit.)",
          documentation_url: `${DOCS}/overview/resources-in-the-rest-api#rate-limiting`,
        },
      }),
      isFree: (request, given) => request.path === '/rate_limit' || given.status === 304,
    }),
    options,
  );
}

function answer(request: DemoRequest, world: World, options: GithubOptions, limit: RateState | undefined): Answer {
  if (request.headers['user-agent'] === undefined) {
    return {
      status: 403,
      headers: { 'content-type': 'text/html' },
      body: 'Request forbidden by administrative rules. Please make sure your request has a User-Agent header.',
    };
  }
  const viewer = request.token === undefined ? undefined : world.person(options.tokens?.[request.token] ?? '');
  if (request.token !== undefined && viewer === undefined) {
    return { status: 401, body: { message: 'Bad credentials', documentation_url: DOCS, status: '401' } };
  }
  const call: Call = {
    world,
    request,
    pageCap: options.pageCap ?? 100,
    ...(viewer === undefined ? {} : { viewer }),
    ...(limit === undefined ? {} : { limit }),
  };
  for (const [pattern, route] of ROUTES) {
    const match = pattern.exec(request.path);
    if (match !== null) return route(call, match[1] ?? '', match[2] ?? '');
  }
  return NOT_FOUND;
}

/** What has not changed since the caller's copy is not sent again. */
function conditional(request: DemoRequest, given: Answer): Answer {
  if (given.status !== 200) return given;
  const etag = `W/"${createHash('sha256')
    .update(JSON.stringify([given.body, given.headers]))
    .digest('hex')}"`;
  const headers = { ...given.headers, etag, vary: 'Accept, Authorization', 'cache-control': 'public, max-age=60' };
  return request.headers['if-none-match'] === etag ? { status: 304, headers } : { ...given, headers };
}

const ROUTES: readonly (readonly [RegExp, (call: Call, first: string, second: string) => Answer])[] = [
  [/^\/rate_limit$/, rateLimit],
  [/^\/user$/, (call) => userAnswer(call, call.viewer, REQUIRES_LOGIN)],
  [/^\/user\/(followers|following)$/, (call, list) => follows(call, call.viewer, list, REQUIRES_LOGIN)],
  [/^\/user\/(\d+)$/, (call, id) => userAnswer(call, active(call, call.world.person(id)))],
  [
    /^\/user\/(\d+)\/(followers|following)$/,
    (call, id, list) => follows(call, active(call, call.world.person(id)), list),
  ],
  [/^\/user\/(\d+)\/repos$/, (call, id) => repositories(call, active(call, call.world.person(id)))],
  [/^\/users\/([^/]+)$/, (call, login) => userAnswer(call, byLogin(call, login))],
  [/^\/users\/([^/]+)\/(followers|following)$/, (call, login, list) => follows(call, byLogin(call, login), list)],
  [/^\/users\/([^/]+)\/following\/([^/]+)$/, isFollowing],
  [/^\/users\/([^/]+)\/repos$/, (call, login) => repositories(call, byLogin(call, login))],
  [/^\/users\/([^/]+)\/starred$/, (call, login) => starred(call, byLogin(call, login))],
  [/^\/repos\/([^/]+)\/([^/]+)$/, repository],
  [/^\/repos\/([^/]+)\/([^/]+)\/stargazers$/, (call, login, name) => stargazers(call, find(call, login, name))],
  [/^\/repositories\/(\d+)\/stargazers$/, (call, id) => stargazers(call, findById(call, id))],
];

/** The deleted and the suspended are gone alike. */
function active(call: Call, person: Person | undefined): Person | undefined {
  return person !== undefined && call.world.isActive(person.id) ? person : undefined;
}

function byLogin(call: Call, login: string): Person | undefined {
  return active(call, call.world.byHandle(login));
}

function userAnswer(call: Call, person: Person | undefined, otherwise = NOT_FOUND): Answer {
  if (person === undefined) return otherwise;
  return { status: 200, body: publicUser(call.world, person, call.request.origin) };
}

/** Links to further pages name the person by number, as GitHub's do. */
function follows(call: Call, person: Person | undefined, list: string, otherwise = NOT_FOUND): Answer {
  if (person === undefined) return otherwise;
  const { world, request } = call;
  const other = (tie: Tie): string => (list === 'followers' ? tie.from : tie.to);
  const ties = list === 'followers' ? world.follows.into(person.id) : world.follows.outOf(person.id);
  const shown = ties.filter((tie) => world.isActive(other(tie)));
  return numberedPage(call, shown, `/user/${person.id}/${list}`, (tie) => {
    const user = world.person(other(tie));
    return user === undefined ? [] : [simpleUser(user, request.origin)];
  });
}

/** 204 for yes; 404 for no, and also if one of the two is gone. */
function isFollowing(call: Call, login: string, target: string): Answer {
  const from = byLogin(call, login);
  const to = byLogin(call, target);
  if (from === undefined || to === undefined || call.world.follows.get(from.id, to.id) === undefined) return NOT_FOUND;
  return { status: 204 };
}

/** Forks are among them. */
function repositories(call: Call, owner: Person | undefined): Answer {
  if (owner === undefined) return NOT_FOUND;
  const { world, request } = call;
  const own = world.repositories().filter((each) => each.owner === owner.id);
  const byName = own.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const byTime = own.toSorted((a, b) => b.at - a.at);
  const sorted = ['created', 'updated', 'pushed'].includes(request.query.get('sort') ?? '') ? byTime : byName;
  const isReversed = request.query.get('direction') === (sorted === byName ? 'desc' : 'asc');
  return numberedPage(call, isReversed ? sorted.toReversed() : sorted, `/user/${owner.id}/repos`, (each) => [
    minimalRepository(world, each, owner, request.origin),
  ]);
}

function starred(call: Call, person: Person | undefined): Answer {
  if (person === undefined) return NOT_FOUND;
  const { world, request } = call;
  const found = world.stars.outOf(person.id).flatMap((tie) => {
    const each = world.repositories().find(({ owner, name }) => repositoryKey(owner, name) === tie.to);
    const owner = each === undefined ? undefined : world.person(each.owner);
    if (each === undefined || owner === undefined) return [];
    return [{ at: tie.at, repo: minimalRepository(world, each, owner, request.origin) }];
  });
  return numberedPage(call, found.toReversed(), `/user/${person.id}/starred`, ({ at, repo }) => [
    withStarDates(request) ? { starred_at: seconds(at), repo } : repo,
  ]);
}

function repository(call: Call, login: string, name: string): Answer {
  const found = find(call, login, name);
  const owner = found === undefined ? undefined : call.world.person(found.owner);
  if (found === undefined || owner === undefined) return NOT_FOUND;
  return { status: 200, body: fullRepository(call.world, found, owner, call.request.origin) };
}

/** Oldest star first. With the star media type each star has its date. */
function stargazers(call: Call, found: Repository | undefined): Answer {
  if (found === undefined) return NOT_FOUND;
  const { world, request } = call;
  const ties = world.stars.into(repositoryKey(found.owner, found.name)).filter((tie) => world.isActive(tie.from));
  return numberedPage(call, ties, `/repositories/${found.id}/stargazers`, (tie) => {
    const person = world.person(tie.from);
    if (person === undefined) return [];
    const user = simpleUser(person, request.origin);
    return [withStarDates(request) ? { starred_at: seconds(tie.at), user } : user];
  });
}

function withStarDates(request: DemoRequest): boolean {
  return /application\/vnd\.github(?:\.v3)?\.star\+json/.test(request.headers.accept ?? '');
}

function find(call: Call, login: string, name: string): Repository | undefined {
  const owner = byLogin(call, login);
  return call.world
    .repositories()
    .find((each) => each.owner === owner?.id && each.name.toLowerCase() === name.toLowerCase());
}

function findById(call: Call, id: string): Repository | undefined {
  const found = call.world.repositories().find((each) => String(each.id) === id);
  return found !== undefined && call.world.isActive(found.owner) ? found : undefined;
}

function rateLimit({ limit }: Call): Answer {
  if (limit === undefined) return NOT_FOUND;
  // Asking is free, so the request that asks is not among those used.
  const remaining = Math.min(limit.limit, limit.remaining + 1);
  const core = {
    limit: limit.limit,
    used: limit.limit - remaining,
    remaining,
    reset: Math.ceil(limit.resetAt / 1000),
    resource: 'core',
  };
  return { status: 200, body: { resources: { core }, rate: core } };
}
