import type { Tie } from '../ties.ts';
import { below } from './below.ts';
import { type Call, limitOf, linkHeader, MOST_ACCOUNTS, NOT_FOUND, visiblePost } from './mastodon-call.ts';
import { accountView } from './mastodon-views.ts';
import type { Answer } from './serve.ts';

/** Empty, with 200, where the owner hides the list, is suspended, or blocks whoever asks. */
export function follows(call: Call, id: string, list: 'followers' | 'following'): Answer {
  const { world, viewer } = call;
  const owner = world.person(id);
  if (owner === undefined || world.status(id) === 'deleted') return NOT_FOUND;
  const isOwn = viewer === id;
  const blocksViewer = viewer !== undefined && world.blocks.get(id, viewer) !== undefined;
  const isHidden = world.status(id) === 'takendown' || (owner.hidesLists === true && !isOwn) || blocksViewer;
  const all = list === 'followers' ? world.follows.into(id) : world.follows.outOf(id);
  return tiesPage(call, isHidden ? [] : all, (tie) => (list === 'followers' ? tie.from : tie.to), isOwn);
}

/** Whoever likes a status that the caller may see; people whom the caller blocks are left out even of own statuses. */
export function favouritedBy(call: Call, id: string): Answer {
  const post = visiblePost(call, id);
  if (post === undefined) return NOT_FOUND;
  return tiesPage(call, call.world.likes.into(post.id), (tie) => tie.from, false);
}

/**
 * A page by the ties' internal numbers, newest first, which only the `Link` header names.
 * There is a next page whenever this one is full: a list that ends exactly there has one more, empty page.
 */
function tiesPage(call: Call, ties: readonly Tie[], person: (tie: Tie) => string, isOwn: boolean): Answer {
  const { world, viewer, request } = call;
  const limit = limitOf(call, 40, MOST_ACCOUNTS);
  const maxId = Number(request.query.get('max_id') ?? Number.POSITIVE_INFINITY);
  const sinceId = Number(request.query.get('since_id') ?? 0);
  const shown = ties.filter((tie) => {
    const id = person(tie);
    const isBlocked = viewer !== undefined && !isOwn && world.blocks.get(viewer, id) !== undefined;
    return world.isActive(id) && !isBlocked && tie.serial > sinceId;
  });
  const page = below(shown, maxId, limit);
  const body = page.flatMap((tie) => {
    const account = world.person(person(tie));
    return account === undefined ? [] : [accountView(call, account)];
  });
  return {
    status: 200,
    headers: linkHeader(
      call,
      page.map((tie) => String(tie.serial)),
      limit,
    ),
    body,
  };
}
