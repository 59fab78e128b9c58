import { describe, expect, it } from 'vitest';
import type { DigestContent } from '../../functions/core/digest-model.ts';
import { editionDetailShape } from '../../functions/history/digest-shapes.ts';
import { editionDetailView } from '../../functions/history/digest-view.ts';
import { quiet, rich, weekly, welcome } from '../digest/sample.ts';

const viewed = (content: DigestContent) => editionDetailShape.parse(editionDetailView('ines', content));

describe('a digest by the API', () => {
  it.each([
    ['a week', weekly],
    ['a quiet week', quiet],
    ['a welcome', welcome],
    ['a week with everything', rich],
  ])('of %s has the shape that is documented', (_, content) => {
    expect(viewed(content)).toMatchObject({ owner: 'ines', period: content.period });
  });

  it('tells every part of the mail', () => {
    const told = new Set(Object.keys(viewed(rich)).concat('owner'));
    expect(Object.keys(rich).filter((part) => !told.has(part))).toEqual([]);
  });

  it('tells of a suggestion all that helps to begin', () => {
    const fullest = rich.suggestions[0];
    const [told] = viewed(rich).suggestions;
    expect(Object.keys(fullest ?? {}).filter((part) => !Object.keys(told ?? {}).includes(part))).toEqual([]);
    expect(told).toMatchObject({
      linked: [{ id: 'mastodon:aHR0cHM6', network: 'mastodon', proof: 'each profile links the other' }],
      ask: { from: 'profile', offer: 'proofreading' },
      newestPost: { title: 'What a transformer hums at night' },
      theirZone: 'Europe/Berlin',
    });
    expect(told?.times).toHaveLength(3);
    expect(viewed(rich).suggestions[2]?.words?.promise).toContain('specimen book');
  });

  it('tells whom to write to again, who was won back, and where a lost one still is', () => {
    const { writeAgain, wonBack, course, lost } = viewed(rich);
    expect(writeAgain).toMatchObject([
      { person: { id: 'bluesky:did:plc:oskar' }, words: { note: 'Builds bee hives from pallets' } },
    ]);
    expect(wonBack).toEqual({ returned: 2, invited: 5 });
    expect(course?.map(({ met, of }) => [met, of])).toEqual([
      [9, 980],
      [14, 1047],
    ]);
    expect(lost[0]?.stillOn).toEqual(['mastodon']);
  });

  it('tells of likes on how many posts they are, as the mail does', () => {
    const posts = viewed(weekly).audiences.map(({ label, posts }) => [label, posts]);
    expect(posts).toContainEqual(['likes on Bluesky', 1]);
    expect(posts).toContainEqual(['followers on Bluesky', undefined]);
  });

  it('tells trends week by week', () => {
    const to = Date.UTC(2026, 10, 16, 7);
    const trend = { group: 'people', lists: 2, younger: 1, weeks: [{ to, count: 9, gained: 2, lost: 1 }] } as const;
    expect(viewed({ ...weekly, trends: [trend] }).trends).toEqual([
      { ...trend, weeks: [{ to: '2026-11-16T07:00:00.000Z', count: 9, gained: 2, lost: 1 }] },
    ]);
  });
});
