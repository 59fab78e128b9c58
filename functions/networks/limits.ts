/**
 * What response headers say about rate limits. All times are durations against the response's own `Date`, so that a
 * wrong clock on either side does no harm.
 *
 * GitHub: `x-ratelimit-reset` in unix seconds, `retry-after` for secondary limits. Mastodon: `X-RateLimit-Reset` as
 * ISO 8601. Bluesky's servers: `RateLimit-Reset` in unix seconds, `Retry-After` with 429. X: `x-rate-limit-reset` in
 * unix seconds.
 */
const SECOND = 1_000;
const LONGEST_WAIT = 24 * 60 * 60 * SECOND;
const FIRST_WAIT = 60 * SECOND;
const LONGEST_GUESS = 15 * 60 * SECOND;

export interface Budget {
  readonly limit?: number;
  readonly remaining?: number;
}

export function budgetOf(headers: Headers): Budget {
  const limit = numberIn(headers, 'x-ratelimit-limit', 'ratelimit-limit', 'x-rate-limit-limit');
  const remaining = numberIn(headers, 'x-ratelimit-remaining', 'ratelimit-remaining', 'x-rate-limit-remaining');
  return { ...(limit !== undefined && { limit }), ...(remaining !== undefined && { remaining }) };
}

/** 429 always; 403 if its headers or its message say so (GitHub answers its limits with either). */
export function isLimited(status: number, headers: Headers, message: string | undefined): boolean {
  if (status === 429) return true;
  if (status !== 403) return false;
  return budgetOf(headers).remaining === 0 || headers.has('retry-after') || /rate limit/i.test(message ?? '');
}

/**
 * How long to wait, in milliseconds, between one second and 24 hours.
 * @param before how many limits in a row were met without a header; the guess doubles from 60 s to 15 min
 */
export function waitAfter(headers: Headers, wall: number, before = 0): number {
  const named = namedWait(headers, wall);
  if (named !== undefined) return Math.min(Math.max(named, SECOND), LONGEST_WAIT);
  return Math.min(FIRST_WAIT * 2 ** Math.min(before, 10), LONGEST_GUESS);
}

const RESETS = ['x-ratelimit-reset', 'ratelimit-reset', 'x-rate-limit-reset'] as const;

/** Retry-After rules; a reset counts unless something is left, in which case it is another limit's. */
function namedWait(headers: Headers, wall: number): number | undefined {
  const serverNow = momentIn(headers.get('date') ?? undefined) ?? wall;
  const retryAfter = headers.get('retry-after')?.trim();
  if (retryAfter !== undefined) {
    if (/^\d+(\.\d+)?$/.test(retryAfter)) return Number(retryAfter) * SECOND;
    const at = momentIn(retryAfter);
    if (at !== undefined) return at - serverNow;
  }
  if ((budgetOf(headers).remaining ?? 0) > 0) return undefined;
  const reset = RESETS.map((name) => headers.get(name)?.trim()).find((value) => value !== undefined);
  if (reset === undefined) return undefined;
  // Whole seconds are rounded down by the server; a second more keeps us from knocking early.
  if (/^\d+(\.\d+)?$/.test(reset)) {
    const seconds = Number(reset);
    return (seconds > 1e9 ? seconds * SECOND - serverNow : seconds * SECOND) + SECOND;
  }
  const at = momentIn(reset);
  return at === undefined ? undefined : at - serverNow + SECOND;
}

function numberIn(headers: Headers, ...names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = headers.get(name)?.trim();
    if (value !== undefined && /^\d{1,15}$/.test(value)) return Number(value);
  }
  return undefined;
}

function momentIn(value: string | undefined): number | undefined {
  const at = value === undefined ? Number.NaN : Date.parse(value);
  return Number.isFinite(at) ? at : undefined;
}
