import type { Replayed } from './recorded.ts';
import { HOUR } from './recorded.ts';

const LEAST = 20 * HOUR;
/** How soon somebody must be seen again for a loss to count as none. */
const SOON = 7;
const PULLS_FOR_COMERS_AND_GOERS = 7;

/** One time that somebody was not listed: from a snapshot, up to (not including) the one that listed them again. */
export interface Absence {
  readonly person: string;
  readonly from: number;
  readonly until: number | undefined;
  /** They had been away before. */
  readonly isRepeated: boolean;
}

/** What the lists themselves say, without any of the product's code. */
export function absencesOf({ snapshots }: Pick<Replayed, 'snapshots'>): Absence[] {
  const absences: Absence[] = [];
  const away = new Map<string, number>();
  const everAway = new Set<string>();
  let before = new Set<string>();
  const end = (person: string, from: number, until: number | undefined): void => {
    absences.push({ person, from, until, isRepeated: everAway.has(person) });
    everAway.add(person);
  };
  snapshots.forEach(({ people }, n) => {
    const now = new Set(people.map(({ id }) => id));
    for (const id of before) if (!now.has(id)) away.set(id, n);
    for (const id of now) {
      const from = away.get(id);
      if (from === undefined) continue;
      end(id, from, n);
      away.delete(id);
    }
    before = now;
  });
  for (const [person, from] of away) end(person, from, undefined);
  return absences;
}

/** Of the losses told, the share that was seen again within the next seven snapshots. */
export function shareSeenAgain({ snapshots, lost }: Replayed): number {
  const places = placesOf(snapshots);
  const again = lost.filter(({ person, toldAt }) => {
    const told = places.get(toldAt) ?? Number.NaN;
    const next = snapshots.slice(told + 1, told + 1 + SOON);
    return next.some(({ people }) => people.some(({ id }) => id === person));
  });
  return lost.length === 0 ? 0 : again.length / lost.length;
}

/**
 * What is wrong with the losses that were told, in words; nothing, if each leaving that lasts was told exactly once and
 * in time, as of the snapshot that first showed it, and nobody was told who was on the list.
 */
export function problemsOf(replayed: Replayed): string[] {
  const { snapshots, lost } = replayed;
  const places = placesOf(snapshots);
  const problems: string[] = [];
  const matched = new Set<unknown>();
  for (const { person, from, until, isRepeated } of absencesOf(replayed)) {
    const tellings = lost.filter((change) => change.person === person && change.leftAt === snapshots[from]?.t);
    for (const telling of tellings) matched.add(telling);
    const name = `${person} from ${from} until ${until ?? 'the end'}`;
    if (tellings.length > 1) problems.push(`${name} was told ${tellings.length} times`);
    const told = places.get(tellings[0]?.toldAt ?? '');
    if (told !== undefined && until !== undefined && told >= until) problems.push(`${name} was told at ${told}`);
    const earliest = snapshots.findIndex(({ at }, n) => n > from && at - (snapshots[from]?.at ?? 0) >= LEAST);
    if (told !== undefined && told < earliest) problems.push(`${name} was told too soon, at ${told}`);
    if (until !== undefined || earliest === -1) continue;
    const latest = isRepeated ? Math.max(earliest, from + PULLS_FOR_COMERS_AND_GOERS) : earliest;
    if (latest < snapshots.length && !(told !== undefined && told <= latest)) {
      problems.push(`${name} was to be told by ${latest}, and was told at ${told ?? 'no time'}`);
    }
  }
  for (const change of lost) if (!matched.has(change)) problems.push(`${change.person} was told and had not left`);
  return problems;
}

function placesOf(snapshots: Replayed['snapshots']): Map<string, number> {
  return new Map(snapshots.map(({ t }, place) => [t, place]));
}

/**
 * The losses that patience by person would tell, worked out from the lists alone, as `person leftAt toldAt`: whoever is
 * still away at the next list at least 20 hours later, or at the seventh, if they have come back before.
 */
export function patientLosses(replayed: Pick<Replayed, 'snapshots'>): string[] {
  const { snapshots } = replayed;
  const losses: string[] = [];
  for (const { person, from, until, isRepeated } of absencesOf(replayed)) {
    const left = snapshots[from];
    const first = from + (isRepeated ? PULLS_FOR_COMERS_AND_GOERS : 1);
    const told = snapshots.findIndex(({ at }, n) => n >= first && at - (left?.at ?? 0) >= LEAST);
    if (told === -1 || (until !== undefined && until <= told)) continue;
    losses.push(`${person} ${left?.t} ${snapshots[told]?.t}`);
  }
  return losses.sort();
}
