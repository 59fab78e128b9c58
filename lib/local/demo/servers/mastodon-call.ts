import type { Post } from '../world.ts';
import type { Instance } from './mastodon-views.ts';
import type { Answer, DemoRequest } from './serve.ts';

/** One request, with whoever it comes from. */
export interface Call extends Instance {
  readonly request: DemoRequest;
  readonly viewer?: string;
  readonly pageCap: number;
}

export const NOT_FOUND: Answer = { status: 404, body: { error: 'Record not found' } };
export const UNAUTHORIZED: Answer = { status: 401, body: { error: 'The access token is invalid' } };
export const MOST_ACCOUNTS = 80;

/** A private post is shown to its author only; to everybody else it does not exist. */
export function visiblePost(call: Call, id: string): Post | undefined {
  const post = call.world.postById(id);
  if (post === undefined || !call.world.isActive(post.author)) return undefined;
  return post.visibility !== 'private' || post.author === call.viewer ? post : undefined;
}

export function limitOf(call: Call, usual: number, most: number): number {
  const asked = Number.parseInt(call.request.query.get('limit') ?? '', 10);
  return Math.min(Number.isNaN(asked) || asked < 1 ? usual : asked, most, call.pageCap);
}

/** Names the pages around this one: the next only if this one is full. */
export function linkHeader(call: Call, ids: readonly string[], limit: number): Record<string, string> {
  const { request } = call;
  const last = ids.at(-1);
  const [first] = ids;
  const link = (rel: string, name: string, id: string): string => {
    const query = new URLSearchParams(request.query);
    for (const other of ['max_id', 'since_id', 'min_id']) query.delete(other);
    query.set(name, id);
    return `<${request.origin}${request.path}?${query}>; rel="${rel}"`;
  };
  const links = [
    ...(last !== undefined && ids.length === limit ? [link('next', 'max_id', last)] : []),
    ...(first === undefined ? [] : [link('prev', 'since_id', first)]),
  ];
  return links.length === 0 ? {} : { link: links.join(', ') };
}
