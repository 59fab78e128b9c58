import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PageRefusedError, type StrangersPage } from '../../functions/feeds/fetch-stranger.ts';
import { newestPost } from '../../functions/feeds/newest-post.ts';

const NOW = Date.UTC(2026, 10, 22);
const SITE = 'https://ada.example/';

/** A site of a few pages; what is not there is refused. */
function siteOf(pages: Readonly<Record<string, readonly [contentType: string, text: string]>>) {
  return async (url: string): Promise<StrangersPage> => {
    const page = pages[url];
    if (page === undefined) throw new PageRefusedError('The page answered with status 404.');
    return { url, contentType: page[0], text: page[1] };
  };
}

const HOME = `<html><head>
<link rel="stylesheet" href="/s.css"><link rel="alternate" hreflang="de" href="/de">
<link rel="alternate" type="application/rss+xml" title="Posts" href="/feed">
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed"></head><body>Hi`;
const RSS = `<?xml version="1.0"?><rss version="2.0"><channel><title>Ada</title>
<item><title>Older &amp; wiser</title><link>https://ada.example/older</link><pubDate>Mon, 02 Nov 2026 08:00:00 GMT</pubDate></item>
<item><title><![CDATA[On power grids]]></title><link>/grids</link><pubDate>Fri, 20 Nov 2026 08:00:00 GMT</pubDate></item>
</channel></rss>`;
const ATOM = `<feed xmlns="http://www.w3.org/2005/Atom"><title>Ada</title>
<entry><title>On ducks</title><link rel="edit" href="/edit"/><link href="https://ada.example/ducks"/><updated>2026-11-01T10:00:00Z</updated></entry></feed>`;
const JSON_FEED = JSON.stringify({
  version: 'https://jsonfeed.org/version/1.1',
  title: 'Ada',
  items: [{ id: '1', url: 'https://ada.example/j', title: 'In JSON', date_published: '2026-10-01T00:00:00Z' }],
});
const RDF = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="x"><title>Ada</title></channel>
<item rdf:about="https://ada.example/r"><title>In RDF</title><link>https://ada.example/r</link><dc:date>2026-09-01T00:00:00Z</dc:date></item></rdf:RDF>`;

describe('the newest post', () => {
  it('is found by the feed that the site names, by its date and not by its place', async () => {
    const read = siteOf({ [SITE]: ['text/html', HOME], 'https://ada.example/feed': ['application/rss+xml', RSS] });
    expect(await newestPost(SITE, read, NOW)).toEqual({
      title: 'On power grids',
      url: 'https://ada.example/grids',
      at: Date.UTC(2026, 10, 20, 8),
    });
  });

  it.each([
    ['Atom', 'application/atom+xml', ATOM, 'On ducks', 'https://ada.example/ducks'],
    ['JSON Feed', 'application/feed+json', JSON_FEED, 'In JSON', 'https://ada.example/j'],
    ['RDF', 'application/xml', RDF, 'In RDF', 'https://ada.example/r'],
    ['RSS that calls itself text', 'text/plain', RSS, 'On power grids', 'https://ada.example/grids'],
  ])('is read from %s', async (_name, type, text, title, url) => {
    expect(await newestPost(SITE, siteOf({ [SITE]: [type, text] }), NOW)).toMatchObject({ title, url });
  });

  it('is unknown for a site without a feed, and for a feed with nothing to read', async () => {
    expect(await newestPost(SITE, siteOf({ [SITE]: ['text/html', '<p>Hello'] }), NOW)).toBeUndefined();
    const empty = '<rss version="2.0"><channel><title>x</title></channel></rss>';
    expect(await newestPost(SITE, siteOf({ [SITE]: ['application/rss+xml', empty] }), NOW)).toBeUndefined();
  });

  it('is none that the feed gives no address for', async () => {
    const bare = '<rss version="2.0"><channel><item><title>Nowhere</title></item></channel></rss>';
    expect(await newestPost(SITE, siteOf({ [SITE]: ['application/rss+xml', bare] }), NOW)).toBeUndefined();
  });

  it('has no date if it says that it is from the future', async () => {
    const future = RSS.replaceAll('2026', '2031');
    const post = await newestPost(SITE, siteOf({ [SITE]: ['application/rss+xml', future] }), NOW);
    expect(post?.at).toBeUndefined();
  });

  it('never has a link that runs something, nor a title of several lines', async () => {
    const hostile = RSS.replace('https://ada.example/older', 'javascript:alert(1)').replace(
      '/grids',
      'data:text/html,x',
    );
    expect(await newestPost(SITE, siteOf({ [SITE]: ['application/rss+xml', hostile] }), NOW)).toBeUndefined();
    const lines = RSS.replace('On power grids', 'On\npower‮grids');
    expect((await newestPost(SITE, siteOf({ [SITE]: ['application/rss+xml', lines] }), NOW))?.title).toBe(
      'On powergrids',
    );
  });

  it('is nothing, and no error, whatever a feed holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 400 }), fc.nat(RSS.length), async (noise, at) => {
        for (const text of [noise, RSS.slice(0, at) + noise, RSS.slice(0, at) + noise + RSS.slice(at)]) {
          const post = await newestPost(SITE, siteOf({ [SITE]: ['application/rss+xml', text] }), NOW);
          expect(post === undefined || /^https?:/.test(post.url)).toBe(true);
        }
      }),
    );
  });

  it('is not made up where the site may not be read', async () => {
    await expect(newestPost(SITE, siteOf({}), NOW)).rejects.toThrow(PageRefusedError);
  });
});
