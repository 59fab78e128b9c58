import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { SSMClient } from '@aws-sdk/client-ssm';
import { type Command, Option } from 'commander';
import type { Clock } from '../../functions/core/clock.ts';
import type { Config } from '../../functions/runtime/config-schema.ts';
import { ParameterSecrets } from '../../functions/runtime/parameter-secrets.ts';
import type { Secrets } from '../../functions/runtime/secrets.ts';
import type { Db } from '../../functions/storage/db.ts';
import { createCalendar } from '../../lib/local/calendar.ts';
import { createFileSecrets } from '../../lib/local/file-secrets.ts';
import { DEFAULT_FOLDER } from '../../lib/local/folder.ts';
import { requireHistory } from '../../lib/local/history-folder.ts';
import { configOfAccounts, readConfigFile, UsageError } from '../../lib/local/laptop-config.ts';
import { readLastConfig } from '../../lib/local/last-config.ts';
import { FolderInUseError, type LockHolder, lockHolder, takeLock } from '../../lib/local/lock.ts';
import { makeFolder } from '../../lib/local/make-folder.ts';
import { documentClient, openTable } from '../../lib/local/open-table.ts';
import { shellWords } from '../../lib/local/shell-words.ts';
import { readState } from '../../lib/local/state-file.ts';
import { zoneOf } from '../../lib/local/zone.ts';
import { isStage, STAGE_FORM, secretsPath } from '../../lib/stage.ts';

/** Where a command works: a folder of this machine, or a deployed stage. */
export interface PlaceOptions {
  readonly data?: string;
  readonly stage?: string;
  readonly table?: string;
  readonly config?: string;
}

/** A place whose table this process reads and writes itself. */
export interface OpenPlace {
  readonly db: Db;
  readonly config: Config;
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly aloneSince?: number;
  /** The folder on this machine; absent of a stage. */
  readonly directory?: string;
}

/** Adds the options that every command has. */
export function withPlace(command: Command): Command {
  return command
    .addOption(new Option('--data <DIR>', `the folder on this machine (default: ${DEFAULT_FOLDER})`))
    .addOption(new Option('--stage <NAME>', 'a deployed stage instead, with your AWS credentials').conflicts('data'))
    .option('--table <NAME>', "the stage's table, if its name cannot be told")
    .option('--config <FILE>', 'the configuration, if not the one that was last used there')
    .helpOption('--help', 'show this');
}

/** `found`: a folder without history is a mistake. `made`: the command may be the first one to write there. */
export type FolderNeed = 'found' | 'made';

/**
 * The process that has the folder open and can be asked; undefined if the folder is free or it is about a stage.
 * @throws UsageError if there has to be a history in the folder, and is none
 */
export function runningProcess(
  options: PlaceOptions,
  need: FolderNeed = 'found',
): (LockHolder & { readonly url: string }) | undefined {
  if (options.stage !== undefined) return undefined;
  const directory = folderOf(options);
  if (need === 'found') requireHistory(directory);
  else makeFolder(directory);
  const holder = lockHolder(directory);
  if (holder === undefined) return undefined;
  // A run with --once has nothing to be asked through and ends by itself.
  if (holder.url === undefined) throw new FolderInUseError(directory, holder);
  return { ...holder, url: holder.url };
}

/** The options that lead a command to the same place, as they would be typed; empty for the default folder. */
export function placeWords({ data, stage, table, config }: PlaceOptions): string {
  const named = { data, stage, table, config };
  return Object.entries(named)
    .flatMap(([name, value]) => (value === undefined ? [] : [shellWords(`--${name}`, value)]))
    .join(' ');
}

export const folderOf = (options: PlaceOptions): string => options.data ?? DEFAULT_FOLDER;

/**
 * Opens the place, does the work there, and closes it, whatever happened.
 * @throws UsageError if there has to be a history in the folder, and is none
 */
export async function inPlace<T>(
  options: PlaceOptions,
  work: (place: OpenPlace) => Promise<T>,
  need: FolderNeed = 'found',
): Promise<T> {
  if (options.stage !== undefined) return inStage(options, options.stage, work);
  if (need === 'found') requireHistory(folderOf(options));
  return inFolder(options, work);
}

async function inFolder<T>(options: PlaceOptions, work: (place: OpenPlace) => Promise<T>): Promise<T> {
  const directory = folderOf(options);
  const aloneSince = Date.now();
  const lock = takeLock(directory, aloneSince);
  try {
    const pulledAt = (await readState(directory))?.pulledAt ?? 0;
    // A calendar that --now has moved ahead stays there.
    const clock = createCalendar(() => Date.now(), pulledAt > aloneSince ? pulledAt : undefined);
    const config = await configOf(options, directory);
    const table = await openTable(directory);
    try {
      const secrets = createFileSecrets(join(directory, 'secrets'), process.env);
      return await work({ db: table.db, config, clock, secrets, aloneSince, directory });
    } finally {
      await table.close();
    }
  } finally {
    lock.release();
  }
}

/** What the folder last ran with, or is about to. */
export async function configOf(options: PlaceOptions, directory: string): Promise<Config> {
  if (options.config === undefined) {
    const last = await readLastConfig(directory);
    if (last !== undefined) return last;
  }
  // A new folder, and nothing configured: its owner is whoever sits here.
  return (await readConfigFile(options.config)) ?? configOfAccounts(['list:imported'], localTimeZone());
}

/** The zone that times are said in: the owners', wherever one is known, else this machine's. */
export async function zoneThere(options: PlaceOptions): Promise<string> {
  const config =
    options.stage === undefined ? await configOf(options, folderOf(options)) : await readConfigFile(options.config);
  return zoneOf(config ?? { owners: [] }, localTimeZone());
}

export const localTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

async function inStage<T>(options: PlaceOptions, name: string, work: (place: OpenPlace) => Promise<T>): Promise<T> {
  const config = await readConfigFile(options.config);
  if (config === undefined) {
    throw new UsageError('A deployed stage needs the configuration it was deployed with: give it with --config FILE.');
  }
  const client = new DynamoDBClient({ maxAttempts: 6 });
  const ssm = new SSMClient({ maxAttempts: 5 });
  try {
    const tableName = options.table ?? (await tableOfStage(client, stageOf(name)));
    const clock: Clock = { now: () => Date.now(), wall: () => Date.now() };
    const secrets = new ParameterSecrets(ssm, secretsPath(stageOf(name)), clock.wall);
    return await work({ db: { client: documentClient(client), tableName }, config, clock, secrets });
  } finally {
    client.destroy();
    ssm.destroy();
  }
}

/** @throws UsageError that says what a name may be */
export function stageOf(name: string): string {
  if (isStage(name)) return name;
  throw new UsageError(`--stage ${name}: expected ${STAGE_FORM}, such as "--stage test".`);
}

/**
 * CloudFormation names a table after its stack and its place in it, then adds something random.
 * @throws UsageError if there is none, or a deleted stack of the same name has left one behind
 */
export async function tableOfStage(client: DynamoDBClient, stage: string): Promise<string> {
  const prefix = `Rekindle-${stage}-StorageTable`;
  const found: string[] = [];
  // Names come in order, so the first one beyond the prefix is the end.
  let after: string | undefined = prefix;
  while (after !== undefined) {
    const page: { TableNames?: string[]; LastEvaluatedTableName?: string } = await client.send(
      new ListTablesCommand({ ExclusiveStartTableName: after }),
    );
    found.push(...(page.TableNames ?? []).filter((name) => name.startsWith(prefix)));
    after = page.LastEvaluatedTableName?.startsWith(prefix) === true ? page.LastEvaluatedTableName : undefined;
  }
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw new UsageError(
    found.length === 0
      ? `There is no table of the stage "${stage}" in this AWS account and region. Check AWS_REGION, or name it with --table (the stack shows it as TableName). If it was never deployed: npm run rekindle -- deploy --stage ${stage}`
      : `Several tables could be the stage's: ${found.join(', ')}. Name it with --table (the stack shows it as TableName).`,
  );
}
