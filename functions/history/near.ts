import type { NetworkId, Profile } from '../core/model.ts';
import { mayInferPlaces } from '../networks/terms.ts';
import { distanceKm } from '../people/gazetteer.ts';
import { personPlaces } from '../people/person-place.ts';
import type { Place } from '../people/place.ts';
import type { IndexedPerson } from '../storage/people-index.ts';

/** A place in somebody's own words, as an owner asks for it: "Lisbon", "Leipzig, Germany". */
export const findPlace = (text: string): Place | undefined => personPlaces().named(text);

/** Where a profile says that somebody lives, if the network lets us tell. */
export function placeOfProfile(network: NetworkId, profile: Profile): IndexedPerson['place'] {
  const place = personPlaces().of(profile, { mayInfer: mayInferPlaces(network) });
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
