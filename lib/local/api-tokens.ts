import { timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Db } from '../../functions/storage/db.ts';
import { ensureToken, newToken } from '../../functions/storage/tokens.ts';
import { isCode } from './file-errors.ts';
import { createSecret } from './file-secrets.ts';

/** Where an owner's API token lies: the first owner's in `DIR/api-token`, so that one command line suits most. */
export function tokenPath(directory: string, owner: string, isFirst: boolean): string {
  return join(directory, isFirst ? 'api-token' : `api-token-${owner}`);
}

/** Makes each owner's API token once, in a file that only the folder's user can read, and lets it open that owner's data. */
export async function ensureApiTokens(
  directory: string,
  db: Db,
  owners: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const tokens = new Map<string, string>();
  for (const [index, owner] of owners.entries()) {
    const token = await createSecret(tokenPath(directory, owner, index === 0), newToken());
    await ensureToken(db, token, { owners: [owner], scopes: ['read', 'write', 'push'] });
    tokens.set(owner, token);
  }
  return tokens;
}

/** Whose token a request carries; undefined for anybody else's. Compared in constant time. */
export function ownerOfToken(
  tokens: ReadonlyMap<string, string>,
  authorization: string | undefined,
): string | undefined {
  const given = /^Bearer ([!-~]{1,200})$/i.exec(authorization ?? '')?.[1];
  if (given === undefined) return undefined;
  let found: string | undefined;
  for (const [owner, token] of tokens) {
    const [a, b] = [Buffer.from(token), Buffer.from(given)];
    if (a.length === b.length && timingSafeEqual(a, b)) found = owner;
  }
  return found;
}

/** The token of an owner as it lies in the folder; undefined if there is none yet. */
export async function readApiToken(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
