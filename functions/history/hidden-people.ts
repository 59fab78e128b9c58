import { personId } from '../core/ids.ts';
import type { Db } from '../storage/db.ts';
import { listErasureJobs } from '../storage/erasures.ts';
import type { StoredChange } from '../storage/items.ts';

/** Whoever an owner is having erased: no answer names them from then on, though they may still lie somewhere. */
export async function hiddenPeople(db: Db, owner: string): Promise<ReadonlySet<string>> {
  return new Set((await listErasureJobs(db, owner)).map((job) => job.personId));
}

/** Whether a change is about somebody hidden, by whichever of their ids. */
export function isHidden({ network, person, before }: StoredChange, hidden: ReadonlySet<string>): boolean {
  if (hidden.size === 0) return false;
  return (
    hidden.has(personId(network, person.id)) || (before?.id !== undefined && hidden.has(personId(network, before.id)))
  );
}
