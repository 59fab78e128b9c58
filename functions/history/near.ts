import type { NetworkId, Profile } from '../core/model.ts';
import { mayInferPlaces } from '../networks/terms.ts';
import { distanceKm } from '../people/gazetteer.ts';
import type { PersonPlaces } from '../people/person-place.ts';
import type { Place } from '../people/place.ts';
import type { IndexedPerson } from '../storage/people-index.ts';

/** What tells places from words. Read when it is first asked for: most requests are not about places. */
export async function openPlaces(): Promise<PersonPlaces> {
  const { personPlaces } = await import('../people/person-place.ts');
  return personPlaces();
}

/** Where a profile says that somebody lives, if the network lets us tell. */
export async function placeOfProfile(network: NetworkId, profile: Profile): Promise<IndexedPerson['place']> {
  const place = (await openPlaces()).of(profile, { mayInfer: mayInferPlaces(network) });
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
