import type { AccountName } from '../pulling/deps.ts';
import type { Secrets } from './secrets.ts';

/** The token for an account: its own (`credentials/OWNER/ACCOUNT`), else its network's (`credentials/NETWORK`), else none. */
export async function credentialFor(secrets: Secrets, account: AccountName): Promise<string | undefined> {
  return (
    (await secrets.read(`credentials/${account.owner}/${account.accountId}`)) ??
    (await secrets.read(`credentials/${account.network}`))
  );
}
