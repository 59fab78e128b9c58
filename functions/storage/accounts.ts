import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import * as z from 'zod';
import { NETWORK_IDS } from '../core/model.ts';
import { READINGS } from '../core/reading.ts';
import { type Db, getItem, type Item, putItem, queryPrefix, updateItem } from './db.ts';
import type { AccountItem } from './items.ts';
import { ACCOUNT_PREFIX, accountKey, ownerPk } from './keys.ts';
import { profileSchema } from './profile-schema.ts';

/** Fields to set; undefined or null removes a field that may be absent. */
export type AccountPatch = {
  readonly [Name in keyof Omit<AccountItem, 'owner' | 'accountId'>]?: AccountItem[Name] | null;
};

const MOST_REPLIES_BYTES = 4_000_000;

const accountSchema = z.object({
  owner: z.string(),
  accountId: z.string(),
  network: z.enum(NETWORK_IDS),
  stableId: z.string().optional(),
  profile: profileSchema.optional(),
  followersCount: z.number().optional(),
  track: z.object({
    followers: z.boolean(),
    following: z.boolean(),
    likes: z.boolean(),
    stars: z.boolean(),
    postDays: z.number(),
    posts: z.number(),
    repositories: z.number(),
  }),
  every: z.number().optional(),
  budget: z.object({ usdPerMonth: z.number(), ownsApp: z.boolean() }).optional(),
  isImported: z.boolean().optional(),
  reading: z.enum(READINGS).optional(),
  status: z.enum(['active', 'stopped']),
  addedAt: z.number(),
  resolvedAt: z.number().optional(),
  lastError: z.object({ at: z.number(), code: z.string(), message: z.string() }).optional(),
  credentialEndsAt: z.number().optional(),
  replies: z.array(z.object({ personId: z.string(), at: z.number() })).optional(),
}) satisfies z.ZodType<AccountItem>;

export async function putAccount(db: Db, item: AccountItem): Promise<void> {
  await putItem(db, accountKey(item.owner, item.accountId), toAttributes(accountSchema.parse(item)));
}

export async function readAccount(db: Db, owner: string, accountId: string): Promise<AccountItem | undefined> {
  const item = await getItem(db, accountKey(owner, accountId));
  return item === undefined ? undefined : fromItem(item);
}

/** An owner's accounts by id, stopped ones too. */
export async function listAccounts(db: Db, owner: string): Promise<AccountItem[]> {
  return (await queryPrefix(db, ownerPk(owner), ACCOUNT_PREFIX)).map(fromItem);
}

/** Changes some fields; false if there is no such account. */
export async function updateAccount(db: Db, owner: string, accountId: string, patch: AccountPatch): Promise<boolean> {
  const set = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined && value !== null));
  const remove = Object.entries(patch).flatMap(([name, value]) =>
    value === undefined || value === null ? [name] : [],
  );
  return updateItem(
    db,
    accountKey(owner, accountId),
    { set: toAttributes(set), remove },
    { expression: 'attribute_exists(pk)' },
  );
}

/** Replies are packed: 500 of them as they are would cost 30 write units with every small update. */
function toAttributes(fields: Partial<AccountItem>): Item {
  const { replies, ...rest } = fields;
  return replies === undefined ? rest : { ...rest, replies: zstdCompressSync(JSON.stringify(replies)) };
}

function fromItem(item: Item): AccountItem {
  const { replies } = item;
  if (!(replies instanceof Uint8Array)) return accountSchema.parse(item);
  const json: unknown = JSON.parse(zstdDecompressSync(replies, { maxOutputLength: MOST_REPLIES_BYTES }).toString());
  return accountSchema.parse({ ...item, replies: json });
}
