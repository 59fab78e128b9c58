import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { type Db, deleteItem, type Item, putItem, queryPages } from './db.ts';
import { iso, REMOVAL_REQUESTS, removalRequestKey } from './keys.ts';

/** A request that nobody could be told of is forgotten after a month. */
const KEPT_MS = 30 * 86_400_000;

const requestItem = z.object({
  profile: z.string(),
  email: z.string().optional(),
  message: z.string().optional(),
  at: z.number(),
});

/** What somebody asked by the public page, in their own words. */
export type RemovalRequest = Readonly<z.output<typeof requestItem>>;

export async function putRemovalRequest(db: Db, request: RemovalRequest): Promise<void> {
  const expiresAt = Math.ceil((request.at + KEPT_MS) / 1000);
  await putItem(db, removalRequestKey(request.at, randomUUID()), { ...request, expiresAt });
}

/** How many wait, up to a number. */
export async function countRemovalRequests(db: Db, most: number): Promise<number> {
  return (await read(db, most)).length;
}

/** The oldest that wait, with a name by which each can be taken off. */
export async function listRemovalRequests(
  db: Db,
  most: number,
): Promise<{ readonly name: string; readonly request: RemovalRequest }[]> {
  return (await read(db, most)).map((item) => ({ name: String(item['sk']), request: requestItem.parse(item) }));
}

export async function removeRemovalRequest(db: Db, name: string): Promise<void> {
  await deleteItem(db, { pk: REMOVAL_REQUESTS, sk: name });
}

async function read(db: Db, most: number): Promise<Item[]> {
  const pages = queryPages(db, {
    KeyConditionExpression: 'pk = :pk AND sk > :first',
    ExpressionAttributeValues: { ':pk': REMOVAL_REQUESTS, ':first': iso(0).slice(0, 1) },
    Limit: most,
  });
  for await (const page of pages) return page;
  return [];
}
