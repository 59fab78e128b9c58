import type { Profile } from '../core/model.ts';
import { countriesOf } from './countries.ts';
import { fold } from './words.ts';

const LONGEST = 500;
const SEPARATORS =
  /[,/|·•;&()<>+→\n]|\s[-–—]\s|(?=[\u{1f1e6}-\u{1f1ff}]{2})|(?<=[\u{1f1e6}-\u{1f1ff}]{2})|\s(?:and|und|et|y)\s/u;
/** What may stand before a city in a bio to mean "I live there". `from` and `aus` don't: they say where people come from. */
const LIVING =
  '(?:based in|located in|living in|live in|lives in|home is|wohne in|wohnhaft in|lebe in|lebt in|zuhause in|📍|in)';
/** What turns "in Leipzig" into something else. */
const NOT_LIVING =
  /(?:born|raised|grew up|studied|educated|made|not|once|formerly|previously|used to|lived|interested|lost|taken|geboren|lebte|wohnte|aufgewachsen|studiert|nicht|fruher|ehemals)\s*$/;

/**
 * Tells whether somebody says that they live in the owner's home city. Compares names, accents and case aside; no
 * geography: who says only a suburb or a region is not recognised. A country that contradicts the owner's
 * ("Paris, Texas" for a home in "Paris, France") rules it out. Rather silent than wrong: a coffee is offered on it.
 */
export function livesIn(home: string | undefined): (profile: Profile) => string | undefined {
  const [city, ...rest] = partsOf(home ?? '');
  if (city === undefined || !/\p{L}{2}/u.test(city)) return () => undefined;
  const name = fold(city);
  const countries = countriesIn(rest);
  const inBio = new RegExp(`(?<![\\p{L}\\p{N}])${LIVING}\\s*(?:#)?${literally(name)}(?![\\p{L}\\p{N}])`, 'u');
  return ({ location, bio }) => {
    // Who names a place means it; a bio that says another is not asked.
    if (location !== undefined && location.trim() !== '') return isCity(location, name, countries) ? city : undefined;
    return bio !== undefined && saysCity(bio, inBio) ? city : undefined;
  };
}

function isCity(location: string, name: string, countries: ReadonlySet<string> | undefined): boolean {
  const parts = partsOf(location);
  if (!parts.some((part) => fold(part) === name)) return false;
  const theirs = countriesIn(parts.filter((part) => fold(part) !== name));
  return countries === undefined || theirs === undefined || [...theirs].some((country) => countries.has(country));
}

function saysCity(bio: string, inBio: RegExp): boolean {
  const text = fold(bio.slice(0, LONGEST));
  const found = inBio.exec(text);
  return found !== null && !NOT_LIVING.test(text.slice(0, found.index));
}

function partsOf(place: string): readonly string[] {
  return place
    .slice(0, LONGEST)
    .split(SEPARATORS)
    .map((part) => part.replace(/^[^\p{L}\p{N}\u{1f1e6}-\u{1f1ff}]+|[^\p{L}\p{N}.\u{1f1e6}-\u{1f1ff}]+$/gu, '').trim())
    .filter((part) => part !== '');
}

function countriesIn(parts: readonly string[]): ReadonlySet<string> | undefined {
  const known = parts.map(countriesOf).filter((countries) => countries !== undefined);
  return known.length === 0 ? undefined : new Set(known.flatMap((countries) => [...countries]));
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
