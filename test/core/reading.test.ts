import { describe, expect, it } from 'vitest';
import { NETWORK_IDS, type NetworkId } from '../../functions/core/model.ts';
import { howItIsRead, type Reading, waitsFor } from '../../functions/core/reading.ts';

const readings = (network: NetworkId): Reading[] =>
  [false, true].flatMap((hasBudget) =>
    [false, true].map((hasCredential) => howItIsRead({ network, hasBudget, hasCredential })),
  );

describe('how an account is read', () => {
  it('is by API, always, where that is public', () => {
    for (const network of ['bluesky', 'mastodon', 'github'] as const) {
      expect(new Set(readings(network))).toEqual(new Set(['api']));
    }
  });

  it('is by API on X only within a budget, whatever credential there is', () => {
    expect(readings('x')).toEqual(['export', 'export', 'api', 'api']);
  });

  it('is by API on Facebook, Instagram and YouTube only once it is connected', () => {
    expect(readings('facebook')).toEqual(['export', 'api', 'export', 'api']);
    expect(readings('instagram')).toEqual(['export', 'api', 'export', 'api']);
    expect(readings('youtube')).toEqual(['credential', 'api', 'credential', 'api']);
  });

  it('is by export alone on LinkedIn; lists are pushed', () => {
    expect(new Set(readings('linkedin'))).toEqual(new Set(['export']));
    expect(new Set(readings('list'))).toEqual(new Set(['push']));
  });

  it('says how to bring what it waits for, wherever nobody is asked', () => {
    for (const network of NETWORK_IDS) {
      for (const reading of readings(network)) {
        const text = waitsFor(network, reading);
        if (reading === 'api') expect(text).toBeUndefined();
        else expect(text).toMatch(/npm run rekindle -- (import FILE|connect)/);
      }
    }
  });
});
