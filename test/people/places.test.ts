import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeInBio } from '../../functions/people/bio-places.ts';
import { openGazetteer } from '../../functions/people/gazetteer.ts';
import { PlaceFinder } from '../../functions/people/places.ts';
import { segmentsOf } from '../../functions/people/segments.ts';

const finder = new PlaceFinder(openGazetteer());
const where = (location: string) => {
  const place = finder.find(location);
  return place === undefined ? undefined : (place.city ?? place.region ?? place.country);
};

describe('the place that a location names', () => {
  it.each([
    ['Berlin / Lisbon', 'Berlin'],
    ['Lagos → London', 'London'],
    ['Seattle area', 'Seattle'],
    ['East London', 'London'],
    ['East London, South Africa', 'East London'],
    ['Nice, France', 'Nice'],
    ['Springfield, IL', 'Springfield'],
    ['52.52, 13.40', 'Berlin'],
    ['Saxony, Germany', 'Saxony'],
    ['🇳🇵', 'NP'],
  ])('%j is %s', (location, expected) => expect(where(location)).toBe(expected));

  it.each(['Nice', 'Orange', 'Mobile', 'Paradise', 'Enterprise', 'Reading', 'Bath', 'Split', 'Springfield', 'Georgia'])(
    'a word is no town: %j',
    (word) => expect(finder.find(word)).toBeUndefined(),
  );

  it('calls a metropolitan area a region, by its largest town', () => {
    expect(finder.find('Bay Area')).toMatchObject({ kind: 'region', city: 'San Francisco', country: 'US' });
  });

  it('is believed less where several towns of a name exist, and helped by hints', () => {
    expect(finder.find('Springfield', { timeZone: 'Australia/Brisbane' })?.country ?? 'AU').toBe('AU');
    expect(finder.find('Córdoba', { countries: new Set(['ES']) })?.country).toBe('ES');
  });

  it('does not depend on the case of a name', () => {
    const names = [
      'berlin',
      'saint-étienne',
      'new york',
      'москва',
      'αθήνα',
      'twin cities',
      'paris, texas',
      'toronto canada',
    ];
    for (const name of names) expect(where(name.toUpperCase())).toBe(where(name));
  });
});

describe('whatever people write', () => {
  it('a place or none comes out, with what is promised of it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        for (const place of [finder.find(text), placeInBio(text, finder)]) {
          if (place === undefined) continue;
          expect(place.confidence).toBeGreaterThanOrEqual(0.5);
          expect(place.confidence).toBeLessThanOrEqual(1);
          expect(place.country).toMatch(/^[A-Z]{2}$/);
        }
        segmentsOf({ handle: 'a', url: '', name: text, bio: text });
      }),
      { numRuns: 100 },
    );
  });

  it('pieces of real profiles in any order do no harm', () => {
    const piece = fc.constantFrom(
      ...[
        'Berlin',
        ', ',
        ' / ',
        '(',
        ')',
        '→',
        '📍',
        '🇩🇪',
        'based in ',
        'from ',
        ' to ',
        'not a ',
        'developer',
        '. ',
        'CA',
        '東京',
        '\n',
        '#',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        finder.findAll(text);
        placeInBio(text, finder);
        segmentsOf({ handle: 'a', url: '', bio: text });
      }),
      { numRuns: 100 },
    );
  });

  it.each(['in Berlin ', 'from Berlin to ', 'Berlin, ', '📍', 'A-', '((((', 'not not ', 'x'.repeat(50), 'We are a '])(
    'ten thousand characters of %j are no more work than a bio',
    (piece) => {
      const bio = piece.repeat(10_000 / piece.length + 1).slice(0, 10_000);
      // Far above what it takes: a rule that runs away takes minutes.
      const until = AbortSignal.timeout(5_000);
      finder.find(bio);
      placeInBio(bio, finder);
      segmentsOf({ handle: 'a', url: '', bio });
      expect(until.aborted).toBe(false);
    },
  );
});
