import { readFileSync } from 'node:fs';
import { zstdDecompressSync } from 'node:zlib';
import { foldPlace } from './place-words.ts';

/** A town of the gazetteer. */
export interface City {
  /** Its everyday name: `Munich`. */
  readonly name: string;
  /** ISO 3166 code. */
  readonly country: string;
  /** GeoNames' code of its first-order region: `TX`, `13`. */
  readonly admin: string;
  /** Degrees, to two digits (about a kilometre). */
  readonly lat: number;
  readonly lon: number;
  readonly population: number;
  /** IANA. */
  readonly timeZone: string;
}

/** Towns by name, and by where they lie. */
export interface Gazetteer {
  /** Everything that has this name, as {@link foldPlace} makes it, the largest first. */
  named(folded: string): readonly City[];
  /** The nearest larger town; undefined if there is none within 50 km. */
  nearest(lat: number, lon: number): City | undefined;
}

/**
 * The file lies beside this module here, and beside the bundle in Lambda; one address serves both.
 * Made by `bin/build-gazetteer.ts` from GeoNames (https://www.geonames.org, CC BY 4.0).
 */
const FILE = new URL('./gazetteer.zst', import.meta.url);
const LARGEST = 64_000_000;
const NEW_LINE = 10;
const TAB = 9;
const REMEMBERED = 20_000;

let opened: Gazetteer | undefined;

/** The gazetteer that comes with Rekindle; read when a place is first asked for. About 0.1 s and 20 MB. */
export function openGazetteer(): Gazetteer {
  opened ??= parseGazetteer(zstdDecompressSync(readFileSync(FILE), { maxOutputLength: LARGEST }));
  return opened;
}

/**
 * Reads what {@link writeGazetteer} wrote. Nothing is taken apart before it is asked for: names are sorted lines that
 * are searched by halves.
 */
export function parseGazetteer(bytes: Buffer): Gazetteer {
  const text = (from: number, to: number) => bytes.toString('utf8', from, to);
  const head = bytes.indexOf(NEW_LINE);
  const { cities: citiesLength, zones } = JSON.parse(text(0, head)) as { cities: number; zones: string[] };
  const namesFrom = head + 1 + citiesLength;
  const lines = linesOf(bytes, head + 1, namesFrom);
  const city = (id: number): City => cityOf(text(lines[id] ?? 0, (lines[id + 1] ?? 1) - 1), zones);
  const remembered = new Map<string, readonly City[]>();

  const find = (folded: string): readonly City[] => {
    const wanted = Buffer.from(`${folded}\t`);
    let [low, high] = [namesFrom, bytes.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const start = bytes.lastIndexOf(NEW_LINE, middle - 1) + 1;
      const from = Math.max(start, namesFrom);
      const end = bytes.indexOf(NEW_LINE, middle);
      const order = bytes.compare(wanted, 0, wanted.length, from, Math.min(from + wanted.length, end));
      if (order === 0) {
        const ids = text(bytes.indexOf(TAB, from) + 1, end).split(',');
        return ids.map((id) => city(Number.parseInt(id, 36)));
      }
      if (order > 0) high = from;
      else low = end + 1;
    }
    return [];
  };

  return {
    named(folded) {
      if (folded === '' || folded.length > 80) return [];
      const known = remembered.get(folded);
      if (known !== undefined) return known;
      const found = find(folded);
      if (remembered.size >= REMEMBERED) remembered.clear();
      remembered.set(folded, found);
      return found;
    },
    nearest(lat, lon) {
      let best: { readonly city: City; readonly rank: number } | undefined;
      for (let id = 0; id < lines.length - 1; id += 1) {
        const one = city(id);
        if (one.population < LARGE) break;
        if (Math.abs(one.lat - lat) > 0.5) continue;
        const far = distanceKm(one, { lat, lon });
        // A large town rather than its own quarter.
        const rank = far - 4 * Math.log2(one.population / LARGE);
        if (far < 50 && rank < (best?.rank ?? Number.POSITIVE_INFINITY)) best = { city: one, rank };
      }
      return best?.city;
    },
  };
}

/** Towns of at least this size are known by all their names, smaller ones by their own. */
export const LARGE = 15_000;

/** Writes cities, with all the names that each has, as {@link parseGazetteer} reads them. */
export function writeGazetteer(cities: readonly (City & { readonly names: readonly string[] })[]): Buffer {
  const bySize = [...cities].sort((a, b) => b.population - a.population);
  const zones = [...new Set(bySize.map(({ timeZone }) => timeZone))].sort();
  const places = new Map(zones.map((zone, at) => [zone, at]));
  const lines = bySize.map(({ name, country, admin, lat, lon, population, timeZone }) =>
    [name, country, admin, lat, lon, population, places.get(timeZone) ?? 0].join('\t'),
  );
  const ids = new Map<string, string[]>();
  for (const [id, { name, names }] of bySize.entries()) {
    for (const folded of new Set([name, ...names].map(foldPlace))) {
      if (folded === '' || folded.length > 60) continue;
      const known = ids.get(folded);
      if (known === undefined) ids.set(folded, [id.toString(36)]);
      else known.push(id.toString(36));
    }
  }
  // As Latin-1 each byte is a character, so that sorting by characters sorts by bytes.
  const index = [...ids].map(([name, list]) => Buffer.from(`${name}\t${list.join(',')}\n`).toString('latin1')).sort();
  const table = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  return Buffer.concat([
    Buffer.from(`${JSON.stringify({ cities: table.length, zones })}\n`),
    table,
    Buffer.from(index.join(''), 'latin1'),
  ]);
}

/** Kilometres along the globe between two points in degrees. Within half a percent: the earth is no ball. */
export function distanceKm(
  a: { readonly lat: number; readonly lon: number },
  b: { readonly lat: number; readonly lon: number },
): number {
  const rad = Math.PI / 180;
  const half =
    Math.sin(((b.lat - a.lat) * rad) / 2) ** 2 +
    Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(((b.lon - a.lon) * rad) / 2) ** 2;
  return 2 * 6371 * Math.asin(Math.sqrt(Math.min(1, half)));
}

/** Where each line begins, and where the last one ends. */
function linesOf(bytes: Buffer, from: number, to: number): readonly number[] {
  const starts = [from];
  for (let at = bytes.indexOf(NEW_LINE, from); at !== -1 && at < to; at = bytes.indexOf(NEW_LINE, at + 1)) {
    starts.push(at + 1);
  }
  return starts;
}

function cityOf(line: string, zones: readonly string[]): City {
  const [name = '', country = '', admin = '', lat = '', lon = '', population = '', zone = ''] = line.split('\t');
  const timeZone = zones[Number(zone)] ?? 'UTC';
  return { name, country, admin, lat: Number(lat), lon: Number(lon), population: Number(population), timeZone };
}
