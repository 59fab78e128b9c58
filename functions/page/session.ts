import { Buffer } from 'node:buffer';
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { HistoryApiDeps } from '../history/route.ts';
import { type Grant, type TokenUse, verifyTokenHash } from '../storage/tokens.ts';
import { cookieIn, setCookie } from './cookie.ts';

/** A session that is not used ends after this long. */
export const SESSION_MS = 12 * 60 * 60 * 1000;
/** One that a mail's link opened ends after this long in any case: nobody can take a link back. */
export const LINK_SESSION_MS = 7 * 24 * 60 * 60 * 1000;
/** Renewed at most this often, so that not every answer sets a cookie. */
const RENEW_AFTER_MS = 15 * 60 * 1000;
const MOST_CHARACTERS = 400;

/** What signed somebody in: an API token, by its SHA-256, or a link that opens one owner's data. */
export type SignedInBy =
  | { readonly by: 'token'; readonly hash: string }
  | { readonly by: 'link'; readonly owner: string; readonly since: number };

export interface Session {
  readonly grant: Grant & { readonly use?: TokenUse };
  readonly signedInBy: SignedInBy;
  /** Wall clock, epoch ms. */
  readonly until: number;
  /** A new cookie for the answer, once in a while. */
  readonly renewal?: string;
}

type Deps = Pick<HistoryApiDeps, 'db' | 'config' | 'signingKey' | 'clock'>;

/** The cookie of a session that begins or goes on now. It names no token and holds none: it refers to one. */
export async function sessionCookie(deps: Deps, origin: string, who: SignedInBy): Promise<string> {
  const until = endOf(who, deps.clock.wall());
  const reference = who.by === 'token' ? ['t', who.hash] : ['l', who.owner, String(who.since)];
  const payload = Buffer.from([...reference, String(until)].join('\n')).toString('base64url');
  const maxAge = Math.max(0, Math.floor((until - deps.clock.wall()) / 1000));
  return setCookie(origin, `${payload}.${signature(await deps.signingKey(), payload)}`, maxAge);
}

/** Ends a session in its browser. */
export const endedCookie = (origin: string): string => setCookie(origin, '', 0);

/**
 * Who is signed in. The token is looked up every time, so that revoking it ends its sessions at once.
 * @returns undefined without a cookie, and for one that is forged, has run out, or whose token opens nothing any more
 */
export async function readSession(
  deps: Deps,
  cookies: readonly string[],
  origin: string,
): Promise<Session | undefined> {
  const value = cookieIn(cookies, origin);
  if (value === undefined || value.length > MOST_CHARACTERS) return undefined;
  const [payload = '', given = ''] = value.split('.');
  const right = Buffer.from(signature(await deps.signingKey(), payload));
  const got = Buffer.from(given);
  if (right.length !== got.length || !timingSafeEqual(right, got)) return undefined;
  const read = parse(Buffer.from(payload, 'base64url').toString('utf8'));
  const wall = deps.clock.wall();
  if (read === undefined || read.until <= wall) return undefined;
  const grant = await grantOf(deps, read.who, wall);
  if (grant === undefined) return undefined;
  const session = { grant, signedInBy: read.who, until: read.until };
  const isOld = endOf(read.who, wall) - read.until >= RENEW_AFTER_MS;
  return isOld ? { ...session, renewal: await sessionCookie(deps, origin, read.who) } : session;
}

async function grantOf({ db, config }: Deps, who: SignedInBy, wall: number): Promise<Session['grant'] | undefined> {
  if (who.by === 'token') return verifyTokenHash(db, who.hash, wall);
  const isThere = config.owners.some(({ id }) => id === who.owner);
  return isThere ? { owners: [who.owner], scopes: ['read', 'write'] } : undefined;
}

function endOf(who: SignedInBy, wall: number): number {
  const idle = wall + SESSION_MS;
  return who.by === 'link' ? Math.min(idle, who.since + LINK_SESSION_MS) : idle;
}

function parse(text: string): { readonly who: SignedInBy; readonly until: number } | undefined {
  const [kind, reference = '', ...rest] = text.split('\n');
  const numbers = rest.map(Number);
  if (numbers.some((number) => !Number.isSafeInteger(number))) return undefined;
  const [first, second] = numbers;
  if (kind === 't' && first !== undefined) return { who: { by: 'token', hash: reference }, until: first };
  if (kind !== 'l' || first === undefined || second === undefined) return undefined;
  return { who: { by: 'link', owner: reference, since: first }, until: second };
}

/** With a key of its own, so that nothing else that the link key signs can pass as a session. */
function signature(signingKey: string, payload: string): string {
  const key = createHmac('sha256', signingKey).update('rekindle session v1').digest();
  return createHmac('sha256', key).update(payload).digest('base64url');
}
