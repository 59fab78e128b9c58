import { describe, expect, it } from 'vitest';
import { NotFoundError, RateLimitedError, UnavailableError } from '../../functions/networks/errors.ts';
import { afterFailure, failureFields, failureOf } from '../../functions/pulling/failure.ts';
import { FRESH_HEAD } from '../../functions/storage/heads.ts';
import type { Head } from '../../functions/storage/items.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const NOW = 100 * DAY;
const down = new UnavailableError('The network is down.');

const head = (since: number): Head => ({
  ...FRESH_HEAD,
  ...{ key: 'olive/bluesky/did/followers', owner: 'olive', network: 'bluesky', accountId: 'bluesky:olive.example' },
  ...{ kind: 'followers', audienceId: 'bluesky:olive.example:followers', target: 'did', every: DAY },
  credentialId: 'bluesky:public',
  lastError: { ...failureOf(down, since).error, at: since },
});

describe('the wait after an outage', () => {
  const waits = (since: number, hasRead?: boolean): number =>
    ((afterFailure(head(since), failureOf(down, NOW), NOW, hasRead).dueAt ?? 0) - NOW) / MINUTE;

  it('grows with how long it has lasted', () => {
    expect(waits(NOW - MINUTE)).toBe(5);
    expect(waits(NOW - DAY)).toBeGreaterThan(120);
  });

  it('does not grow for a long walk that reads something between its failures', () => {
    expect(waits(NOW - DAY, true)).toBe(5);
    expect(afterFailure(head(NOW - DAY), failureOf(down, NOW), NOW, true).lastError?.at).toBe(NOW);
  });
});

describe('what is said of a failure', () => {
  const call = 'app.bsky.graph.getFollowers';
  const errors = [
    new UnavailableError(`Bluesky could not be reached (${call}). It is asked again later.`),
    new NotFoundError(`Bluesky does not have this (${call}: HTTP 404).`),
    new RateLimitedError(`Bluesky allows no more requests until 08:00 (${call}).`, NOW),
  ];

  it.each(errors)('is a plain sentence to the owner, and all of it in the log: $message', (error) => {
    const failure = failureOf(error, NOW);
    expect(failure.error.message).toMatch(/^Bluesky .*\.$/);
    expect(failure.error.message).not.toContain(call);
    expect(failureFields(failure, error)).toEqual({
      code: failure.error.code,
      error: error.name,
      detail: error.message,
    });
  });

  it('is no more than its name in the log, if it is an error of anybody else', () => {
    const error = new TypeError('Olive is not a function');
    const fields = failureFields(failureOf(error, NOW), error);
    expect(fields).toEqual({ code: 'internal', error: 'TypeError' });
  });
});
