import { randomBytes } from 'node:crypto';
import { errorFields } from '../runtime/logger.ts';
import { listAccounts } from '../storage/accounts.ts';
import { listAudienceRefs } from '../storage/audiences.ts';
import {
  type ErasureJob,
  endErasure,
  listErasureJobs,
  ownersWithErasures,
  putTombstone,
  saveErasure,
  tombstoneOf,
} from '../storage/erasures.ts';
import type { PullDeps } from './deps.ts';
import { eraseFromAudience, removeErasedParts } from './erase-from-audience.ts';
import { eraseFromEditions, eraseFromIndexes, erasePersonItems, eraseReplies } from './erase-items.ts';
import { ERASURE_KEY, erasedOf } from './erased.ts';
import { noteInLedger, replayLedger } from './erasure-ledger.ts';

/**
 * How long parts that no head leads to are left for readers (an hour), and for whoever was just projecting; after that
 * everything is looked through once more.
 */
const SECOND_LOOK_MS = 2 * 3_600_000;

type Deps = Pick<PullDeps, 'db' | 'clock' | 'config' | 'logger' | 'aloneSince' | 'secrets'>;

/**
 * Erases whoever is asked to be. First of all they are remembered by a keyed hash, so that nothing brings them back;
 * then audience after audience, with the progress noted, so that a tick that is cut off is gone on with by the next one.
 */
export async function erasePeople(deps: Deps, mayGoOn: () => boolean): Promise<void> {
  if (deps.secrets !== undefined) await replayLedger(deps.db, deps.secrets, deps.clock.now());
  for (const job of await rememberErasures(deps)) {
    if (!mayGoOn()) return;
    try {
      await work(deps, job, mayGoOn);
    } catch (error) {
      deps.logger.error('an erasure has to be tried again', { owner: job.owner, ...errorFields(error) });
    }
  }
}

/** Writes down whoever is asked to be erased, in the table and outside of it. @returns what is to be done */
export async function rememberErasures(deps: Pick<Deps, 'db' | 'clock' | 'secrets'>): Promise<readonly ErasureJob[]> {
  const owners = await ownersWithErasures(deps.db);
  const jobs = (await Promise.all(owners.map((owner) => listErasureJobs(deps.db, owner)))).flat();
  for (const job of jobs) await remember(deps, job);
  return jobs;
}

async function remember(
  deps: Pick<Deps, 'db' | 'clock' | 'secrets'>,
  { owner, personId, hash: known }: ErasureJob,
): Promise<void> {
  if (known !== undefined) return;
  if (deps.secrets === undefined) throw new Error('Nobody can be erased without a place for the key.');
  const key = await deps.secrets.readOrCreate(ERASURE_KEY, () => randomBytes(32).toString('base64url'));
  const hash = tombstoneOf(key, owner, personId);
  await putTombstone(deps.db, owner, hash, deps.clock.now());
  await noteInLedger(deps.db, deps.secrets, { owner, hash });
}

async function work(deps: Deps, job: ErasureJob, mayGoOn: () => boolean): Promise<void> {
  const { db, clock } = deps;
  const { owner, cleanAt } = job;
  const isSecondLook = cleanAt !== undefined;
  if (isSecondLook && clock.wall() < cleanAt + SECOND_LOOK_MS) return;
  const isErased = await erasedOf(deps, owner);
  const people = new Set(job.hash === undefined ? [job.personId] : []);
  if (job.afterKey === undefined) for (const personId of people) await erasePersonItems(db, owner, personId);
  const keys = await audienceKeys(deps, owner);
  let isBusy = false;
  for (const key of keys.filter((one) => one > (job.afterKey ?? ''))) {
    if (!mayGoOn()) return;
    const { outcome, people: found } = await eraseFromAudience(deps, key, isErased, mayGoOn);
    for (const personId of found) if (!people.has(personId)) await erasePersonItems(db, owner, personId);
    if (isSecondLook) await removeErasedParts(deps, key);
    isBusy ||= outcome === 'busy';
    // Whoever was passed over is come back to: the rest is not noted as done.
    if (!isBusy) await saveErasure(db, job, { afterKey: key });
  }
  if (isBusy) return;
  for (const account of await listAccounts(db, owner)) {
    await eraseReplies(db, account, isErased);
    await eraseFromIndexes(db, account, isErased);
  }
  await eraseFromEditions(db, owner, isErased, clock.now());
  if (isSecondLook) await endErasure(db, job);
  else await saveErasure(db, job, { afterKey: '', cleanAt: clock.wall() });
}

async function audienceKeys({ db }: Deps, owner: string): Promise<string[]> {
  const refs = await listAudienceRefs(db, owner);
  return [...new Set(refs.map(({ key }) => key))].sort();
}
