import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Profile } from '../../functions/core/model.ts';
import type { StarterGround } from '../../functions/core/people-sense.ts';
import { languageOf } from '../../functions/people/language.ts';
import { openingsFor } from '../../functions/people/openings.ts';

const starterFor = (profile: Profile, ground: StarterGround, languages: readonly string[]) =>
  openingsFor(profile, [ground], languages).texts[0] ?? '';
const GROUNDS: readonly StarterGround[] = [
  { kind: 'project', term: 'OpenGridMap' },
  { kind: 'organisation', term: 'Fablab' },
  { kind: 'interest', term: 'bees' },
  { kind: 'city', term: 'Leipzig' },
  { kind: 'replies' },
  { kind: 'likes' },
  { kind: 'mutual' },
  { kind: 'nothing' },
];
const person = (bio: string, name?: string) => ({
  handle: 'a',
  url: 'https://a.example',
  bio,
  ...(name === undefined ? {} : { name }),
});

describe('opening sentences', () => {
  it('are in their language if the owner speaks it, else in the owner’s first', () => {
    const german = person('Ich schreibe über Bienen und den Wald');
    const english = person('I write about bees and the forest');
    expect(starterFor(german, { kind: 'likes' }, ['en', 'de'])).toMatch(/^Hallo,/);
    expect(starterFor(german, { kind: 'likes' }, ['en'])).toMatch(/^Hello,/);
    expect(starterFor(english, { kind: 'likes' }, ['de-AT', 'en-GB'])).toMatch(/^Hello,/);
    expect(starterFor(person('🌻'), { kind: 'likes' }, ['de', 'en'])).toMatch(/^Hallo,/);
    expect(starterFor(person('🌻'), { kind: 'likes' }, ['fr', 'ja'])).toMatch(/^Hello,/);
  });

  it('use the first name only where the name looks like one', () => {
    const greet = (name: string) => starterFor(person('', name), { kind: 'likes' }, ['en']).split(',')[0];
    expect(greet('Ada Lovelace')).toBe('Hi Ada');
    expect(greet('Zoë O’Neill-Berg')).toBe('Hi Zoë');
    expect(greet('The Daily Grid')).toBe('Hello');
    expect(greet('xX_killer_Xx')).toBe('Hello');
    expect(greet('<b>Bold</b> Name')).toBe('Hello');
    expect(greet('Bücherei')).toBe('Hello');
  });

  it('never sell, never mention a loss, never name a distance, never quote the stranger', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...GROUNDS),
        fc.constantFrom('en', 'de'),
        fc.string({ unit: 'binary' }),
        (ground, language, bio) => {
          const starter = starterFor(person(`zzqx ${bio}`), ground, [language]);
          expect(starter).not.toMatch(/unfollow|entfolg|offer|buy|price|product|Angebot|kaufen|Preis|\bkm\b|zzqx/i);
          expect(starter.length).toBeLessThan(220);
          if ('term' in ground) expect(starter).toContain(ground.term);
        },
      ),
    );
  });

  it('are several to choose from, each on another ground, all in one language', () => {
    const { texts: openings, language } = openingsFor(
      person('Ich mag die Bienen und den Wald', 'Ada Muster'),
      GROUNDS,
      ['de', 'en'],
    );
    expect(language).toBe('de');
    expect(openings).toHaveLength(GROUNDS.length);
    expect(new Set(openings).size).toBe(GROUNDS.length);
    for (const opening of openings) expect(opening).toMatch(/^Hallo Ada, /);
  });

  it('tell English from German by small words, and else don’t', () => {
    expect(languageOf(person('Mag Katzen und Kaffee'))).toBe('de');
    expect(languageOf(person('Cats and coffee with the family'))).toBe('en');
    expect(languageOf(person('Dev. Cats.'))).toBeUndefined();
  });
});
