import { CredentialsRejectedError } from '../networks/errors.ts';
import type { AccountName } from '../pulling/deps.ts';
import type { Config } from './config-schema.ts';
import type { Secrets } from './secrets.ts';

export interface CredentialOptions {
  /** Of all Mastodon accounts that are tracked ({@link mastodonHosts}): says whose a token that names no host must be. */
  readonly mastodonHosts?: ReadonlySet<string>;
}

/**
 * The token for an account: its own (`credentials/OWNER/ACCOUNT`), else its network's (`credentials/NETWORK`), else
 * none. Mastodon is many servers, and a token is sent to none but its own: see {@link mastodonToken}.
 * @throws CredentialsRejectedError if it cannot be known which Mastodon server a token is of
 */
export async function credentialFor(
  secrets: Secrets,
  account: AccountName,
  options: CredentialOptions = {},
): Promise<string | undefined> {
  const own = await secrets.read(`credentials/${account.owner}/${account.accountId}`);
  if (own !== undefined) return own;
  if (account.network !== 'mastodon') return secrets.read(`credentials/${account.network}`);
  return mastodonToken(secrets, hostOf(account.accountId), options.mastodonHosts);
}

/** The hosts of all Mastodon accounts of a configuration. */
export function mastodonHosts(config: Config): ReadonlySet<string> {
  const ids = config.owners.flatMap((owner) => owner.accounts.map((account) => account.id));
  return new Set(ids.filter((id) => id.startsWith('mastodon:')).map(hostOf));
}

/**
 * A server's token (`credentials/mastodon/HOST`), else the one of `credentials/mastodon` if it is this server's: written
 * as `TOKEN@HOST`, or bare where there is no other server that it could be of.
 */
async function mastodonToken(
  secrets: Secrets,
  host: string,
  hosts: ReadonlySet<string> | undefined,
): Promise<string | undefined> {
  const ofHost = await secrets.read(`credentials/mastodon/${host}`);
  if (ofHost !== undefined) return ofHost;
  const written = await secrets.read('credentials/mastodon');
  if (written === undefined) return undefined;
  const at = written.lastIndexOf('@');
  if (at > 0) return written.slice(at + 1).toLowerCase() === host ? written.slice(0, at) : undefined;
  if (hosts?.size === 1 && hosts.has(host)) return written;
  throw new CredentialsRejectedError(
    `The Mastodon token does not say which server it is of, so it is not sent to ${host}. ` +
      'Write it as TOKEN@HOST (REKINDLE_MASTODON_TOKEN), or set one for each server as credentials/mastodon/HOST.',
  );
}

function hostOf(accountId: string): string {
  return accountId.slice(accountId.lastIndexOf('@') + 1).toLowerCase();
}
