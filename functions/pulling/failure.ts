import { backOff, FAILURES_UNTIL_PARKED, PARKED_INTERVAL } from '../core/due.ts';
import {
  BudgetSpentError,
  CredentialsRejectedError,
  CreditsDepletedError,
  InvalidResponseError,
  NotFoundError,
  NotVisibleError,
  RateLimitedError,
  UnavailableError,
} from '../networks/errors.ts';
import { withoutCall } from '../networks/without-call.ts';
import { errorFields, type LogFields, type Logger } from '../runtime/logger.ts';
import type { HeadPatch } from '../storage/heads.ts';
import type { Head, LastError } from '../storage/items.ts';

/** What went wrong, as the owner is shown it, and what it means for the schedule. */
export interface Failure {
  readonly error: LastError;
  /** It will go wrong in the same way next time, unless somebody does something. */
  readonly isDeterministic: boolean;
  /** Wall clock until which everything behind the credential waits. */
  readonly retryAt?: number;
  /** It can only go on this much later: nothing is asked before. */
  readonly waitMs?: number;
}

/** A handle that now belongs to another account: its history must not be mixed. */
export class IdentityChangedError extends Error {
  override readonly name = 'IdentityChangedError';
}

const CODES: readonly (readonly [new (...args: never[]) => Error, string, boolean])[] = [
  [UnavailableError, 'unavailable', false],
  [InvalidResponseError, 'invalid-response', true],
  [CredentialsRejectedError, 'credentials-rejected', true],
  [NotFoundError, 'not-found', true],
  [NotVisibleError, 'not-visible', true],
  [IdentityChangedError, 'identity-changed', true],
];

/** Longest message that is kept of an error. */
const MOST_MESSAGE = 300;

/**
 * Sorts an error. Calls of an API stay out of what the owner is shown, as do details of errors that are not ours: they are
 * in the log ({@link failureFields}).
 */
export function failureOf(error: unknown, at: number): Failure {
  if (error instanceof RateLimitedError) {
    return { error: last(at, 'rate-limited', error.message), isDeterministic: false, retryAt: error.retryAt };
  }
  if (error instanceof BudgetSpentError || error instanceof CreditsDepletedError) {
    const code = error instanceof BudgetSpentError ? 'budget-spent' : 'no-credits';
    return { error: last(at, code, error.message), isDeterministic: false, waitMs: error.waitMs };
  }
  for (const [type, code, isDeterministic] of CODES) {
    if (error instanceof type) return { error: last(at, code, error.message), isDeterministic };
  }
  return {
    error: last(at, 'internal', 'Something went wrong inside Rekindle; it is tried again.'),
    isDeterministic: false,
  };
}

/**
 * The schedule after a failure: limits and outages back off and park nobody; only what repeats deterministically counts.
 * @param hasRead whether something was read before it failed: then it is no outage that lasts, however often a long walk fails
 */
export function afterFailure(head: Head, failure: Failure, now: number, hasRead = false): HeadPatch {
  if (failure.retryAt !== undefined) return { lastError: failure.error };
  if (failure.waitMs !== undefined) return { lastError: failure.error, dueAt: now + failure.waitMs };
  if (!failure.isDeterministic) {
    const since = head.lastError?.code === failure.error.code && !hasRead ? head.lastError.at : now;
    // The longer an outage has lasted, the rarer the tries; the clock tells, so no counter can park anybody.
    const tries = 1 + Math.floor(Math.log2(1 + Math.max(0, now - since) / 300_000));
    return { lastError: { ...failure.error, at: since }, dueAt: now + backOff(tries, head.every) };
  }
  const failures = head.failures + 1;
  const isParked = failures >= FAILURES_UNTIL_PARKED;
  return {
    lastError: failure.error,
    failures,
    ...(isParked ? { status: 'parked' as const } : {}),
    dueAt: now + (isParked ? PARKED_INTERVAL : backOff(failures, head.every)),
  };
}

function last(at: number, code: string, message: string): LastError {
  return { at, code, message: withoutCall(message).slice(0, MOST_MESSAGE) };
}

/** What a log says of a failure, beside whose it is: the error whole, if it is one of ours. */
export function failureFields({ error: { code } }: Failure, error: unknown): LogFields {
  const { error: name, detail } = errorFields(error);
  // Of errors that are not ours nobody knows what they say of whom.
  return { code, error: name, ...(code === 'internal' ? {} : { detail }) };
}

/** Notes in the log what happened to a list and why, for whoever runs this. */
export function logFailure(
  logger: Pick<Logger, 'info'>,
  what: string,
  { owner, network, kind }: Pick<Head, 'owner' | 'network' | 'kind'>,
  failure: Failure,
  error: unknown,
): void {
  logger.info(what, { owner, network, kind, ...failureFields(failure, error) });
}
