import type { Post } from '../world.ts';
import { type Call, limitOf, linkHeader, NOT_FOUND, visiblePost } from './mastodon-call.ts';
import { statusView } from './mastodon-views.ts';
import type { Answer } from './serve.ts';

const MOST_STATUSES = 40;

/** What somebody wrote and boosted, newest first. */
export function statuses(call: Call, id: string): Answer {
  const { world, request } = call;
  if (world.person(id) === undefined || world.status(id) === 'deleted') return NOT_FOUND;
  const isOn = (name: string): boolean => /^(true|1)$/.test(request.query.get(name) ?? '');
  const limit = limitOf(call, 20, MOST_STATUSES);
  const maxId = request.query.get('max_id');
  const page = world
    .posts()
    .filter((post) => post.author === id && visiblePost(call, post.id) !== undefined)
    .filter((post) => !(isOn('exclude_reblogs') && post.repostOf !== undefined))
    .filter((post) => !(isOn('exclude_replies') && post.replyTo !== undefined && isToSomebodyElse(call, post)))
    .filter((post) => !isOn('pinned') && (maxId === null || BigInt(post.id) < BigInt(maxId)))
    .sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? 1 : -1))
    .slice(0, limit);
  const body = page.map((post) => statusView(call, post)).filter((view) => view !== undefined);
  return {
    status: 200,
    headers: linkHeader(
      call,
      page.map((post) => post.id),
      limit,
    ),
    body,
  };
}

/** Replies to oneself are a thread and count as posts. */
function isToSomebodyElse(call: Call, post: Post): boolean {
  const parent = post.replyTo === undefined ? undefined : call.world.postById(post.replyTo);
  return parent?.author !== post.author;
}

export function status(call: Call, id: string): Answer {
  const post = visiblePost(call, id);
  return post === undefined ? NOT_FOUND : { status: 200, body: statusView(call, post) };
}

/** The thread around a status. */
export function context(call: Call, id: string): Answer {
  const post = visiblePost(call, id);
  if (post === undefined) return NOT_FOUND;
  const ancestors: Post[] = [];
  for (let parent = parentOf(call, post); parent !== undefined; parent = parentOf(call, parent))
    ancestors.unshift(parent);
  const descendants = descendantsOf(call, post);
  const views = (posts: readonly Post[]) =>
    posts.map((each) => statusView(call, each)).filter((view) => view !== undefined);
  return { status: 200, body: { ancestors: views(ancestors), descendants: views(descendants) } };
}

function parentOf(call: Call, post: Post): Post | undefined {
  return post.replyTo === undefined ? undefined : visiblePost(call, post.replyTo);
}

function descendantsOf(call: Call, post: Post): Post[] {
  const replies = call.world
    .posts()
    .filter((each) => each.replyTo === post.id && visiblePost(call, each.id) !== undefined);
  return replies.flatMap((reply) => [reply, ...descendantsOf(call, reply)]);
}
