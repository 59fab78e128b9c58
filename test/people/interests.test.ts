import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sharedThings } from '../../functions/people/interests.ts';
import { stem } from '../../functions/people/words.ts';

const OWNER = {
  interests: ['power grids', 'beekeeping', 'C++', 'news', 'Typografie'],
  organisations: ['Fablab Leipzig'],
  projects: ['OpenGridMap'],
};
const find = sharedThings(OWNER);
const termsIn = (bio: string, organisation?: string) =>
  find({ handle: 'a', url: 'https://a.example', bio, ...(organisation === undefined ? {} : { organisation }) }).map(
    ({ term }) => term,
  );

describe('what two people share', () => {
  it.each([
    ['I write about the power grid.', 'power grids'],
    ['#PowerGrids and trains', 'power grids'],
    ['POWER GRIDS!', 'power grids'],
    ['Beekeeping since 2009', 'beekeeping'],
    ['C++ by day', 'C++'],
    ['maintainer of opengridmap', 'OpenGridMap'],
    ['Vorstand bei Fablab Leipzig e.V.', 'Fablab Leipzig'],
  ])('finds in %j the term %j', (bio, term) => {
    expect(termsIn(bio)).toContain(term);
  });

  it('reads the organisation field too', () => {
    expect(termsIn('', '@Fablab Leipzig')).toEqual(['Fablab Leipzig']);
  });

  it.each([
    'not interested in beekeeping',
    'No beekeeping, please',
    'ex-beekeeping',
    'kein beekeeping',
    'powerful grids of mine',
    'new here',
    'gridpower',
    'power. Grids',
    '',
  ])('finds nothing in %j', (bio) => {
    expect(termsIn(bio)).toEqual([]);
  });

  it('keeps a denial to its own part of the text', () => {
    expect(termsIn('no ads, beekeeping')).toEqual(['beekeeping']);
  });

  it('returns only the owner’s own words, whatever strangers write', () => {
    const terms = [...OWNER.interests, ...OWNER.organisations, ...OWNER.projects];
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (bio) => {
        for (const term of termsIn(`${bio} beekeeping`)) expect(terms).toContain(term);
      }),
    );
  });

  it('stems lightly and the same way twice', () => {
    expect(stem('batteries')).toBe(stem('battery'));
    expect(stem('stromnetze')).toBe(stem('stromnetz'));
    expect(stem('news')).not.toBe(stem('new'));
    expect(stem('glass')).toBe('glass');
  });
});
