import { createHash } from 'node:crypto';
import type { NetworkId } from '../core/model.ts';
import { blueskyConnector } from './bluesky/connector.ts';
import { facebookConnector } from './facebook/connector.ts';
import { GITHUB_HEADERS, githubConnector } from './github/connector.ts';
import { Graph } from './graph/api.ts';
import { HttpClient } from './http.ts';
import { instagramConnector } from './instagram/connector.ts';
import { MastodonServer } from './mastodon/api.ts';
import { MastodonConnector } from './mastodon/connector.ts';
import type { Connector } from './network.ts';
import type { Purse } from './purse.ts';
import { xConnector } from './x/connector.ts';
import { YouTube } from './youtube/api.ts';
import { youtubeConnector } from './youtube/connector.ts';

/** Where the networks answer unless told otherwise. Mastodon answers at each account's own host. */
const BLUESKY_URL = 'https://public.api.bsky.app';
const GITHUB_URL = 'https://api.github.com';
const X_URL = 'https://api.x.com';
const FACEBOOK_URL = 'https://graph.facebook.com';
const INSTAGRAM_URL = 'https://graph.instagram.com';
const YOUTUBE_URL = 'https://www.googleapis.com';
const YOUTUBE_ANALYTICS_URL = 'https://youtubeanalytics.googleapis.com';

export interface ConnectorOptions {
  /** The account's or the network's token; Bluesky's public reads need and send none. */
  readonly token?: string | undefined;
  /** Stays the same when the token is renewed, so that its rate limit is known again; the token itself without. */
  readonly tokenName?: string | undefined;
  /** Base addresses of private servers. */
  readonly baseUrls: {
    readonly bluesky?: string | undefined;
    readonly mastodon?: string | undefined;
    readonly github?: string | undefined;
    readonly x?: string | undefined;
    /** Also where Instagram accounts answer that signed in with Facebook. */
    readonly facebook?: string | undefined;
    readonly instagram?: string | undefined;
    /** Data and Analytics API alike. */
    readonly youtube?: string | undefined;
  };
  /** X only: what may be spent, and whether the account owns the developer app. */
  readonly spending?: { readonly purse: Purse; readonly ownsApp: boolean } | undefined;
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
    return githubConnector(
      http,
      `github:${options.token === undefined ? 'public' : tokenName(options.token, options)}`,
      wall,
    );
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
      options.token === undefined ? where : `${where}:${tokenName(options.token, options)}`,
      wall,
    );
  }
  if (account.network === 'facebook' || account.network === 'instagram' || account.network === 'youtube') {
    return connectorByToken(account.network, options);
  }
  if (account.network === 'x') {
    const { token, spending } = options;
    if (spending === undefined) throw new RangeError('X is read by API only within a budget, and none is set.');
    const http = clientFor('X', baseUrls.x ?? X_URL, options);
    const credentialId = `x:${token === undefined ? 'none' : tokenName(token, options)}`;
    return xConnector({ http, credentialId, wall, ...spending });
  }
  throw new RangeError('Lists are pushed or imported; there is nothing to read them from.');
}

/** The networks that answer nobody without a token, and read the account that it is of. */
function connectorByToken(network: 'facebook' | 'instagram' | 'youtube', options: ConnectorOptions): Connector {
  const { wall, baseUrls, token } = options;
  const hasToken = token !== undefined;
  const credentialId = `${network}:${hasToken ? tokenName(token, options) : 'none'}`;
  if (network === 'youtube') {
    const data = clientFor('YouTube', baseUrls.youtube ?? YOUTUBE_URL, options);
    const analytics = clientFor('YouTube', baseUrls.youtube ?? YOUTUBE_ANALYTICS_URL, options);
    return youtubeConnector(new YouTube({ data, analytics }, wall, hasToken), credentialId, wall);
  }
  const facebookUrl = baseUrls.facebook ?? FACEBOOK_URL;
  if (network === 'facebook') {
    const graph = new Graph('Facebook', clientFor('Facebook', facebookUrl, options), wall, hasToken);
    return facebookConnector(graph, credentialId, wall);
  }
  const login = isFacebookToken(token) ? 'facebook' : 'instagram';
  const baseUrl = login === 'facebook' ? facebookUrl : (baseUrls.instagram ?? INSTAGRAM_URL);
  const graph = new Graph('Instagram', clientFor('Instagram', baseUrl, options), wall, hasToken);
  return instagramConnector(graph, credentialId, login);
}

/** Facebook's tokens begin in this way, those of Instagram Login with `IG`: each is good on its own host only. */
function isFacebookToken(token: string | undefined): boolean {
  return token?.startsWith('EAA') === true;
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
  const command = `npm run rekindle -- connect ${network.toLowerCase()}`;
  return `${variable}${network === 'Mastodon' ? '=TOKEN@HOST' : ''}, or with “${command}”`;
}

/** Tells tokens apart without showing them. */
function tokenName(token: string, options: Pick<ConnectorOptions, 'tokenName'>): string {
  const named = options.tokenName ?? token;
  return `token:${createHash('sha256').update(named).digest('hex').slice(0, 8)}`;
}
