import { readFile } from 'node:fs/promises';
import { NOBODYS_NAME } from '../../functions/core/owner-name.ts';
import { accountProblem } from '../../functions/runtime/account-forms.ts';
import { parseConfig, validateConfig } from '../../functions/runtime/config.ts';
import type { Config } from '../../functions/runtime/config-schema.ts';
import { isCode } from './file-errors.ts';

/** The file that is read when neither accounts nor a file are named. */
export const CONFIG_FILE = 'rekindle.config.json';

/** What was asked for on the command line cannot be done; the message says what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Accounts from the command line, else the config file. Undefined when there is neither: then it is the demo.
 * @throws UsageError, or ConfigError naming each field
 */
export async function findConfig(
  accounts: readonly string[],
  file: string | undefined,
  timeZone: string,
): Promise<Config | undefined> {
  if (accounts.length > 0) {
    if (file !== undefined) {
      throw new UsageError('Name accounts or a configuration file, not both: the file has its own accounts.');
    }
    return configOfAccounts(accounts, timeZone);
  }
  return readConfigFile(file);
}

/** The named configuration file, else `rekindle.config.json`; undefined if that is not there. */
export async function readConfigFile(file: string | undefined): Promise<Config | undefined> {
  const text = await readConfigText(file ?? CONFIG_FILE, file !== undefined);
  return text === undefined ? undefined : parseConfig(text, file ?? CONFIG_FILE);
}

/** One owner, `me`, with these accounts and a weekly digest that stays on this machine. */
export function configOfAccounts(accounts: readonly string[], timeZone: string): Config {
  for (const account of accounts) {
    const problem = accountProblem(account);
    if (problem !== undefined) throw new UsageError(`"${account}" is no account: ${problem}.`);
  }
  return validateConfig(
    {
      owners: [
        {
          id: 'me',
          name: NOBODYS_NAME,
          timeZone,
          accounts: [...new Set(accounts)].map((id) => ({ id })),
          digests: [
            {
              id: 'weekly',
              from: 'Rekindle <rekindle@localhost.example>',
              recipients: [{ email: 'me@localhost.example' }],
            },
          ],
        },
      ],
    },
    'The command line',
  );
}

async function readConfigText(path: string, isRequired: boolean): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) {
      if (!isRequired) return undefined;
      throw new UsageError(`There is no configuration file at ${path}. Check --config FILE.`);
    }
    if (isCode(error, 'EISDIR') || isCode(error, 'EACCES')) {
      throw new UsageError(`The configuration file ${path} cannot be read. Check --config FILE and its permissions.`);
    }
    throw error;
  }
}
