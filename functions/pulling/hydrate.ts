import type { Profile, RosterRow } from '../core/model.ts';
import type { Connector, PersonRef } from '../networks/network.ts';
import type { Absent } from './absent.ts';
import type { FinishedWalk } from './settle.ts';

/** Profiles looked up in one pull, at most; the rest follow with the next pulls. */
const MOST_HYDRATED = 1_000;
const DAY = 86_400_000;
/** A looked-up profile is looked up again after this long. */
const STALE_AFTER = 30 * DAY;

export interface Hydration {
  readonly profiles: ReadonlyMap<string, Profile>;
  /** Rows of the roster among them. */
  readonly rows: readonly RosterRow[];
}

/**
 * Looks up full profiles with what is left of the budget, while people are still there: first those who are gone
 * missing, then the gained, then those whose profile is not known or old. Followers and members only: they are whom a
 * digest may suggest. A failure here costs nothing but the profiles.
 */
export async function hydratePeople(
  connector: Connector,
  walk: FinishedWalk,
  absent: Pick<Absent, 'notLookedUp'>,
  mayGoOn: () => boolean,
): Promise<Hydration> {
  const profiles = new Map<string, Profile>();
  if (walk.head.kind !== 'followers' || connector.listsFullProfiles) return { profiles, rows: [] };
  const rows = new Map<string, RosterRow>();
  const wanted: PersonRef[] = [];
  const want = (ref: PersonRef): void => {
    wanted.push(ref);
  };
  const refOf = (row: RosterRow): PersonRef => ({ id: row.id, handle: row.profile.handle });

  for (const row of await absent.notLookedUp(MOST_HYDRATED)) {
    rows.set(row.id, row);
    want(refOf(row));
  }
  for (const people of walk.comparison.gainedBatches()) {
    if (wanted.length >= MOST_HYDRATED) break;
    const some = people.slice(0, MOST_HYDRATED - wanted.length);
    wanted.push(...some.map(({ id, profile }) => ({ id, handle: profile.handle })));
  }
  const slots: number[] = [];
  for (const slot of walk.roster.unhydrated(walk.at - STALE_AFTER)) {
    if (wanted.length + slots.length >= MOST_HYDRATED) break;
    slots.push(slot);
  }
  for (const row of slots.length === 0 ? [] : await walk.roster.rowsOf(slots)) {
    rows.set(row.id, row);
    want(refOf(row));
  }
  try {
    for await (const { id, profile } of connector.hydrate(wanted)) {
      profiles.set(id, profile);
      if (!mayGoOn()) break;
    }
  } catch {
    // Limits and outages show in the next pull; what was read until here is kept.
  }
  return { profiles, rows: [...rows.values()].filter((row) => profiles.has(row.id)) };
}
