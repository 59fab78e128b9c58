import { Buffer } from 'node:buffer';
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { type Db, deleteItem, getItem, isExpired, putItem, updateItem } from './db.ts';
import { tokenKey } from './keys.ts';

/** What a token may do: read the history, write (outreach, corrections), push snapshots. */
export const SCOPES = ['read', 'write', 'push'] as const;
export type Scope = (typeof SCOPES)[number];

/** Whose data a token opens, and for what. */
export interface Grant {
  readonly owners: readonly string[];
  readonly scopes: readonly Scope[];
}

/** `rk_` and 32 random bytes as base64url. */
const TOKEN_FORM = /^rk_[A-Za-z0-9_-]{43}$/;
/** A token that has run out stays visible in lists for this long, in seconds. */
const KEPT_AFTER_EXPIRY = 30 * 24 * 60 * 60;

const tokenItem = z.object({
  hash: z.string(),
  owners: z.array(z.string()),
  scopes: z.array(z.enum(SCOPES)),
  name: z.string().optional(),
  /** Epoch milliseconds. */
  validUntil: z.number().optional(),
});

/** A fresh plain token. Whoever holds it has what its grant says, so it is shown once and kept nowhere. */
export function newToken(random: (bytes: number) => Uint8Array = randomBytes): string {
  return `rk_${Buffer.from(random(32)).toString('base64url')}`;
}

/**
 * Makes a token and stores its SHA-256, never the token.
 * @param grant owners and scopes; `expiresAt` in epoch milliseconds, for ever without
 * @returns the plain token, this once
 */
export async function createToken(
  db: Db,
  grant: Grant & { readonly name?: string; readonly expiresAt?: number },
): Promise<string> {
  const token = newToken();
  const item = itemOf(token, grant);
  await putItem(db, tokenKey(item.hash), item);
  return token;
}

/** A token that lies elsewhere cannot be used; the message says why. */
export class TokenRefusedError extends Error {
  override readonly name = 'TokenRefusedError';
}

/**
 * Makes sure that a token which lies elsewhere (the laptop's `api-token-OWNER` file) opens what `grant` says. Whose
 * data a token opens never changes, for somebody may hold it; what it may do there can.
 * @throws TokenRefusedError if it has not the form that {@link newToken} gives it, or opens other owners' data
 */
export async function ensureToken(db: Db, token: string, grant: Grant): Promise<void> {
  if (!TOKEN_FORM.test(token)) {
    throw new TokenRefusedError('expected "rk_" and 43 letters, digits, "-" or "_"');
  }
  const item = itemOf(token, grant);
  const key = tokenKey(item.hash);
  if (await putItem(db, key, item, { expression: 'attribute_not_exists(pk)' })) return;
  const known = tokenItem.safeParse(await getItem(db, key, { consistent: true })).data;
  if (known?.owners.join() !== item.owners.join()) {
    throw new TokenRefusedError("found a token that opens another owner's data");
  }
  if (known.scopes.join() !== item.scopes.join()) await updateItem(db, key, { set: { scopes: item.scopes } });
}

/** Ends a token: from now on it opens nothing. One that is unknown is ended already. */
export async function revokeToken(db: Db, token: string): Promise<void> {
  await deleteItem(db, tokenKey(hashOf(token)));
}

/**
 * What a token opens; undefined if it is malformed, unknown or expired, which callers must answer alike.
 * @param now epoch milliseconds of the wall clock
 */
export async function verifyToken(db: Db, token: string, now: number): Promise<Grant | undefined> {
  if (!TOKEN_FORM.test(token)) return undefined;
  const hash = hashOf(token);
  // A strong read, so that a revoked token ends at once.
  const item = await getItem(db, tokenKey(hash), { consistent: true });
  if (item === undefined || isExpired(item, now)) return undefined;
  const stored = tokenItem.parse(item);
  const isSame = timingSafeEqual(digest(stored.hash), digest(hash));
  if (!isSame || (stored.validUntil !== undefined && stored.validUntil <= now)) return undefined;
  return { owners: stored.owners, scopes: stored.scopes };
}

function itemOf(token: string, grant: Grant & { readonly name?: string; readonly expiresAt?: number }) {
  return {
    hash: hashOf(token),
    owners: [...new Set(grant.owners)].sort(),
    scopes: [...new Set(grant.scopes)].sort(),
    ...(grant.name === undefined ? {} : { name: grant.name }),
    ...(grant.expiresAt === undefined
      ? {}
      : { validUntil: grant.expiresAt, expiresAt: Math.ceil(grant.expiresAt / 1000) + KEPT_AFTER_EXPIRY }),
  };
}

function hashOf(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('hex');
}

/** Equal lengths for the comparison, whatever is stored. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}
