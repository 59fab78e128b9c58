import { createHash } from 'node:crypto';
import type { Reply } from './reply.ts';

/**
 * Names an answer by what it says, so that a script that asks again gets 304 and no body while nothing has changed.
 * The same question gives the same bytes: cursors are signed without randomness.
 */
export function withEtag(reply: Reply, ifNoneMatch: string | undefined): Reply {
  if (reply.status !== 200) return reply;
  const etag = `"${createHash('sha256').update(reply.body).digest('base64url').slice(0, 27)}"`;
  const headers = { ...reply.headers, etag };
  return isKnown(ifNoneMatch, etag) ? { status: 304, headers, body: '' } : { ...reply, headers };
}

/** Compared weakly, as RFC 9110 (13.1.2) asks for. */
function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined || ifNoneMatch.length > 4_000) return false;
  return ifNoneMatch.split(',').some((one) => ['*', etag].includes(one.trim().replace(/^W\//, '')));
}
