import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  endOf,
  fingerprintOf,
  isUsable,
  OAUTH_NETWORKS,
  type OAuthCredential,
  readCredential,
  UnreadableCredentialError,
  writeCredential,
} from '../../../functions/networks/oauth/credential.ts';

const token = fc.string({ minLength: 1, maxLength: 200 });
const time = fc.integer({ min: 0, max: 4_000_000_000_000 });
const credential: fc.Arbitrary<OAuthCredential> = fc.record(
  {
    kind: fc.constant('oauth2' as const),
    version: fc.constant(1 as const),
    network: fc.constantFrom(...OAUTH_NETWORKS),
    accessToken: token,
    refreshToken: token,
    previousRefreshToken: token,
    issuedAt: time,
    expiresAt: time,
    endsAt: time,
    scopes: fc.array(fc.string({ maxLength: 50 }), { maxLength: 5 }),
    clientId: token,
    clientSecret: token,
    userToken: token,
  },
  { requiredKeys: ['kind', 'version', 'network', 'accessToken', 'issuedAt', 'scopes'] },
);

describe('a stored credential', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(credential, (one) => {
        expect(readCredential(writeCredential(one))).toEqual(one);
      }),
    );
  });

  it('is a bare token where it is no JSON object, and never half of something', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        if (!text.startsWith('{')) expect(readCredential(text)).toBe(text);
        else expect(() => readCredential(text)).toThrow(UnreadableCredentialError);
      }),
    );
  });

  it('has a fingerprint that changes with every renewal and shows no token', () => {
    fc.assert(
      fc.property(credential, time, (one, at) => {
        const fingerprint = fingerprintOf(one);
        expect(fingerprint).toMatch(/^[0-9a-f]{16}$/);
        expect(fingerprintOf(one)).toBe(fingerprint);
        if (at !== one.issuedAt) expect(fingerprintOf({ ...one, issuedAt: at })).not.toBe(fingerprint);
      }),
    );
  });

  it('ends when the network says so, or with an access token that nothing renews', () => {
    fc.assert(
      fc.property(credential, time, (one, wall) => {
        const { expiresAt, endsAt, refreshToken } = one;
        expect(endOf(one)).toBe(endsAt ?? (refreshToken === undefined ? expiresAt : undefined));
        if (expiresAt === undefined) expect(isUsable(one, wall)).toBe(true);
        else if (isUsable(one, wall)) expect(wall).toBeLessThan(expiresAt);
      }),
    );
  });
});
