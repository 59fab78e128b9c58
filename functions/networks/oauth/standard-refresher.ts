import type { OAuthCredential } from './credential.ts';
import { UnreadableCredentialError } from './credential.ts';
import type { Refresher } from './refresher.ts';
import { type OAuthClient, refreshGrant } from './requests.ts';

/**
 * Renewal as OAuth 2 has it (RFC 6749, 6): a refresh token buys the next access token, and often the next refresh token.
 * @param before how long before its end an access token is renewed, ms
 */
export function standardRefresher(before: number, secretIn: OAuthClient['secretIn'] = 'body'): Refresher {
  return {
    refreshFrom: ({ refreshToken, expiresAt }) =>
      refreshToken === undefined || expiresAt === undefined ? undefined : expiresAt - before,
    refresh: async (credential, deps) => {
      const { refreshToken, tokenEndpoint, clientId, clientSecret } = credential;
      if (refreshToken === undefined || tokenEndpoint === undefined || clientId === undefined) {
        throw new UnreadableCredentialError('The stored credential does not say how to renew it.');
      }
      const granted = await refreshGrant(tokenEndpoint, { clientId, clientSecret, secretIn }, refreshToken, deps);
      return succeeded(credential, granted, deps.wall());
    },
  };
}

/** The next credential. A network that sends no new refresh token goes on taking the old one. */
function succeeded(
  before: OAuthCredential,
  granted: Awaited<ReturnType<typeof refreshGrant>>,
  wall: number,
): OAuthCredential {
  const { previousRefreshToken: _, expiresAt: __, ...kept } = before;
  const refreshToken = granted.refreshToken ?? before.refreshToken;
  const isRotated = refreshToken !== before.refreshToken;
  return {
    ...kept,
    accessToken: granted.accessToken,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(isRotated && before.refreshToken !== undefined ? { previousRefreshToken: before.refreshToken } : {}),
    issuedAt: wall,
    ...(granted.expiresAt === undefined ? {} : { expiresAt: granted.expiresAt }),
    ...(granted.refreshExpiresAt === undefined ? {} : { endsAt: granted.refreshExpiresAt }),
    scopes: granted.scopes === undefined ? before.scopes : [...granted.scopes],
  };
}
