import type { HttpClient } from '../http.ts';
import type { OAuthCredential, OAuthNetworkId } from './credential.ts';
import type { RefreshDeps } from './refresher.ts';
import type { Granted, OAuthClient } from './requests.ts';

/** Where a network lets people sign in, and where its API answers. */
export interface Addresses {
  readonly authorize: string;
  readonly token: string;
  /** Of a device flow: where a code is asked for. */
  readonly device?: string;
  readonly api: string;
  /** Who the authorization server says it is, if it says so in its answers. */
  readonly issuer?: string;
}

/** Whose credential it is, as the network says. */
export interface Identity {
  /** The network's stable id. */
  readonly id: string;
  /** As the owner would write it after the colon. */
  readonly name: string;
  /** When this token ends, if the network says so. */
  readonly endsAt?: number;
}

/** A sign-in that has come this far: what `finish` makes a credential of. */
export interface Finishing {
  readonly granted: Granted;
  readonly client: OAuthClient;
  readonly addresses: Addresses;
  /** What the owner declared after the colon. */
  readonly declared: string;
  readonly deps: RefreshDeps;
}

/** How a person connects one network. */
export interface SignIn {
  readonly network: OAuthNetworkId;
  /** As people call it. */
  readonly title: string;
  readonly scopes: readonly string[];
  /** `code`: in the browser, and back to this machine. `device`: a code is typed in at the network. */
  readonly flow: 'code' | 'device';
  /**
   * Where the browser comes back to: this machine by its number or by its name, or an address that nobody serves and
   * whose text is pasted, where the network takes https only.
   */
  readonly redirect: 'number' | 'name' | 'pasted';
  readonly usesPkce: boolean;
  /** `registered`: the app is registered by us, nobody has to. */
  readonly app: 'secret' | 'optional-secret' | 'no-secret' | 'registered';
  readonly scopeSeparator: ' ' | ',';
  readonly secretIn: 'header' | 'body';
  /** More that the authorization address carries. */
  readonly extras?: Readonly<Record<string, string>>;
  /** What to do at the network before, in order. */
  readonly steps: (redirect: string) => readonly string[];
  /** Where to get a token to paste, if that is possible. */
  readonly tokenSteps?: readonly string[];
  /** Whether the credential must be the declared account's own. */
  readonly isOwnersOnly: boolean;
  /** @param declared what is written after the colon @param baseUrl of a private server */
  addresses(declared: string, baseUrl?: string): Addresses;
  /** Makes our app known to the server (Mastodon). */
  register?(addresses: Addresses, redirect: string, deps: RefreshDeps): Promise<OAuthClient>;
  /** Makes of the first grant what is kept, where that takes more steps. */
  finish?(finishing: Finishing): Promise<OAuthCredential>;
  /** Makes a credential of a pasted token that can be renewed. A bare token is kept as it is. */
  pasted?(token: string, wall: number): OAuthCredential;
  whoAmI(http: HttpClient): Promise<Identity>;
}

/** What a plain code or device grant is kept as. */
export function credentialOf(
  signIn: Pick<SignIn, 'network' | 'scopes'>,
  { granted, client, addresses, deps }: Finishing,
): OAuthCredential {
  return {
    kind: 'oauth2',
    version: 1,
    network: signIn.network,
    accessToken: granted.accessToken,
    ...(granted.refreshToken === undefined ? {} : { refreshToken: granted.refreshToken }),
    issuedAt: deps.wall(),
    ...(granted.expiresAt === undefined ? {} : { expiresAt: granted.expiresAt }),
    ...(granted.refreshExpiresAt === undefined ? {} : { endsAt: granted.refreshExpiresAt }),
    scopes: [...(granted.scopes ?? signIn.scopes)],
    clientId: client.clientId,
    ...(client.clientSecret === undefined ? {} : { clientSecret: client.clientSecret }),
    tokenEndpoint: addresses.token,
  };
}
