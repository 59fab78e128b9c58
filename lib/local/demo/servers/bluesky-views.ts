import { cidFor, tidFor } from '../identifiers.ts';
import type { Tie } from '../ties.ts';
import type { Person, Post, World } from '../world.ts';

/** Bluesky's views (`app.bsky.*.defs`) of what is in a world. */

type Json = Readonly<Record<string, unknown>>;

export const iso = (at: number): string => new Date(at).toISOString();

/** Leaves out what is undefined, as JSON would, so that tests can compare objects. */
function defined(fields: Json): Json {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** What lists carry of a person: no counts, no website. */
export function profileView(person: Person): Json {
  return { ...profileViewBasic(person), ...defined({ description: person.bio }), indexedAt: iso(person.joinedAt) };
}

function profileViewBasic(person: Person): Json {
  return defined({
    did: person.id,
    handle: person.handle,
    displayName: person.name,
    avatar: person.avatar,
    associated: { activitySubscription: { allowSubscriptions: 'followers' } },
    labels: [],
    createdAt: iso(person.joinedAt),
  });
}

/** The network counts everybody who follows, also those whom it does not list. */
export function profileViewDetailed(world: World, person: Person): Json {
  return {
    ...profileView(person),
    ...defined({ website: person.website }),
    followersCount: person.reach ?? world.follows.into(person.id).length,
    followsCount: person.following ?? world.follows.outOf(person.id).length,
    postsCount: world.posts().filter((post) => post.author === person.id).length,
  };
}

function postUri(post: Post): string {
  const kind = post.repostOf === undefined ? 'app.bsky.feed.post' : 'app.bsky.feed.repost';
  return `at://${post.author}/${kind}/${post.id}`;
}

export function recordUri(tie: Tie, kind: 'follow' | 'block'): string {
  return `at://${tie.from}/app.bsky.graph.${kind}/${tidFor(tie.at, tie.serial)}`;
}

/** The post that an at-uri names, by DID or handle; undefined if there is none or its author is not there. */
export function postByUri(world: World, uri: string): Post | undefined {
  const [, repo, key] = /^at:\/\/([^/]+)\/app\.bsky\.feed\.post\/([^/]+)$/.exec(uri) ?? [];
  const post = key === undefined ? undefined : world.postById(key);
  if (post === undefined || repo === undefined || post.repostOf !== undefined) return undefined;
  const author = repo.startsWith('did:') ? repo : world.byHandle(repo)?.id;
  return post.author === author && world.isActive(post.author) ? post : undefined;
}

function strongRef(post: Post): Json {
  return { uri: postUri(post), cid: cidFor(postUri(post)) };
}

/** The first post of a thread. */
function rootOf(world: World, post: Post): Post {
  const parent = post.replyTo === undefined ? undefined : world.postById(post.replyTo);
  return parent === undefined ? post : rootOf(world, parent);
}

export function postView(world: World, post: Post): Json | undefined {
  const author = world.person(post.author);
  if (author === undefined) return undefined;
  const parent = post.replyTo === undefined ? undefined : world.postById(post.replyTo);
  const others = world.posts();
  return {
    ...strongRef(post),
    author: profileViewBasic(author),
    record: {
      $type: 'app.bsky.feed.post',
      text: post.text,
      createdAt: iso(post.at),
      langs: ['en'],
      ...(parent === undefined ? {} : { reply: { root: strongRef(rootOf(world, post)), parent: strongRef(parent) } }),
    },
    bookmarkCount: 0,
    replyCount: others.filter((other) => other.replyTo === post.id).length,
    repostCount: others.filter((other) => other.repostOf === post.id).length,
    likeCount: world.likes.into(post.id).length,
    quoteCount: 0,
    indexedAt: iso(post.at),
    labels: [],
  };
}

/** One row of an author's feed: the author's post, or somebody's post with the author's repost as its reason. */
export function feedItem(world: World, item: Post): Json | undefined {
  const shown = item.repostOf === undefined ? item : world.postById(item.repostOf);
  const author = world.person(item.author);
  if (shown === undefined || author === undefined || !world.isActive(shown.author)) return undefined;
  const view = postView(world, shown);
  if (view === undefined) return undefined;
  if (item.repostOf !== undefined) {
    const reason = {
      $type: 'app.bsky.feed.defs#reasonRepost',
      by: profileViewBasic(author),
      ...strongRef(item),
      indexedAt: iso(item.at),
    };
    return { post: view, reason };
  }
  if (shown.replyTo === undefined) return { post: view };
  const parent = world.postById(shown.replyTo);
  return {
    post: view,
    reply: { root: answered(world, parent && rootOf(world, parent)), parent: answered(world, parent) },
  };
}

function answered(world: World, post: Post | undefined): Json {
  const view = post === undefined || !world.isActive(post.author) ? undefined : postView(world, post);
  return view === undefined
    ? { $type: 'app.bsky.feed.defs#notFoundPost', uri: 'at://unknown', notFound: true }
    : { $type: 'app.bsky.feed.defs#postView', ...view };
}

/** A post with its replies down to a depth. Replies by people in a block relation with its author show as blocked. */
export function threadView(world: World, post: Post, depth: number): Json {
  const replies =
    depth <= 0
      ? undefined
      : world
          .posts()
          .filter((reply) => reply.replyTo === post.id && world.isActive(reply.author))
          .map((reply) =>
            world.isBlocked(reply.author, post.author)
              ? {
                  $type: 'app.bsky.feed.defs#blockedPost',
                  uri: postUri(reply),
                  blocked: true,
                  author: { did: reply.author },
                }
              : threadView(world, reply, depth - 1),
          );
  return {
    $type: 'app.bsky.feed.defs#threadViewPost',
    post: postView(world, post),
    ...(replies === undefined ? {} : { replies }),
    threadContext: {},
  };
}
