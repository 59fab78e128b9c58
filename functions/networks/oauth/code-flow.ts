import { timingSafeEqual } from 'node:crypto';
import * as oauth from 'oauth4webapi';
import { plainText } from '../text.ts';
import { GrantRefusedError, type RefreshDeps } from './refresher.ts';
import { asked, authOf, type Granted, grantedOf, type OAuthClient, serverAt } from './requests.ts';
import type { Addresses, SignIn } from './sign-in.ts';

/** A sign-in that waits for the browser to come back. */
export interface Begun {
  /** What the person opens. */
  readonly address: string;
  readonly redirect: string;
  /** Comes back with the browser; whoever does not know it is somebody else. */
  readonly state: string;
  readonly verifier: string | undefined;
}

/** The person, or the network for them, said no. */
export class ConsentRefusedError extends Error {
  override readonly name = 'ConsentRefusedError';
}

/** What came back belongs to another sign-in, or to nobody's. */
export class WrongStateError extends Error {
  override readonly name = 'WrongStateError';
}

/** Makes the address that the person opens (RFC 6749, 4.1.1; RFC 7636 with S256). */
export async function beginSignIn(
  signIn: Pick<SignIn, 'scopes' | 'scopeSeparator' | 'usesPkce' | 'extras'>,
  addresses: Addresses,
  client: OAuthClient,
  redirect: string,
): Promise<Begun> {
  const state = oauth.generateRandomState();
  const verifier = signIn.usesPkce ? oauth.generateRandomCodeVerifier() : undefined;
  const address = new URL(addresses.authorize);
  const parameters = {
    response_type: 'code',
    client_id: client.clientId,
    redirect_uri: redirect,
    scope: signIn.scopes.join(signIn.scopeSeparator),
    state,
    ...(verifier === undefined
      ? {}
      : { code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' }),
    ...signIn.extras,
  };
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  return { address: address.href, redirect, state, verifier };
}

/** Whether what came back is this sign-in's; takes as long for a near miss as for a far one. */
export function isOwnState(begun: Begun, parameters: URLSearchParams): boolean {
  const expected = Buffer.from(begun.state);
  const all = parameters.getAll('state');
  const given = Buffer.from(all[0] ?? '');
  return all.length === 1 && given.length === expected.length && timingSafeEqual(given, expected);
}

/**
 * Exchanges what the browser brought back.
 * @throws WrongStateError, ConsentRefusedError, GrantRefusedError (an expired code), UnavailableError,
 * InvalidResponseError
 */
export async function finishSignIn(
  begun: Begun,
  came: URLSearchParams,
  addresses: Addresses,
  client: OAuthClient,
  deps: RefreshDeps,
): Promise<Granted> {
  if (!isOwnState(begun, came)) {
    throw new WrongStateError('What came back does not belong to this sign-in. Nothing was stored; begin again.');
  }
  const refusal = came.get('error');
  if (refusal !== null) throw refusedConsent(refusal, came.get('error_description'));
  const parameters = new URLSearchParams(came);
  if (addresses.issuer === undefined) parameters.delete('iss');
  const server = serverAt(addresses.token, addresses.issuer === undefined ? {} : { issuer: addresses.issuer });
  const known = { client_id: client.clientId };
  if ((parameters.get('code') ?? '') === '') {
    throw new WrongStateError('What came back holds no code. Nothing was stored; begin again.');
  }
  return asked(addresses.token, deps, async (options) => {
    const valid = oauth.validateAuthResponse(server, known, parameters, begun.state);
    const verifier = begun.verifier ?? oauth.nopkce;
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      known,
      authOf(client),
      valid,
      begun.redirect,
      verifier,
      options,
    );
    return grantedOf(await oauth.processAuthorizationCodeResponse(server, known, await typed(response)), deps.wall());
  });
}

/** Meta leaves out `token_type`, which OAuth demands; its tokens are bearer tokens. */
async function typed(response: Response): Promise<Response> {
  if (!response.ok) return response;
  const body: unknown = await response.json().catch(() => undefined);
  if (typeof body !== 'object' || body === null) return new Response('', { status: response.status });
  // Instagram's documents wrap the answer in a list named `data`; its servers have not always done so.
  const data: unknown = Reflect.get(body, 'data');
  const inner: unknown = Array.isArray(data) ? data[0] : body;
  return Response.json(typeof inner === 'object' ? { token_type: 'bearer', ...inner } : {}, {
    status: response.status,
  });
}

function refusedConsent(error: string, description: string | null): Error {
  if (error === 'access_denied' || error === 'user_cancelled_login' || error === 'user_cancelled_authorize') {
    return new ConsentRefusedError('You did not allow it, so nothing was stored.');
  }
  const said = plainText(description ?? '', 120);
  const code = plainText(error, 60) ?? 'no reason';
  return new GrantRefusedError(
    `The network did not let you sign in (${code}${said === undefined ? '' : `: ${said}`}). Check the app’s settings.`,
    error,
  );
}
