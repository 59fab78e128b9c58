/** Most addresses and characters that are kept of what a profile names. */
const MOST_LINKS = 10;
const LONGEST_LINK = 2_000;

/**
 * An http(s) address in its normal form; undefined for everything else (`javascript:`, credentials inside, too long).
 * @param options.guess also takes `example.org/me`, which people write without a scheme
 */
export function webAddress(value: string, options: { readonly guess?: boolean } = {}): string | undefined {
  return webUrl(value, options)?.href;
}

function webUrl(value: string, options: { readonly guess?: boolean } = {}): URL | undefined {
  const text = value.trim();
  if (text === '' || text.length > LONGEST_LINK || !text.isWellFormed()) return undefined;
  const isBare = options.guess === true && /^[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?([/?#]|$)/i.test(text);
  const url = URL.parse(isBare ? `https://${text}` : text);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return undefined;
  if (url.username !== '' || url.password !== '' || url.href.length > LONGEST_LINK) return undefined;
  return url;
}

/** Different web addresses, in the order given, at most {@link MOST_LINKS}; undefined if there are none. */
export function webAddresses(values: readonly string[]): readonly string[] | undefined {
  const links = new Set<string>();
  for (const value of values) {
    const link = webAddress(value, { guess: true });
    if (link !== undefined) links.add(link);
    if (links.size === MOST_LINKS) break;
  }
  return links.size === 0 ? undefined : [...links];
}

const SIGNED = /^(x-amz-.*|x-goog-.*|signature|sig|expires|token|policy|key-pair-id|oh|oe)$/i;

/** A picture's address. Signed ones change with every answer, so they are kept without their query. */
export function pictureAddress(value: string): string | undefined {
  const url = webUrl(value);
  if (url === undefined) return undefined;
  if (url.search !== '' && [...url.searchParams.keys()].some((key) => SIGNED.test(key))) url.search = '';
  return url.href;
}
