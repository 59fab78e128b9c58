import { CredentialsRejectedError } from '../networks/errors.ts';
import { connectCommand } from '../networks/oauth/connect-command.ts';
import {
  endOf,
  isUsable,
  type OAuthCredential,
  readCredential,
  UnreadableCredentialError,
} from '../networks/oauth/credential.ts';
import type { AccountName } from '../pulling/deps.ts';
import type { Config } from './config-schema.ts';
import type { Secrets } from './secrets.ts';

export interface CredentialOptions {
  /** Of all Mastodon accounts that are tracked ({@link mastodonHosts}): says whose a token that names no host must be. */
  readonly mastodonHosts?: ReadonlySet<string>;
  /** Renews what was signed in for, when it is time; without, it is used as it is until it ends. */
  readonly renew?: (name: string, credential: OAuthCredential) => Promise<RenewedCredential>;
}

/** What a renewal came to: the credential to use now, and whether the network has refused to renew it. */
export interface RenewedCredential {
  readonly credential: OAuthCredential;
  readonly isRefused: boolean;
}

/** A credential that can be sent right now. */
export interface UsableCredential {
  readonly token: string;
  /** Stays the same when the token is renewed: rate limits go with it. Absent of bare tokens. */
  readonly tokenName?: string;
  /** When a person has to sign in again, wall clock, as far as it is known. */
  readonly endsAt?: number;
}

/**
 * The token for an account: its own (`credentials/OWNER/ACCOUNT`), else its network's (`credentials/NETWORK`), else
 * none. Mastodon is many servers, and a token is sent to none but its own: see {@link mastodonToken}. What `connect`
 * stored is renewed first, if it is time.
 * @param wall wall clock, epoch ms
 * @throws CredentialsRejectedError if it cannot be known which Mastodon server a token is of, or if what was signed in
 * for has ended; UnavailableError if it has ended and cannot be renewed right now
 */
export async function usableCredential(
  secrets: Secrets,
  account: AccountName,
  wall: number,
  options: CredentialOptions = {},
): Promise<UsableCredential | undefined> {
  const stored = await storedCredential(secrets, account, options);
  if (stored === undefined) return undefined;
  const read = readStored(stored.text, account);
  if (typeof read === 'string') return { token: read };
  const { credential, isRefused } =
    stored.name === undefined || options.renew === undefined
      ? { credential: read, isRefused: false }
      : await options.renew(stored.name, read).catch(inWordsOf(account));
  if (!isUsable(credential, wall)) throw rejected(account, 'has ended');
  const endsAt = isRefused ? credential.expiresAt : endOf(credential);
  return {
    token: credential.accessToken,
    tokenName: `${credential.clientId ?? 'token'}:${account.owner}/${account.accountId}`,
    ...(endsAt === undefined ? {} : { endsAt }),
  };
}

/** Whether anything is stored that could be the account's credential, in whatever state. */
export async function hasCredential(
  secrets: Secrets,
  account: AccountName,
  options: Pick<CredentialOptions, 'mastodonHosts'> = {},
): Promise<boolean> {
  return (await storedCredential(secrets, account, options)) !== undefined;
}

/** That somebody has to sign in again, and with which command. */
function rejected(account: Pick<AccountName, 'accountId'>, what: string, options?: ErrorOptions): Error {
  const command = connectCommand(account.accountId);
  return new CredentialsRejectedError(
    `The sign-in for ${account.accountId} ${what}. Sign in again with “${command}”.`,
    options,
  );
}

/** What is stored for an account, and under which name. A bare token of a server may have its host cut off. */
async function storedCredential(
  secrets: Secrets,
  account: AccountName,
  options: CredentialOptions,
): Promise<{ readonly text: string; readonly name?: string } | undefined> {
  const name = ownCredential(account);
  const own = await secrets.read(name);
  if (own !== undefined) return { text: own, name };
  if (account.network === 'mastodon') {
    const text = await mastodonToken(secrets, hostOf(account.accountId), options.mastodonHosts);
    return text === undefined ? undefined : { text };
  }
  const shared = `credentials/${account.network}`;
  const text = await secrets.read(shared);
  return text === undefined ? undefined : { text, name: shared };
}

/** Under which name an account's own credential is kept. */
export function ownCredential(account: Pick<AccountName, 'owner' | 'accountId'>): string {
  return `credentials/${account.owner}/${account.accountId}`;
}

function readStored(text: string, account: AccountName): OAuthCredential | string {
  try {
    const read = readCredential(text);
    if (typeof read === 'string' || read.network === account.network) return read;
  } catch (error) {
    if (!(error instanceof UnreadableCredentialError)) throw error;
  }
  throw rejected(account, 'cannot be read as it is stored');
}

/** The renewal knows what went wrong, and we know whose it is. */
function inWordsOf(account: AccountName): (error: unknown) => never {
  return (error) => {
    if (error instanceof CredentialsRejectedError) throw rejected(account, error.message, { cause: error });
    throw error;
  };
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
