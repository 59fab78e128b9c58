import { countryNamed, countryOfCode } from './countries.ts';
import type { City, Gazetteer } from './gazetteer.ts';
import { isNowhere, isWord, SURROUNDINGS } from './no-places.ts';
import { nicknameOf } from './place-nicknames.ts';
import { foldPlace } from './place-words.ts';
import { type Region, regionsNamed } from './regions.ts';

/** An area that may contain a town. */
export interface Area {
  readonly country: string;
  readonly admin?: string;
  readonly region?: string;
}

/** A town a text may mean. */
export interface Candidate {
  readonly city: City;
  /** How sure its name alone makes us. */
  readonly trust: number;
  readonly isRegion: boolean;
}

export interface Part {
  readonly text: string;
  readonly folded: string;
  readonly candidates: readonly Candidate[];
  readonly areas: readonly Area[];
  /** A code of two letters, which may be another thing altogether. */
  readonly isCode: boolean;
}

/** Reads one part of a location: the towns and areas that its words may mean. */
export class PartReader {
  private readonly gazetteer: Gazetteer;
  private readonly admins = new Map<string, string>();

  constructor(gazetteer: Gazetteer) {
    this.gazetteer = gazetteer;
  }

  /** Takes "Austin TX" or "Sunny Lisbon" apart where the whole is no name. */
  read(text: string, isLater: boolean): readonly Part[] {
    const whole = this.whole(text, isLater);
    if (whole.candidates.length > 0 || whole.areas.length > 0 || isNowhere(whole.folded)) return [whole];
    const words = text.split(/\s+/).slice(0, 12);
    for (let tail = Math.min(3, words.length - 1); tail >= 1; tail -= 1) {
      const [front, back] = [words.slice(0, -tail).join(' '), words.slice(-tail).join(' ')];
      const last = this.whole(back, true);
      const first = this.whole(front, false);
      if (last.areas.length > 0 && first.candidates.length > 0) return [first, last];
      const [head, rest] = [words.slice(0, tail).join(' '), words.slice(tail).join(' ')];
      const area = this.whole(head, false);
      const town = this.whole(rest, false);
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
        const part = this.whole(inside, isLater);
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

  whole(text: string, isLater: boolean): Part {
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
}

function isOwnName(city: City, folded: string): boolean {
  return foldPlace(city.name) === folded;
}
