import { createHmac } from 'node:crypto';
import * as z from 'zod';
import { type Db, deleteItem, getItem, type Item, putItem, queryPrefix, updateItem } from './db.ts';
import {
  ERASURE_JOB_PREFIX,
  erasureJobKey,
  erasurePk,
  PENDING_ERASURES,
  pendingErasureKey,
  TOMBSTONE_PREFIX,
  tombstoneKey,
} from './keys.ts';

const jobItem = z.object({
  owner: z.string(),
  /** Of whom only the hash is known: that hash. */
  personId: z.string(),
  /** Only known by their hash: the table was restored, and has to be looked through. */
  hash: z.string().optional(),
  /** Calendar, epoch ms. */
  requestedAt: z.number(),
  /** The last audience that is done, by key; they are worked through in the order of their keys. */
  afterKey: z.string().optional(),
  /** Everything that can be read is clean; what is left are parts that no head leads to. Wall clock, epoch ms. */
  cleanAt: z.number().optional(),
});

/** A person who is being erased. It names them until the work is done; then only a keyed hash remembers. */
export type ErasureJob = Readonly<z.output<typeof jobItem>>;

/** Asks that somebody be erased; the tick does it. Asking again changes nothing. @param now calendar, epoch ms */
export async function requestErasure(db: Db, owner: string, personId: string, now: number): Promise<ErasureJob> {
  const key = erasureJobKey(owner, personId);
  const job: ErasureJob = { owner, personId, requestedAt: now };
  await putItem(db, key, { ...job }, { expression: 'attribute_not_exists(pk)' });
  await putItem(db, pendingErasureKey(owner), { owner });
  const item = await getItem(db, key, { consistent: true });
  return item === undefined ? job : jobItem.parse(item);
}

/** Asks that everything be looked through for somebody who is known by their hash alone. */
export async function requestSweep(db: Db, owner: string, hash: string, now: number): Promise<void> {
  const job: ErasureJob = { owner, personId: hash, hash, requestedAt: now };
  await putItem(db, erasureJobKey(owner, hash), { ...job }, { expression: 'attribute_not_exists(pk)' });
  await putItem(db, pendingErasureKey(owner), { owner });
}

/** Whether somebody is to be erased and perhaps still lies somewhere: nobody is shown them any more. */
export async function isBeingErased(db: Db, owner: string, personId: string): Promise<boolean> {
  return (await getItem(db, erasureJobKey(owner, personId), { consistent: true })) !== undefined;
}

/** Whoever is being erased of an owner, by id. */
export async function listErasureJobs(db: Db, owner: string): Promise<ErasureJob[]> {
  const items = await queryPrefix(db, erasurePk(owner), ERASURE_JOB_PREFIX, { consistent: true });
  return items.map((item) => jobItem.parse(item));
}

/** Owners with erasures under way. */
export async function ownersWithErasures(db: Db): Promise<string[]> {
  return (await queryPrefix(db, PENDING_ERASURES, '', { consistent: true })).map((item) => String(item['sk']));
}

/** Notes how far an erasure has come. */
export async function saveErasure(
  db: Db,
  job: ErasureJob,
  progress: { readonly afterKey?: string; readonly cleanAt?: number },
): Promise<void> {
  await updateItem(
    db,
    erasureJobKey(job.owner, job.personId),
    { set: progress },
    { expression: 'attribute_exists(pk)' },
  );
}

/** Ends an erasure; the last one takes the owner off the list. */
export async function endErasure(db: Db, job: ErasureJob): Promise<void> {
  await deleteItem(db, erasureJobKey(job.owner, job.personId));
  if ((await listErasureJobs(db, job.owner)).length === 0) await deleteItem(db, pendingErasureKey(job.owner));
}

/** What remembers a person who may not be named: an HMAC over owner and id. */
export function tombstoneOf(key: string, owner: string, personId: string): string {
  return createHmac('sha256', key).update(`rekindle erasure 1\n${owner}\n${personId}`).digest('base64url');
}

/** Makes somebody stay erased. Tombstones do not expire. */
export async function putTombstone(db: Db, owner: string, hash: string, now: number): Promise<boolean> {
  return putItem(db, tombstoneKey(owner, hash), { at: now }, { expression: 'attribute_not_exists(pk)' });
}

/** Hashes of everybody an owner has erased. */
export async function listTombstones(db: Db, owner: string): Promise<ReadonlySet<string>> {
  const items: Item[] = await queryPrefix(db, erasurePk(owner), TOMBSTONE_PREFIX, { consistent: true });
  return new Set(items.map((item) => String(item['sk']).slice(TOMBSTONE_PREFIX.length)));
}
