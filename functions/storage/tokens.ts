import { Buffer } from 'node:buffer';
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import {
  batchGet,
  type Db,
  deleteItem,
  getItem,
  type Item,
  isExpired,
  putItem,
  queryPrefix,
  updateItem,
} from './db.ts';
import { TOKEN_INDEX, tokenIndexKey, tokenKey } from './keys.ts';

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

/** The last use is noted at most this often, so that a busy token costs one small write an hour. */
const USE_NOTED_EVERY = 60 * 60 * 1000;

const tokenItem = z.object({
  hash: z.string(),
  owners: z.array(z.string()),
  scopes: z.array(z.enum(SCOPES)),
  name: z.string().optional(),
  /** Epoch milliseconds of the wall clock, as all times of tokens. */
  validUntil: z.number().optional(),
  createdAt: z.number().optional(),
  usedAt: z.number().optional(),
});

/** A token as lists show it. Nothing here opens anything. */
export interface TokenInfo extends Grant {
  /** Names it in lists and to revoke it: the beginning of its hash. */
  readonly id: string;
  readonly name?: string;
  readonly createdAt?: number;
  readonly validUntil?: number;
  /** To the hour. */
  readonly usedAt?: number;
}

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
  grant: Grant & { readonly name?: string; readonly expiresAt?: number; readonly createdAt?: number },
): Promise<string> {
  const token = newToken();
  const item = itemOf(token, grant);
  // The line in the list comes first: a token that opens something can always be found and ended.
  await putIndex(db, item);
  await putItem(db, tokenKey(item.hash), item);
  return token;
}

/** All tokens there are, or those that open one owner's data; ended ones for a month. By id. */
export async function listTokens(db: Db, owner?: string): Promise<TokenInfo[]> {
  const lines = await queryPrefix(db, TOKEN_INDEX, '', { consistent: true });
  const items = await batchGet(
    db,
    lines.map((line) => tokenKey(String(line['hash']))),
    { consistent: true },
  );
  return items
    .flatMap((item) => (item === undefined ? [] : [infoOf(item)]))
    .filter(({ owners }) => owner === undefined || owners.includes(owner));
}

/**
 * Ends a token by the id that lists show. An id may be cut short, as long as it names one alone.
 * @returns what was ended; undefined if the id names none, or several
 */
export async function revokeTokenById(db: Db, id: string): Promise<TokenInfo | undefined> {
  if (!/^[0-9a-f]{4,64}$/.test(id)) return undefined;
  const [only, ...others] = await queryPrefix(db, TOKEN_INDEX, id, { consistent: true });
  if (only === undefined || others.length > 0) return undefined;
  const hash = String(only['hash']);
  const item = await getItem(db, tokenKey(hash), { consistent: true });
  await deleteItem(db, tokenKey(hash));
  await deleteItem(db, tokenIndexKey(String(only['sk'])));
  return item === undefined ? undefined : infoOf(item);
}

/**
 * Notes that a token was used, at most once an hour.
 * @param now epoch milliseconds of the wall clock
 */
export async function noteUse(db: Db, grant: Grant & { readonly use?: TokenUse }, now: number): Promise<void> {
  const { use } = grant;
  if (use === undefined || (use.usedAt !== undefined && now - use.usedAt < USE_NOTED_EVERY)) return;
  // Revoked in the meantime: it must not come back as an item that holds nothing but a time.
  const condition = { expression: 'attribute_exists(pk)' };
  await updateItem(db, tokenKey(use.hash), { set: { usedAt: now } }, condition);
}

/** Which token was used, and when it was used last. */
export interface TokenUse {
  readonly hash: string;
  readonly usedAt?: number;
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
  await putIndex(db, item);
  if (await putItem(db, key, item, { expression: 'attribute_not_exists(pk)' })) return;
  const known = tokenItem.safeParse(await getItem(db, key, { consistent: true })).data;
  if (known?.owners.join() !== item.owners.join()) {
    throw new TokenRefusedError("found a token that opens another owner's data");
  }
  if (known.scopes.join() !== item.scopes.join()) await updateItem(db, key, { set: { scopes: item.scopes } });
}

/** Ends a token: from now on it opens nothing. One that is unknown is ended already. */
export async function revokeToken(db: Db, token: string): Promise<void> {
  const hash = hashOf(token);
  await deleteItem(db, tokenKey(hash));
  await deleteItem(db, tokenIndexKey(idOf(hash)));
}

/**
 * What a token opens; undefined if it is malformed, unknown or expired, which callers must answer alike.
 * @param now epoch milliseconds of the wall clock
 */
export async function verifyToken(
  db: Db,
  token: string,
  now: number,
): Promise<(Grant & { readonly use: TokenUse }) | undefined> {
  return TOKEN_FORM.test(token) ? verifyTokenHash(db, hashOf(token), now) : undefined;
}

/**
 * The same, of a token that only its SHA-256 is known of.
 * @param now epoch milliseconds of the wall clock
 */
export async function verifyTokenHash(
  db: Db,
  hash: string,
  now: number,
): Promise<(Grant & { readonly use: TokenUse }) | undefined> {
  // A strong read, so that a revoked token ends at once.
  const item = await getItem(db, tokenKey(hash), { consistent: true });
  if (item === undefined || isExpired(item, now)) return undefined;
  const stored = tokenItem.parse(item);
  const isSame = timingSafeEqual(digest(stored.hash), digest(hash));
  if (!isSame || (stored.validUntil !== undefined && stored.validUntil <= now)) return undefined;
  const { owners, scopes, usedAt } = stored;
  return { owners, scopes, use: { hash, ...(usedAt === undefined ? {} : { usedAt }) } };
}

/** The id under which lists show a token. */
export const tokenId = (token: string): string => idOf(hashOf(token));

const idOf = (hash: string): string => hash.slice(0, 12);

async function putIndex(db: Db, { hash, expiresAt }: { readonly hash: string; readonly expiresAt?: number }) {
  await putItem(db, tokenIndexKey(idOf(hash)), { hash, ...(expiresAt === undefined ? {} : { expiresAt }) });
}

function infoOf(item: Item): TokenInfo {
  const { hash, owners, scopes, name, createdAt, validUntil, usedAt } = tokenItem.parse(item);
  return {
    ...{ id: idOf(hash), owners, scopes },
    ...(name === undefined ? {} : { name }),
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(validUntil === undefined ? {} : { validUntil }),
    ...(usedAt === undefined ? {} : { usedAt }),
  };
}

function itemOf(
  token: string,
  grant: Grant & { readonly name?: string; readonly expiresAt?: number; readonly createdAt?: number },
) {
  return {
    hash: hashOf(token),
    owners: [...new Set(grant.owners)].sort(),
    scopes: [...new Set(grant.scopes)].sort(),
    ...(grant.name === undefined ? {} : { name: grant.name }),
    ...(grant.createdAt === undefined ? {} : { createdAt: grant.createdAt }),
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
