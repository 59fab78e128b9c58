import type { OAuthCredential } from './credential.ts';

/** What refreshing needs of the world. */
export interface RefreshDeps {
  readonly fetch: typeof fetch;
  /** The wall clock, epoch ms. */
  readonly wall: () => number;
  readonly timeoutMs?: number;
}

/** How a network renews what it has given; each has its own way. */
export interface Refresher {
  /**
   * From when on the credential should be renewed, epoch ms: early enough that a run that begins just before still ends
   * with it. Undefined: there is nothing to renew.
   */
  refreshFrom(credential: OAuthCredential): number | undefined;
  /**
   * Asks for the next one. Sent once: many networks take a refresh token a single time.
   * @throws GrantRefusedError if the network takes it no more, UnavailableError, InvalidResponseError
   */
  refresh(credential: OAuthCredential, deps: RefreshDeps): Promise<OAuthCredential>;
}

/** The grant (code, refresh token, device code) or the app itself was refused. */
export class GrantRefusedError extends Error {
  override readonly name = 'GrantRefusedError';
  /** OAuth's code, such as `invalid_grant`. */
  readonly code: string;
  constructor(message: string, code: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
