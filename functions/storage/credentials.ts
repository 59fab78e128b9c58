import * as z from 'zod';
import { type Db, getItem, queryPrefix, updateItem } from './db.ts';
import type { CredentialState } from './items.ts';
import { credentialKey, refreshKey } from './keys.ts';

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

/** A stored credential that is being renewed, by the fence under which its lease was taken. */
export interface RefreshClaim {
  readonly name: string;
  readonly fence: number;
  /** What is known of the renewal before. */
  readonly last: RefreshState;
}

const refreshStateSchema = z.object({
  fence: z.number().default(0),
  /** Fingerprint of the credential that was sent to be renewed last, and when (wall clock). */
  sent: z.string().optional(),
  sentAt: z.number().optional(),
  /** Whether its successor has been stored: what has that fingerprint now is an old copy. */
  isStored: z.boolean().default(false),
  /** Fingerprint of the credential that the network refused to renew, and when (wall clock). */
  refused: z.string().optional(),
  refusedAt: z.number().optional(),
});
export type RefreshState = z.output<typeof refreshStateSchema>;

/**
 * Takes the lease on a stored credential, so that it is renewed once; undefined while somebody else has it.
 * @param times wall clock, epoch ms
 */
export async function claimRefresh(
  db: Db,
  name: string,
  times: { readonly wall: number; readonly leaseMs: number },
): Promise<RefreshClaim | undefined> {
  const isTaken = await updateItem(
    db,
    refreshKey(name),
    { set: { leaseUntil: times.wall + times.leaseMs }, add: { fence: 1 } },
    {
      expression: 'attribute_not_exists(#cLease) OR #cLease <= :cWall',
      names: { '#cLease': 'leaseUntil' },
      values: { ':cWall': times.wall },
    },
  );
  if (!isTaken) return undefined;
  const last = refreshStateSchema.parse(await getItem(db, refreshKey(name), { consistent: true }));
  return { name, fence: last.fence, last };
}

/** Notes something under a claim; false if the lease has gone to somebody else meanwhile. */
export async function noteRefresh(
  db: Db,
  { name, fence }: RefreshClaim,
  state: Partial<Omit<RefreshState, 'fence'>>,
): Promise<boolean> {
  return updateItem(db, refreshKey(name), { set: state }, ownFence(fence));
}

/** Gives the lease back; harmless if it has gone to somebody else. */
export async function releaseRefresh(db: Db, { name, fence }: RefreshClaim): Promise<void> {
  await updateItem(db, refreshKey(name), { remove: ['leaseUntil'] }, ownFence(fence));
}

const ownFence = (fence: number) => ({
  expression: '#cFence = :cFence',
  names: { '#cFence': 'fence' },
  values: { ':cFence': fence },
});
