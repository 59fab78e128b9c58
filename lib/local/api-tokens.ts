import { timingSafeEqual } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Db } from '../../functions/storage/db.ts';
import { ensureToken, newToken, revokeToken, TokenRefusedError } from '../../functions/storage/tokens.ts';
import { isCode } from './file-errors.ts';
import { createSecret } from './file-secrets.ts';
import { UsageError } from './laptop-config.ts';
import { writeWhole } from './write-file.ts';

const OWN_FILE = /^api-token-[a-z0-9-]+$/;

/**
 * Where an owner's API token lies: `DIR/api-token-OWNER`, so that its name says for ever whose it is. `DIR/api-token`
 * holds the same as the first owner's, so that one command line suits most.
 */
export function tokenPath(directory: string, owner?: string): string {
  return join(directory, owner === undefined ? 'api-token' : `api-token-${owner}`);
}

/**
 * Makes each owner's API token once, in a file that only the folder's user can read, and lets it open that owner's
 * data. A token never changes hands: with another first owner, `api-token` is rewritten, and each token keeps its owner.
 * @throws UsageError naming the file whose token cannot be used
 */
export async function ensureApiTokens(
  directory: string,
  db: Db,
  owners: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const tokens = new Map<string, string>();
  for (const owner of owners) tokens.set(owner, await ensureOwnToken(tokenPath(directory, owner), db, owner));
  const [first] = tokens.values();
  if (first !== undefined) await pointTo(first, tokenPath(directory), { db, tokens });
  return tokens;
}

async function ensureOwnToken(path: string, db: Db, owner: string): Promise<string> {
  const token = await createSecret(path, newToken());
  try {
    await ensureToken(db, token, { owners: [owner], scopes: ['read', 'write', 'push'] });
  } catch (error) {
    if (!(error instanceof TokenRefusedError)) throw error;
    throw new UsageError(`${path} is not usable: ${error.message}. Delete it and start again, for a new token.`);
  }
  return token;
}

/** Writes `api-token`. What it held before and is in no owner's file would be out of everybody's hands, so it ends. */
async function pointTo(
  token: string,
  path: string,
  known: { readonly db: Db; readonly tokens: ReadonlyMap<string, string> },
): Promise<void> {
  const before = await readApiToken(path);
  if (before === token) return;
  if (before !== undefined && !(await liesElsewhere(before, path, known.tokens))) await revokeToken(known.db, before);
  await writeWhole(path, `${token}\n`);
}

/** Whether a token is in an owner's own file, also of one who is not in the configuration now. */
async function liesElsewhere(token: string, path: string, tokens: ReadonlyMap<string, string>): Promise<boolean> {
  if ([...tokens.values()].includes(token)) return true;
  const names = (await readdir(dirname(path))).filter((name) => OWN_FILE.test(name));
  const others = await Promise.all(names.map((name) => readApiToken(join(dirname(path), name))));
  return others.includes(token);
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
