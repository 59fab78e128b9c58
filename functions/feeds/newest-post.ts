import { parseFeed } from 'feedsmith';
import { Parser } from 'htmlparser2';
import { webAddress } from '../networks/addresses.ts';
import { plainText } from '../networks/text.ts';
import type { StrangersPage } from './fetch-stranger.ts';

/** The newest post of somebody's own site. */
export interface NewestPost {
  readonly title: string;
  readonly url: string;
  /** Epoch ms; absent if the feed does not date it. */
  readonly at?: number;
}

/** Reads a page that a stranger names. @throws PageRefusedError */
export type ReadPage = (url: string) => Promise<StrangersPage>;

const FEED_TYPES = /^(application\/(atom\+xml|rss\+xml|feed\+json|rdf\+xml)|text\/xml|application\/xml)$/;
const MOST_ITEMS = 200;

/**
 * The newest post of a site, by the feed that the site itself names (`<link rel="alternate">`), or of an address that
 * is a feed. Undefined if there is no feed, or nothing in it that has a title and an address.
 * @param now calendar, epoch ms: a date in the future is a mistake, and taken for none
 * @throws PageRefusedError if the site or its feed may not or cannot be read
 */
export async function newestPost(site: string, read: ReadPage, now: number): Promise<NewestPost | undefined> {
  const page = await read(site);
  if (isFeed(page)) return newestOf(page, now);
  const feed = feedOf(page);
  return feed === undefined ? undefined : newestOf(await read(feed), now);
}

function isFeed({ contentType, text }: StrangersPage): boolean {
  return FEED_TYPES.test(contentType) || /^﻿?\s*(<\?xml|<rss|<feed|<rdf:RDF)/i.test(text.slice(0, 200));
}

/** The first feed that a page names; comments' feeds come later on common blogs. */
function feedOf({ text, url }: StrangersPage): string | undefined {
  let found: string | undefined;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (found !== undefined || name !== 'link') return;
      const rel = attributes['rel']?.toLowerCase().split(/\s+/) ?? [];
      const type = attributes['type']?.toLowerCase().trim() ?? '';
      if (!rel.includes('alternate') || !/^application\/(atom\+xml|rss\+xml|feed\+json)$/.test(type)) return;
      found = webAddress(URL.parse(attributes['href'] ?? '', url)?.href ?? '');
    },
  });
  parser.write(text);
  parser.end();
  return found;
}

interface Item {
  readonly title: string | undefined;
  readonly url: string | undefined;
  readonly date: string | undefined;
}

function newestOf(page: StrangersPage, now: number): NewestPost | undefined {
  const posts = itemsOf(page).flatMap((item): readonly NewestPost[] => {
    const title = plainText(item.title ?? '', 160);
    const url = item.url === undefined ? undefined : webAddress(URL.parse(item.url, page.url)?.href ?? '');
    if (title === undefined || url === undefined) return [];
    const at = Date.parse(item.date ?? '');
    return [{ title, url, ...(at > 0 && at <= now ? { at } : {}) }];
  });
  // Feeds begin with the newest; where dates say otherwise, they win.
  return posts.toSorted((a, b) => (b.at ?? 0) - (a.at ?? 0))[0];
}

/** Titles, addresses and dates of the four kinds of feed. A broken feed has no items. */
function itemsOf({ text }: StrangersPage): readonly Item[] {
  try {
    const { format, feed } = parseFeed(text, { maxItems: MOST_ITEMS });
    if (format === 'atom') {
      return (feed.entries ?? []).map((entry) => ({
        title: typeof entry.title === 'string' ? entry.title : entry.title?.value,
        url: entry.links?.find(({ rel }) => rel === undefined || rel === 'alternate')?.href,
        date: entry.published ?? entry.updated,
      }));
    }
    if (format === 'json') {
      return (feed.items ?? []).map(({ title, url, date_published }) => ({ title, url, date: date_published }));
    }
    if (format === 'rdf') {
      return (feed.items ?? []).map(({ title, link, dc }) => ({ title, url: link, date: dc?.dates?.[0] }));
    }
    return (feed.items ?? []).map(({ title, link, pubDate }) => ({
      title: typeof title === 'string' ? title : undefined,
      url: link,
      date: pubDate,
    }));
  } catch {
    return [];
  }
}
