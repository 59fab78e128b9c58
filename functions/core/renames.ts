import type { ListedPerson, NetworkId, RosterRow } from './model.ts';

/**
 * Exports of these networks know people by names that can change, while the time of the tie stays: to the second at
 * Instagram and Facebook; to the day at LinkedIn, where the full name must agree as well.
 */
const TIES: Partial<Record<NetworkId, (person: Tie) => string | undefined>> = {
  instagram: ({ since }) => (since === undefined ? undefined : String(since)),
  facebook: ({ since }) => (since === undefined ? undefined : String(since)),
  linkedin: ({ since, profile }) =>
    since === undefined || profile.name === undefined ? undefined : `${since} ${profile.name}`,
};

type Tie = Pick<ListedPerson, 'since' | 'profile'>;

/**
 * Who goes on under another name, as far as two exports show it: somebody who is no longer listed, and somebody new whose
 * tie is as old to the second, though the export before did not have them. Only where nobody else shares that time.
 * @param before when the list before was taken, epoch ms: whoever followed later is new indeed
 * @returns the new id by the old one
 */
export function renamedIn(
  network: NetworkId,
  absent: readonly Pick<RosterRow, 'id' | 'since' | 'profile'>[],
  fresh: readonly ListedPerson[],
  before: number,
): ReadonlyMap<string, string> {
  const tieOf = TIES[network];
  if (tieOf === undefined || absent.length === 0) return new Map();
  const gone = byTie(absent, tieOf);
  const come = byTie(
    fresh.filter(({ since }) => since !== undefined && since <= before),
    tieOf,
  );
  const renamed = new Map<string, string>();
  for (const [tie, old] of gone) {
    const now = come.get(tie);
    if (old !== SEVERAL && now !== undefined && now !== SEVERAL) renamed.set(old, now);
  }
  return renamed;
}

/** Stands for more than one: no id is empty. */
const SEVERAL = '';

function byTie(
  people: readonly (Tie & { readonly id: string })[],
  tieOf: (person: Tie) => string | undefined,
): Map<string, string> {
  const ids = new Map<string, string>();
  for (const person of people) {
    const tie = tieOf(person);
    if (tie !== undefined) ids.set(tie, ids.has(tie) ? SEVERAL : person.id);
  }
  return ids;
}
