import { describe, expect, it } from 'vitest';
import { livesIn } from '../../functions/people/places.ts';

const person = (fields: { location?: string; bio?: string }) => ({ handle: 'a', url: 'https://a.example', ...fields });
const leipzig = livesIn('Leipzig, Germany');

describe('who lives in the owner’s city', () => {
  it.each([
    'Leipzig',
    'leipzig, germany',
    'LEIPZIG 🇩🇪',
    'Leipzig/Deutschland',
    'Leipzig, DE',
    'Berlin & Leipzig',
    '📍 Leipzig',
    'Leipzig, Sachsen',
  ])('a location that says %j', (location) => expect(leipzig(person({ location }))).toBe('Leipzig'));

  it.each([
    'Leipziger Land',
    'near Leipzig maybe',
    'Leipzig, Texas',
    'Leipzig 🇺🇸',
    'Berlin',
    'Germany',
    '',
    'everywhere',
  ])('not a location that says %j', (location) => expect(leipzig(person({ location }))).toBeUndefined());

  it.each(['Based in Leipzig.', 'I live in Leipzig and draw', 'Wohne in Leipzig', 'Developer in leipzig', '📍Leipzig'])(
    'a bio that says %j',
    (bio) => expect(leipzig(person({ bio }))).toBe('Leipzig'),
  );

  it.each([
    'Born in Leipzig',
    'studied in Leipzig',
    'I used to live in Leipzig',
    'lived in Leipzig',
    'not in Leipzig',
    'Leipzig fan',
    'from Leipzig',
    'aufgewachsen in Leipzig',
    'in Leipzigs Nähe',
  ])('not a bio that says %j', (bio) => expect(leipzig(person({ bio }))).toBeUndefined());

  it('believes the location field before the bio', () => {
    expect(leipzig(person({ location: 'Lisbon', bio: 'based in Leipzig' }))).toBeUndefined();
  });

  it('takes accents and case for the same', () => {
    expect(livesIn('Łódź')(person({ location: 'Lodz, Poland' }))).toBe('Łódź');
    expect(livesIn('München, Deutschland')(person({ location: 'MÜNCHEN, Germany' }))).toBe('München');
  });

  it('tells Paris from Paris where both say the country', () => {
    const paris = livesIn('Paris, France');
    expect(paris(person({ location: 'Paris, Texas' }))).toBeUndefined();
    expect(paris(person({ location: 'Paris, TX' }))).toBeUndefined();
    expect(paris(person({ location: 'Paris, FR' }))).toBe('Paris');
    expect(paris(person({ location: 'Paris' }))).toBe('Paris');
  });

  it('says nothing without a home, and takes it for text', () => {
    expect(livesIn(undefined)(person({ location: 'Leipzig' }))).toBeUndefined();
    expect(livesIn('.*')(person({ location: '.*', bio: 'in anything' }))).toBeUndefined();
    expect(livesIn('St. John(s')(person({ bio: 'in St. John(s' }))).toBeDefined();
  });
});
