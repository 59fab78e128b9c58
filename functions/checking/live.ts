import { REMEDIES } from '../core/remedies.ts';
import type { Connector } from '../networks/network.ts';
import { connectCommand } from '../networks/oauth/connect-command.ts';
import { failureOf } from '../pulling/failure.ts';
import { inPlace, type Place, rekindle } from './commands.ts';
import { attention, broken, type Check, type Finding, ok } from './finding.ts';

/** An account that is read by API. */
export interface LiveAccount {
  readonly accountId: string;
  /** Absent: it is not asked, because its network takes money for each answer. */
  readonly connector?: () => Promise<Connector>;
}

/** One small request to each account's network: who is this? */
export function liveChecks(accounts: readonly LiveAccount[], place: Place = ''): Check[] {
  return accounts.map((account) => ({
    about: `${account.accountId} live`,
    run: async () => [await ask(account, place)],
  }));
}

async function ask({ accountId, connector }: LiveAccount, place: Place): Promise<Finding> {
  const about = `${accountId} live`;
  const connect = inPlace(connectCommand(accountId), place);
  if (connector === undefined) return notAsked(about, connect);
  try {
    const { followersCount } = await (await connector()).resolve(accountId.slice(accountId.indexOf(':') + 1));
    return ok(
      about,
      `its network answers${followersCount === undefined ? '' : `: ${followersCount.toLocaleString('en')} followers`}`,
    );
  } catch (error) {
    const { code, message } = failureOf(error, 0).error;
    if (code === 'credentials-rejected') return broken(about, message, `Sign in again: ${connect}`);
    if (code === 'unavailable') {
      const again = rekindle('doctor --live', place);
      return attention(about, message, `Check your internet connection, then look again: ${again}`);
    }
    const isPassing = code === 'rate-limited';
    return (isPassing ? attention : broken)(about, message, REMEDIES[code] ?? 'The sentence says what to do.');
  }
}

/** Nobody knows, so it is no "ok". The books of a budget are kept by pulls alone. */
function notAsked(about: string, connect: string): Finding {
  return attention(
    about,
    'was not asked: X takes money for each answer, and the budget is for reading your lists',
    `How its last reading went is said with the pulls. To ask X all the same, for about two cents: ${connect}`,
  );
}
