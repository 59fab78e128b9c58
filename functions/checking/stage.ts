import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { type CloudWatchClient, DescribeAlarmsCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { GetScheduleCommand, type SchedulerClient } from '@aws-sdk/client-scheduler';
import { schedulesOf } from '../archiving/pause-ticks.ts';
import { rekindle } from './commands.ts';
import { attention, broken, type Finding, ok } from './finding.ts';

const deployCommand = (stage: string): string => rekindle(`deploy --stage ${stage}`, '');

/** Whether the stack is there and whole. */
export async function checkStack(client: CloudFormationClient, stage: string): Promise<Finding[]> {
  const about = 'stack';
  const deploy = deployCommand(stage);
  const status = await stackStatus(client, `Rekindle-${stage}`);
  if (status === undefined || status === 'DELETE_COMPLETE') {
    return [
      broken(
        about,
        `there is no stack Rekindle-${stage} in this AWS account and region`,
        `If it is elsewhere, set AWS_PROFILE and AWS_REGION to there; else deploy it: ${deploy}`,
      ),
    ];
  }
  if (status.endsWith('IN_PROGRESS')) {
    return [attention(about, `Rekindle-${stage} is being changed (${status})`, 'Look again when it has ended.')];
  }
  if (status.endsWith('FAILED') || status === 'ROLLBACK_COMPLETE') {
    return [
      broken(
        about,
        `the last deployment of Rekindle-${stage} failed (${status})`,
        `Mend what CloudFormation's events of the stack name, then deploy again: ${deploy}`,
      ),
    ];
  }
  return [ok(about, `Rekindle-${stage} is deployed (${status})`)];
}

async function stackStatus(client: CloudFormationClient, name: string): Promise<string | undefined> {
  try {
    return (await client.send(new DescribeStacksCommand({ StackName: name }))).Stacks?.[0]?.StackStatus;
  } catch (error) {
    // CloudFormation has no error of its own for this.
    if (error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message))
      return undefined;
    throw error;
  }
}

/** There are two ticks: one reads, one sends. */
const TICKS = 2;

/** Whether the ticks come. */
export async function checkTicks(client: SchedulerClient, stage: string): Promise<Finding[]> {
  const about = 'schedules';
  const names = await schedulesOf(client, stage);
  if (names.length < TICKS) {
    return [
      broken(
        about,
        `${names.length} of ${TICKS} schedules are there: nothing is read or sent by itself`,
        `Deploy again, which makes them: ${deployCommand(stage)}`,
      ),
    ];
  }
  const findings: Finding[] = [];
  for (const name of names) {
    const { State } = await client.send(new GetScheduleCommand({ Name: name }));
    if (State === 'ENABLED') continue;
    findings.push(
      broken(
        about,
        `the schedule ${name} is switched off: by hand, or by a backup or restore that was killed`,
        `Switch it on: AWS console, EventBridge Scheduler, ${name}, Enable. Repeat a restore first that was cut off.`,
      ),
    );
  }
  return findings.length > 0 ? findings : [ok(about, `${names.length} schedules are on`)];
}

/** Alarms that ring; each says in its description where the runbook has its cause and cure. */
export async function checkAlarms(client: CloudWatchClient, stage: string): Promise<Finding[]> {
  const about = 'alarms';
  const alarms: MetricAlarm[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(
      new DescribeAlarmsCommand({ AlarmNamePrefix: `Rekindle-${stage}-Alarms`, NextToken: token }),
    );
    alarms.push(...(page.MetricAlarms ?? []));
    token = page.NextToken;
  } while (token !== undefined);
  if (alarms.length === 0)
    return [
      attention(
        about,
        'there are none, so nobody hears of trouble',
        `Deploy again, which makes them: ${deployCommand(stage)}`,
      ),
    ];
  const ringing = alarms.filter(({ StateValue }) => StateValue === 'ALARM');
  if (ringing.length === 0) return [ok(about, `${alarms.length} alarms, none rings`)];
  return ringing.map(({ AlarmName, AlarmDescription = '' }) => {
    const [says = '', section] = AlarmDescription.split(' What to do: ');
    return broken(
      about,
      `${AlarmName ?? 'one'} rings: ${says}`,
      section === undefined ? 'Find it in docs/runbook.md.' : `Follow ${section}`,
    );
  });
}

/** Whether the table answers and can be brought back. */
export async function checkTable(client: DynamoDBClient, tableName: string): Promise<Finding[]> {
  const about = 'table';
  const table = await described(client, tableName);
  if (table === undefined)
    return [
      broken(
        about,
        `there is no table ${tableName}`,
        'Check AWS_REGION and --table. If it was deleted, restore it from its backups in the DynamoDB console.',
      ),
    ];
  const findings: Finding[] = [];
  if (table.TableStatus !== 'ACTIVE')
    findings.push(
      broken(
        about,
        `${tableName} does not answer (${table.TableStatus})`,
        'Wait until DynamoDB has finished what it does with the table.',
      ),
    );
  if (table.DeletionProtectionEnabled !== true) {
    findings.push(
      attention(
        about,
        'it is not protected from deletion',
        `Protect it: aws dynamodb update-table --table-name ${tableName} --deletion-protection-enabled`,
      ),
    );
  }
  const { ContinuousBackupsDescription } = await client.send(
    new DescribeContinuousBackupsCommand({ TableName: tableName }),
  );
  if (ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus !== 'ENABLED') {
    findings.push(
      broken(
        about,
        'point-in-time recovery is off: what is deleted or damaged cannot be brought back',
        `Switch it on: aws dynamodb update-continuous-backups --table-name ${tableName} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true`,
      ),
    );
  }
  return findings.length > 0
    ? findings
    : [ok(about, `${tableName} answers, and can be brought back to any second of the last 35 days`)];
}

async function described(client: DynamoDBClient, tableName: string) {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: tableName }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
