import { personId } from '../core/ids.ts';
import type { ChangePerson, NetworkId } from '../core/model.ts';
import type { Secrets } from '../runtime/secrets.ts';
import type { Db } from '../storage/db.ts';
import { listTombstones, tombstoneOf } from '../storage/erasures.ts';

/** Name of the secret that the hashes of erased people are made with. */
export const ERASURE_KEY = 'keys/erasures';

/** What erasing needs of the world: the table, and secrets for its key and its ledger. */
export interface ErasedDeps {
  readonly db: Db;
  readonly secrets?: Pick<Secrets, 'read' | 'readOrCreate'>;
}

/** Whether somebody was erased, by the network's own id. */
export type IsErased = (network: NetworkId, stableId: string) => boolean;

/** Nobody was erased: nobody has to be asked about. */
export const NOBODY: IsErased = () => false;

/**
 * Whom an owner has erased. Asked afresh before people are put into a roster and before changes are told, so that
 * nobody comes back by a pull, an import or a late projection.
 * @throws Error if somebody was erased and the key that knows them is not there: nothing may be told then
 */
export async function erasedOf(deps: ErasedDeps, owner: string): Promise<IsErased> {
  const hashes = await listTombstones(deps.db, owner);
  if (hashes.size === 0) return NOBODY;
  const key = await deps.secrets?.read(ERASURE_KEY);
  if (key === undefined) throw new Error('People were erased, and the key that recognises them is missing.');
  return (network, stableId) => hashes.has(tombstoneOf(key, owner, personId(network, stableId)));
}

/** Whether a change is about somebody erased, by whichever of their ids. */
export function isAbout(
  { person, before }: { readonly person: ChangePerson; readonly before?: { readonly id?: string } },
  network: NetworkId,
  isErased: IsErased,
): boolean {
  return isErased(network, person.id) || (before?.id !== undefined && isErased(network, before.id));
}
