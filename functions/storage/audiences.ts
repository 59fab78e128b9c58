import * as z from 'zod';
import { AUDIENCE_KINDS, NETWORK_IDS } from '../core/model.ts';
import { type Db, getItem, type Item, putItem, queryPrefix } from './db.ts';
import { AUDIENCE_PREFIX, audienceRefKey, ownerPk } from './keys.ts';

const refSchema = z.object({
  owner: z.string(),
  /** API id. */
  audienceId: z.string(),
  /** Storage key; two ids lead to one key after a handle was renamed. */
  key: z.string(),
  kind: z.enum(AUDIENCE_KINDS),
  accountId: z.string(),
  network: z.enum(NETWORK_IDS),
  item: z.string().optional(),
  postedAt: z.number().optional(),
  title: z.string().optional(),
});

/** Leads from an owner and an API id to an audience's storage key. */
export type AudienceRef = Readonly<z.output<typeof refSchema>>;

export async function putAudienceRef(db: Db, ref: AudienceRef): Promise<void> {
  await putItem(db, audienceRefKey(ref.owner, ref.audienceId), { ...refSchema.parse(ref) });
}

/** An owner's audiences, by id; only those of one account if `accountId` is given. */
export async function listAudienceRefs(db: Db, owner: string, accountId?: string): Promise<AudienceRef[]> {
  // An audience's id starts with its account's.
  const prefix = accountId === undefined ? AUDIENCE_PREFIX : `${AUDIENCE_PREFIX}${accountId}:`;
  const refs = (await queryPrefix(db, ownerPk(owner), prefix)).map(parse);
  return accountId === undefined ? refs : refs.filter((ref) => ref.accountId === accountId);
}

export async function readAudienceRef(db: Db, owner: string, audienceId: string): Promise<AudienceRef | undefined> {
  const item = await getItem(db, audienceRefKey(owner, audienceId));
  return item === undefined ? undefined : parse(item);
}

function parse(item: Item): AudienceRef {
  return refSchema.parse(item);
}
