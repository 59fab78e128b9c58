import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { placeInBio } from '../../functions/people/bio-places.ts';
import { openGazetteer } from '../../functions/people/gazetteer.ts';
import { PlaceFinder } from '../../functions/people/places.ts';
import { segmentOf } from '../../functions/people/segments.ts';
import { judgePlace, judgeSegments, type Tally, tally } from './measure.ts';

/** Totals only: whoever tunes must not see which answer was wrong. See `held-out/README.md`. */

const location = z.object({ text: z.string(), expect: z.array(z.string()) });
const bio = z.object({ bio: z.string(), place: z.array(z.string()), segments: z.array(z.string()) });

const raw = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const locations = (set: string) => z.array(location).parse(JSON.parse(raw(`./${set}/locations.json`)));
const bios = (set: string) => z.array(bio).parse(JSON.parse(raw(`./${set}/bios.json`)));

const gazetteer = openGazetteer();
const finder = new PlaceFinder(gazetteer);

function placesOf(set: string): Tally {
  return tally([
    ...locations(set).map(({ text, expect }) => judgePlace(finder.find(text), expect, gazetteer)),
    ...bios(set).map(({ bio, place }) => judgePlace(placeInBio(bio, finder), place, gazetteer)),
  ]);
}

function segmentsOf(set: string): Tally {
  const told = (bio: string) => segmentOf({ handle: 'x', url: 'https://x.example', bio });
  return tally(
    bios(set).map((one) => {
      const segment = told(one.bio);
      return judgeSegments(segment === undefined ? [] : [segment], one.segments);
    }),
  );
}

const inWords = ({ precision, recall, said, wanted }: Tally) =>
  `precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)} (${said} said, ${wanted} wanted)`;

test('the held-out words are the ones that were written before the rules', () => {
  // Of what they say, not of how they are indented.
  const sum = (path: string) =>
    createHash('sha256')
      .update(JSON.stringify(JSON.parse(raw(path))))
      .digest('hex');
  expect(sum('./held-out/locations.json')).toBe('24b0fc3673c9ed5c0056b111ba83210ddf4d6fe066f0e6a43f568d691a6fbc2f');
  expect(sum('./held-out/bios.json')).toBe('9c8a5724d98d445c495b0c2223de09e3260bf49d55ba023dea14d75a49beceec');
});

test('nothing that the rules were tuned on is held out', () => {
  const tuned = new Set([...locations('tuning').map(({ text }) => text), ...bios('tuning').map(({ bio }) => bio)]);
  const bothBios = bios('held-out').filter(({ bio }) => tuned.has(bio));
  expect(bothBios).toHaveLength(0);
});

test.each(['held-out', 'tuning'])('places are right 95 times in 100 and 90 of 100 are found: %s', (set) => {
  const found = placesOf(set);
  expect(found.precision, inWords(found)).toBeGreaterThanOrEqual(0.95);
  expect(found.recall, inWords(found)).toBeGreaterThanOrEqual(0.9);
});

test.each(['held-out', 'tuning'])('segments are right 90 times in 100: %s', (set) => {
  const found = segmentsOf(set);
  expect(found.precision, inWords(found)).toBeGreaterThanOrEqual(0.9);
});
