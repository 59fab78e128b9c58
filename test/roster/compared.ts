import type { Comparison } from '../../functions/roster/comparison.ts';
import type { Roster } from '../../functions/roster/roster.ts';

/** All that a walk has come to, so that two can be held against each other. */
export async function resultOf(comparison: Comparison, roster: Roster) {
  await comparison.settle();
  return {
    listed: comparison.listed,
    duplicates: comparison.duplicates,
    common: comparison.common,
    gained: comparison.gained(),
    edited: comparison.edited().map(({ slot, person: is }) => [roster.rowAt(slot), is]),
    seen: [...comparison.seenSlots()].map((slot) => roster.idAt(slot)),
    unseen: [...comparison.unseenSlots()].map((slot) => roster.rowAt(slot)),
  };
}
