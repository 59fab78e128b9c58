import { createHash } from 'node:crypto';
import type { NetworkId } from '../core/model.ts';
import { blueskyConnector } from './bluesky/connector.ts';
import { GITHUB_HEADERS, githubConnector } from './github/connector.ts';
import { HttpClient } from './http.ts';
import { MastodonServer } from './mastodon/api.ts';
import { MastodonConnector } from './mastodon/connector.ts';
import type { Connector } from './network.ts';

/** Where the networks answer unless told otherwise. Mastodon answers at each account's own host. */
const BLUESKY_URL = 'https://public.api.bsky.app';
const GITHUB_URL = 'https://api.github.com';

export interface ConnectorOptions {
  /** The account's or the network's token; Bluesky's public reads need and send none. */
  readonly token?: string | undefined;
  /** Base addresses of private servers. */
  readonly baseUrls: {
    readonly bluesky?: string | undefined;
    readonly mastodon?: string | undefined;
    readonly github?: string | undefined;
  };
  readonly fetch: typeof fetch;
  /** The wall clock, epoch ms. */
  readonly wall: () => number;
  readonly timeoutMs?: number;
  /** Waits before the one quick retry of a request. */
  readonly wait?: (ms: number) => Promise<unknown>;
}

/**
 * Makes the connector for an account such as `mastodon:alice@social.example`.
 * @throws RangeError for `list` accounts, which are pushed or imported, and for names without a host where one is needed
 */
export function connectorFor(
  account: { readonly network: NetworkId; readonly accountId: string },
  options: ConnectorOptions,
): Connector {
  const { wall, baseUrls } = options;
  const name = account.accountId.slice(account.accountId.indexOf(':') + 1);
  if (account.network === 'bluesky') {
    const baseUrl = baseUrls.bluesky ?? BLUESKY_URL;
    const http = clientFor('Bluesky', baseUrl, { ...options, token: undefined });
    const where = baseUrls.bluesky === undefined ? 'public' : new URL(baseUrl).host;
    return blueskyConnector(http, `bluesky:${where}`, wall);
  }
  if (account.network === 'github') {
    const http = clientFor('GitHub', baseUrls.github ?? GITHUB_URL, options, GITHUB_HEADERS);
    return githubConnector(http, `github:${options.token === undefined ? 'public' : tokenName(options.token)}`, wall);
  }
  if (account.network === 'mastodon') {
    const host = name.split('@')[1]?.toLowerCase();
    if (host === undefined || host === '') throw new RangeError('A Mastodon account is written as user@host.');
    const baseUrl = baseUrls.mastodon ?? `https://${host}`;
    const http = clientFor('Mastodon', baseUrl, options);
    const server = new MastodonServer(http, host, options.token !== undefined);
    const where = `mastodon:${new URL(baseUrl).host}`;
    return new MastodonConnector(
      server,
      options.token === undefined ? where : `${where}:${tokenName(options.token)}`,
      wall,
    );
  }
  throw new RangeError('Lists are pushed or imported; there is nothing to read them from.');
}

function clientFor(
  network: string,
  baseUrl: string,
  options: ConnectorOptions,
  headers: Readonly<Record<string, string>> = {},
): HttpClient {
  return new HttpClient({
    network,
    baseUrl,
    headers,
    fetch: options.fetch,
    wall: options.wall,
    tokenHint: tokenHint(network),
    ...(options.token !== undefined && { token: options.token }),
    ...(options.timeoutMs !== undefined && { timeoutMs: options.timeoutMs }),
    ...(options.wait !== undefined && { wait: options.wait }),
  });
}

/** Mastodon is many servers, so its token says which one it is of. */
function tokenHint(network: string): string {
  const variable = `REKINDLE_${network.toUpperCase()}_TOKEN`;
  return `${variable}${network === 'Mastodon' ? '=TOKEN@HOST' : ''}, or as the account's secret`;
}

/** Tells tokens apart without showing them. */
function tokenName(token: string): string {
  return `token:${createHash('sha256').update(token).digest('hex').slice(0, 8)}`;
}
