import type { ListedPerson } from '../core/model.ts';
import { isNameless } from '../core/nameless.ts';
import type { Roster } from '../roster/roster.ts';

/**
 * Tells who the nameless rows of an export are: whoever is in the roster since the same second, if that is one person.
 * Without, somebody whose account only shows no name just now would look as if they had left.
 */
export function knownByTime(roster: Roster): (person: ListedPerson) => ListedPerson {
  let ids: ReadonlyMap<number, string> | undefined;
  return (person) => {
    const { id, since } = person;
    if (!isNameless(id) || since === undefined || roster.find(id) !== -1) return person;
    ids ??= idsByTime(roster);
    const slot = roster.find(ids.get(since) ?? '');
    return slot === -1 ? person : { id: roster.rowAt(slot).id, profile: roster.rowAt(slot).profile, since };
  };
}

/** Several of one second are told apart by nothing: they stand under an id that nobody has. */
function idsByTime(roster: Roster): ReadonlyMap<number, string> {
  const ids = new Map<number, string>();
  for (const { id, since, state } of roster.rows()) {
    if (since !== undefined && state !== 'lost') ids.set(since, ids.has(since) ? '' : id);
  }
  return ids;
}
