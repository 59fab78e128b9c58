import type { ComparedPull, Decision } from './compared-pull.ts';
import type { Change, ChangePerson, Profile, RosterRow } from './model.ts';

/** Somebody whose content has to go, and what may stay of it. */
export interface Withdrawn {
  readonly id: string;
  readonly profile: Profile;
}

/**
 * Of whom a pull learnt that the network shows no more what it showed: their account is suspended or deleted, or they
 * are still listed but have made it protected since.
 */
export function withdrawnIn({ findings, seen }: Pick<ComparedPull, 'findings' | 'seen'>): Withdrawn[] {
  const gone = [...findings.values()].flatMap(({ id, isWithdrawn, profile }) =>
    isWithdrawn === true && profile !== undefined ? [{ id, profile }] : [],
  );
  const nowProtected = seen.flatMap(({ row, listed }) =>
    listed.profile.isProtected === true && row.profile.isProtected !== true
      ? [{ id: row.id, profile: listed.profile }]
      : [],
  );
  return [...gone, ...nowProtected];
}

/** The decision without what has to go: in rows (also of those to whom nothing else happened) and in what is told. */
export function withdraw(decision: Decision, withdrawn: readonly Withdrawn[], unseen: readonly RosterRow[]): Decision {
  if (withdrawn.length === 0) return decision;
  const puts = new Map(decision.puts.map((row) => [row.id, row]));
  const known = new Map(unseen.map((row) => [row.id, row]));
  const kept = new Map(withdrawn.map(({ id, profile }) => [id, profile]));
  for (const [id, profile] of kept) {
    const row = puts.get(id) ?? known.get(id);
    if (row !== undefined && !decision.drops.includes(id)) puts.set(id, bareRow(row, profile));
  }
  return {
    ...decision,
    puts: [...puts.values()],
    changes: decision.changes.map((change) => bareChange(change, kept.get(change.person.id))),
  };
}

/** A row that knows no more of somebody than may stay. */
export function bareRow({ hydratedAt: _, rowPrint: __, ...row }: RosterRow, profile: Profile): RosterRow {
  return { ...row, profile };
}

/** A change that says no more of somebody than may stay; as it is if everything may. */
export function bareChange<T extends Change>(change: T, profile: Profile | undefined): T {
  if (profile === undefined) return change;
  const person: ChangePerson = { id: change.person.id, ...profile };
  const { before: _, ...rest } = change;
  return { ...(rest as Omit<T, 'before'> & T), person };
}

/** Whether a row already knows no more than may stay. */
export function isBare(row: Pick<RosterRow, 'profile'>, profile: Profile): boolean {
  const fields = Object.entries(row.profile).filter(([, value]) => value !== undefined);
  return (
    fields.length === Object.keys(profile).length &&
    fields.every(([name, value]) => Reflect.get(profile, name) === value)
  );
}
