/** Each class is a decision the caller makes. Messages are shown to the owner: they say what to do, and hold no secrets. */

/** The credential's limit is used up: all audiences behind it wait until `retryAt` (epoch ms, wall clock). */
export class RateLimitedError extends Error {
  override readonly name = 'RateLimitedError';
  readonly retryAt: number;
  constructor(message: string, retryAt: number, options?: ErrorOptions) {
    super(message, options);
    this.retryAt = retryAt;
  }
}

/** The network is down, slow or cut us off: back off, park nobody. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
}

/** An answer that is not what the network's documents describe: counted as schema drift, shown, never guessed at. */
export class InvalidResponseError extends Error {
  override readonly name = 'InvalidResponseError';
}

/** The token is wrong, expired, or lacks a scope. */
export class CredentialsRejectedError extends Error {
  override readonly name = 'CredentialsRejectedError';
}

/** The account (or post, or repository) does not exist there. */
export class NotFoundError extends Error {
  override readonly name = 'NotFoundError';
}

/** The list exists but its owner or the network does not show it. */
export class NotVisibleError extends Error {
  override readonly name = 'NotVisibleError';
}

/** The network asks for money and the owner's credit with it is used up: nothing is asked again for `waitMs`. */
export class CreditsDepletedError extends Error {
  override readonly name = 'CreditsDepletedError';
  /** Long, because asking again does not help; the owner has to buy credits. */
  readonly waitMs = 6 * 3_600_000;
}

/** What the owner allows to be spent in a month is used up, or does not suffice for the next request. */
export class BudgetSpentError extends Error {
  override readonly name = 'BudgetSpentError';
  /** Milliseconds until there is a new budget. */
  readonly waitMs: number;
  constructor(message: string, waitMs: number, options?: ErrorOptions) {
    super(message, options);
    this.waitMs = waitMs;
  }
}
