import type { DigestCandidate, DigestLeaver, OutreachState } from '../core/digest-input.ts';
import { type EligibilityContext, whyNotLeaver, whyNotStayer } from '../core/eligibility.ts';
import type { NetworkId } from '../core/model.ts';
import type { PeopleSense } from '../core/people-sense.ts';
import { scoreParts, totalPoints } from '../core/score.ts';
import { type Guest, type Table, tables } from '../core/tables.ts';
import { Top } from '../core/top.ts';
import { mayLink, termsOf } from '../networks/terms.ts';
import { NEAR_KM } from '../people/near-km.ts';
import { isNear, personPlaces } from '../people/person-place.ts';
import type { Place } from '../people/place.ts';
import { peopleSense } from '../people/sense.ts';
import { namesakes, oneOf, openAtlas, similarTowns, writtenTowns } from '../people/town-proposals.ts';
import type { OwnerConfig } from '../runtime/config-schema.ts';
import { readCorrections } from '../storage/corrections.ts';
import type { Db } from '../storage/db.ts';
import { listOutreach } from '../storage/outreach.ts';
import { listUnlinked } from '../storage/unlinked.ts';
import { digestOwner, readAccounts } from './gather.ts';
import { standingOf } from './gather-outreach.ts';
import { gatherPeople } from './gather-people.ts';

/** As many are listed: nobody meets more on a trip. */
const MOST_LISTED = 100;

/** Whom an owner may meet somewhere. No distances: a town's centre is no address. */
export interface NearPeople {
  /** As the gazetteer has it. */
  readonly place: { readonly city?: string; readonly region?: string; readonly country: string };
  readonly withinKm: number;
  readonly people: readonly NearPerson[];
  /** How many more there are than are listed. */
  readonly more: number;
  /** One table for all, where three or more kindred people share a town. */
  readonly tables: readonly Table[];
  /** Lists that could not be read, by audience id. */
  readonly unread: readonly string[];
}

export interface NearPerson {
  readonly personId: string;
  readonly network: NetworkId;
  readonly handle: string;
  readonly name?: string;
  readonly url: string;
  /** The words that place them there, theirs or the owner's correction. */
  readonly says: string;
  readonly city?: string;
  readonly segment?: string;
  /** What they share with the owner, in the owner's words. */
  readonly shared: readonly string[];
  /** False for those who left and may be asked all the same. */
  readonly isPresent: boolean;
  /** What was tried before. */
  readonly outreach?: OutreachState;
}

/** Which towns may be meant by words that no single one is known by. */
interface Meant {
  readonly similar: readonly string[];
  readonly several: readonly string[];
}

/** The place that was asked for is none that we know, or one of several. */
export class UnknownPlaceError extends Error {
  override readonly name = 'UnknownPlaceError';
  /**
   * @param similar towns of a similar name that may be meant, as they would be written
   * @param several towns of this very name, none of which is meant more than the others
   */
  constructor(words: string, { similar, several }: Meant) {
    const hint = similar.length === 0 ? '' : ` Is it ${oneOf(similar)}?`;
    super(
      several.length > 1
        ? `There are several places called "${words}". Say which, as in ${oneOf(several)}.`
        : `No place is known as "${words}". Try a larger town nearby, with its country: "Lisbon, Portugal".${hint}`,
    );
  }
}

interface Found {
  readonly candidate: DigestCandidate;
  readonly place: Place;
  readonly isPresent: boolean;
}

/**
 * Whom to meet on a trip: those of all the owner's lists who say that they live there, those who still follow first,
 * then by what speaks for them. The rules of "Whom to meet" hold, except that who was suggested, invited or met lately
 * is listed too: one may well meet friends on a trip.
 * @throws UnknownPlaceError if no town or country is known by these words
 */
export async function nearPeople(
  db: Db,
  owner: OwnerConfig,
  question: { readonly place: string; readonly withinKm?: number; readonly now: number },
): Promise<NearPeople> {
  const { now, withinKm = NEAR_KM } = question;
  const places = personPlaces();
  const wanted = places.named(question.place);
  if (wanted === undefined) throw new UnknownPlaceError(question.place, meant(question.place));
  const accounts = await readAccounts(db, owner.id);
  const gathered = await gatherPeople(db, accounts, { home: question.place, now });
  const [corrections, outreach, unlinked] = await Promise.all([
    readCorrections(db, owner.id),
    listOutreach(db, owner.id),
    listUnlinked(db, owner.id),
  ]);
  const around = { ...gathered, people: [...gathered.people], leavers: [...gathered.leavers] };
  const standing = standingOf(around, { outreach, suggested: new Map(), unlinked, mayLink }, { from: now, to: now });
  const mayInferPlaces = (network: NetworkId) => termsOf(network).mayInferPlaces;
  const sense = peopleSense(digestOwner(owner), { corrections, mayInferPlaces });
  const context = contextOf(now, standing, sense);
  const there = (candidate: DigestCandidate): Place | undefined =>
    places
      .all(candidate.profile, {
        correction: corrections.get(candidate.personId),
        mayInfer: mayInferPlaces(candidate.network),
      })
      .find((place) => isThere(place, wanted, withinKm));

  const best = new Top<Found>(MOST_LISTED);
  const seen = new Set<string>();
  const offer = (candidate: DigestCandidate, isPresent: boolean) => {
    const place = seen.has(candidate.personId) ? undefined : there(candidate);
    if (place === undefined) return;
    seen.add(candidate.personId);
    const points = totalPoints(scoreParts(candidate, sense, now));
    best.offer(candidate.personId, points + (isPresent ? 1000 : 0), { candidate, place, isPresent });
  };
  for (const candidate of around.people) if (whyNotStayer(candidate, context) === undefined) offer(candidate, true);
  for (const leaver of around.leavers) if (mayAskLeaver(leaver, context)) offer(leaver, false);

  const found = best.values();
  const people = found.map((one) => personOf(one, sense, outreach.get(one.candidate.personId)?.state));
  return {
    place: placeOf(wanted),
    withinKm,
    people,
    more: seen.size - people.length,
    tables: tables(people.flatMap(guestOf)),
    unread: gathered.damaged.map(({ audienceId }) => audienceId),
  };
}

function meant(words: string): Meant {
  const atlas = openAtlas();
  const several = writtenTowns(namesakes(words, atlas), atlas);
  return { several, similar: several.length > 0 ? several : similarTowns(words, atlas) };
}

function contextOf(
  now: number,
  { never, blocked, outreach }: ReturnType<typeof standingOf>,
  sense: PeopleSense,
): EligibilityContext {
  const snoozed = Object.entries(outreach).filter(([, { state }]) => state === 'snoozed');
  return {
    ...{ now, suggestedAt: {}, outreach: Object.fromEntries(snoozed), sense },
    never: new Set(never),
    blocked: new Set(blocked),
  };
}

function mayAskLeaver(leaver: DigestLeaver, context: EligibilityContext): boolean {
  return whyNotLeaver(leaver, context) === undefined;
}

/** Near a town; or, where a country was asked for, in it. */
function isThere(place: Place, wanted: Place, withinKm: number): boolean {
  if (wanted.lat !== undefined) return isNear(place, wanted, withinKm);
  const isRegion = wanted.region === undefined || wanted.region === place.region;
  return place.country === wanted.country && isRegion;
}

function personOf({ candidate, place, isPresent }: Found, sense: PeopleSense, outreach: OutreachState | undefined) {
  const { personId, network, profile } = candidate;
  const segment = sense.segment(profile, candidate);
  const person: NearPerson = {
    ...{ personId, network, handle: profile.handle, url: profile.url, says: place.words },
    ...(profile.name === undefined ? {} : { name: profile.name }),
    ...(place.city === undefined ? {} : { city: `${place.city}, ${place.country}` }),
    ...(segment === undefined ? {} : { segment }),
    shared: sense.shared(profile).map(({ term }) => term),
    isPresent,
    ...(outreach === undefined ? {} : { outreach }),
  };
  return person;
}

function guestOf({ personId, city, segment, shared, isPresent }: NearPerson): Guest[] {
  if (city === undefined || !isPresent) return [];
  return [{ personId, town: city, ground: [...shared, ...(segment === undefined ? [] : [segment])] }];
}

function placeOf({ city, region, country }: Place): NearPeople['place'] {
  return { country, ...(city === undefined ? {} : { city }), ...(region === undefined ? {} : { region }) };
}
