import { bytesOf } from '../core/list-bytes.ts';
import type { Turn } from '../core/turns.ts';
import type { Head } from '../storage/items.ts';

/** A head in line. */
export interface HeadTurn extends Turn {
  readonly head: Head;
}

/**
 * What is read first of one account: what lists there are, then the short lists, and followers last, because after them
 * what is left of the rate limit goes into their profiles.
 */
const ORDER: readonly Head['kind'][] = ['account', 'members', 'likes', 'stars', 'following', 'followers'];
/** Where each page costs money, followers come first, so that it does not run out over likes. */
const PAID_ORDER: readonly Head['kind'][] = ['account', 'followers', 'following', 'likes'];

export function turnOf(head: Head): HeadTurn {
  const { key, credentialId, owner, accountId, kind, network, counts, dueAt = 0 } = head;
  return {
    head,
    key,
    credentialId,
    account: `${owner}/${accountId}`,
    dueAt,
    place: (network === 'x' ? PAID_ORDER : ORDER).indexOf(kind),
    bytes: bytesOf({
      known: counts.present + counts.missing + counts.held + counts.hidden + counts.lost,
      expected: head.countOnly === undefined ? (head.networkCount ?? 0) : 0,
    }),
  };
}
