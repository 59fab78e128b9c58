import type { Db } from '../storage/db.ts';
import {
  type IndexedPerson,
  type PeopleIndexHead,
  readPeopleIndex,
  readPeopleIndexHead,
} from '../storage/people-index.ts';

/** Readings of one index. It is made anew by at most one tick of five minutes and read within seconds. */
const MOST_READINGS = 4;

export interface WholeIndex {
  /** As it stood when it was read, or was tried to be for the last time. */
  readonly head: PeopleIndexHead;
  /** Undefined if it was made anew during each of the readings. */
  readonly people: readonly IndexedPerson[] | undefined;
}

/**
 * An account's index, read anew as often as it is made anew meanwhile, within bounds.
 * @param head as it was found, perhaps a little ago
 * @param spend is told of each reading
 * @returns undefined if there is no index any more
 */
export async function readWholeIndex(
  db: Db,
  { owner, accountId }: { readonly owner: string; readonly accountId: string },
  head: PeopleIndexHead,
  spend: () => void,
): Promise<WholeIndex | undefined> {
  let latest: PeopleIndexHead | undefined = head;
  for (let reading = 1; ; reading += 1) {
    spend();
    const people = await readPeopleIndex(db, owner, accountId, latest, { consistent: reading > 1 });
    if (people !== undefined || reading === MOST_READINGS) return { head: latest, people };
    latest = await readPeopleIndexHead(db, owner, accountId);
    if (latest === undefined) return undefined;
  }
}
