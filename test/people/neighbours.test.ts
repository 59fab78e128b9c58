import { describe, expect, it } from 'vitest';
import { neighboursOf } from '../../functions/people/neighbours.ts';

const person = (fields: { location?: string; bio?: string }) => ({ handle: 'a', url: 'https://a.example', ...fields });
const leipzig = neighboursOf('Leipzig, Germany');

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
    'Lipsk, Niemcy',
  ])('a location that says %j', (location) =>
    expect(leipzig(person({ location }))).toEqual({ home: 'Leipzig', city: 'Leipzig', isSame: true }),
  );

  it.each([
    'Leipziger Land',
    'Leipzig, Texas',
    'Leipzig 🇺🇸',
    'Berlin',
    'Germany',
    'Saxony',
    '',
    'everywhere',
    'Leipzig → Berlin',
  ])('not a location that says %j', (location) => expect(leipzig(person({ location }))).toBeUndefined());

  it.each(['Based in Leipzig.', 'I live in Leipzig and draw', 'Wohne in Leipzig', 'Developer in Leipzig', '📍Leipzig'])(
    'a bio that says %j',
    (bio) => expect(leipzig(person({ bio }))?.city).toBe('Leipzig'),
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
  ])('not a bio that says %j', (bio) => expect(leipzig(person({ bio }))).toBeUndefined());

  it('believes the location field before the bio', () => {
    expect(leipzig(person({ location: 'Lisbon', bio: 'based in Leipzig' }))).toBeUndefined();
  });

  it('takes a town close by for near, and says which it is', () => {
    expect(leipzig(person({ location: 'Markkleeberg' }))).toEqual({
      home: 'Leipzig',
      city: 'Markkleeberg',
      isSame: false,
    });
    expect(leipzig(person({ location: 'Dresden' }))).toBeUndefined();
  });

  it('tells Paris from Paris where both say the country', () => {
    const paris = neighboursOf('Paris, France');
    expect(paris(person({ location: 'Paris, Texas' }))).toBeUndefined();
    expect(paris(person({ location: 'Paris, TX' }))).toBeUndefined();
    expect(paris(person({ location: 'Paris, FR' }))?.isSame).toBe(true);
    expect(paris(person({ location: 'Paris' }))?.isSame).toBe(true);
  });

  it('takes a home that no gazetteer has by its very words', () => {
    const village = neighboursOf('Oberkleindorf, Germany');
    expect(village(person({ location: 'oberkleindorf' }))?.city).toBe('Oberkleindorf');
    expect(village(person({ location: 'Leipzig' }))).toBeUndefined();
  });

  it('says nothing without a home, and takes it for text', () => {
    expect(neighboursOf(undefined)(person({ location: 'Leipzig' }))).toBeUndefined();
    expect(neighboursOf('.*')(person({ location: '.*', bio: 'in anything' }))).toBeUndefined();
  });
});

describe('what the owner knows better', () => {
  const at = 1;
  const correction = (place: string | null) => ({ correction: { personId: 'github:1', place, at } });

  it('moves somebody near, whatever their profile says', () => {
    expect(leipzig(person({ location: 'Lisbon' }), correction('Leipzig'))).toMatchObject({
      isSame: true,
      isCorrected: true,
    });
    expect(leipzig(person({}), correction('Leipzig'))).toMatchObject({ city: 'Leipzig' });
  });

  it('moves somebody away', () => {
    expect(leipzig(person({ location: 'Leipzig' }), correction('Lisbon'))).toBeUndefined();
    expect(leipzig(person({ location: 'Leipzig' }), correction(null))).toBeUndefined();
  });

  it('counts where a network’s terms forbid to tell places; the profile doesn’t', () => {
    expect(leipzig(person({ location: 'Leipzig' }), { mayInfer: false })).toBeUndefined();
    expect(leipzig(person({}), { ...correction('Leipzig'), mayInfer: false })?.city).toBe('Leipzig');
  });
});
