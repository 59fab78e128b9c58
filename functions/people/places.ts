import { countryNamed, countryOfCode, flagsIn } from './countries.ts';
import type { City, Gazetteer } from './gazetteer.ts';
import { distanceKm } from './gazetteer.ts';
import { isNowhere, isWord, SURROUNDINGS } from './no-places.ts';
import { type Place, type PlaceHints, SURE } from './place.ts';
import { nicknameOf } from './place-nicknames.ts';
import { foldPlace } from './place-words.ts';
import { type Region, regionsNamed } from './regions.ts';

const LONGEST = 200;
/** What stands between two places. */
const BETWEEN =
  /\s*(?:[/|·•;⋅∙‧｜※\n\t]|[↔⇄⇆→➡⟶✈🛫🛬⟷»>]\uFE0F?|<-+>|-+>|\s&\s|\s\+\s|\s(?:and|und|et|y|oder|or|via|then|x|by way of|formerly|ex|previously|originally|originally from|né[e]? [àa])\s)\s*/iu;
/** What stands between a place and what it lies in. */
const WITHIN = /\s*(?:[,،、，()[\]{}]|\s[-–—~@:]+\s|:\s)\s*/u;
/** "Moved from X to Y", as an arrow. */
const ARROW = /[→➡⟶]|-+>/u;

/** "Lagos → London": the last of several places is where somebody is now. */
export const isMove = (location: string): boolean => ARROW.test(location);

/** An area that may contain a town. */
interface Area {
  readonly country: string;
  readonly admin?: string;
  readonly region?: string;
}

/** A town a text may mean. */
interface Candidate {
  readonly city: City;
  /** How sure its name alone makes us. */
  readonly trust: number;
  readonly isRegion: boolean;
}

interface Part {
  readonly text: string;
  readonly folded: string;
  readonly candidates: readonly Candidate[];
  readonly areas: readonly Area[];
  /** A code of two letters, which may be another thing altogether. */
  readonly isCode: boolean;
}

/**
 * Tells places from what people write into a location field. Pure: the gazetteer is passed in. Says nothing rather
 * than something doubtful: of 100 places that it tells, 95 must be right.
 */
export class PlaceFinder {
  private readonly gazetteer: Gazetteer;
  private readonly admins = new Map<string, string>();

  constructor(gazetteer: Gazetteer) {
    this.gazetteer = gazetteer;
  }

  /** The place a location field tells, the first of several; undefined if none that is sure enough. */
  find(location: string, hints: PlaceHints = {}): Place | undefined {
    const places = this.findAll(location, hints);
    return isMove(location) ? places.at(-1) : places[0];
  }

  /** All the places a location field tells, in its order. */
  findAll(location: string, hints: PlaceHints = {}): readonly Place[] {
    const text = cleaned(location);
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
    const whole = this.part(group.trim(), false);
    const parts = whole.candidates.some(({ trust }) => trust >= 0.8)
      ? [whole]
      : group
          .split(WITHIN)
          .map((part) => part.trim())
          .filter((part) => /[\p{L}\p{N}]/u.test(part))
          .slice(0, 8)
          .flatMap((part, index, all) => this.partsOf(part, all.length > 1 && index > 0));
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

  /** Takes "Austin TX" or "Sunny Lisbon" apart where the whole is no name. */
  private partsOf(text: string, isLater: boolean): readonly Part[] {
    const whole = this.part(text, isLater);
    if (whole.candidates.length > 0 || whole.areas.length > 0 || isNowhere(whole.folded)) return [whole];
    const words = text.split(/\s+/).slice(0, 12);
    for (let tail = Math.min(3, words.length - 1); tail >= 1; tail -= 1) {
      const [front, back] = [words.slice(0, -tail).join(' '), words.slice(-tail).join(' ')];
      const last = this.part(back, true);
      const first = this.part(front, false);
      if (last.areas.length > 0 && first.candidates.length > 0) return [first, last];
      const [head, rest] = [words.slice(0, tail).join(' '), words.slice(tail).join(' ')];
      const area = this.part(head, false);
      const town = this.part(rest, false);
      if (area.areas.length > 0 && area.candidates.length === 0 && town.candidates.length > 0) return [town, area];
    }
    return this.within(words, isLater);
  }

  /** A name among words that only surround it; among others only if it is large and written as a name. */
  private within(words: readonly string[], isLater: boolean): readonly Part[] {
    const folded = words.map((word) => foldPlace(word.replace(/[.!?]+$/, '')));
    for (let length = Math.min(4, words.length); length >= 1; length -= 1) {
      for (let at = 0; at + length <= words.length; at += 1) {
        const inside = words
          .slice(at, at + length)
          .join(' ')
          .replace(/[.!?]+$/, '');
        if (folded.slice(at, at + length).every((word) => SURROUNDINGS.has(word))) continue;
        const part = this.part(inside, isLater);
        if (isWord(part.folded) || isNowhere(part.folded)) continue;
        const rest = folded.filter((_, index) => index < at || index >= at + length);
        const isSurrounded = rest.every((word) => SURROUNDINGS.has(word));
        if (isSurrounded && (part.candidates.length > 0 || part.areas.length > 0)) return this.surrounded(part, rest);
        const isNamed = /^[^\p{Ll}]/u.test(inside) && part.folded.length >= 4 && rest.length <= 3;
        const isLarge = part.candidates[0] !== undefined && part.candidates[0].city.population >= 300_000;
        if (isNamed && isLarge) return [part];
      }
    }
    return [];
  }

  /** "East London" is in London: a direction belongs to a large town. */
  private surrounded(part: Part, rest: readonly string[]): readonly Part[] {
    const isAround = rest.some((word) =>
      /^(?:area|greater|metro|metropolitan|region|raum|gro(?:ss|ß)raum|grand|grande)$/.test(word),
    );
    const candidates = part.candidates.map((one) => ({ ...one, isRegion: one.isRegion || isAround }));
    return [{ ...part, candidates }];
  }

  private part(text: string, isLater: boolean): Part {
    const folded = foldPlace(text);
    const areas = this.areasOf(text, folded, isLater);
    return {
      text,
      folded,
      areas,
      candidates: this.candidatesOf(text, folded, areas),
      isCode: /^\p{Lu}{2,3}$/u.test(text),
    };
  }

  private candidatesOf(text: string, folded: string, areas: readonly Area[]): readonly Candidate[] {
    const nickname = nicknameOf(folded);
    if (nickname !== undefined) {
      const { city, country, admin, isRegion } = nickname;
      const meant = this.gazetteer
        .named(city)
        .find((one) => one.country === country && (admin === undefined || one.admin === admin));
      const trust =
        isRegion || folded.length > 2 || text !== text.toLowerCase() || folded === 'la' || folded === 'sf' ? 1 : 0.2;
      const others = isRegion ? [] : this.named(folded);
      if (meant !== undefined) return [{ city: meant, trust, isRegion }, ...others.filter((one) => one.city !== meant)];
    }
    // A country's name isn't one of its capital's: "Mexico", "Luxembourg".
    if (areas.some(({ region }) => region === undefined))
      return this.named(folded)
        .filter(({ trust }) => trust >= 0.6)
        .map((one) => ({ ...one, trust: 0.6 }));
    const exact = this.named(folded);
    if (exact.length > 0) return exact;
    return this.inflected(folded);
  }

  private named(folded: string): readonly Candidate[] {
    return this.gazetteer.named(folded).map((city) => ({
      city,
      trust: isOwnName(city, folded) ? 0.8 : /^[\p{Script=Latin}\s]+$/u.test(folded) ? 0.35 : 0.6,
      isRegion: false,
    }));
  }

  /** Names that carry a part of town: "Berlin-Kreuzberg"; and "東京都港区" or "서울시". */
  private inflected(folded: string): readonly Candidate[] {
    const script = /^(.{2,}?)(?:特别行政区|特別市|특별시|광역시|市|都|府|県|縣|省|区|區|시|도)/u.exec(folded);
    const found = script?.[1] === undefined ? [] : this.named(script[1]);
    return found.filter(({ city }) => city.population >= 100_000);
  }

  private areasOf(text: string, folded: string, isLater: boolean): readonly Area[] {
    const regions = regionsNamed(folded).filter(
      ({ name }) => folded.length > 3 || isLater || /\p{Lu}{2}/u.test(text) || foldPlace(name) === folded,
    );
    const inUpper = /^\p{Lu}{2,3}$/u.test(text.trim());
    const code = inUpper || isLater ? countryOfCode(text.trim().toUpperCase()) : undefined;
    const country = countryNamed(folded) ?? code;
    const short = /^\p{Script=Latin}{1,3}$/u.test(folded) && countryNamed(folded) === undefined;
    // Two letters alone are no country: only beside a town.
    const areas = short && !isLater ? regions.filter(({ name }) => foldPlace(name) === folded || inUpper) : regions;
    return [
      ...(country === undefined || (short && !isLater) ? [] : [{ country }]),
      ...areas.map((region) => this.areaOf(region)),
    ];
  }

  private areaOf({ country, name, town, code }: Region): Area {
    const known = code ?? (town === undefined ? undefined : this.adminOf(country, town));
    return { country, region: name, ...(known === undefined ? {} : { admin: known }) };
  }

  private adminOf(country: string, town: string): string | undefined {
    const key = `${country} ${town}`;
    const known =
      this.admins.get(key) ?? this.gazetteer.named(foldPlace(town)).find((one) => one.country === country)?.admin;
    if (known !== undefined) this.admins.set(key, known);
    return known;
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

function cleaned(location: string): string {
  const text = location
    .slice(0, LONGEST)
    .normalize('NFKC')
    .replace(/[\p{Cc}\p{Cf}]+/gu, (char) => (/[\n\t]/.test(char) ? '\n' : ''))
    .trim();
  // Addresses of machines are no places.
  if (/(?:https?:|www\.|\S@\S+\.\S|\b\d{1,3}(?:\.\d{1,3}){3}\b|^::|\/dev\/|^[~/\\])/iu.test(text)) return '';
  return text
    .replace(/(?:📍|🏠|🏡|📌)/gu, ' ')
    .replace(/#(?=\p{L})/gu, '')
    .trim();
}

function isOwnName(city: City, folded: string): boolean {
  return foldPlace(city.name) === folded;
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
