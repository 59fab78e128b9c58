import { distanceKm, type Gazetteer } from '../../functions/people/gazetteer.ts';
import { type Place, SURE } from '../../functions/people/place.ts';
import { foldPlace } from '../../functions/people/place-words.ts';

/** Answers against expectations, as numbers. */
export interface Tally {
  /** Of what was said, how much was right; 1 if nothing was said. */
  readonly precision: number;
  /** Of what should have been said, how much was, and right. */
  readonly recall: number;
  readonly said: number;
  readonly wanted: number;
}

export interface Judged {
  readonly isSaid: boolean;
  readonly isWanted: boolean;
  readonly isRight: boolean;
}

export function tally(judged: readonly Judged[]): Tally {
  const said = judged.filter(({ isSaid }) => isSaid).length;
  const wanted = judged.filter(({ isWanted }) => isWanted).length;
  const right = judged.filter(({ isSaid, isRight }) => isSaid && isRight).length;
  return { precision: said === 0 ? 1 : right / said, recall: wanted === 0 ? 1 : right / wanted, said, wanted };
}

/** The rules of `held-out/README.md`. @param expected `City, CC` or `CC`; any of them will do */
export function judgePlace(place: Place | undefined, expected: readonly string[], gazetteer: Gazetteer): Judged {
  const told = place !== undefined && place.confidence >= SURE ? place : undefined;
  const isRight = told !== undefined && expected.some((one) => isPlace(told, one, gazetteer));
  return { isSaid: told !== undefined, isWanted: expected.length > 0, isRight };
}

function isPlace(place: Place, expected: string, gazetteer: Gazetteer): boolean {
  const [first = '', last] = expected.split(', ');
  if (last === undefined) return place.city === undefined && place.country === first;
  const city = gazetteer.named(foldPlace(first)).find(({ country }) => country === last);
  const { lat, lon, country } = place;
  if (city === undefined) throw new Error(`The gazetteer has no ${expected}.`);
  return lat !== undefined && lon !== undefined && country === last && isNear({ lat, lon }, expected, gazetteer);
}

/** One of the country's towns of that name lies within 25 km. */
function isNear(point: { lat: number; lon: number }, expected: string, gazetteer: Gazetteer): boolean {
  const [name = '', country] = expected.split(', ');
  return gazetteer
    .named(foldPlace(name))
    .filter((city) => city.country === country)
    .slice(0, 1)
    .some((city) => distanceKm(city, point) <= 25);
}

/** Each segment told must be one of the expected. */
export function judgeSegments(told: readonly string[], expected: readonly string[]): Judged {
  const isRight = told.length > 0 && told.every((segment) => expected.includes(segment));
  return { isSaid: told.length > 0, isWanted: expected.length > 0, isRight };
}
