import type { NetworkId } from '../core/model.ts';
import { termsOf } from '../networks/terms.ts';
import { distanceKm, openGazetteer } from '../people/gazetteer.ts';
import type { Place } from '../people/place.ts';
import { PlaceFinder } from '../people/places.ts';
import type { IndexedPerson } from '../storage/people-index.ts';

let finder: PlaceFinder | undefined;

/** A place in somebody's own words, as an owner asks for it: "Lisbon", "Leipzig, Germany". */
export function findPlace(text: string): Place | undefined {
  finder ??= new PlaceFinder(openGazetteer());
  return finder.find(text);
}

/** Where a profile says that somebody lives, if the network lets us tell. */
export function placeOfText(network: NetworkId, location: string | undefined): IndexedPerson['place'] {
  if (location === undefined || location.trim() === '' || !termsOf(network).mayInferPlaces) return undefined;
  const place = findPlace(location);
  return place === undefined ? undefined : asIndexed(place);
}

export function asIndexed({ city, country, lat, lon }: Place): NonNullable<IndexedPerson['place']> {
  return {
    country,
    ...(city === undefined ? {} : { city }),
    ...(lat === undefined ? {} : { lat }),
    ...(lon === undefined ? {} : { lon }),
  };
}

/** Whether a place lies within so many kilometres of a town, or in the country that was asked for. */
export function isNear(place: IndexedPerson['place'], wanted: Place, withinKm: number): boolean {
  if (place === undefined) return false;
  if (wanted.lat === undefined || wanted.lon === undefined) return place.country === wanted.country;
  if (place.lat === undefined || place.lon === undefined) return false;
  return distanceKm({ lat: place.lat, lon: place.lon }, { lat: wanted.lat, lon: wanted.lon }) <= withinKm;
}
