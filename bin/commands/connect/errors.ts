/** The sign-in came to nothing; the message says why and what to do. Nothing was stored. */
export class NotConnectedError extends Error {
  override readonly name = 'NotConnectedError';
}
