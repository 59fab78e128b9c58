import {
  CredentialsRejectedError,
  InvalidResponseError,
  NotFoundError,
  NotVisibleError,
  RateLimitedError,
  UnavailableError,
} from '../../../functions/networks/errors.ts';
import { ConsentRefusedError, WrongStateError } from '../../../functions/networks/oauth/code-flow.ts';
import { endOf, type OAuthCredential, writeCredential } from '../../../functions/networks/oauth/credential.ts';
import { GrantRefusedError } from '../../../functions/networks/oauth/refresher.ts';
import { REFRESHERS } from '../../../functions/networks/oauth/refreshers.ts';
import type { SignIn } from '../../../functions/networks/oauth/sign-in.ts';
import type { ConnectorOptions } from '../../../functions/networks/registry.ts';
import { ownCredential } from '../../../functions/runtime/credentials.ts';
import type { RenewableSecrets } from '../../../functions/runtime/secrets.ts';
import { checkToken } from './check.ts';
import type { Declared } from './declared.ts';
import { NotConnectedError } from './errors.ts';
import { type SignInDeps, type SignInOptions, signInHere, stepsText } from './sign-in-here.ts';

export interface ConnectOptions extends SignInOptions {
  /** A token is pasted instead of signing in. */
  readonly token: boolean;
}

export interface ConnectDeps extends SignInDeps {
  readonly secrets: RenewableSecrets;
  readonly baseUrls: ConnectorOptions['baseUrls'];
}

/** What came of it, without anything secret. */
export interface Connected {
  readonly accountId: string;
  /** Who signed in. */
  readonly as: string;
  readonly followersCount?: number;
  readonly isRenewed: boolean;
  readonly endsAt?: number;
}

/**
 * Connects an account: signs in (or takes a pasted token), checks that it works and whose it is, and only then stores it.
 * @throws NotConnectedError in words for the person; then nothing was stored
 */
export async function connectAccount(
  signIn: SignIn,
  declared: Declared,
  options: ConnectOptions,
  deps: ConnectDeps,
): Promise<Connected> {
  const baseUrl = deps.baseUrls[signIn.network];
  const addresses = signIn.addresses(declared.name, baseUrl);
  try {
    const made = options.token
      ? await pastedToken(signIn, deps)
      : await signInHere(signIn, declared.name, addresses, options, deps);
    const token = typeof made === 'string' ? made : made.accessToken;
    const { identity, account } = await checkToken(signIn, declared, addresses, token, deps);
    const credential = withEnd(made, identity.endsAt);
    const text = typeof credential === 'string' ? credential : writeCredential(credential);
    await deps.secrets.replace(ownCredential(declared), text);
    const endsAt = typeof credential === 'string' ? undefined : endOf(credential);
    return {
      accountId: declared.accountId,
      as: identity.name,
      ...(account.followersCount === undefined ? {} : { followersCount: account.followersCount }),
      isRenewed: typeof credential !== 'string' && REFRESHERS[signIn.network]?.refreshFrom(credential) !== undefined,
      ...(endsAt === undefined ? {} : { endsAt }),
    };
  } catch (error) {
    throw inWords(error);
  }
}

async function pastedToken(signIn: SignIn, deps: ConnectDeps): Promise<OAuthCredential | string> {
  const { title, tokenSteps, pasted } = signIn;
  if (tokenSteps === undefined) {
    throw new NotConnectedError(`${title} gives no tokens to paste. Connect it without --token.`);
  }
  deps.say(stepsText(`To get a token of ${title}:`, tokenSteps));
  const token = await deps.asking.askSecret('Token (it is not shown): ');
  if (!/^[\x21-\x7e]{1,4000}$/.test(token)) throw new NotConnectedError('That is no token: copy it once more.');
  return pasted?.(token, deps.wall()) ?? token;
}

function withEnd(credential: OAuthCredential | string, endsAt: number | undefined): OAuthCredential | string {
  if (typeof credential === 'string' || endsAt === undefined || credential.refreshToken !== undefined)
    return credential;
  return { ...credential, expiresAt: endsAt };
}

const IN_WORDS = [
  ConsentRefusedError,
  WrongStateError,
  CredentialsRejectedError,
  NotFoundError,
  NotVisibleError,
  RateLimitedError,
  InvalidResponseError,
];

/** What a person can do something about, in words; anything else is a fault of ours and stays as it is. */
function inWords(error: unknown): unknown {
  if (error instanceof GrantRefusedError) {
    return new NotConnectedError(`${error.message} ${remedyOf(error.code)} Nothing was stored.`, { cause: error });
  }
  if (error instanceof UnavailableError) {
    const what = error.message.replace(' It is asked again later.', '');
    return new NotConnectedError(`${what} Nothing was stored; try again.`, { cause: error });
  }
  if (error instanceof Error && IN_WORDS.some((known) => error instanceof known)) {
    return new NotConnectedError(error.message, { cause: error });
  }
  return error;
}

function remedyOf(code: string): string {
  switch (code) {
    case 'invalid_client':
    case 'unauthorized_client':
    case 'incorrect_client_credentials':
      return 'Check the client ID and the client secret.';
    case 'redirect_uri_mismatch':
    case 'invalid_redirect_uri':
      return 'Check that the app’s settings hold the redirect address exactly as it was shown.';
    case 'device_flow_disabled':
      return 'Tick “Enable Device Flow” in the app’s settings.';
    case 'no_page':
      return '';
    default:
      return 'Codes are good for a short time and once: begin again, and go through it without a pause.';
  }
}
