import { listPersonChanges } from '../storage/changes.ts';
import { isBeingErased } from '../storage/erasures.ts';
import type { StoredChange } from '../storage/items.ts';
import { type FoundPerson, findPerson, personOf } from './find-person.ts';
import { type Found, findOne } from './owners.ts';
import { notFound } from './problem.ts';
import type { HistoryApiDeps } from './route.ts';

export interface KnownPerson extends FoundPerson {
  readonly id: string;
  readonly network: NonNullable<ReturnType<typeof personOf>>['network'];
  readonly changes: readonly StoredChange[];
}

/**
 * Somebody whom one of the owners has, or had, in an audience. Who is being erased is not there any more.
 * @throws Problem 404 if none has; 400 naming `owner` if several have
 */
export async function knownPerson(
  { db, clock }: HistoryApiDeps,
  owners: readonly string[],
  id: string,
): Promise<Found<KnownPerson>> {
  const named = personOf(id);
  if (named === undefined) throw notFound();
  return findOne(owners, async (owner) => {
    if (await isBeingErased(db, owner, id)) return undefined;
    const [found, changes] = await Promise.all([
      findPerson(db, owner, named),
      listPersonChanges(db, owner, id, { now: clock.now() }),
    ]);
    if (found.places.length + changes.length === 0) return undefined;
    return { ...found, id, network: named.network, changes };
  });
}
