import { Buffer } from 'node:buffer';
import type { AudienceKind, NetworkId } from './model.ts';

/** Characters that survive a decoded HTTP API path; anything else in an id is carried as `~` + base64url. */
const PLAIN = /^[A-Za-z0-9._:@-][A-Za-z0-9._~:@-]*$/;

/** Makes one part of an id safe for a path. Reversible by {@link decodePart}. */
export function encodePart(value: string): string {
  return PLAIN.test(value) ? value : `~${Buffer.from(value, 'utf8').toString('base64url')}`;
}

/** Undoes {@link encodePart}. */
function decodePart(part: string): string {
  return part.startsWith('~') ? Buffer.from(part.slice(1), 'base64url').toString('utf8') : part;
}

/** The API's id of a person: `bluesky:did:plc:…`, `github:583231`, `mastodon:~BASE64URL-OF-ACTOR-URI`. */
export function personId(network: NetworkId, stableId: string): string {
  return `${network}:${encodePart(stableId)}`;
}

/** Splits an API person id; undefined when its network is unknown to the caller's list. */
export function parsePersonId(id: string): { network: string; stableId: string } | undefined {
  const colon = id.indexOf(':');
  if (colon < 1 || colon === id.length - 1) return undefined;
  return { network: id.slice(0, colon), stableId: decodePart(id.slice(colon + 1)) };
}

/**
 * The API's id of an audience: `bluesky:alice.example:followers`, `github:alice:stars:repo`,
 * `bluesky:alice.example:likes:RECORDKEY`. Without `item`, `likes` is the account's likes over all posts.
 */
export function audienceId(accountId: string, kind: AudienceKind, item?: string): string {
  return item === undefined ? `${accountId}:${kind}` : `${accountId}:${kind}:${encodePart(item)}`;
}

/**
 * The storage key of an audience: by owner and by the account's stable id, so that a renamed handle keeps its history
 * and two owners who watch the same account never share a roster.
 */
export function audienceKey(
  owner: string,
  network: NetworkId,
  stableId: string,
  kind: AudienceKind,
  item?: string,
): string {
  const base = `${owner}/${network}/${encodePart(stableId)}/${kind}`;
  return item === undefined ? base : `${base}/${encodePart(item)}`;
}

/** The key under which changes of an audience are shown together: the account's likes for posts, else its own. */
export function groupKey(key: string): string {
  const [owner, network, stableId, kind] = key.split('/');
  return kind === 'likes' ? `${owner}/${network}/${stableId}/likes` : key;
}
