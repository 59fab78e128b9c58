import * as z from 'zod';
import type { Clock } from '../../functions/core/clock.ts';
import type { Config } from '../../functions/runtime/config-schema.ts';
import type { Db } from '../../functions/storage/db.ts';
import { createToken, listTokens, revokeTokenById, SCOPES, tokenId } from '../../functions/storage/tokens.ts';
import { UsageError } from './laptop-config.ts';

/** What the CLI asks about tokens, here or through the process that has the folder open. */
export const tokenRequest = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('create'),
    owners: z.array(z.string().max(60)).max(1_000).optional(),
    scopes: z.array(z.enum(SCOPES)).min(1),
    lastsMs: z.number().positive().optional(),
    name: z.string().max(200).optional(),
  }),
  z.strictObject({ action: z.literal('list'), owner: z.string().max(60).optional() }),
  z.strictObject({ action: z.literal('revoke'), id: z.string().max(64) }),
]);
export type TokenRequest = z.output<typeof tokenRequest>;

export const tokenAnswer = z.object({
  /** Plain, of a token that was just made. */
  token: z.string().optional(),
  tokens: z.array(
    z.object({
      id: z.string(),
      owners: z.array(z.string()),
      scopes: z.array(z.enum(SCOPES)),
      name: z.string().optional(),
      createdAt: z.number().optional(),
      validUntil: z.number().optional(),
      usedAt: z.number().optional(),
    }),
  ),
});
export type TokenAnswer = z.output<typeof tokenAnswer>;

/** @throws UsageError for owners that there are not */
export async function workOnTokens(
  { db, config, clock }: { readonly db: Db; readonly config: Config; readonly clock: Clock },
  request: TokenRequest,
): Promise<TokenAnswer> {
  if (request.action === 'list') return { tokens: asAnswer(await listTokens(db, request.owner)) };
  if (request.action === 'revoke') {
    const ended = await revokeTokenById(db, request.id);
    return { tokens: ended === undefined ? [] : asAnswer([ended]) };
  }
  const all = config.owners.map(({ id }) => id);
  const { owners = all, scopes, lastsMs, name } = request;
  const unknown = owners.find((owner) => !all.includes(owner));
  if (unknown !== undefined || (request.owners === undefined && all.length > 1)) {
    const named = all.slice(0, 20).join(', ');
    throw new UsageError(
      unknown === undefined
        ? `Say whose with --owner: some of ${named}.`
        : `There is no owner "${unknown}"; expected ${named}.`,
    );
  }
  const wall = clock.wall();
  const token = await createToken(db, {
    ...{ owners, scopes, createdAt: wall },
    ...(name === undefined ? {} : { name }),
    ...(lastsMs === undefined ? {} : { expiresAt: wall + lastsMs }),
  });
  const made = (await listTokens(db)).filter(({ id }) => id === tokenId(token));
  return { token, tokens: asAnswer(made) };
}

function asAnswer(tokens: Awaited<ReturnType<typeof listTokens>>): TokenAnswer['tokens'] {
  return tokens.map((token) => ({ ...token, owners: [...token.owners], scopes: [...token.scopes] }));
}
