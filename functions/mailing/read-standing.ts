import { changePersonId } from '../core/digest-changes.ts';
import type { DigestInputChange } from '../core/digest-input.ts';
import { applyOutreach } from '../core/outreach.ts';
import { isOfPeople } from '../core/people-kinds.ts';
import { mayLink } from '../networks/terms.ts';
import type { Db } from '../storage/db.ts';
import { changeOutreach, listOutreach } from '../storage/outreach.ts';
import { listSuggested } from '../storage/suggestions.ts';
import { listUnlinked } from '../storage/unlinked.ts';
import type { Standing } from './gather-outreach.ts';

/**
 * Reads where an owner stands with people, and measures who has come back: of whom there is outreach, a return is
 * noted, once, at the time it was found.
 * @param now calendar, epoch ms
 */
export async function readStanding(
  db: Db,
  owner: string,
  changes: readonly DigestInputChange[],
  now: number,
): Promise<Standing> {
  const [noted, suggested, unlinked] = await Promise.all([
    listOutreach(db, owner),
    listSuggested(db, owner, now),
    listUnlinked(db, owner),
  ]);
  const outreach = new Map(noted);
  for (const change of changes) {
    const personId = changePersonId(change);
    const before = outreach.get(personId);
    if (change.kind !== 'returned' || before === undefined || !isOfPeople(change.audienceKind)) continue;
    const action = { action: 'return' } as const;
    const isNoted = before.history.some(({ step, at }) => step === 'returned' && at === change.detectedAt);
    if (isNoted || applyOutreach(before, action, change.detectedAt) === before) continue;
    outreach.set(personId, await changeOutreach(db, owner, personId, action, change.detectedAt));
  }
  return { outreach, suggested, unlinked, mayLink };
}
