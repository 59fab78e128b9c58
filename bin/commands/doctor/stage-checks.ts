import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SSMClient } from '@aws-sdk/client-ssm';
import { checkCredentials } from '../../../functions/checking/credentials.ts';
import type { Check } from '../../../functions/checking/finding.ts';
import { checkKept, checkRecipients } from '../../../functions/checking/kept.ts';
import { checkSandbox, checkSenders, checkSending, checkSuppressed } from '../../../functions/checking/mail.ts';
import { pullFindings } from '../../../functions/checking/pulls.ts';
import { checkAlarms, checkStack, checkTable, checkTicks } from '../../../functions/checking/stage.ts';
import type { Config } from '../../../functions/runtime/config-schema.ts';
import { LINK_KEY } from '../../../functions/runtime/link-key.ts';
import { onFirstUse } from '../../../functions/runtime/on-first-use.ts';
import { ParameterSecrets } from '../../../functions/runtime/parameter-secrets.ts';
import type { Db } from '../../../functions/storage/db.ts';
import { documentClient } from '../../../lib/local/open-table.ts';
import { readStatus } from '../../../lib/local/status.ts';
import { readSenders } from '../../../lib/senders.ts';
import { secretsPath } from '../../../lib/stage.ts';
import { type PlaceOptions, placeWords, tableOfStage } from '../place.ts';

const clock = { now: () => Date.now(), wall: () => Date.now() };

/** Everything about a deployed stage; what needs the configuration only where there is one. */
export function stageChecks(stage: string, options: PlaceOptions, config: Config | undefined): Check[] {
  const dynamo = new DynamoDBClient({ maxAttempts: 3 });
  const ses = new SESv2Client({ maxAttempts: 5 });
  const tableName = onFirstUse(async () => options.table ?? (await tableOfStage(dynamo, stage)));
  const checks: Check[] = [
    { about: 'stack', run: () => checkStack(new CloudFormationClient({}), stage) },
    { about: 'schedules', run: () => checkTicks(new SchedulerClient({}), stage) },
    { about: 'alarms', run: () => checkAlarms(new CloudWatchClient({}), stage) },
    { about: 'table', run: async () => checkTable(dynamo, await tableName()) },
    { about: 'mail', run: () => checkSending(ses) },
  ];
  if (config === undefined) return checks;
  const { secrets, senders, db } = partsOf(stage, config, dynamo, tableName);
  const place = placeWords(options);
  return [
    ...checks,
    { about: 'mail', run: async () => checkSenders(ses, senders(), stage) },
    { about: 'mail', run: async () => checkSandbox(ses, senders()) },
    { about: 'mail', run: async () => checkSuppressed(ses, senders(), place) },
    {
      about: 'credentials',
      run: () => checkCredentials({ secrets, config, wall: Date.now(), isDeployed: true, place }),
    },
    {
      about: 'pulls',
      run: async () =>
        pullFindings(await readStatus(await db(), config, clock), true, { place, pullMemory: config.pullMemory }),
    },
    { about: 'keys', run: async () => checkKept({ db: await db(), secrets, linkKey: LINK_KEY }, config, place) },
    { about: 'recipients', run: async () => checkRecipients(await db(), config, place) },
  ];
}

/** What a stage's table, secrets and senders are reached by. */
function partsOf(stage: string, config: Config, dynamo: DynamoDBClient, tableName: () => Promise<string>) {
  const secrets = new ParameterSecrets(new SSMClient({ maxAttempts: 5 }), secretsPath(stage), Date.now);
  const db = async (): Promise<Db> => ({ client: documentClient(dynamo), tableName: await tableName() });
  return { secrets, db, senders: () => readSenders(config, 'The configuration') };
}
