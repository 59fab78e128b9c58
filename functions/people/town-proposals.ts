import { countryName } from './countries.ts';
import { type City, distanceKm, type Gazetteer, openGazetteer } from './gazetteer.ts';
import { NEAR_KM } from './near-km.ts';
import { type PersonPlaces, personPlaces } from './person-place.ts';
import { foldPlace } from './place-words.ts';

const MOST = 3;
/** Similar names are looked for in so many of the largest towns that have one. */
const MOST_SIMILAR = 10;
const SHORTEST = 4;
const LONGEST = 40;

/** What tells places from words. */
export interface Atlas {
  readonly places: Pick<PersonPlaces, 'named'>;
  readonly gazetteer: Pick<Gazetteer, 'named'>;
}

/** With the gazetteer that comes with Rekindle. */
export const openAtlas = (): Atlas => ({ places: personPlaces(), gazetteer: openGazetteer() });

/** Towns of the name that words begin with, the largest first; not those that have it for an old or a foreign one only. */
export function namesakes(words: string, { gazetteer }: Atlas): City[] {
  const name = townIn(words);
  return gazetteer.named(name).filter((city) => foldPlace(city.name).startsWith(name));
}

/** How towns would be written to be understood as themselves, in quotes; one for those that one coffee reaches. */
export function writtenTowns(cities: readonly City[], { places }: Atlas): string[] {
  const apart: City[] = [];
  for (const city of cities) if (!apart.some((one) => distanceKm(one, city) <= NEAR_KM)) apart.push(city);
  const words = apart.flatMap((city) => {
    const place = places.named(wordsOf(city));
    return place?.lat === city.lat && place.lon === city.lon ? [`"${wordsOf(city)}"`] : [];
  });
  return [...new Set(words)].slice(0, MOST);
}

/** Towns whose names are one slip of a finger away from what was written, the largest first. */
export function similarTowns(words: string, atlas: Atlas): string[] {
  const name = townIn(words).slice(0, LONGEST);
  if (name.length < SHORTEST) return [];
  const cities = [...slips(name)].flatMap((slip) => atlas.gazetteer.named(slip).slice(0, 1));
  const largest = cities.toSorted((a, b) => b.population - a.population).slice(0, MOST_SIMILAR);
  return writtenTowns(largest, atlas);
}

const orList = new Intl.ListFormat('en-GB', { type: 'disjunction' });
export const oneOf = (words: readonly string[]): string => orList.format(words);

const townIn = (words: string): string => foldPlace((words.split(',')[0] ?? '').trim());

/** "Leipzig, Germany", "Cambridge, MA, United States". */
function wordsOf({ name, admin, country }: City): string {
  return [name, ...(/^[A-Z]{2}$/.test(admin) ? [admin] : []), countryName(country)].join(', ');
}

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz '];

/** A letter too many, too few, another one, or two the wrong way round. */
function slips(name: string): Set<string> {
  const found = new Set<string>();
  for (let at = 0; at <= name.length; at += 1) {
    const [before, after] = [name.slice(0, at), name.slice(at)];
    if (after !== '') found.add(before + after.slice(1));
    if (after.length > 1) found.add(`${before}${after[1]}${after[0]}${after.slice(2)}`);
    for (const letter of LETTERS) {
      found.add(before + letter + after);
      if (after !== '') found.add(before + letter + after.slice(1));
    }
  }
  found.delete(name);
  return found;
}
