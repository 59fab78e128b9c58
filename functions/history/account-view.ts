import * as z from 'zod';
import type { AccountItem } from '../storage/items.ts';
import { countShape, errorShape, instantOf, instantShape, networkShape } from './shapes.ts';

export const accountShape = z.strictObject({
  id: z.string(),
  owner: z.string(),
  network: networkShape,
  /** `stopped`: no longer in the configuration; its history stays until retention ends. */
  status: z.enum(['active', 'stopped']),
  stableId: z.string().optional(),
  handle: z.string().optional(),
  name: z.string().optional(),
  url: z.string().optional(),
  /** The network's own number. */
  followersCount: countShape.optional(),
  resolvedAt: instantShape.optional(),
  error: errorShape.optional(),
  /** Ids of its audiences; posts together as `ACCOUNT:likes`. */
  audiences: z.array(z.string()),
});

export function accountView(account: AccountItem, audiences: readonly string[]): z.input<typeof accountShape> {
  const { profile, lastError } = account;
  return {
    id: account.accountId,
    owner: account.owner,
    network: account.network,
    status: account.status,
    stableId: account.stableId,
    handle: profile?.handle,
    name: profile?.name,
    url: profile?.url,
    followersCount: account.followersCount,
    resolvedAt: instantOf(account.resolvedAt),
    error: lastError && { code: lastError.code, message: lastError.message, at: instantOf(lastError.at) },
    audiences: [...audiences],
  };
}
