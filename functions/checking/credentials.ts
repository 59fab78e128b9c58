import { howItIsRead } from '../core/reading.ts';
import { CredentialsRejectedError } from '../networks/errors.ts';
import { connectCommand } from '../networks/oauth/connect-command.ts';
import { networkOf } from '../pulling/reconcile.ts';
import type { AccountConfig, Config } from '../runtime/config-schema.ts';
import { mastodonHosts, usableCredential } from '../runtime/credentials.ts';
import type { Secrets } from '../runtime/secrets.ts';
import { inPlace, type Place } from './commands.ts';
import { attention, broken, type Finding, ok } from './finding.ts';

/** A sign-in that ends within this time should be renewed now. */
const SOON = 7 * 86_400_000;

export interface CredentialFacts {
  readonly secrets: Secrets;
  readonly config: Config;
  /** Wall clock, epoch ms. */
  readonly wall: number;
  /** A deployed stage shares its address with strangers, so GitHub's anonymous limit there is nobody's. */
  readonly isDeployed: boolean;
  readonly place?: Place;
}

/** Whether each account has the credential that it needs, and for how long. Nothing of any credential is told. */
export async function checkCredentials(facts: CredentialFacts): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const owner of facts.config.owners) {
    for (const account of owner.accounts) findings.push(await checkOne(facts, owner.id, account));
  }
  return findings;
}

async function checkOne(facts: CredentialFacts, owner: string, account: AccountConfig): Promise<Finding> {
  const { id } = account;
  const again = `Sign in again: ${inPlace(connectCommand(id), facts.place ?? '')}`;
  const network = networkOf(id);
  const about = id;
  try {
    // At no time: what has ended can still be read, and pulls renew what can be renewed.
    const usable = await usableCredential(facts.secrets, { owner, accountId: id, network }, Number.NEGATIVE_INFINITY, {
      mastodonHosts: mastodonHosts(facts.config),
    });
    if (usable === undefined) return without(facts, account);
    const { endsAt } = usable;
    if (endsAt === undefined || endsAt > facts.wall + SOON) return ok(about, 'its credential is stored');
    const day = new Date(endsAt).toISOString().slice(0, 10);
    return endsAt <= facts.wall
      ? broken(about, `its sign-in ended on ${day}`, again)
      : attention(about, `its sign-in ends on ${day} and cannot be renewed without you`, again);
  } catch (error) {
    if (error instanceof CredentialsRejectedError) return broken(about, error.message, again);
    throw error;
  }
}

function without({ isDeployed, place = '' }: CredentialFacts, { id, budget }: AccountConfig): Finding {
  const network = networkOf(id);
  const connect = `Connect it: ${inPlace(connectCommand(id), place)}`;
  if (network === 'github' && isDeployed) {
    return broken(
      id,
      'it has no token, and GitHub is not read from AWS without one: that limit is shared with strangers',
      connect,
    );
  }
  const reading = howItIsRead({ network, hasBudget: budget !== undefined, hasCredential: false });
  if (reading === 'credential') return broken(id, 'it is not connected, so nothing can be read', connect);
  if (network === 'x' && reading === 'api')
    return broken(id, 'a budget is set, but it is not connected, so nothing can be read', connect);
  if (reading === 'api') return ok(id, 'it is read without a credential');
  return ok(id, reading === 'push' ? 'its list is brought by you' : 'it is read from the exports that you bring');
}
