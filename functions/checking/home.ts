import { countryName } from '../people/countries.ts';
import { type City, distanceKm } from '../people/gazetteer.ts';
import { NEAR_KM } from '../people/near-km.ts';
import type { Place } from '../people/place.ts';
import { type Atlas, namesakes, oneOf, openAtlas, similarTowns, writtenTowns } from '../people/town-proposals.ts';
import type { OwnerConfig } from '../runtime/config-schema.ts';
import { attention, type Finding, ok } from './finding.ts';

/** A town of the same name that is at least this part of the largest one's size may be the one that is meant. */
const RIVAL = 0.25;

/** Whether each owner's home is a town that is known: whoever is near for a coffee is found by it alone. */
export function checkHomes(owners: readonly Pick<OwnerConfig, 'id' | 'home'>[]): Finding[] {
  const known = owners.flatMap(({ id, home }) => (home === undefined ? [] : [{ id, home }]));
  if (known.length === 0) return [];
  const atlas = openAtlas();
  return known.map(({ id, home }) => checkHome(id, home, atlas));
}

/** Homes are told of so many owners; the doctor tells of all. */
const MOST_NOTES = 3;

/** What is wrong with homes, a sentence each: whoever misspells theirs would only miss who lives near. It stops nothing. */
export function homeNotes({ owners }: { readonly owners: Parameters<typeof checkHomes>[0] }): string[] {
  const wrong = checkHomes(owners).filter(({ state }) => state !== 'ok');
  const notes = wrong
    .slice(0, MOST_NOTES)
    .map(({ says, cure = '' }) => `Note on the home in the configuration: ${says}. ${cure}`);
  const rest = wrong.length - notes.length;
  return rest === 0 ? notes : [...notes, `And ${rest} more homes like that: npm run rekindle -- doctor`];
}

function checkHome(owner: string, home: string, atlas: Atlas): Finding {
  const about = 'home';
  const asHome = (example: string) => `${example} as "home" of the owner "${owner}" in the configuration.`;
  const place = atlas.places.named(home);
  if (place === undefined) {
    const several = writtenTowns(namesakes(home, atlas), atlas);
    if (several.length > 1) {
      return attention(
        about,
        `"${home}" may be several places, so nobody is near it for a coffee`,
        `Write ${asHome(oneOf(several))}`,
      );
    }
  }
  if (place?.lat === undefined) {
    const where = place === undefined ? undefined : (place.region ?? countryName(place.country));
    const similar = similarTowns(home, atlas);
    return attention(
      about,
      `${where === undefined ? `no place is known as "${home}"` : `"${home}" names no town (it is understood as ${where})`}, so nobody is near it for a coffee`,
      `Write ${asHome('a town with its country, such as "Leipzig, Germany",')}${similar.length === 0 ? '' : ` Is it ${oneOf(similar)}?`}`,
    );
  }
  const taken = `"${home}" is taken for ${place.city ?? place.region}, ${countryName(place.country)}`;
  const others = writtenTowns(rivals(place, home, atlas), atlas);
  return others.length === 0
    ? ok(about, taken)
    : attention(about, taken, `If it is another one, write ${asHome(oneOf(others))}`);
}

/** Large towns of the same name elsewhere, where the home says no more than the name. */
function rivals({ lat = 0, lon = 0 }: Place, home: string, atlas: Atlas): City[] {
  if (home.includes(',')) return [];
  const all = namesakes(home, atlas);
  const least = RIVAL * (all[0]?.population ?? 0);
  return all.filter((city) => city.population >= least && distanceKm({ lat, lon }, city) > NEAR_KM);
}
