import type { DigestCandidate, DigestInput, DigestLeaver } from './digest-input.ts';
import type { DigestContent, DigestNear, DigestPerson, DigestSegment, DigestTable } from './digest-model.ts';
import { digestPerson } from './digest-people.ts';
import { type EligibilityContext, whyNotLeaver, whyNotStayer } from './eligibility.ts';
import type { PeopleSense } from './people-sense.ts';
import { reasonsOf } from './reasons.ts';
import { groupIds } from './same-person.ts';
import { scoreParts, totalPoints } from './score.ts';
import type { Scored } from './suggest.ts';
import { tables } from './tables.ts';
import { Top } from './top.ts';

const MOST_SUGGESTED = 5;
const MOST_NEAR = 5;
const SEGMENT_EXAMPLES = 2;
const MOST_SEGMENTS = 7;
/** So many of the best neighbours are looked at for tables, and so many tables are proposed. */
const MOST_GUESTS = 100;
const MOST_TABLES = 2;

export interface Survey {
  /** Best first. */
  readonly stayers: readonly Scored[];
  readonly leavers: readonly Scored[];
  readonly tables: readonly DigestTable[];
  /** More than `mostNotable`, as some of them may be suggested instead. */
  readonly notable: DigestContent['notable'];
  readonly mostNotable: number;
  readonly segments: readonly DigestSegment[];
  readonly near: DigestNear | undefined;
  readonly met: DigestContent['met'];
  /** Person ids of everybody who is in one of the lists. */
  readonly here: ReadonlySet<string>;
  readonly profilesKnown: DigestContent['profilesKnown'];
}

/** Walks everybody once and keeps the best few for each purpose. */
export function surveyPeople(
  input: DigestInput,
  given: {
    readonly sense: PeopleSense;
    readonly leavers: ReadonlyMap<string, DigestLeaver>;
    readonly blocked: ReadonlySet<string>;
    readonly gainedIds: ReadonlySet<string>;
  },
): Survey {
  const isWelcome = input.kind === 'welcome';
  const mostNotable = isWelcome ? 6 : 5;
  const { sense, gainedIds } = given;
  const context = eligibilityContext(input, sense, given.blocked, given.leavers.values());

  const stayers = new Top<Scored>(MOST_SUGGESTED);
  const notable = new Top<Scored>(mostNotable + MOST_SUGGESTED);
  const guests = new Top<Scored>(MOST_GUESTS);
  const neighbours = new Top<DigestCandidate>(MOST_NEAR);
  const segments = new Map<string, { ids: Set<string>; examples: Top<DigestCandidate> }>();
  const near = { city: '', ids: new Set<string>() };
  // Linked people are one: counted once, suggested once, and still there as long as one of them is.
  const one = groupIds(input.links ?? new Map());
  // What somebody asks of strangers on one network holds on all.
  const isLeftAlone = (personId: string) =>
    (input.links?.get(personId) ?? []).some(
      ({ profile }) => profile.isProtected || profile.isMemorial || sense.boundary(profile) !== undefined,
    );
  const here = new Set<string>();
  const everybody = new Set<string>();
  const known = new Set<string>();
  const met = new Set<string>();

  for (const candidate of input.people) {
    if (candidate.state === 'lost') continue;
    const { personId } = candidate;
    const who = one(personId);
    here.add(personId);
    everybody.add(who);
    if (isKnown(candidate)) known.add(who);
    const outreach = Object.hasOwn(input.outreach, personId) ? input.outreach[personId] : undefined;
    if (outreach?.state === 'met' || outreach?.hasMet === true) met.add(who);
    const isEligible = whyNotStayer(candidate, context) === undefined && !isLeftAlone(personId);
    if (!isEligible && !isWelcome) continue;

    const parts = scoreParts(candidate, sense, input.to);
    const score = totalPoints(parts);
    if (isEligible && parts.length > 0) {
      stayers.offer(who, score, { candidate, parts });
      if (isGuest(parts)) guests.offer(who, score, { candidate, parts });
      if (isWelcome || gainedIds.has(personId)) {
        // A welcome introduces the influential; the suggestions are for the kindred.
        const reach = isWelcome ? 2 * (parts.find(({ kind }) => kind === 'reach')?.points ?? 0) : 0;
        notable.offer(who, score + reach, { candidate, parts });
      }
    }
    if (!isWelcome) continue;
    const segment = sense.segment(candidate.profile, candidate);
    if (segment !== undefined) {
      const group = segments.get(segment) ?? { ids: new Set(), examples: new Top(SEGMENT_EXAMPLES) };
      segments.set(segment, group);
      group.ids.add(personId);
      if (isEligible) group.examples.offer(personId, score, candidate);
    }
    const city = parts.find((part) => part.kind === 'city');
    if (city !== undefined && isEligible) {
      near.city = city.city.home;
      near.ids.add(personId);
      neighbours.offer(personId, score, candidate);
    }
  }

  const leavers = new Top<Scored>(MOST_SUGGESTED);
  for (const leaver of given.leavers.values()) {
    // Left one account and still follows another: still there.
    if (everybody.has(one(leaver.personId)) || isLeftAlone(leaver.personId)) continue;
    if (whyNotLeaver(leaver, context) !== undefined) continue;
    const parts = scoreParts(leaver, sense, input.to);
    if (parts.length > 0) leavers.offer(one(leaver.personId), totalPoints(parts), { candidate: leaver, parts });
  }

  const reasons = { now: input.to, timeZone: input.owner.timeZone };
  return {
    stayers: stayers.values(),
    leavers: leavers.values(),
    tables: tablesOf(guests.values()),
    notable: notable.values().map(({ candidate, parts }) => ({
      person: asPerson(candidate),
      reason: reasonsOf(candidate, parts, reasons).slice(0, 2).join('; '),
    })),
    mostNotable,
    segments: [...segments]
      .map(([label, { ids, examples }]) => ({ label, count: ids.size, examples: examples.values().map(asPerson) }))
      .sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1))
      .slice(0, MOST_SEGMENTS),
    near:
      near.ids.size === 0
        ? undefined
        : { city: near.city, count: near.ids.size, people: neighbours.values().map(asPerson) },
    met: { met: met.size, of: everybody.size },
    here,
    profilesKnown: { known: known.size, of: everybody.size },
  };
}

/** Near, and with something in common that can be named: only they can sit at one table. */
function isGuest(parts: Scored['parts']): boolean {
  return parts.some(({ kind }) => kind === 'city') && parts.some(({ kind }) => kind === 'shared');
}

/** @param guests best first */
function tablesOf(guests: readonly Scored[]): readonly DigestTable[] {
  const people = new Map(guests.map(({ candidate }) => [candidate.personId, asPerson(candidate)]));
  const seats = guests.map(({ candidate, parts }) => ({
    personId: candidate.personId,
    town: parts.find((part) => part.kind === 'city')?.city.home ?? '',
    ground: parts.find((part) => part.kind === 'shared')?.things.map(({ term }) => term) ?? [],
  }));
  return tables(seats)
    .slice(0, MOST_TABLES)
    .map(({ town, ground, personIds }) => ({
      city: town,
      ground,
      people: personIds.flatMap((id) => people.get(id) ?? []),
    }));
}

function eligibilityContext(
  input: DigestInput,
  sense: PeopleSense,
  blockedNow: ReadonlySet<string>,
  leavers: Iterable<DigestLeaver>,
): EligibilityContext {
  const blocked = new Set([...blockedNow, ...(input.blocked ?? [])]);
  for (const { personId, verdict } of leavers) {
    if (verdict === 'blocked-you' || verdict === 'you-blocked') blocked.add(personId);
  }
  const { suggestedAt, outreach } = input;
  return { now: input.to, never: new Set(input.never), blocked, suggestedAt, outreach, sense };
}

function asPerson({ personId, network, profile }: DigestCandidate): DigestPerson {
  return digestPerson(personId, network, profile);
}

/** Lists that somebody pushed carry all there is; elsewhere the full profile must have been looked up. */
function isKnown({ hydratedAt, network }: DigestCandidate): boolean {
  return hydratedAt !== undefined || network === 'list';
}
