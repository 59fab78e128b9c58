import * as z from 'zod';
import type { Withdrawn } from '../core/withdrawal.ts';
import { type Db, deleteItem, queryPrefix, updateItem } from './db.ts';
import { type Key, WITHDRAWALS, withdrawalKey } from './keys.ts';
import { packJson, unpackJson } from './pack.ts';
import { profileSchema } from './profile-schema.ts';

const itemSchema = z.object({
  pk: z.string(),
  sk: z.string(),
  owner: z.string(),
  accountId: z.string(),
  /** When it was learnt, and when everything was rewritten; wall clock. */
  at: z.number(),
  strippedAt: z.number().optional(),
});
const peopleSchema = z.array(z.object({ id: z.string(), profile: profileSchema }));

/** People of one account whose content has to go, from everything that is kept of that account. */
export interface Withdrawal {
  readonly key: Key;
  readonly owner: string;
  readonly accountId: string;
  readonly at: number;
  readonly strippedAt?: number | undefined;
  readonly people: readonly Withdrawn[];
}

/** Remembers whose content has to go, before anything else is written: a run that is cut off forgets nobody. */
export async function noteWithdrawal(
  db: Db,
  {
    audienceKey,
    owner,
    accountId,
    at,
    people,
  }: Omit<Withdrawal, 'key' | 'strippedAt'> & { readonly audienceKey: string },
): Promise<void> {
  await updateItem(db, withdrawalKey(audienceKey, at), { set: { owner, accountId, at, people: packJson(people) } });
}

/** What is not done yet; nearly always nothing. */
export async function listWithdrawals(db: Db): Promise<Withdrawal[]> {
  return (await queryPrefix(db, WITHDRAWALS, '', { consistent: true })).map((item) => {
    const { pk, sk, ...rest } = itemSchema.parse(item);
    return { ...rest, key: { pk, sk }, people: peopleSchema.parse(unpackJson(item['people'])) };
  });
}

/** Everything that readers use is rewritten; what it was before lies unused until `removeOrphans` comes. */
export async function setStripped(db: Db, key: Key, strippedAt: number): Promise<void> {
  await updateItem(db, key, { set: { strippedAt } });
}

export async function dropWithdrawal(db: Db, key: Key): Promise<void> {
  await deleteItem(db, key);
}
