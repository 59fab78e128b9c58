import { accountProblem } from '../../../functions/runtime/account-forms.ts';
import type { Config } from '../../../functions/runtime/config-schema.ts';
import { CONFIG_FILE, UsageError } from '../../../lib/local/laptop-config.ts';
import { shellWords } from '../../../lib/local/shell-words.ts';

/** Which account is connected, and whose it is. */
export interface Declared {
  readonly owner: string;
  readonly accountId: string;
  /** What is written after the colon. */
  readonly name: string;
}

/**
 * Finds the account that is meant: the one that is named, else the only one of the network.
 * @throws UsageError that names what there is
 */
export function declaredAccount(
  config: Config,
  network: string,
  wanted: {
    readonly account?: string | undefined;
    readonly owner?: string | undefined;
    /** Where it is connected. */
    readonly data?: string | undefined;
    readonly stage?: string | undefined;
    readonly config?: string | undefined;
  },
): Declared {
  if (wanted.account !== undefined) {
    const problem = accountProblem(wanted.account);
    if (problem !== undefined) throw new UsageError(`"${wanted.account}" is no account: ${problem}.`);
    if (!wanted.account.startsWith(`${network}:`)) {
      throw new UsageError(`${wanted.account} is no account of this network. Name one that begins with "${network}:".`);
    }
  }
  const all = config.owners
    .filter((owner) => wanted.owner === undefined || owner.id === wanted.owner)
    .flatMap((owner) => owner.accounts.map(({ id }) => ({ owner: owner.id, accountId: id })))
    .filter(({ accountId }) => accountId.startsWith(`${network}:`));
  const found = wanted.account === undefined ? all : all.filter((one) => same(one.accountId, wanted.account ?? ''));
  const [only] = found;
  if (only !== undefined && found.length === 1) {
    return { ...only, name: only.accountId.slice(only.accountId.indexOf(':') + 1) };
  }
  const names = all.map(({ owner, accountId }) => `${accountId} (of ${owner})`).join(', ');
  if (found.length > 1) throw new UsageError(`Several could be meant: ${names}. Say which with --account and --owner.`);
  const example = wanted.account ?? `${network}:…`;
  throw new UsageError(
    all.length === 0
      ? `No such account is configured${wanted.owner === undefined ? '' : ` for ${wanted.owner}`}. Add "${example}" to the accounts in ${wanted.config ?? CONFIG_FILE}${startHint(example, wanted)}, then connect it.`
      : `${wanted.account} is not configured; these are: ${names}.`,
  );
}

/** A folder takes accounts from the command line too; a stage and a named file do not. */
function startHint(
  example: string,
  { data, stage, config }: { data?: string | undefined; stage?: string | undefined; config?: string | undefined },
): string {
  if (stage !== undefined || config !== undefined) return '';
  const folder = data === undefined ? '' : ` ${shellWords('--data', data)}`;
  return ` (or start with it once: npm start -- ${example}${folder})`;
}

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
