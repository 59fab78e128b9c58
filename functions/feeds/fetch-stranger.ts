import { Buffer } from 'node:buffer';
import { lookup } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './public-address.ts';

/** Why a page that a stranger's profile names was not read. Says nothing of what is behind a refused address. */
export class PageRefusedError extends Error {
  override readonly name = 'PageRefusedError';
}

export interface StrangersPage {
  /** Where it was found in the end, after redirects. */
  readonly url: string;
  /** In lower case, without parameters; '' if it named none. */
  readonly contentType: string;
  readonly text: string;
}

export interface FetchOptions {
  /** All addresses of a host; the system's resolver unless set. */
  readonly resolve?: (host: string) => Promise<readonly string[]>;
  /** Which addresses may be connected to; the public internet's unless set. */
  readonly isAllowed?: (address: string) => boolean;
  /** Which ports; those of http and https unless set. */
  readonly ports?: readonly number[];
  /** For the whole walk, redirects included. */
  readonly timeoutMs?: number;
  readonly mostBytes?: number;
}

const MOST_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Reads a page or a feed that a stranger's profile names, without being led anywhere else: http and https only, on
 * their own ports, no credentials; each host is resolved once, every address it has must be public, and the connection
 * goes to exactly what was checked (so a second answer of the DNS changes nothing); each redirect is checked anew; at
 * most 1 MB and 5 seconds. Sends no cookie, no referrer and nothing about the owner.
 * @throws PageRefusedError
 */
export async function fetchStranger(address: string, options: FetchOptions = {}): Promise<StrangersPage> {
  const signal = AbortSignal.timeout(options.timeoutMs ?? 5_000);
  let url = checked(address, options);
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const response = await open(url, await addressesOf(url, options, signal), signal);
    const status = response.statusCode ?? 0;
    const location = response.headers.location;
    if (REDIRECTS.has(status) && location !== undefined) {
      response.destroy();
      url = checked(URL.parse(location, url.href)?.href ?? '', options);
      continue;
    }
    if (status !== 200) {
      response.destroy();
      throw new PageRefusedError(`The page answered with status ${status}.`);
    }
    const text = await readText(response, options.mostBytes ?? 1_000_000);
    const contentType = response.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
    return { url: url.href, contentType, text };
  }
  throw new PageRefusedError('The page redirects too often.');
}

function checked(address: string, options: FetchOptions): URL {
  const url = URL.parse(address);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new PageRefusedError('The page has no http or https address.');
  }
  if (url.username !== '' || url.password !== '') throw new PageRefusedError('The address has a password in it.');
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  if (!(options.ports ?? [80, 443]).includes(port)) throw new PageRefusedError('The address names an unusual port.');
  return url;
}

/** Addresses that were checked, for the one connection that follows. */
async function addressesOf(url: URL, options: FetchOptions, signal: AbortSignal): Promise<readonly string[]> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) > 0 ? [host] : await within(signal, (options.resolve ?? systemLookup)(host));
  const isAllowed = options.isAllowed ?? isPublicAddress;
  // One private address among public ones is a trap, not a coincidence.
  if (addresses.length === 0 || !addresses.every(isAllowed)) {
    throw new PageRefusedError('The address does not lead to the public internet.');
  }
  return addresses;
}

async function systemLookup(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

/** A look-up cannot be cancelled, so its answer is no longer waited for. */
async function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const end = Promise.withResolvers<never>();
  const stop = () => end.reject(new PageRefusedError('The page took too long.'));
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, end.promise]);
  } catch (error) {
    if (error instanceof PageRefusedError) throw error;
    throw new PageRefusedError('The page’s host was not found.');
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function open(url: URL, addresses: readonly string[], signal: AbortSignal): Promise<http.IncomingMessage> {
  const found = addresses.map((address) => ({ address, family: isIP(address) }));
  const toChecked: LookupFunction = (_host, options, done) => {
    const [first] = found;
    if (options.all === true || first === undefined) done(null, [...found]);
    else done(null, first.address, first.family);
  };
  const { get } = url.protocol === 'https:' ? https : http;
  const headers = {
    accept: 'application/atom+xml, application/rss+xml, application/feed+json, text/html;q=0.8, application/xml;q=0.7',
    // What is not compressed cannot swell.
    'accept-encoding': 'identity',
    'user-agent': 'Rekindle (reads the newest post of a blog; at most weekly)',
  };
  return new Promise((resolve, reject) => {
    get(url, { agent: false, lookup: toChecked, headers, signal, maxHeaderSize: 16_384 }, resolve).on('error', () =>
      reject(new PageRefusedError(signal.aborted ? 'The page took too long.' : 'The page could not be reached.')),
    );
  });
}

async function readText(response: http.IncomingMessage, mostBytes: number): Promise<string> {
  const encoding = response.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    response.destroy();
    throw new PageRefusedError('The page is compressed, although that was not asked for.');
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      if (size > mostBytes) throw new PageRefusedError('The page is too large.');
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof PageRefusedError) throw error;
    throw new PageRefusedError('The page took too long or broke off.');
  } finally {
    response.destroy();
  }
  return Buffer.concat(chunks).toString('utf8');
}
