import { fewAtATime } from '../core/few-at-a-time.ts';
import type { ListedPerson, RosterRow } from '../core/model.ts';
import type { ParkedByPlace } from './by-place.ts';
import type { EditedPerson, Sighting } from './comparison-state.ts';
import { differsFrom } from './differs.ts';
import type { Roster } from './roster.ts';

/**
 * Everybody listed to whom something happened: the edited, and then those who were away and are as they were, unless they
 * were among those who looked edited.
 * @param changed whoever was edited, or is suspected of it; nobody is in it in the end
 * @throws CorruptRosterError if their rows cannot be read
 */
export async function* sightings(
  roster: Roster,
  changed: ParkedByPlace<EditedPerson>,
  isSeen: (slot: number) => boolean,
): AsyncGenerator<readonly Sighting[]> {
  /** One bit a slot: whoever was away and has been given. */
  const given = new Uint8Array(roster.counts().present === roster.size ? 0 : Math.ceil(roster.size / 8));
  for (const batch of changed.drainByPlace()) {
    for (const people of fewAtATime(batch)) {
      const rows = await roster.rowsOf(
        people.map(({ slot }) => slot),
        // Of the edited it is that of what they were: they alone who were away may be as they were after all.
        (slot) => roster.stateAt(slot) !== 'present',
      );
      const some: Sighting[] = [];
      for (let n = 0; n < people.length; n += 1) {
        const edited = people[n];
        const row = rows[n];
        if (edited === undefined || row === undefined) continue;
        const { slot, person } = edited;
        const isEdited = differsFrom(row, person);
        const isBack = row.state !== 'present';
        if (isBack) given[slot >> 3] = (given[slot >> 3] ?? 0) | (1 << (slot & 7));
        if (isEdited || isBack) some.push({ slot, row, listed: isEdited ? person : asKnown(row), isEdited });
      }
      yield some;
    }
  }
  const others: number[] = [];
  for (const { slot } of roster.away()) {
    if (isSeen(slot) && ((given[slot >> 3] ?? 0) & (1 << (slot & 7))) === 0) others.push(slot);
  }
  if (others.length === 0) return;
  for await (const rows of roster.eachOf(others)) {
    yield rows.map(({ slot, row }) => ({ slot, row, listed: asKnown(row), isEdited: false }));
  }
}

const asKnown = ({ id, profile }: RosterRow): ListedPerson => ({ id, profile });
