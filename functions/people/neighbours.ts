import type { Profile } from '../core/model.ts';
import type { NearCity } from '../core/people-sense.ts';
import { isNear, isSameCity, type PersonPlaceOptions, personPlaces } from './person-place.ts';
import { foldPlace } from './place-words.ts';

type Neighbour = (profile: Profile, options?: PersonPlaceOptions) => NearCity | undefined;

/**
 * Tells whether somebody says that they live in the owner's home town, or near it. Rather silent than wrong: a coffee
 * is offered on it. The gazetteer is read when somebody names a place for the first time.
 * @param home in the owner's words: "Leipzig, Germany"
 */
export function neighboursOf(home: string | undefined): Neighbour {
  if (home === undefined || home.trim() === '') return () => undefined;
  const town = home.split(',')[0]?.trim() ?? home;
  return (profile, options = {}) => {
    const saysNothing = (profile.location ?? '').trim() === '' && (profile.bio ?? '').trim() === '';
    if (saysNothing && options.correction?.place === undefined) return undefined;
    const places = personPlaces();
    const ours = places.named(home);
    if (ours?.lat === undefined)
      return isNamesake(profile, town, options) ? { home: town, city: town, isSame: true } : undefined;
    const near = places.all(profile, options).filter((place) => isNear(place, ours));
    const theirs = near.find((place) => isSameCity(place, ours)) ?? near[0];
    if (theirs === undefined) return undefined;
    const isSame = isSameCity(theirs, ours);
    return {
      home: town,
      city: isSame ? town : theirs.kind === 'region' ? theirs.words : (theirs.city ?? theirs.words),
      isSame,
      ...(typeof options.correction?.place === 'string' ? { isCorrected: true } : {}),
    };
  };
}

/** A home that the gazetteer doesn't know, a village perhaps: only the very same words are the same place. */
function isNamesake({ location }: Profile, town: string, { correction, mayInfer = true }: PersonPlaceOptions): boolean {
  const said = correction?.place === undefined ? (mayInfer ? location : undefined) : correction.place;
  const first = foldPlace(said?.slice(0, 200).split(/[,/|]/)[0] ?? '');
  return /\p{L}{2}/u.test(first) && first === foldPlace(town);
}
