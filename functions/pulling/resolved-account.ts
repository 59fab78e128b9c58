import type { ResolvedAccount } from '../networks/network.ts';
import type { AccountItem } from '../storage/items.ts';

/** The account as a connector knows it. @throws TypeError before it was looked up */
export function resolvedOf(account: AccountItem): ResolvedAccount {
  if (account.stableId === undefined || account.profile === undefined)
    throw new TypeError('The account has not been looked up yet.');
  return {
    stableId: account.stableId,
    profile: account.profile,
    ...(account.followersCount === undefined ? {} : { followersCount: account.followersCount }),
  };
}
