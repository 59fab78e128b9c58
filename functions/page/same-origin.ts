import type { Browser } from '../history/event.ts';

/**
 * Whether a request that would change something was made by a page of ours. Cookies go along with whatever a browser
 * sends, so they alone don't say who meant it. Browsers name the kind of request in `Sec-Fetch-Site` (W3C Fetch
 * Metadata); older ones only say `Origin`. Another port of this machine is the same site and another origin.
 * @param origins where the API is reached: by the gateway's name, and by the one in the configuration
 */
export function isSameOrigin({ fetchSite, from }: Pick<Browser, 'fetchSite' | 'from'>, origins: readonly string[]) {
  if (fetchSite !== undefined) return fetchSite === 'same-origin';
  return from !== undefined && origins.includes(from);
}
