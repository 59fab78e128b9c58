import * as oauth from 'oauth4webapi';
import { BodyTooLargeError, readBody } from '../body.ts';
import { InvalidResponseError, UnavailableError } from '../errors.ts';
import { plainText } from '../text.ts';
import { GrantRefusedError, type RefreshDeps } from './refresher.ts';

/** An app as its network knows it. */
export interface OAuthClient {
  readonly clientId: string;
  readonly clientSecret?: string | undefined;
  /** How the secret is sent: X wants it in a header, the others in the body. */
  readonly secretIn?: 'header' | 'body';
}

/** What a token endpoint gave. Times are wall clock, epoch ms. */
export interface Granted {
  readonly accessToken: string;
  readonly refreshToken?: string;
  readonly expiresAt?: number;
  /** When the refresh token ends (GitHub Apps; Google while an app is in testing). */
  readonly refreshExpiresAt?: number;
  readonly scopes?: readonly string[];
}

/** Token answers are a few KB. */
const MOST_BYTES = 100_000;
const TIMEOUT_MS = 20_000;

export const serverAt = (tokenEndpoint: string, more: Partial<oauth.AuthorizationServer> = {}) => ({
  issuer: new URL(tokenEndpoint).origin,
  token_endpoint: tokenEndpoint,
  ...more,
});

export function authOf(client: OAuthClient): oauth.ClientAuth {
  if (client.clientSecret === undefined) return oauth.None();
  return client.secretIn === 'header'
    ? oauth.ClientSecretBasic(client.clientSecret)
    : oauth.ClientSecretPost(client.clientSecret);
}

/** Renews with a refresh token. @throws GrantRefusedError, UnavailableError, InvalidResponseError */
export function refreshGrant(
  tokenEndpoint: string,
  client: OAuthClient,
  refreshToken: string,
  deps: RefreshDeps,
): Promise<Granted> {
  const server = serverAt(tokenEndpoint);
  const known = { client_id: client.clientId };
  return asked(tokenEndpoint, deps, async (options) => {
    const response = await oauth.refreshTokenGrantRequest(server, known, authOf(client), refreshToken, options);
    return grantedOf(await oauth.processRefreshTokenResponse(server, known, response), deps.wall());
  });
}

export function grantedOf(answer: oauth.TokenEndpointResponse, wall: number): Granted {
  const refreshSeconds = answer['refresh_token_expires_in'];
  return {
    accessToken: answer.access_token,
    ...(answer.refresh_token === undefined ? {} : { refreshToken: answer.refresh_token }),
    ...(answer.expires_in === undefined ? {} : { expiresAt: wall + answer.expires_in * 1000 }),
    ...(typeof refreshSeconds === 'number' ? { refreshExpiresAt: wall + refreshSeconds * 1000 } : {}),
    ...(answer.scope === undefined ? {} : { scopes: answer.scope.split(/[ ,]+/).filter((scope) => scope !== '') }),
  };
}

type RequestOptions = Parameters<typeof oauth.refreshTokenGrantRequest>[4];

/** Does one OAuth request, bounded in time and size, and sorts what may go wrong. Nothing is sent twice. */
export async function asked<T>(
  endpoint: string,
  deps: RefreshDeps,
  request: (options: NonNullable<RequestOptions>) => Promise<T>,
): Promise<T> {
  const { host, hostname } = new URL(endpoint);
  const options = {
    [oauth.customFetch]: (url: string, init: RequestInit) => boundedFetch(deps, url, init),
    // Only a server on this machine may be asked without encryption.
    [oauth.allowInsecureRequests]: /^(127\.0\.0\.1|localhost|\[::1\])$/.test(hostname),
    signal: AbortSignal.timeout(deps.timeoutMs ?? TIMEOUT_MS),
    headers: { 'user-agent': 'rekindle' },
  };
  try {
    return await request(options);
  } catch (error) {
    throw sorted(error, host);
  }
}

/** One request of ours to an authorization server, read whole. @throws UnavailableError */
export async function boundedFetch(deps: RefreshDeps, url: string | URL, init: RequestInit): Promise<Response> {
  const { host } = new URL(url);
  const signal = init.signal ?? AbortSignal.timeout(deps.timeoutMs ?? TIMEOUT_MS);
  try {
    const response = await deps.fetch(url, { ...init, redirect: 'manual', signal });
    const text = await readBody(response, MOST_BYTES);
    if (response.status === 429 || response.status >= 500) {
      throw new UnavailableError(
        `${host} is not working right now (HTTP ${response.status}). It is asked again later.`,
      );
    }
    const headers = { 'content-type': response.headers.get('content-type') ?? 'text/plain' };
    const hasBody = response.status >= 200 && ![204, 205, 304].includes(response.status);
    return new Response(hasBody ? text : null, { status: statusOf(response.status, text), headers });
  } catch (error) {
    if (error instanceof UnavailableError) throw error;
    if (error instanceof BodyTooLargeError) throw new InvalidResponseError(`${host} answered more than can be read.`);
    throw new UnavailableError(`${host} did not answer, or broke off. It is asked again later.`, { cause: error });
  }
}

/** GitHub answers its refusals with 200 (its documents on the device flow). */
function statusOf(status: number, text: string): number {
  if (status !== 200) return status;
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'string' ? 400 : 200;
  } catch {
    return status;
  }
}

function sorted(error: unknown, host: string): Error {
  if (error instanceof UnavailableError || error instanceof InvalidResponseError) return error;
  if (error instanceof oauth.ResponseBodyError) {
    // What looks like a token may be one.
    const said = plainText((error.error_description ?? '').replace(/[\w.~+/|=-]{24,}/g, '…'), 120);
    const words = said === undefined ? '' : `: ${said}`;
    return new GrantRefusedError(
      `${host} refused (${plainText(error.error, 60) ?? 'no reason'}${words}).`,
      error.error,
    );
  }
  if (error instanceof oauth.WWWAuthenticateChallengeError) {
    return new GrantRefusedError(`${host} does not accept the app's id and secret.`, 'invalid_client');
  }
  // The cause holds the answer, which may hold tokens: it goes no further.
  if (error instanceof oauth.OperationProcessingError || error instanceof oauth.UnsupportedOperationError) {
    return new InvalidResponseError(`${host} answered a sign-in with something its documents do not describe.`);
  }
  return error instanceof Error ? error : new Error('unknown', { cause: error });
}
