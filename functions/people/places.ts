import { flagsIn } from './countries.ts';
import type { City, Gazetteer } from './gazetteer.ts';
import { distanceKm } from './gazetteer.ts';
import { isNowhere, isWord } from './no-places.ts';
import { type Place, type PlaceHints, SURE } from './place.ts';
import { type Area, type Candidate, type Part, PartReader } from './place-parts.ts';
import { BETWEEN, cleanedLocation, isMove, LONGEST, WITHIN } from './place-text.ts';
import { foldPlace } from './place-words.ts';

/**
 * Tells places from what people write into a location field. Pure: the gazetteer is passed in. Says nothing rather
 * than something doubtful: of 100 places that it tells, 95 must be right.
 */
export class PlaceFinder {
  private readonly gazetteer: Gazetteer;
  private readonly parts: PartReader;

  constructor(gazetteer: Gazetteer) {
    this.gazetteer = gazetteer;
    this.parts = new PartReader(gazetteer);
  }

  /** The place a location field tells, the first of several; undefined if none that is sure enough. */
  find(location: string, hints: PlaceHints = {}): Place | undefined {
    const places = this.findAll(location, hints);
    return isMove(location) ? places.at(-1) : places[0];
  }

  /** All the places a location field tells, in its order. */
  findAll(location: string, hints: PlaceHints = {}): readonly Place[] {
    const text = cleanedLocation(location);
    if (text === '' || isNowhere(foldPlace(text))) return [];
    const point = this.coordinates(text);
    if (point !== undefined) return [point];
    const flags = flagsIn(location);
    const bare = text.replace(
      /(?:[\u{1f1e6}-\u{1f1ff}\p{Extended_Pictographic}]|\uFE0F|\u200d|[\u{e0020}-\u{e007f}])+/gu,
      ' | ',
    );
    const groups = bare.split(BETWEEN).filter((group) => /[\p{L}\p{N}]/u.test(group));
    const whole = flags.length === 1 ? flags.map((country) => ({ country })) : [];
    const among = flags.length > 1 ? new Set(flags) : undefined;
    const wide = among === undefined ? hints : { ...hints, countries: among };
    const places = groups.map((group) => this.ofGroup(group, whole, wide)).filter((place) => place !== undefined);
    const towns = places.filter(({ kind }) => kind !== 'country');
    if (towns.length > 0) return this.contained(towns, places);
    if (places.length > 0) return places;
    const [flag] = flags;
    return flags.length === 1 && flag !== undefined && !saysNowhere(groups)
      ? [{ kind: 'country', country: flag, confidence: 0.7, words: location.slice(0, LONGEST).trim() }]
      : [];
  }

  /** "Berlin | Germany": what contains another place is no place of its own. */
  private contained(towns: readonly Place[], places: readonly Place[]): readonly Place[] {
    const countries = new Set(places.filter(({ kind }) => kind === 'country').map(({ country }) => country));
    const inside = towns.filter(({ country }) => countries.has(country));
    return countries.size === 1 && inside.length === 0
      ? [...towns, ...places.filter((one) => one.kind === 'country')]
      : towns;
  }

  private ofGroup(group: string, around: readonly Area[], hints: PlaceHints): Place | undefined {
    // "Halle (Saale)" is one name.
    const whole = this.parts.whole(group.trim(), false);
    const parts = whole.candidates.some(({ trust }) => trust >= 0.8)
      ? [whole]
      : group
          .split(WITHIN)
          .map((part) => part.trim())
          .filter((part) => /[\p{L}\p{N}]/u.test(part))
          .slice(0, 8)
          .flatMap((part, index, all) => this.parts.read(part, all.length > 1 && index > 0));
    const first = this.townOf(parts, around, hints);
    if (first !== undefined) return first;
    // No town: the narrowest area that all agree on.
    const named = parts.filter(({ areas, folded }) => areas.length > 0 && !isNowhere(folded));
    const narrow = named.flatMap((part) =>
      part.areas.filter((area) => agrees(area, named, part, around)).map((area) => ({ area, part })),
    );
    const best = narrow.find(({ area }) => area.region !== undefined) ?? narrow[0];
    if (best === undefined || (isCut(best.part, named) && around.length === 0)) return undefined;
    const { area } = best;
    const countries = new Set(
      best.part.areas.filter((one) => agrees(one, named, best.part, around)).map(({ country }) => country),
    );
    if (countries.size > 1) return undefined;
    return {
      kind: area.region === undefined ? 'country' : 'region',
      country: area.country,
      ...(area.region === undefined ? {} : { region: area.region }),
      confidence: 0.8,
      words: group.trim(),
    };
  }

  private townOf(parts: readonly Part[], around: readonly Area[], hints: PlaceHints): Place | undefined {
    const found: Place[] = [];
    for (const part of parts) {
      if (part.candidates.length === 0) continue;
      const others = parts.filter((other) => other !== part && other.areas.length > 0);
      const fits = part.candidates.filter(
        ({ city }) =>
          others.every(({ areas }) => areas.some((area) => holds(area, city))) &&
          (around.length === 0 || around.some((area) => holds(area, city))),
      );
      const isHeld = others.length > 0 || around.length > 0;
      // "California, USA" is the state, though Maryland has a town of that name.
      const isArea = part.areas.some(
        (area) =>
          area.region !== undefined &&
          agrees(area, others, part, around) &&
          !fits.some(({ city }) => holds(area, city)),
      );
      if (isArea && !fits.some(({ city, trust }) => trust >= 1 || city.population >= 300_000)) continue;
      const near = fits.find(({ city }) =>
        parts.some(
          (other) =>
            other !== part &&
            other.areas.length === 0 &&
            other.candidates.some(
              (one) => one.city !== city && one.city.population >= 100_000 && distanceKm(one.city, city) < 40,
            ),
        ),
      );
      const [best] = fits;
      if (isHeld && best !== undefined) {
        found.push(this.place(best, part, others, 0.95));
        break;
      }
      // An area that contradicts it: "Milano, MI" is no town of Michigan; "Leipzig, France" is nothing at all.
      const firm = others.filter(({ isCode }) => !isCode);
      if (isHeld && (firm.length > 0 || around.length > 0)) continue;
      if (near !== undefined) {
        found.push(this.place(near, part, [], 0.85));
        continue;
      }
      const alone = this.alone(part, hints);
      if (alone !== undefined) found.push(alone);
    }
    return found[0];
  }

  /** A name with nothing to say where it lies. */
  private alone(part: Part, hints: PlaceHints): Place | undefined {
    if (isWord(part.folded) || isNowhere(part.folded)) return undefined;
    const hinted = part.candidates.filter(
      ({ city }) =>
        hints.countries?.has(city.country) === true ||
        (hints.timeZone !== undefined && city.timeZone === hints.timeZone),
    );
    const [helped] = hinted;
    const ranked = [...part.candidates].sort((a, b) => weightOf(b) - weightOf(a));
    const [best, second] = ranked;
    if (best === undefined) return undefined;
    if (helped !== undefined && weightOf(helped) * 20 >= weightOf(best) && helped.trust >= 0.3)
      return this.place(helped, part, [], 0.8);
    // A country or state of the same name is meant, unless the town is what everybody thinks of.
    const isOfItself =
      part.areas.some((area) => area.region !== undefined && holds(area, best.city)) && best.city.population >= 300_000;
    if (part.areas.length > 0 && best.trust < 1 && !isOfItself) return undefined;
    const isRare =
      best.city.population <
      (best.trust >= 0.6 ? 15_000 : part.folded.length >= 5 && second === undefined ? 50_000 : 100_000);
    if (isRare) return undefined;
    const isAmbiguous =
      second !== undefined && weightOf(second) > 0.6 * weightOf(best) && distanceKm(best.city, second.city) > 60;
    if (isAmbiguous) return undefined;
    const doubt = best.city.population < 50_000 ? 0.25 : best.city.population < 200_000 ? 0.1 : 0;
    return this.place(best, part, [], 0.9 - doubt);
  }

  private place({ city, isRegion, trust }: Candidate, part: Part, others: readonly Part[], confidence: number): Place {
    const region = others.flatMap(({ areas }) => areas).find((area) => area.region !== undefined && holds(area, city));
    return {
      kind: isRegion ? 'region' : 'city',
      city: city.name,
      ...(region?.region === undefined ? {} : { region: region.region }),
      country: city.country,
      lat: city.lat,
      lon: city.lon,
      timeZone: city.timeZone,
      confidence: Math.max(SURE, Math.min(1, confidence - (trust < 0.5 ? 0.1 : 0))),
      words: part.text,
    };
  }

  /** "52.52, 13.40", as some programs write where somebody is. */
  private coordinates(text: string): Place | undefined {
    const found = /(?<![\d.])(-?\d{1,2}\.\d{2,10})°?\s*[,;\s]\s*(-?\d{1,3}\.\d{2,10})(?![\d.])/.exec(text);
    const [lat, lon] = [Number(found?.[1] ?? Number.NaN), Number(found?.[2] ?? Number.NaN)];
    if (!(Math.abs(lat) <= 90 && Math.abs(lon) <= 180)) return undefined;
    const city = this.gazetteer.nearest(lat, lon);
    if (city === undefined) return undefined;
    return {
      kind: 'city',
      city: city.name,
      country: city.country,
      lat: city.lat,
      lon: city.lon,
      timeZone: city.timeZone,
      confidence: 0.8,
      words: found?.[0] ?? '',
    };
  }
}

function weightOf({ city, trust }: Candidate): number {
  // Whom a nickname stands for was decided by hand.
  return trust >= 1 ? Number.MAX_SAFE_INTEGER : city.population * trust * trust;
}

function holds({ country, admin }: Area, city: City): boolean {
  return city.country === country && (admin === undefined || city.admin === admin);
}

function agrees(area: Area, named: readonly Part[], own: Part, around: readonly Area[]): boolean {
  const isIn = (areas: readonly Area[]) => areas.length === 0 || areas.some(({ country }) => country === area.country);
  return isIn(around) && named.every((part) => part === own || isIn(part.areas));
}

/** Two capitals alone ("IN", "ME") are rarely a country. */
function isCut(part: Part, named: readonly Part[]): boolean {
  return /^(?!uk|us|nz)[a-z]{1,2}$/.test(part.folded) && named.length === 1;
}

function saysNowhere(groups: readonly string[]): boolean {
  return groups.some((group) => isNowhere(foldPlace(group)));
}
