import { readFileSync } from 'node:fs';
import { zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gazetteerBytes } from '../../bin/build-gazetteer.ts';
import { type City, openGazetteer, parseGazetteer, writeGazetteer } from '../../functions/people/gazetteer.ts';
import { foldPlace } from '../../functions/people/place-words.ts';

const city = (name: string, population: number): City => ({
  ...{ name, country: 'DE', admin: '13', lat: 51.34, lon: 12.37, population, timeZone: 'Europe/Berlin' },
});

describe('the gazetteer that comes with Rekindle', () => {
  it('is what GeoNames’ file makes, byte for byte', () => {
    const kept = readFileSync(new URL('../../functions/people/gazetteer.zst', import.meta.url));
    expect(kept.length).toBeLessThan(2_500_000);
    expect(gazetteerBytes().equals(zstdDecompressSync(kept))).toBe(true);
  }, 60_000);

  it('knows towns by their names in many languages, the largest first', () => {
    const names = ['munchen', 'munich', 'мюнхен', 'ミュンヘン'];
    for (const name of names)
      expect(openGazetteer().named(foldPlace(name))[0]).toMatchObject({ country: 'DE', admin: '02' });
    const populations = openGazetteer()
      .named('london')
      .map(({ population }) => population);
    expect(populations).toEqual([...populations].sort((a, b) => b - a));
  });
});

describe('any gazetteer', () => {
  it('finds each name that was written, and no other', () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
      .filter((text) => !/[\t\n,]/.test(text) && foldPlace(text) !== '');
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 30, selector: foldPlace }), (names) => {
        const gazetteer = parseGazetteer(
          writeGazetteer(names.map((one, at) => ({ ...city(one, 20_000 + at), names: [] }))),
        );
        for (const one of names) expect(gazetteer.named(foldPlace(one)).map((found) => found.name)).toEqual([one]);
        const known = new Set(names.map(foldPlace));
        for (const other of ['leipzig', 'a', '~']) if (!known.has(other)) expect(gazetteer.named(other)).toEqual([]);
      }),
    );
  });
});
