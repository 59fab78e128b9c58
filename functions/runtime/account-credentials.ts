import type { AccountName } from '../pulling/deps.ts';
import { updateAccount } from '../storage/accounts.ts';
import type { Db } from '../storage/db.ts';
import type { Config } from './config-schema.ts';
import { mastodonHosts, type UsableCredential, usableCredential } from './credentials.ts';
import { renewCredential } from './renew-credential.ts';
import type { RenewableSecrets } from './secrets.ts';

export interface AccountCredentialDeps {
  readonly db: Db;
  readonly secrets: RenewableSecrets;
  readonly config: Config;
  readonly fetch: typeof fetch;
  /** The wall clock, epoch ms. */
  readonly wall: () => number;
}

/**
 * Gives each account the credential that it is read with, renewed when it is time, and notes with the account when a
 * person has to sign in again, so that the digest can say so before.
 */
export function accountCredentials(
  deps: AccountCredentialDeps,
): (account: AccountName) => Promise<UsableCredential | undefined> {
  const hosts = mastodonHosts(deps.config);
  return async (account) => {
    const usable = await usableCredential(deps.secrets, account, deps.wall(), {
      mastodonHosts: hosts,
      renew: async (name, credential) => {
        const { REFRESHERS } = await import('../networks/oauth/refreshers.ts');
        return renewCredential({ ...deps, refreshers: REFRESHERS }, name, credential);
      },
    });
    if (usable?.endsAt !== account.credentialEndsAt) {
      await updateAccount(deps.db, account.owner, account.accountId, { credentialEndsAt: usable?.endsAt });
    }
    return usable;
  };
}
