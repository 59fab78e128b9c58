import { REMEDIES } from '../core/remedies.ts';
import { credentialRemedy } from '../mailing/sign-in-troubles.ts';
import type { Connector } from '../networks/network.ts';
import { failureOf } from '../pulling/failure.ts';
import { attention, broken, type Check, type Finding, ok } from './finding.ts';

/** An account that its network can be asked about. */
export interface LiveAccount {
  readonly accountId: string;
  connector(): Promise<Connector>;
}

/** One small request to each account's network: who is this? */
export function liveChecks(accounts: readonly LiveAccount[]): Check[] {
  return accounts.map((account) => ({ about: `${account.accountId} live`, run: async () => [await ask(account)] }));
}

async function ask({ accountId, connector }: LiveAccount): Promise<Finding> {
  const about = `${accountId} live`;
  try {
    const { followersCount } = await (await connector()).resolve(accountId.slice(accountId.indexOf(':') + 1));
    return ok(
      about,
      `its network answers${followersCount === undefined ? '' : `: ${followersCount.toLocaleString('en')} followers`}`,
    );
  } catch (error) {
    const { code, message } = failureOf(error, 0).error;
    if (code === 'credentials-rejected') return broken(about, message, credentialRemedy(accountId));
    const isPassing = code === 'rate-limited' || code === 'unavailable';
    return (isPassing ? attention : broken)(about, message, REMEDIES[code] ?? 'The sentence says what to do.');
  }
}
