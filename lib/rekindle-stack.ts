import { basename } from 'node:path';
import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { HistoryApiEnv, MailFeedbackEnv, PullEnv, SendDigestEnv } from '../functions/runtime/env.ts';
import {
  DECLARED_PK,
  digestPk,
  erasurePk,
  ownerPk,
  PENDING_ERASURES,
  PUSHED_PREFIX,
  REMOVAL_REQUESTS,
  suppressionKey,
  tokenKey,
} from '../functions/storage/keys.ts';
import { Alarms } from './alarms.ts';
import { CONFIG_ASSET } from './bundles/function-files.ts';
import { ChangeBus } from './change-bus.ts';
import { noteCredentials } from './credential-note.ts';
import type { Deployment } from './deployment.ts';
import { refuseDeployment } from './example-refusal.ts';
import { HistoryHttpApi } from './history-http-api.ts';
import { noteHomes } from './home-note.ts';
import { Mail, type MailIdentity } from './mail.ts';
import { RekindleFunction } from './rekindle-function.ts';
import { RekindleTable } from './rekindle-table.ts';
import { SCHEDULES, type Tick } from './schedules.ts';
import { grantCredentials, grantErasures, grantLinkKey } from './secrets-access.ts';
import { readSenders } from './senders.ts';
import { secretsPath } from './stage.ts';
import { Ticks } from './ticks.ts';

/** Patterns of partition keys, as `functions/storage/keys.ts` makes them. */
const DELIVERIES = digestPk('*', '*');
const SUPPRESSIONS = suppressionKey('*', '').pk;

export interface RekindleStackProps extends StackProps {
  readonly stage: string;
  readonly deployment: Deployment;
  readonly mailIdentity: MailIdentity;
}

/**
 * Everything of one stage: `pull` and `send-digest` on their ticks, the history API behind its door, mail out and its
 * feedback in, and one table in the middle. Names are AWS's own, so that stages never meet.
 */
export class RekindleStack extends Stack {
  constructor(scope: Construct, id: string, props: RekindleStackProps) {
    super(scope, id, props);
    const { stage, deployment } = props;
    const { config, configFile } = deployment;
    if (deployment.isExample) refuseDeployment(this);
    else {
      noteCredentials(this, deployment.config, stage);
      noteHomes(this, deployment.config, stage);
    }

    const table = new RekindleTable(this, 'Storage');
    const door = new HistoryHttpApi(this, 'Api');
    const mail = new Mail(this, 'Mail', {
      senders: readSenders(config, basename(configFile)),
      identity: props.mailIdentity,
      stage,
    });
    const environment = {
      TABLE_NAME: table.table.tableName,
      CONFIG_FILE: CONFIG_ASSET,
      SECRETS_PATH: secretsPath(stage),
      STAGE: stage,
      PUBLIC_URL: config.publicUrl ?? door.url,
    };

    const changes = config.publishChanges ? new ChangeBus(this, 'Changes', `${this.stackName}-changes`) : undefined;

    const pull = new RekindleFunction(this, 'Pull', {
      entry: 'pull',
      description: 'Reads the lists that are due, and finds who came and who left.',
      ...ticked(SCHEDULES.pull),
      // A list of ten million ids needs less than half of a gigabyte; the rest is for the processor time that comes with it.
      memorySize: config.pullMemory,
      environment: { ...environment, EVENT_BUS_NAME: changes?.bus.eventBusName } satisfies PullEnv,
      configFile,
      files: ['places'],
    });
    pull.bindTable(table, 'readwrite');
    grantCredentials(pull, stage);
    changes?.grantPut(pull);
    grantErasures(pull, stage);

    const sendDigest = new RekindleFunction(this, 'SendDigest', {
      entry: 'send-digest',
      description: 'Builds, freezes and mails the digests that are due.',
      ...ticked(SCHEDULES.sendDigest),
      memorySize: 1024,
      environment: { ...environment, SES_CONFIGURATION_SET: mail.configurationSetName } satisfies SendDigestEnv,
      configFile,
      files: ['places', 'charts'],
    });
    sendDigest.bindTable(table, 'readwrite');
    grantLinkKey(sendDigest, stage);
    mail.grantSend(sendDigest);

    const historyApi = new RekindleFunction(this, 'HistoryApi', {
      entry: 'history-api',
      description: 'Answers questions about the history, and the links in the mails.',
      // HTTP APIs wait for 30 seconds and no longer.
      timeout: Duration.seconds(29),
      memorySize: 1024,
      environment: { ...environment } satisfies HistoryApiEnv,
      configFile,
      files: ['places', 'page', 'api-description'],
    });
    historyApi.bindTable(table, 'read');
    // Lists that are sent are only kept; `pull` compares them.
    table.grantWriteUnder(historyApi, `${PUSHED_PREFIX}*`, 'dynamodb:PutItem');
    // Unsubscribing. The history itself cannot be changed from outside.
    table.grantWriteUnder(historyApi, SUPPRESSIONS, 'dynamodb:PutItem');
    // Outreach and corrections; what is asked of `pull` (accounts, erasures) and of `send-digest` (removal requests).
    table.grantWriteUnder(historyApi, ownerPk('*'), 'dynamodb:PutItem');
    table.grantWriteUnder(historyApi, ownerPk('*'), 'dynamodb:UpdateItem');
    for (const keys of [DECLARED_PK, erasurePk('*'), PENDING_ERASURES, REMOVAL_REQUESTS]) {
      table.grantWriteUnder(historyApi, keys, 'dynamodb:PutItem');
    }
    // When a token was last used.
    table.grantWriteUnder(historyApi, tokenKey('*').pk, 'dynamodb:UpdateItem');
    grantLinkKey(historyApi, stage);
    door.serve(historyApi);

    const mailFeedback = new RekindleFunction(this, 'MailFeedback', {
      entry: 'mail-feedback',
      description: 'Notes what became of each mail; stops mail to whoever bounces or complains.',
      timeout: Duration.seconds(30),
      memorySize: 512,
      environment: { ...environment } satisfies MailFeedbackEnv,
      configFile,
    });
    table.grantWriteUnder(mailFeedback, DELIVERIES, 'dynamodb:UpdateItem');
    table.grantWriteUnder(mailFeedback, SUPPRESSIONS, 'dynamodb:PutItem');
    mail.sendFeedbackTo(mailFeedback);

    new Ticks(this, 'Ticks', { pull, sendDigest });
    const alarms = new Alarms(this, 'Alarms', {
      pull,
      sendDigest,
      historyApi,
      mailFeedback,
      configurationSetName: mail.configurationSetName,
      door,
      stage,
    });

    this.output('ApiUrl', door.url, 'Where the history API answers');
    this.output('TableName', table.table.tableName, 'The table');
    this.output('ConfigurationSetName', mail.configurationSetName, 'The SES configuration set');
    this.output('AlarmTopicArn', alarms.topic.topicArn, 'Subscribe to this to hear of alarms');
  }

  private output(id: string, value: string, description: string): void {
    new CfnOutput(this, id, { value, description });
  }
}

/** Time-out and asynchronous failures of a function that a tick calls. */
function ticked(tick: Tick) {
  return {
    timeout: Duration.minutes(tick.timeoutMinutes),
    onFailure: { retryAttempts: tick.retryAttempts, maxEventAge: Duration.seconds(tick.eventAgeSeconds) },
  };
}
