import {
  CredentialsRejectedError,
  InvalidResponseError,
  NotFoundError,
  NotVisibleError,
  UnavailableError,
} from './errors.ts';

/** What an unwelcome answer means. */
export interface Refused {
  /** The network and its host, as a person knows them: `Mastodon (social.example)`. */
  readonly server: string;
  /** What was asked, without anybody's name in it. */
  readonly what: string;
  readonly status: number;
  /** The server's own words, cleaned and cut. */
  readonly message: string | undefined;
  /** Whether a token went with the request, and where the owner sets it. */
  readonly hadToken: boolean;
  readonly tokenHint: string;
}

/** Turns an HTTP status that a connector has no use for into the error that says what to do. Rate limits come before. */
export function refusalOf(refused: Refused): Error {
  const { server, what, status, hadToken, tokenHint } = refused;
  const said = `HTTP ${status}${refused.message === undefined ? '' : `, "${refused.message}"`}`;
  if (status >= 500 || status === 408 || status === 425) {
    return new UnavailableError(`${server} is not working right now (${what}: ${said}). It is asked again later.`);
  }
  if (status === 401) {
    return new CredentialsRejectedError(
      hadToken
        ? `${server} rejected the token (${said}). Make a new one and set it as ${tokenHint}.`
        : `${server} answers only with a token (${said}). Make one there and set it as ${tokenHint}.`,
    );
  }
  if (status === 403 && hadToken) {
    return new CredentialsRejectedError(
      `${server} does not let this token read ${what} (${said}). Give it the scopes that the README names, and set it as ${tokenHint}.`,
    );
  }
  if (status === 403 || status === 451) return new NotVisibleError(`${server} does not show this (${what}: ${said}).`);
  if (status === 404 || status === 410) return new NotFoundError(`${server} does not have this (${what}: ${said}).`);
  return new InvalidResponseError(`${server} did not take the request (${what}: ${said}).`);
}
