import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { SSMClient } from '@aws-sdk/client-ssm';
import { Command } from 'commander';
import { checkCredentials } from '../../functions/checking/credentials.ts';
import { type Finding, runChecks } from '../../functions/checking/finding.ts';
import { homeNotes } from '../../functions/checking/home.ts';
import { findingsText } from '../../functions/checking/text.ts';
import { placedHints } from '../../functions/core/placed-hints.ts';
import { ParameterSecrets } from '../../functions/runtime/parameter-secrets.ts';
import { type Deployment, readDeployment } from '../../lib/deployment.ts';
import { UsageError } from '../../lib/local/laptop-config.ts';
import { shellWords } from '../../lib/local/shell-words.ts';
import { readSenders } from '../../lib/senders.ts';
import { secretsPath } from '../../lib/stage.ts';
import { stageOf } from './place.ts';

interface DeployOptions {
  readonly stage: string;
  readonly unconnected?: true;
}

/** What is deployed, and what deploys it. */
export interface Deploying {
  readonly deployment: () => Deployment;
  /** Runs the CDK's own program. @returns its exit code */
  readonly cdk: (args: readonly string[]) => Promise<number>;
}

const NOTHING_YET =
  'There is no configuration of yours yet: the shipped example reads invented accounts and mails invented people. Copy ' +
  'rekindle.config.example.json to rekindle.config.json, fill it in, and deploy again.';

const ALL_THE_SAME = '; with --unconnected it is deployed all the same, and these accounts are not read until then.';

const ROOT = resolve(import.meta.dirname, '../..');
const HERE: Deploying = { deployment: () => readDeployment(ROOT), cdk: runCdk };

/**
 * `rekindle deploy`: `cdk deploy`, after a look whether the accounts' credentials are where it deploys to. The app itself
 * asks nobody, so that it synthesizes anywhere; and CloudFormation could only be asked for one name of each credential.
 */
export function deployCommand(print: (text: string) => void, { deployment, cdk }: Deploying = HERE): Command {
  return new Command('deploy')
    .description('Deploys a stage, if its configuration and the credentials that its accounts need are there.')
    .argument('[CDK...]', 'options for "cdk deploy", after another --')
    .option('--stage <NAME>', 'which stage', 'prod')
    .option('--unconnected', 'deploys all the same; accounts without their credential are not read until they have it')
    .helpOption('--help', 'show this')
    .action(async (more: readonly string[], options: DeployOptions) => {
      const stage = stageOf(options.stage);
      const { config, isExample } = deployment();
      if (isExample) throw new UsageError(NOTHING_YET);
      readSenders(config, 'rekindle.config.json');
      for (const note of homeNotes(config)) print(placedHints(note, shellWords('--stage', stage)));
      const wrong = await missing(config, stage);
      if (wrong.length > 0) print(findingsText(wrong));
      if (wrong.some(({ state }) => state === 'broken') && options.unconnected !== true) {
        const isUnknown = wrong.some(({ about }) => about === 'aws');
        print(`Nothing was deployed. Mend what is broken and repeat it${isUnknown ? '.' : ALL_THE_SAME}`);
        process.exitCode = 1;
        return;
      }
      process.exitCode = await cdk(['deploy', '-c', `stage=${stage}`, ...more]);
    });
}

/** What is wrong with the credentials of a stage. It may be about to be made: they lie beside it, not in it. */
async function missing(config: Deployment['config'], stage: string): Promise<Finding[]> {
  const ssm = new SSMClient({ maxAttempts: 5 });
  try {
    const secrets = new ParameterSecrets(ssm, secretsPath(stage), Date.now);
    const facts = { secrets, config, wall: Date.now(), isDeployed: true, place: `--stage ${stage}` };
    const findings = await runChecks([{ about: 'credentials', run: () => checkCredentials(facts) }]);
    return findings.filter(({ state }) => state !== 'ok');
  } finally {
    ssm.destroy();
  }
}

function runCdk(args: readonly string[]): Promise<number> {
  return new Promise((settle, reject) => {
    const program = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');
    spawn(process.execPath, [program, ...args], { cwd: ROOT, stdio: 'inherit' })
      .on('error', reject)
      .on('close', (code) => settle(code ?? 1));
  });
}
