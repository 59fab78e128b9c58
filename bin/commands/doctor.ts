import { join } from 'node:path';
import { SSMClient } from '@aws-sdk/client-ssm';
import { Command } from 'commander';
import { rekindle } from '../../functions/checking/commands.ts';
import { broken, type Check, type Finding, ok, runChecks } from '../../functions/checking/finding.ts';
import { checkHomes } from '../../functions/checking/home.ts';
import { type LiveAccount, liveChecks } from '../../functions/checking/live.ts';
import { findingsText } from '../../functions/checking/text.ts';
import { howItIsRead } from '../../functions/core/reading.ts';
import { connectorFor } from '../../functions/networks/registry.ts';
import { networkOf } from '../../functions/pulling/reconcile.ts';
import { ConfigError } from '../../functions/runtime/config.ts';
import type { Config } from '../../functions/runtime/config-schema.ts';
import { mastodonHosts, usableCredential } from '../../functions/runtime/credentials.ts';
import { ParameterSecrets } from '../../functions/runtime/parameter-secrets.ts';
import type { Secrets } from '../../functions/runtime/secrets.ts';
import { createFileSecrets } from '../../lib/local/file-secrets.ts';
import { hasHistory, howToBegin } from '../../lib/local/history-folder.ts';
import { CONFIG_FILE, readConfigFile } from '../../lib/local/laptop-config.ts';
import { readLastConfig } from '../../lib/local/last-config.ts';
import { shellWords } from '../../lib/local/shell-words.ts';
import { readSenders } from '../../lib/senders.ts';
import { secretsPath } from '../../lib/stage.ts';
import { folderChecks } from './doctor/folder-checks.ts';
import { stageChecks } from './doctor/stage-checks.ts';
import { folderOf, type PlaceOptions, placeWords, stageOf, withPlace } from './place.ts';

interface DoctorOptions extends PlaceOptions {
  readonly live?: true;
  readonly json?: true;
}

/** `rekindle doctor`. */
export function doctorCommand(print: (text: string) => void): Command {
  return withPlace(new Command('doctor'))
    .description('Looks whether everything works, and says what to do where it does not. Changes nothing.')
    .option(
      '--live',
      "asks each account's network with one small request; X, which takes money for it, is named and not asked",
    )
    .option('--json', 'as JSON, for programs')
    .action(async (options: DoctorOptions) => {
      const findings = await diagnose(options);
      const isBroken = findings.some(({ state }) => state === 'broken');
      print(options.json === true ? JSON.stringify({ isBroken, findings }, null, 2) : findingsText(findings));
      process.exitCode = isBroken ? 1 : 0;
    });
}

async function diagnose(options: DoctorOptions): Promise<Finding[]> {
  const { config, findings } = await readConfig(options);
  const stage = options.stage === undefined ? undefined : stageOf(options.stage);
  const checks: Check[] = stage === undefined ? folderChecks(options, config) : stageChecks(stage, options, config);
  const secrets: Secrets =
    stage === undefined
      ? createFileSecrets(join(folderOf(options), 'secrets'), process.env)
      : new ParameterSecrets(new SSMClient({ maxAttempts: 5 }), secretsPath(stage), Date.now);
  if (config !== undefined) checks.push({ about: 'home', run: async () => checkHomes(config.owners) });
  if (options.live === true && config !== undefined)
    checks.push(...liveChecks(liveAccounts(config, secrets), placeWords(options)));
  return [...findings, ...(await runChecks(checks))];
}

/** The configuration as it is written now, and what is wrong with it: one finding for each field. */
async function readConfig(options: DoctorOptions): Promise<{ config?: Config; findings: Finding[] }> {
  const about = 'config';
  const cure = `Mend that field in ${options.config ?? CONFIG_FILE}; docs/rekindle.config.schema.json describes all of them.`;
  try {
    const isFolder = options.stage === undefined;
    const written = await readConfigFile(options.config);
    // A folder may run other accounts than those that are written down for a stage.
    const last = isFolder && options.config === undefined ? await readLastConfig(folderOf(options)) : undefined;
    const config = last ?? written;
    if (config === undefined) {
      const where = isFolder
        ? howToName(folderOf(options))
        : `Name the one that was deployed: ${rekindle(`doctor --stage ${options.stage} --config FILE`, '')}`;
      return { findings: [broken(about, 'there is no configuration', where)] };
    }
    if (!isFolder) readSenders(config, 'The configuration');
    const accounts = config.owners.reduce((sum, owner) => sum + owner.accounts.length, 0);
    return {
      config,
      findings: [ok(about, `${amount(config.owners.length, 'owner')}, ${amount(accounts, 'account')}`)],
    };
  } catch (error) {
    if (error instanceof ConfigError)
      return { findings: error.problems.map((problem) => broken(about, problem, cure)) };
    return { findings: await runChecks([{ about, run: () => Promise.reject(error) }]) };
  }
}

/** What to do without a configuration: where there is history, it is somebody's. */
function howToName(directory: string): string {
  return hasHistory(directory)
    ? `Name the one whose history this is: ${rekindle(`doctor ${shellWords('--data', directory)} --config FILE`, '')}`
    : howToBegin(directory);
}

/** Accounts that are read by API, each with the connector that pulls would use. A budget is not spent from here. */
function liveAccounts(config: Config, secrets: Secrets): LiveAccount[] {
  const hosts = mastodonHosts(config);
  return config.owners.flatMap((owner) =>
    owner.accounts.flatMap(({ id, budget }) => {
      const name = { owner: owner.id, accountId: id, network: networkOf(id) };
      const reading = howItIsRead({ network: name.network, hasBudget: budget !== undefined, hasCredential: true });
      if (reading !== 'api') return [];
      if (name.network === 'x') return [{ accountId: id }];
      const connector = async () => {
        const { token, tokenName } =
          (await usableCredential(secrets, name, Date.now(), { mastodonHosts: hosts })) ?? {};
        return connectorFor(name, { token, tokenName, baseUrls: baseUrlsOf(process.env), fetch, wall: Date.now });
      };
      return [{ accountId: id, connector }];
    }),
  );
}

function baseUrlsOf(env: Readonly<Record<string, string | undefined>>) {
  const of = (network: string) => env[`REKINDLE_${network}_URL`];
  return {
    ...{ bluesky: of('BLUESKY'), mastodon: of('MASTODON'), github: of('GITHUB') },
    ...{ facebook: of('FACEBOOK'), instagram: of('INSTAGRAM'), youtube: of('YOUTUBE') },
  };
}

function amount(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
