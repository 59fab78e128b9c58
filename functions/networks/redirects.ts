import { drop } from './body.ts';

const MOST_REDIRECTS = 3;

/** A redirect leads to another server, or nowhere. */
export class LeavesOriginError extends Error {
  override readonly name = 'LeavesOriginError';
  readonly origin: string;
  constructor(origin: string) {
    super(`redirected to ${origin}`);
    this.origin = origin;
  }
}

/**
 * Fetches, following redirects within the origin only: a token must not travel to another server, and neither must we.
 * @throws LeavesOriginError; whatever fetch throws
 */
export async function fetchWithin(
  fetcher: typeof fetch,
  start: URL,
  options: { readonly headers: Readonly<Record<string, string>>; readonly signal: AbortSignal },
): Promise<Response> {
  let url = start;
  for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
    const response = await fetcher(url, { ...options, redirect: 'manual' });
    const location = response.headers.get('location');
    if (![301, 302, 303, 307, 308].includes(response.status) || location === null) return response;
    await drop(response);
    const next = URL.parse(location, url.href);
    if (next === null || next.origin !== start.origin) {
      throw new LeavesOriginError(next === null ? 'an address that is none' : next.origin);
    }
    url = next;
  }
  throw new LeavesOriginError('one address after another');
}
