import { type Grant, noteUse, verifyToken } from '../storage/tokens.ts';
import type { Incoming } from './event.ts';
import { Problem, unauthorized } from './problem.ts';
import type { HistoryApiDeps, Route } from './route.ts';
import type { WrongTokens } from './wrong-tokens.ts';

const NOBODY: Grant = { owners: [], scopes: [] };

/**
 * Whose data a request may see: the one place where tokens and scopes are enforced.
 * @throws Problem 401, the same for a token that is missing, malformed, unknown, revoked or expired, and 429 after many
 * of those; 403 for one that is valid but lacks the route's scope
 */
export async function authorize(
  { db, clock, logger }: Pick<HistoryApiDeps, 'db' | 'clock' | 'logger'>,
  { scope }: Pick<Route, 'scope'>,
  { authorization, sourceIp }: Pick<Incoming, 'authorization' | 'sourceIp'>,
  wrongTokens: WrongTokens,
): Promise<Grant> {
  if (scope === 'public') return NOBODY;
  // The scheme's name is case-insensitive (RFC 9110, 11.1).
  const token = /^bearer +(?<token>\S+)$/i.exec(authorization?.trim() ?? '')?.groups?.['token'];
  // Tokens live by the wall clock, whatever the calendar says.
  const wall = clock.wall();
  const grant = token === undefined ? undefined : await verifyToken(db, token, wall);
  if (grant === undefined) {
    // Whoever sends none has not guessed.
    const penalty = token === undefined ? undefined : await wrongTokens.note(sourceIp, wall);
    throw penalty === undefined ? unauthorized() : tooMany(penalty.until - wall);
  }
  // A use that could not be noted must not cost the answer.
  await noteUse(db, grant, wall).catch(() => logger.warn('a use of a token could not be noted'));
  if (!grant.scopes.includes(scope)) throw new Problem(403, `This token has no scope "${scope}".`);
  return { owners: grant.owners, scopes: grant.scopes };
}

function tooMany(waitMs: number): Problem {
  const seconds = String(Math.max(1, Math.ceil(waitMs / 1000)));
  return new Problem(429, `Too many wrong tokens came from your address. Try again in ${seconds} seconds.`, {
    headers: { 'retry-after': seconds, 'www-authenticate': 'Bearer' },
  });
}
