import {
  type Answer,
  type DemoRequest,
  type DemoServer,
  type ServerOptions,
  serve,
} from '../../../lib/local/demo/servers/serve.ts';

/** Somebody on the fake X. Whoever is suspended or deleted is in no list, and counted in none. */
export interface XPerson {
  readonly id: string;
  username: string;
  name?: string;
  bio?: string;
  location?: string;
  state?: 'active' | 'suspended' | 'deleted';
  isProtected?: boolean;
}

export interface XPost {
  readonly id: string;
  readonly text: string;
  /** Epoch ms. */
  readonly at: number;
  likers: string[];
}

export const X_OWNER = '1000';
/** Tokens of the account itself, of somebody else, and of an app. */
export const X_TOKEN = 'user-token-of-the-owner';
export const X_APP_TOKEN = 'app-token';
export const X_OTHER_TOKEN = 'user-token-of-another';

/** Prices by X's own table, kept apart from ours on purpose; millionths of a dollar. */
const USER = 10_000;
const POST = 5_000;

/** People, posts and follows of one account, and what its developer app has been charged. */
export class XWorld {
  readonly people = new Map<string, XPerson>();
  /** Newest first, as X lists them. */
  followers: string[] = [];
  following: string[] = [];
  blocking = new Set<string>();
  posts: XPost[] = [];
  charged = 0;
  /** Millionths of a dollar; none left is a 402. */
  credits = Number.POSITIVE_INFINITY;
  /** X leaves the field out where there is no tie, and where it does not serve it. */
  servesStatus = true;
  /** Under which host problems are named. */
  typeHost = 'https://api.twitter.com';
  /** Largest page, whatever is asked for. */
  pageCap = 1_000;
  ownsApp = false;

  constructor() {
    this.add({ id: X_OWNER, username: 'olive', name: 'Olive' });
  }

  add(person: XPerson): XPerson {
    this.people.set(person.id, person);
    return person;
  }

  /** Adds somebody who follows, the newest first. */
  follow(person: XPerson): XPerson {
    this.add(person);
    this.followers.unshift(person.id);
    return person;
  }

  unfollow(id: string): void {
    this.followers = this.followers.filter((one) => one !== id);
  }

  isActive(id: string): boolean {
    return (this.people.get(id)?.state ?? 'active') === 'active' && this.people.has(id);
  }

  find(id: string): XPerson {
    const person = this.people.get(id);
    if (person === undefined) throw new Error(`nobody is ${id}`);
    return person;
  }
}

/** A server that speaks the X API v2 as published, with limits in headers, credits and partial errors in a 200. */
export function startX(world: XWorld, options: ServerOptions = {}): Promise<DemoServer> {
  return serve(
    () => ({
      rateLimit: { limit: 300, windowMs: 15 * 60_000 },
      answer: (request) => answer(world, request),
      limitHeaders: (state) => ({
        'x-rate-limit-limit': String(state.limit),
        'x-rate-limit-remaining': String(state.remaining),
        'x-rate-limit-reset': String(Math.ceil(state.resetAt / 1000)),
      }),
      overLimit: () => ({
        status: 429,
        body: {
          title: 'Too Many Requests',
          detail: 'Too Many Requests',
          type: 'about:blank',
          status: 429,
        },
      }),
    }),
    options,
  );
}

function answer(world: XWorld, request: DemoRequest): Answer {
  const { path, token } = request;
  if (![X_TOKEN, X_APP_TOKEN, X_OTHER_TOKEN].includes(token ?? '')) {
    return { status: 401, body: { title: 'Unauthorized', type: 'about:blank', status: 401, detail: 'Unauthorized' } };
  }
  if (world.credits <= 0) return NO_CREDITS;
  if (path === '/2/users/me') return me(world, token);
  if (path === '/2/users') return lookUp(world, request);
  const byName = /^\/2\/users\/by\/username\/([A-Za-z0-9_]{1,15})$/.exec(path)?.[1];
  if (byName !== undefined) return byUsername(world, byName);
  const list = /^\/2\/users\/(\d+)\/(followers|following)$/.exec(path);
  if (list !== null) return people(world, request, list[2] === 'followers' ? world.followers : world.following, USER);
  if (/^\/2\/users\/\d+\/tweets$/.test(path)) return posts(world, request);
  const likers = /^\/2\/tweets\/(\d+)\/liking_users$/.exec(path)?.[1];
  if (likers !== undefined) {
    if (token === X_APP_TOKEN) return APP_ONLY;
    const post = world.posts.find(({ id }) => id === likers);
    return people(world, request, token === X_TOKEN ? (post?.likers ?? []) : [], USER);
  }
  return { status: 404, body: { title: 'Not Found', type: 'about:blank', status: 404 } };
}

/** As widely reported in 2026; X's status table does not have it. */
const NO_CREDITS: Answer = {
  status: 402,
  body: {
    account_id: 1234567890,
    title: 'CreditsDepleted',
    detail: 'Your enrolled account [1234567890] does not have any credits to fulfill this request.',
    type: 'https://api.twitter.com/2/problems/credits',
  },
};

const APP_ONLY: Answer = {
  status: 403,
  body: {
    title: 'Unsupported Authentication',
    detail: 'Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint.',
    type: 'https://api.twitter.com/2/problems/unsupported-authentication',
    status: 403,
  },
};

export const NOT_ENROLLED: Answer = {
  status: 403,
  body: {
    client_id: '12345678',
    detail:
      'When authenticating requests to the X API v2 endpoints, you must use keys and tokens from an App in a Project.',
    registration_url: 'https://developer.x.com/en/docs/projects/overview',
    title: 'Client Forbidden',
    required_enrollment: 'Appropriate Level of API Access',
    reason: 'client-not-enrolled',
    type: 'https://api.twitter.com/2/problems/client-forbidden',
  },
};

function me(world: XWorld, token: string | undefined): Answer {
  if (token === X_APP_TOKEN) return APP_ONLY;
  charge(world, USER);
  const own = world.find(X_OWNER);
  return { status: 200, body: { data: token === X_TOKEN ? view(world, own) : { id: '77', username: 'another' } } };
}

function byUsername(world: XWorld, name: string): Answer {
  const person = [...world.people.values()].find(({ username }) => username.toLowerCase() === name.toLowerCase());
  if (person === undefined || !world.isActive(person.id)) {
    const error = problem(world, person ?? { id: name, username: name, state: 'deleted' }, 'username');
    return { status: 200, body: { errors: [error] } };
  }
  charge(world, USER);
  return { status: 200, body: { data: view(world, person) } };
}

function lookUp(world: XWorld, request: DemoRequest): Answer {
  const ids = (request.query.get('ids') ?? '').split(',');
  if (ids.length > 100) return { status: 400, body: { title: 'Invalid Request', status: 400 } };
  const wantsStatus = (request.query.get('user.fields') ?? '').split(',').includes('connection_status');
  const found = ids.filter((id) => world.isActive(id)).map((id) => world.find(id));
  const errors = ids
    .filter((id) => !world.isActive(id))
    .map((id) => problem(world, world.people.get(id) ?? { id, username: id, state: 'deleted' }, 'ids'));
  charge(world, found.length * USER);
  const isOwn = request.token === X_TOKEN && wantsStatus && world.servesStatus;
  const data = found.map((person) => ({ ...view(world, person), ...(isOwn ? ties(world, person.id) : {}) }));
  return {
    status: 200,
    body: { ...(data.length === 0 ? {} : { data }), ...(errors.length === 0 ? {} : { errors }) },
  };
}

function ties(world: XWorld, id: string): object {
  const all = [
    ...(world.followers.includes(id) ? ['followed_by'] : []),
    ...(world.following.includes(id) ? ['following'] : []),
    ...(world.blocking.has(id) ? ['blocking'] : []),
  ];
  return all.length === 0 ? {} : { connection_status: all };
}

/** Title and detail tell the two apart; the type is the same. */
function problem(world: XWorld, person: XPerson, parameter: string): object {
  const value = parameter === 'ids' ? person.id : person.username;
  const isSuspended = person.state === 'suspended';
  return {
    value,
    resource_id: value,
    resource_type: 'user',
    parameter,
    title: isSuspended ? 'Forbidden' : 'Not Found Error',
    detail: isSuspended
      ? `User has been suspended: [${value}].`
      : `Could not find user with ${parameter === 'ids' ? 'id' : parameter}: [${value}].`,
    type: `${world.typeHost}/2/problems/resource-not-found`,
  };
}

function people(world: XWorld, request: DemoRequest, ids: readonly string[], price: number): Answer {
  const listed = ids.filter((id) => world.isActive(id));
  const page = pageOf(world, request, listed);
  const isOwned = world.ownsApp && !request.path.endsWith('/liking_users');
  charge(world, page.items.length * (isOwned ? 1_000 : price));
  const data = page.items.map((id) => view(world, world.find(id)));
  return { status: 200, body: { ...(data.length === 0 ? {} : { data }), meta: page.meta } };
}

function posts(world: XWorld, request: DemoRequest): Answer {
  const page = pageOf(world, request, world.posts);
  charge(world, page.items.length * (world.ownsApp ? 1_000 : POST));
  const data = page.items.map(({ id, text, at, likers }) => ({
    ...{ id, text, edit_history_tweet_ids: [id], created_at: new Date(at).toISOString() },
    public_metrics: { retweet_count: 0, reply_count: 0, like_count: likers.length, quote_count: 0 },
  }));
  return { status: 200, body: { ...(data.length === 0 ? {} : { data }), meta: page.meta } };
}

function pageOf<T>(world: XWorld, request: DemoRequest, all: readonly T[]) {
  const token = request.query.get('pagination_token');
  const from = token === null ? 0 : Number(/^7140dibdnow9c7btw(\d+)z$/.exec(token)?.[1] ?? Number.NaN);
  const size = Math.min(Number(request.query.get('max_results') ?? 100), world.pageCap);
  const items = all.slice(from, from + size);
  const next = from + size < all.length ? { next_token: `7140dibdnow9c7btw${from + size}z` } : {};
  return { items, meta: { result_count: items.length, ...next } };
}

function view(world: XWorld, person: XPerson): object {
  const { id, username, name = username, bio, location, isProtected } = person;
  const counts =
    id === X_OWNER ? { followers_count: world.followers.length, following_count: world.following.length } : {};
  return {
    ...{ id, username, name, protected: isProtected ?? false },
    ...(bio === undefined ? {} : { description: bio }),
    ...(location === undefined ? {} : { location }),
    profile_image_url: `https://pbs.example/profile_images/${id}/face_normal.jpg`,
    public_metrics: { followers_count: 10, following_count: 5, tweet_count: 7, listed_count: 0, ...counts },
  };
}

function charge(world: XWorld, micros: number): void {
  world.charged += micros;
  world.credits -= micros;
}
