import { describe, expect, it } from 'vitest';
import { UnavailableError } from '../../functions/networks/errors.ts';
import { afterFailure, failureOf } from '../../functions/pulling/failure.ts';
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
