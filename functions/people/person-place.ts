import type { Correction } from '../core/corrections.ts';
import type { Profile } from '../core/model.ts';
import { placeInBio } from './bio-places.ts';
import { distanceKm, openGazetteer } from './gazetteer.ts';
import { NEAR_KM } from './near-km.ts';
import { NEAR_ENOUGH, type Place } from './place.ts';
import { isMove } from './place-text.ts';
import { foldPlace } from './place-words.ts';
import { PlaceFinder } from './places.ts';

const REMEMBERED = 10_000;

export interface PersonPlaceOptions {
  /** What the owner knows better; it counts whatever else is said. */
  readonly correction?: Correction | undefined;
  /** False where the network's terms forbid to tell a place from what people write. */
  readonly mayInfer?: boolean;
}

/** Where people say that they live. Remembers what it was asked last: many say the same. */
export class PersonPlaces {
  readonly finder: PlaceFinder;
  private readonly remembered = new Map<string, Place | undefined>();

  constructor(finder: PlaceFinder) {
    this.finder = finder;
  }

  /**
   * The place that a profile tells: by its location, else by its bio; undefined if neither says one that is sure
   * enough.
   */
  of({ location, bio }: Profile, { correction, mayInfer = true }: PersonPlaceOptions = {}): Place | undefined {
    if (correction?.place === null) return undefined;
    if (correction?.place !== undefined) {
      const place = this.named(correction.place);
      return place === undefined ? undefined : { ...place, confidence: 1 };
    }
    if (!mayInfer) return undefined;
    const said = location === undefined ? undefined : this.named(location);
    return said ?? (bio === undefined ? undefined : placeInBio(bio, this.finder));
  }

  /** All the places a profile tells: "Berlin & Lisbon" are two homes, "Lagos → London" is one. */
  all(profile: Profile, options: PersonPlaceOptions = {}): readonly Place[] {
    const first = this.of(profile, options);
    const { location } = profile;
    if (first === undefined) return [];
    if (typeof options.correction?.place === 'string' || location === undefined || isMove(location)) return [first];
    const said = this.finder.findAll(location.slice(0, 200));
    return said.length > 1 ? said : [first];
  }

  /** The place that words name: a location, a home, the goal of a trip. */
  named(words: string): Place | undefined {
    const key = words.slice(0, 200);
    if (this.remembered.has(key)) return this.remembered.get(key);
    const place = this.finder.find(key);
    if (this.remembered.size >= REMEMBERED) this.remembered.clear();
    this.remembered.set(key, place);
    return place;
  }
}

let shared: PersonPlaces | undefined;

/** With the gazetteer that comes with Rekindle, which is read when this is first called. */
export function personPlaces(): PersonPlaces {
  shared ??= new PersonPlaces(new PlaceFinder(openGazetteer()));
  return shared;
}

/** Kilometres between two towns' centres; undefined where one of them is a country or a wide region. */
function kmBetween(a: Place, b: Place): number | undefined {
  if (a.lat === undefined || a.lon === undefined || b.lat === undefined || b.lon === undefined) return undefined;
  return distanceKm({ lat: a.lat, lon: a.lon }, { lat: b.lat, lon: b.lon });
}

/** Whether two are near enough for a coffee, and sure enough to ask for one. */
export function isNear(place: Place, home: Place, withinKm = NEAR_KM): boolean {
  const km = kmBetween(place, home);
  return km !== undefined && km <= withinKm && place.confidence >= NEAR_ENOUGH;
}

/** The same town, whatever each calls it. */
export function isSameCity(a: Place, b: Place): boolean {
  return (
    a.city !== undefined && b.city !== undefined && a.country === b.country && foldPlace(a.city) === foldPlace(b.city)
  );
}
