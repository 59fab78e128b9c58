import { NETWORK_NAMES } from './digest-audiences.ts';
import type { DigestPerson, LookUp } from './digest-model.ts';

const MOST_SITES = 3;

/**
 * What a person would open to know more of somebody: their profile, their own sites, and a web search for name and
 * place. Links only: nothing is opened by us.
 * @param town where they say that they live
 */
export function lookUpsOf(person: DigestPerson, town?: string): readonly LookUp[] {
  const { network, url, name, handle, links = [] } = person;
  const sites = links.flatMap((link): LookUp[] => {
    const host = URL.parse(link)?.host.replace(/^www\./, '');
    return host === undefined || host === '' || link === url ? [] : [{ kind: 'site', label: host, url: link }];
  });
  const words = [name ?? handle, town ?? ''].filter((word) => word !== '');
  const search = new URL('https://duckduckgo.com/');
  search.searchParams.set(
    'q',
    words.map((word) => (word.includes(' ') ? `"${word.replaceAll('"', '')}"` : word)).join(' '),
  );
  return [
    ...(url === '' ? [] : [{ kind: 'profile', label: NETWORK_NAMES[network], url } as const]),
    ...sites.slice(0, MOST_SITES),
    { kind: 'search', label: 'web search', url: search.href },
  ];
}

/** The site whose newest post may be looked up: the first link that is no profile on a network. */
export function ownSite({ links = [], url }: Pick<DigestPerson, 'links' | 'url'>): string | undefined {
  const home = URL.parse(url)?.host;
  return links.find((link) => {
    const host = URL.parse(link)?.host;
    return host !== undefined && host !== home && !PROFILES.test(host);
  });
}

/** Hosts of profiles, which have no feed of somebody's own writing. */
const PROFILES =
  /(?:^|\.)(?:bsky\.app|github\.com|twitter\.com|x\.com|facebook\.com|instagram\.com|linkedin\.com|youtube\.com|youtu\.be|t\.me|discord\.gg|linktr\.ee|paypal\.me|ko-fi\.com|patreon\.com)$/;
