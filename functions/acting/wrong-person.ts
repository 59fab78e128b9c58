import type { LinkedPerson } from '../core/digest-model.ts';
import { putCorrection } from '../storage/corrections.ts';
import type { Db } from '../storage/db.ts';
import { readEdition } from '../storage/digests.ts';
import { isBeingErased } from '../storage/erasures.ts';
import { changeOutreach, readOutreach } from '../storage/outreach.ts';
import { readSuggestion } from '../storage/suggestions.ts';
import { listUnlinkedFrom, putUnlinked } from '../storage/unlinked.ts';
import { restFor } from './rest.ts';

/** Of somebody whom we took for somebody else. */
const REST_WEEKS = 52;

/**
 * Whom the newest edition that suggested somebody took for the same person elsewhere. Nobody, if they were never
 * suggested: nothing was made of their links then. Whoever is being
 * erased is named no more.
 * @param now calendar, epoch ms
 */
export async function linkedOnce(db: Db, owner: string, personId: string, now: number): Promise<LinkedPerson[]> {
  const suggested = await readSuggestion(db, owner, personId, now);
  if (suggested?.edition === undefined) return [];
  const { digestId, period } = suggested.edition;
  const content = await readEdition(db, owner, digestId, period, now);
  const linked = content?.suggestions.find(({ person }) => person.personId === personId)?.linked ?? [];
  const isHidden = await Promise.all(linked.map((other) => isBeingErased(db, owner, other.personId)));
  return linked.filter((_, index) => isHidden[index] === false);
}

/** The same without whom the owner has taken apart since. */
export async function linkedNow(db: Db, owner: string, personId: string, now: number): Promise<LinkedPerson[]> {
  const linked = await linkedOnce(db, owner, personId, now);
  if (linked.length === 0) return [];
  const apart = await listUnlinkedFrom(db, owner, personId);
  return linked.filter((other) => !apart.has(other.personId));
}

/**
 * Takes the owner's word that this is somebody else: apart from whoever they were linked with from now on; of somebody
 * who is linked with nobody no place and no kind is told any more, and they rest for a year.
 * @param linked whom they are taken for
 * @param now calendar, epoch ms
 */
export async function tellWrongPerson(
  db: Db,
  who: { readonly owner: string; readonly personId: string; readonly linked: readonly LinkedPerson[] },
  now: number,
): Promise<void> {
  const { owner, personId, linked } = who;
  for (const other of linked) await putUnlinked(db, owner, personId, other.personId, now);
  if (linked.length > 0) return;
  await putCorrection(db, owner, personId, { place: null, segments: [] }, now);
  const outreach = await readOutreach(db, owner, personId);
  await changeOutreach(db, owner, personId, [restFor(REST_WEEKS, outreach, now)], now);
}
