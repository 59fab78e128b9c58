import { describe, expect, it } from 'vitest';
import { lookUpsOf, ownSite } from '../../functions/core/lookups.ts';

const PERSON = {
  personId: 'bluesky:did:plc:a',
  network: 'bluesky',
  handle: 'ada.example',
  name: 'Ada "The" Muster',
  url: 'https://bsky.app/profile/ada.example',
  links: ['https://github.com/ada', 'https://www.blog.example/me'],
} as const;

describe('what a person would open', () => {
  it('is their profile, their sites and a web search for name and place', () => {
    expect(lookUpsOf(PERSON, 'Leipzig')).toEqual([
      { kind: 'profile', label: 'Bluesky', url: PERSON.url },
      { kind: 'site', label: 'github.com', url: 'https://github.com/ada' },
      { kind: 'site', label: 'blog.example', url: 'https://www.blog.example/me' },
      { kind: 'search', label: 'web search', url: 'https://duckduckgo.com/?q=%22Ada+The+Muster%22+Leipzig' },
    ]);
  });

  it('names as their own site none that is a profile on a network', () => {
    expect(ownSite(PERSON)).toBe('https://www.blog.example/me');
    expect(ownSite({ ...PERSON, links: ['https://github.com/ada', 'not an address'] })).toBeUndefined();
  });
});
