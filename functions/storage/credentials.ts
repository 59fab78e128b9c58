import * as z from 'zod';
import { type Db, queryPrefix, updateItem } from './db.ts';
import type { CredentialState } from './items.ts';
import { credentialKey } from './keys.ts';

const stateSchema = z.object({
  credentialId: z.string(),
  waitUntil: z.number().optional(),
  reason: z.string().optional(),
});

/** What is known of every credential's rate limit, by id. A `waitUntil` that has passed means nothing any more. */
export async function readCredentials(db: Db): Promise<Map<string, CredentialState>> {
  const items = await queryPrefix(db, credentialKey('').pk);
  const states = items.map((item) => stateSchema.parse({ ...item, credentialId: item['sk'] }));
  return new Map(states.map((state) => [state.credentialId, state]));
}

/**
 * Makes everything behind a credential wait; a shorter wait never replaces a longer one.
 * @param waitUntil wall clock, epoch ms
 */
export async function setWait(db: Db, credentialId: string, waitUntil: number, reason: string): Promise<void> {
  await updateItem(
    db,
    credentialKey(credentialId),
    { set: { waitUntil, reason } },
    {
      expression: 'attribute_not_exists(#cWait) OR #cWait < :cWait',
      names: { '#cWait': 'waitUntil' },
      values: { ':cWait': waitUntil },
    },
  );
}
