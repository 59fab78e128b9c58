import * as z from 'zod';
import { REFUSALS } from '../core/model.ts';
import { type Db, getItem, isExpired, putItem, queryPages } from './db.ts';
import type { SnapshotItem } from './items.ts';
import { iso, snapshotKey } from './keys.ts';

const count = z.number().int().min(0);

const snapshotSchema = z.object({
  key: z.string(),
  at: z.number(),
  startedAt: z.number(),
  listed: count,
  duplicates: count,
  pages: count,
  isComplete: z.boolean(),
  isAccepted: z.boolean(),
  refusal: z.enum(REFUSALS).optional(),
  reason: z.string().optional(),
  acceptedAt: z.number().optional(),
  networkCount: z.number().optional(),
  isCountOnly: z.boolean().optional(),
  days: z.array(z.object({ day: z.string(), gained: count.optional(), lost: count.optional() })).optional(),
  version: count,
  gained: count,
  lost: count,
  returned: count,
  edited: count,
}) satisfies z.ZodType<SnapshotItem>;

/** @param item `expiresAt` in epoch seconds, for ever without */
export async function putSnapshot(db: Db, item: SnapshotItem & { readonly expiresAt?: number }): Promise<void> {
  const { expiresAt } = item;
  const attributes = { ...snapshotSchema.parse(item), ...(expiresAt === undefined ? {} : { expiresAt }) };
  await putItem(db, snapshotKey(item.key, item.at), attributes);
}

/** What the pull that ended at `at` saw; undefined if none did or it is forgotten. */
export async function readSnapshot(db: Db, key: string, at: number): Promise<SnapshotItem | undefined> {
  const item = await getItem(db, snapshotKey(key, at), { consistent: true });
  return item === undefined ? undefined : snapshotSchema.parse(item);
}

/**
 * Snapshots of an audience, newest first.
 * @param query `before`, `from` and `now` in epoch ms: older than `before`, not older than `from`; without `now`,
 * expired ones are shown too
 */
export function listSnapshots(
  db: Db,
  key: string,
  query: { readonly before?: number; readonly from?: number; readonly limit: number; readonly now?: number },
): Promise<SnapshotItem[]> {
  return list(db, key, query);
}

/** Pulls that were refused and not accepted since, newest first. @param query `now` in epoch ms: without expired ones */
export function listRefused(
  db: Db,
  key: string,
  query: { readonly limit: number; readonly now: number },
): Promise<SnapshotItem[]> {
  return list(db, key, query, 'isAccepted = :no');
}

async function list(
  db: Db,
  key: string,
  query: { readonly before?: number; readonly from?: number; readonly limit: number; readonly now?: number },
  filter?: string,
): Promise<SnapshotItem[]> {
  const { before, from, limit, now } = query;
  const snapshots: SnapshotItem[] = [];
  const pages = queryPages(db, {
    KeyConditionExpression: before === undefined ? 'pk = :pk' : 'pk = :pk AND sk < :before',
    ExpressionAttributeValues: {
      ':pk': snapshotKey(key, 0).pk,
      ...(before === undefined ? {} : { ':before': iso(before) }),
      ...(filter === undefined ? {} : { ':no': false }),
    },
    ScanIndexForward: false,
    // A limit counts what is looked at, and most of what a filter looks at is not kept.
    ...(filter === undefined ? { Limit: limit } : { FilterExpression: filter }),
  });
  for await (const page of pages) {
    for (const item of page) {
      if (now !== undefined && isExpired(item, now)) continue;
      const snapshot = snapshotSchema.parse(item);
      if (from !== undefined && snapshot.at < from) return snapshots;
      snapshots.push(snapshot);
      if (snapshots.length === limit) return snapshots;
    }
  }
  return snapshots;
}
