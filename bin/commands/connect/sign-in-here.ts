import { type Begun, beginSignIn, finishSignIn } from '../../../functions/networks/oauth/code-flow.ts';
import type { OAuthCredential } from '../../../functions/networks/oauth/credential.ts';
import { signInByDevice } from '../../../functions/networks/oauth/device-flow.ts';
import type { RefreshDeps } from '../../../functions/networks/oauth/refresher.ts';
import type { Granted, OAuthClient } from '../../../functions/networks/oauth/requests.ts';
import { type Addresses, credentialOf, type SignIn } from '../../../functions/networks/oauth/sign-in.ts';
import type { Asking } from './asking.ts';
import { openBrowser } from './browser.ts';
import { type ComesBack, waitHere } from './comes-back.ts';
import { NotConnectedError } from './errors.ts';

export interface SignInOptions {
  readonly clientId?: string | undefined;
  /** Port of this machine that the browser comes back to. */
  readonly port: number;
  /** False: nothing is opened and nothing listens; the address the browser ends at is pasted. */
  readonly browser: boolean;
  readonly timeoutMs: number;
}

export interface SignInDeps extends RefreshDeps {
  readonly asking: Asking;
  /** Tells the person what to do. */
  readonly say: (text: string) => void;
}

/** Signs a person in at a network. @throws NotConnectedError and the errors of the flow; nothing has been stored then */
export async function signInHere(
  signIn: SignIn,
  declared: string,
  addresses: Addresses,
  options: SignInOptions,
  deps: SignInDeps,
): Promise<OAuthCredential> {
  const isServed = signIn.flow === 'code' && signIn.redirect !== 'pasted' && options.browser;
  const here = isServed ? await waitHere(options.port) : undefined;
  try {
    const redirect = redirectOf(signIn, here?.port ?? options.port);
    deps.say(stepsText(`To connect ${signIn.title}:`, signIn.steps(redirect)));
    const client = await clientFor(signIn, addresses, redirect, options, deps);
    const granted =
      signIn.flow === 'device'
        ? await byDevice(signIn, addresses, client, deps)
        : await byCode({ signIn, addresses, client, redirect, here, options, deps });
    const finishing = { granted, client, addresses, declared, deps };
    return (await signIn.finish?.(finishing)) ?? credentialOf(signIn, finishing);
  } finally {
    await here?.close();
  }
}

/** The address that the app's settings must know, exactly. */
export function redirectOf({ redirect }: Pick<SignIn, 'redirect'>, port: number): string {
  if (redirect === 'pasted') return `https://localhost:${port}/`;
  return `http://${redirect === 'name' ? 'localhost' : '127.0.0.1'}:${port}/`;
}

export function stepsText(title: string, steps: readonly string[]): string {
  return [title, ...steps.map((step, n) => `  ${n + 1}. ${step}`)].join('\n');
}

async function clientFor(
  { app, register, secretIn, title }: SignIn,
  addresses: Addresses,
  redirect: string,
  { clientId: given }: SignInOptions,
  deps: SignInDeps,
): Promise<OAuthClient> {
  if (app === 'registered' && register !== undefined) return register(addresses, redirect, deps);
  const clientId = given ?? (await deps.asking.ask(`Client ID of your ${title} app: `));
  if (!/^[\x21-\x7e]{1,500}$/.test(clientId)) throw new NotConnectedError('That is no client ID: copy it once more.');
  if (app === 'no-secret') return { clientId, secretIn };
  const secret = await deps.asking.askSecret(
    app === 'secret'
      ? 'Client secret (it is not shown): '
      : 'Client secret (it is not shown; just Enter if the app has none): ',
  );
  if (secret === '' && app === 'secret')
    throw new NotConnectedError('The client secret is needed; nothing was stored.');
  return { clientId, secretIn, ...(secret === '' ? {} : { clientSecret: secret }) };
}

function byDevice(signIn: SignIn, addresses: Addresses, client: OAuthClient, deps: SignInDeps): Promise<Granted> {
  return signInByDevice(addresses, client, signIn.scopes, {
    ...deps,
    show: ({ userCode, address }) => deps.say(`Open ${address} and type in: ${userCode}\nWaiting for you to do so …`),
  });
}

interface ByCode {
  readonly signIn: SignIn;
  readonly addresses: Addresses;
  readonly client: OAuthClient;
  readonly redirect: string;
  readonly here: ComesBack | undefined;
  readonly options: SignInOptions;
  readonly deps: SignInDeps;
}

async function byCode({ signIn, addresses, client, redirect, here, options, deps }: ByCode): Promise<Granted> {
  const begun = await beginSignIn(signIn, addresses, client, redirect);
  deps.say(`Open this address, sign in as the account that is to be read, and allow it:\n\n${begun.address}\n`);
  const came = here === undefined ? await pasted(begun, deps.asking) : await comesBack(begun, here, options, deps);
  return finishSignIn(begun, came, addresses, client, deps);
}

function comesBack(begun: Begun, here: ComesBack, options: SignInOptions, deps: SignInDeps): Promise<URLSearchParams> {
  const came = here.came(begun, options.timeoutMs);
  if (deps.asking.isPerson) openBrowser(begun.address);
  deps.say('Waiting for the browser to come back …');
  return came;
}

async function pasted(begun: Begun, asking: Asking): Promise<URLSearchParams> {
  const text = await asking.askSecret(
    'Afterwards the browser shows a page that cannot be opened. Paste its whole address here (it is not shown): ',
  );
  const url = URL.parse(text);
  if (url === null || url.origin !== new URL(begun.redirect).origin) {
    throw new NotConnectedError(
      `That is not the address that the browser ended at: it begins with ${begun.redirect}. Nothing was stored; begin again.`,
    );
  }
  return url.searchParams;
}
