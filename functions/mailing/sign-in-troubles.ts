import type { DigestTrouble } from '../core/digest-model.ts';
import { connectCommand } from '../networks/oauth/connect-command.ts';
import { OAUTH_NETWORKS } from '../networks/oauth/credential.ts';
import type { AccountItem } from '../storage/items.ts';

/** A sign-in that ends within this time is told: a weekly digest says so at least once before. */
const BEFORE_MS = 7 * 24 * 60 * 60 * 1000;

/** What to do about a credential that is no longer accepted. */
export function credentialRemedy(accountId: string): string {
  return OAUTH_NETWORKS.some((network) => accountId.startsWith(`${network}:`))
    ? `Sign in again: “${connectCommand(accountId)}”, with --stage or --data as you use them.`
    : 'Make a new token for this account and set it again.';
}

/**
 * That somebody has to sign in again soon, a week before it is too late; undefined if nobody has to.
 * @param now calendar, epoch ms
 */
export function endingSignIn(
  { accountId, credentialEndsAt, lastError }: Pick<AccountItem, 'accountId' | 'credentialEndsAt' | 'lastError'>,
  now: number,
): DigestTrouble | undefined {
  if (credentialEndsAt === undefined || credentialEndsAt > now + BEFORE_MS) return undefined;
  if (lastError?.code === 'credentials-rejected') return undefined;
  const day = new Date(credentialEndsAt).toISOString().slice(0, 10);
  return {
    accountId,
    what: `the sign-in for ${accountId} ${credentialEndsAt > now ? 'ends' : 'ended'} on ${day} and cannot be renewed without you`,
    remedy: credentialRemedy(accountId),
  };
}
