import type { Tie } from '../ties.ts';
import type { Person, Post, World } from '../world.ts';
import {
  actor,
  type Call,
  filledPage,
  limitOf,
  many,
  required,
  shownPerson,
  wholeNumber,
  XrpcError,
} from './bluesky-call.ts';
import {
  feedItem,
  iso,
  postByUri,
  postView,
  profileView,
  profileViewDetailed,
  recordUri,
  threadView,
} from './bluesky-views.ts';
import {
  type Answer,
  type DemoRequest,
  type DemoServer,
  type Dialect,
  type ServerOptions,
  serve,
  type WorldSource,
  worldOf,
} from './serve.ts';

type Method = (call: Call) => unknown;

/**
 * Serves a world as Bluesky's AppView does, without login (`public.api.bsky.app`).
 * Sources: the lexicons and the AppView's own source in github.com/bluesky-social/atproto.
 */
export function startBluesky(source: WorldSource, options: ServerOptions = {}): Promise<DemoServer> {
  return serve(() => blueskyDialect(source, options), options);
}

/** How Bluesky's AppView answers. */
export function blueskyDialect(source: WorldSource, options: Pick<ServerOptions, 'pageCap'>): Dialect {
  return {
    rateLimit: { limit: 3000, windowMs: 5 * 60_000 },
    answer: (request) => answer(request, worldOf(source), options.pageCap ?? 100),
    limitHeaders: (state) => ({
      'ratelimit-limit': String(state.limit),
      'ratelimit-remaining': String(state.remaining),
      'ratelimit-reset': String(Math.ceil(state.resetAt / 1000)),
      'ratelimit-policy': `${state.limit};w=${Math.round(state.windowMs / 1000)}`,
    }),
    overLimit: (state, wall) => ({
      status: 429,
      headers: { 'retry-after': String(Math.max(1, Math.ceil((state.resetAt - wall) / 1000))) },
      body: { error: 'RateLimitExceeded', message: 'Rate Limit Exceeded' },
    }),
  };
}

function answer(request: DemoRequest, world: World, pageCap: number): Answer {
  const method = METHODS[request.path.replace(/^\/xrpc\//, '')];
  if (method === undefined || !request.path.startsWith('/xrpc/')) {
    return { status: 501, body: { error: 'MethodNotImplemented', message: 'Method Not Implemented' } };
  }
  try {
    return { status: 200, body: method({ world, query: request.query, pageCap }) };
  } catch (error) {
    if (!(error instanceof XrpcError)) throw error;
    return { status: error.status, body: { error: error.error, message: error.message } };
  }
}

const METHODS: Readonly<Record<string, Method>> = {
  'app.bsky.actor.getProfile': getProfile,
  'app.bsky.actor.getProfiles': getProfiles,
  'app.bsky.graph.getFollowers': (call) => followPage(call, 'followers'),
  'app.bsky.graph.getFollows': (call) => followPage(call, 'follows'),
  'app.bsky.graph.getRelationships': getRelationships,
  'app.bsky.feed.getLikes': getLikes,
  'app.bsky.feed.getAuthorFeed': getAuthorFeed,
  'app.bsky.feed.getPosts': getPosts,
  'app.bsky.feed.getPostThread': getPostThread,
  'com.atproto.identity.resolveHandle': resolveHandle,
  'com.atproto.sync.getRepoStatus': getRepoStatus,
};

function getProfile({ world, query }: Call): unknown {
  const person = actor(world, required(query, 'actor'));
  const status = person === undefined ? 'deleted' : world.status(person.id);
  if (status === 'takendown') throw new XrpcError('Account has been suspended', 'AccountTakedown');
  if (status === 'deactivated') throw new XrpcError('Account is deactivated', 'AccountDeactivated');
  if (person === undefined || status === 'deleted') throw new XrpcError('Profile not found');
  return profileViewDetailed(world, person);
}

/** Leaves out whoever is not active, without a word. */
function getProfiles({ world, query }: Call): unknown {
  const profiles = many(query, 'actors', 25)
    .map((name) => actor(world, name))
    .filter((person): person is Person => person !== undefined && world.isActive(person.id))
    .map((person) => profileViewDetailed(world, person));
  return { profiles };
}

/** Hides whoever is not active or in a block relation with the subject, either way. Newest first. */
function followPage(call: Call, list: 'followers' | 'follows'): unknown {
  const { world, query } = call;
  const name = required(query, 'actor');
  const subject = actor(world, name);
  if (subject === undefined || !world.isActive(subject.id)) throw new XrpcError(`Actor not found: ${name}`);
  const ties = list === 'followers' ? world.follows.into(subject.id) : world.follows.outOf(subject.id);
  const other = (tie: Tie): string => (list === 'followers' ? tie.from : tie.to);
  const page = filledPage(call, ties, (tie) => shownPerson(world, other(tie), subject.id));
  return { subject: profileView(subject), [list]: page.rows.map(profileView), ...page.cursor };
}

/** Only DIDs are looked up; a handle is "not found". Says nothing about whether an account is active, or exists. */
function getRelationships({ world, query }: Call): unknown {
  const others = many(query, 'others', 30);
  const subject = actor(world, required(query, 'actor'));
  const did = subject?.id;
  if (did === undefined || others.length === 0) {
    return { actor: did, relationships: others.map((other) => notFoundActor(other)) };
  }
  const uri = (tie: Tie | undefined, kind: 'follow' | 'block') =>
    tie === undefined ? undefined : recordUri(tie, kind);
  const relationships = others.map((other) =>
    other.startsWith('did:')
      ? {
          $type: 'app.bsky.graph.defs#relationship',
          did: other,
          following: uri(world.follows.get(did, other), 'follow'),
          followedBy: uri(world.follows.get(other, did), 'follow'),
          blocking: uri(world.blocks.get(did, other), 'block'),
          blockedBy: uri(world.blocks.get(other, did), 'block'),
        }
      : notFoundActor(other),
  );
  return { actor: did, relationships };
}

function notFoundActor(name: string): unknown {
  return { $type: 'app.bsky.graph.defs#notFoundActor', actor: name, notFound: true };
}

function getLikes(call: Call): unknown {
  const { world, query } = call;
  const uri = required(query, 'uri');
  if (query.get('cursor')?.startsWith('did:')) throw new XrpcError('Malformed cursor');
  const post = postByUri(world, uri);
  const ties = post === undefined ? [] : world.likes.into(post.id);
  const page = filledPage(call, ties, (tie) => {
    const person = shownPerson(world, tie.from, post?.author);
    return person && { indexedAt: iso(tie.at), createdAt: iso(tie.at), actor: profileView(person) };
  });
  const cid = query.get('cid');
  return { uri, ...(cid === null ? {} : { cid }), likes: page.rows, ...page.cursor };
}

/** Posts, replies and reposts, newest first; a repost is the reposted post with a `reason`. */
function getAuthorFeed(call: Call): unknown {
  const { world, query } = call;
  const author = actor(world, required(query, 'actor'));
  if (author === undefined || !world.isActive(author.id)) throw new XrpcError('Profile not found');
  const hasNoReplies = query.get('filter') === 'posts_no_replies' || query.get('filter') === 'posts_with_media';
  const posts = world
    .posts()
    .filter((post) => post.author === author.id && !(hasNoReplies && post.replyTo !== undefined))
    .sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
  const limit = limitOf(call);
  const cursor = query.get('cursor');
  const start = cursor === null ? 0 : posts.findIndex((post) => post.id === cursor) + 1;
  const page = cursor !== null && start === 0 ? [] : posts.slice(start, start + limit);
  const last = page.at(-1);
  return {
    feed: page.map((post) => feedItem(world, post)).filter((item) => item !== undefined),
    ...(page.length === limit && last !== undefined ? { cursor: last.id } : {}),
  };
}

function getPosts({ world, query }: Call): unknown {
  const posts = many(query, 'uris', 25)
    .map((uri) => postByUri(world, uri))
    .filter((post): post is Post => post !== undefined)
    .map((post) => postView(world, post));
  return { posts };
}

function getPostThread({ world, query }: Call): unknown {
  const uri = required(query, 'uri');
  const post = postByUri(world, uri);
  if (post === undefined) throw new XrpcError(`Post not found: ${uri}`, 'NotFound');
  const depth = wholeNumber(query, 'depth', 6, 0, 1000);
  return { thread: threadView(world, post, depth) };
}

function resolveHandle({ world, query }: Call): unknown {
  const person = world.byHandle(required(query, 'handle'));
  if (person === undefined || world.status(person.id) === 'deleted') throw new XrpcError('Unable to resolve handle');
  return { did: person.id };
}

/** What the people's own servers say of an account. */
function getRepoStatus({ world, query }: Call): unknown {
  const did = required(query, 'did');
  if (world.person(did) === undefined) throw new XrpcError(`Could not find repo for DID: ${did}`, 'RepoNotFound');
  const status = world.status(did);
  return status === 'active' ? { did, active: true } : { did, active: false, status };
}
