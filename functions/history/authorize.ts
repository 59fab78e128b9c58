import { isSameOrigin } from '../page/same-origin.ts';
import { readSession } from '../page/session.ts';
import { type Grant, noteUse, type Scope, verifyToken } from '../storage/tokens.ts';
import type { Incoming } from './event.ts';
import { Problem, unauthorized } from './problem.ts';
import type { HistoryApiDeps, Route } from './route.ts';
import type { WrongTokens } from './wrong-tokens.ts';

const NOBODY: Grant = { owners: [], scopes: [] };

/** What a request may see, and what came of looking. */
export interface Authorized {
  readonly grant: Grant;
  /** SHA-256 of a bearer token. */
  readonly tokenHash?: string;
  /** A cookie for the answer: a session that goes on. */
  readonly cookie?: string;
}

type Deps = Pick<HistoryApiDeps, 'db' | 'clock' | 'logger' | 'config' | 'signingKey'>;

/**
 * Whose data a request may see: the one place where tokens and scopes are enforced.
 * @throws Problem 401, the same for a token that is missing, malformed, unknown, revoked or expired, and 429 after many
 * of those; 403 for one that is valid but lacks the route's scope, and for a session that another site makes use of
 */
export async function authorize(
  deps: Deps,
  { scope }: Pick<Route, 'scope'>,
  incoming: Pick<Incoming, 'authorization' | 'sourceIp' | 'browser' | 'method'>,
  wrongTokens: WrongTokens,
): Promise<Authorized> {
  if (scope === 'public') return { grant: NOBODY };
  const { db, clock, logger } = deps;
  const { authorization, sourceIp } = incoming;
  if (authorization === undefined) {
    const session = await bySession(deps, incoming, clock.wall());
    if (session !== undefined) return withScope(session, scope);
  }
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
  const { owners, scopes, use } = grant;
  return withScope({ grant: { owners, scopes }, tokenHash: use.hash }, scope);
}

function withScope(authorized: Authorized, scope: Scope): Authorized {
  if (authorized.grant.scopes.includes(scope)) return authorized;
  throw new Problem(403, `This token has no scope "${scope}".`);
}

/** Whoever is signed in by the page's cookie. What changes something must come from the page itself. */
async function bySession(
  deps: Deps,
  { browser, method }: Pick<Incoming, 'browser' | 'method'>,
  wall: number,
): Promise<Authorized | undefined> {
  const session = await readSession(deps, browser.cookies, browser.host);
  if (session === undefined) return undefined;
  const isReading = method === 'GET' || method === 'HEAD';
  if (!isReading && !isSameOrigin(browser, [browser.host, deps.config.publicUrl ?? browser.host])) {
    throw new Problem(403, 'With a cookie, only the page itself may change something. Scripts send a token.');
  }
  const { grant, renewal } = session;
  await noteUse(deps.db, grant, wall).catch(() => deps.logger.warn('a use of a token could not be noted'));
  const { owners, scopes } = grant;
  return { grant: { owners, scopes }, ...(renewal === undefined ? {} : { cookie: renewal }) };
}

function tooMany(waitMs: number): Problem {
  const seconds = String(Math.max(1, Math.ceil(waitMs / 1000)));
  return new Problem(429, `Too many wrong tokens came from your address. Try again in ${seconds} seconds.`, {
    headers: { 'retry-after': seconds, 'www-authenticate': 'Bearer' },
  });
}
