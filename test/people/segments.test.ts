import { describe, expect, it } from 'vitest';
import { segmentOf } from '../../functions/people/segments.ts';

const segment = (bio?: string) =>
  segmentOf({ handle: 'a', url: 'https://a.example', ...(bio === undefined ? {} : { bio }) });

describe('what people are by their own words', () => {
  it.each([
    ['Freelance journalist covering energy', 'journalists'],
    ['Redakteurin beim Lokalblatt', 'journalists'],
    ['Software developer & gardener', 'developers'],
    ['Entwicklerin, Mutter, müde', 'developers'],
    ['Co-Founder of a tiny company', 'founders'],
    ['Postdoc in glaciology', 'researchers'],
    ['Illustratorin in Leipzig', 'artists'],
    ['We are a nonprofit for clean rivers', 'organisations'],
    ['Copywriter for slow brands', 'marketers'],
    ['blogger since 2003', 'bloggers'],
  ])('%j: %s', (bio, expected) => expect(segment(bio)).toBe(expected));

  it.each([
    'not a journalist',
    'former journalist',
    'ex developer',
    'aspiring artist',
    'husband of a journalist',
    'I love artists',
    'amateur photographer',
    'I hate marketers',
    'development is fun',
    '',
    undefined,
  ])('says nothing about %j', (bio) => expect(segment(bio)).toBeUndefined());

  it('takes the first that people name', () => {
    expect(segment('Journalist and photographer')).toBe('journalists');
  });
});
