import * as z from 'zod';
import { READINGS, waitsFor } from '../core/reading.ts';
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
  /** How its lists come to us: asked by API, brought as the network's export, pushed, or not yet connected. */
  reading: z.enum(READINGS).optional(),
  /** What it waits for, if nobody is asked: which export, and how. */
  waitsFor: z.string().optional(),
  error: errorShape.optional(),
  /** Ids of its audiences; posts together as `ACCOUNT:likes`. */
  audiences: z.array(z.string()),
});

export function accountView(account: AccountItem, audiences: readonly string[]): z.input<typeof accountShape> {
  const { profile, lastError, network, reading } = account;
  return {
    id: account.accountId,
    owner: account.owner,
    network,
    status: account.status,
    stableId: account.stableId,
    handle: profile?.handle,
    name: profile?.name,
    url: profile?.url,
    followersCount: account.followersCount,
    resolvedAt: instantOf(account.resolvedAt),
    reading,
    waitsFor: reading && waitsFor(network, reading),
    error: lastError && { code: lastError.code, message: lastError.message, at: instantOf(lastError.at) },
    audiences: [...audiences],
  };
}
