import { type Grant, verifyToken } from '../storage/tokens.ts';
import { Problem, unauthorized } from './problem.ts';
import type { HistoryApiDeps, Route } from './route.ts';

const NOBODY: Grant = { owners: [], scopes: [] };

/**
 * Whose data a request may see.
 * @throws Problem 401, the same for a token that is missing, malformed, unknown or expired; 403 for one that is valid
 * but lacks the route's scope
 */
export async function authorize(
  { db, clock }: HistoryApiDeps,
  { scope }: Route,
  authorization: string | undefined,
): Promise<Grant> {
  if (scope === 'public') return NOBODY;
  // The scheme's name is case-insensitive (RFC 9110, 11.1).
  const token = /^bearer +(?<token>\S+)$/i.exec(authorization?.trim() ?? '')?.groups?.['token'];
  // Tokens live by the wall clock, whatever the calendar says.
  const grant = token === undefined ? undefined : await verifyToken(db, token, clock.wall());
  if (grant === undefined) throw unauthorized();
  if (!grant.scopes.includes(scope)) throw new Problem(403, `This token has no scope "${scope}".`);
  return grant;
}
