import { describe, expect, it } from 'vitest';
import type { DigestContent } from '../../functions/core/digest-model.ts';
import type { ReadPage } from '../../functions/feeds/newest-post.ts';
import { withDetails } from '../../functions/mailing/suggestion-details.ts';
import { NOW, weekly } from '../digest/sample.ts';

const [base] = weekly.suggestions;
if (base === undefined) throw new Error('no suggestion');
const suggested = (...people: readonly Partial<typeof base.person>[]): DigestContent => ({
  ...weekly,
  suggestions: people.map((person) => ({ ...base, person: { ...base.person, ...person } })),
});
const CONTEXT = { now: NOW, ownersZone: 'Europe/Berlin', offers: ['proofreading'] };
const FEED = `<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>
<item><title>Call for proofreading volunteers</title><link>https://ada-blog.org/1</link><pubDate>Mon, 09 Nov 2026 08:00:00 GMT</pubDate></item>
</channel></rss>`;

/** A web of one feed; notes what was asked for. */
function web(asked: string[]): ReadPage {
  return async (url) => {
    asked.push(url);
    if (url.includes('broken')) throw new Error('a private address');
    if (url.includes('silent')) return new Promise(() => {});
    return { url, contentType: 'application/rss+xml', text: FEED };
  };
}

describe('the details of a suggestion', () => {
  it('hold the newest post of their own site, what it asks for, and which offer meets it', async () => {
    const asked: string[] = [];
    const { suggestions } = await withDetails(suggested({ links: ['https://ada-blog.org/'], bio: 'Boats.' }), {
      ...CONTEXT,
      readPage: web(asked),
    });
    expect(asked).toEqual(['https://ada-blog.org/']);
    expect(suggestions[0]?.newestPost).toEqual({
      title: 'Call for proofreading volunteers',
      url: 'https://ada-blog.org/1',
      at: Date.UTC(2026, 10, 9, 8),
    });
    expect(suggestions[0]?.ask).toEqual({
      line: 'Call for proofreading volunteers',
      from: 'post',
      offer: 'proofreading',
    });
    expect(suggestions[0]?.times).toHaveLength(3);
    expect(suggestions[0]?.lookUps?.map(({ kind }) => kind)).toContain('search');
  });

  it('are none, without a word, where a site cannot be read, has a reserved name, or may not be looked up', async () => {
    const asked: string[] = [];
    const { suggestions } = await withDetails(
      suggested(
        { links: ['https://broken-blog.org/'] },
        { links: ['https://somebody.example/'] },
        { links: ['https://ada-blog.org/'], network: 'facebook' },
        { links: ['http://localhost/'] },
      ),
      { ...CONTEXT, readPage: web(asked) },
    );
    expect(asked).toEqual(['https://broken-blog.org/']);
    expect(suggestions.every(({ newestPost }) => newestPost === undefined)).toBe(true);
  });

  it('are read for nobody who is not suggested, and for nobody at all without a reader', async () => {
    const { suggestions, ...rest } = await withDetails(suggested({ links: ['https://ada-blog.org/'] }), CONTEXT);
    expect(suggestions[0]?.newestPost).toBeUndefined();
    expect({ ...rest, suggestions: weekly.suggestions }).toEqual(weekly);
  });
});
