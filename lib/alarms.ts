import { Aws, Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { METRIC_NAMESPACE, type MetricName } from '../functions/runtime/metrics.ts';
import type { HistoryHttpApi } from './history-http-api.ts';
import type { RekindleFunction } from './rekindle-function.ts';
import { SCHEDULES, type Tick } from './schedules.ts';

export interface AlarmsProps {
  readonly pull: RekindleFunction;
  readonly sendDigest: RekindleFunction;
  readonly historyApi: RekindleFunction;
  readonly mailFeedback: RekindleFunction;
  readonly configurationSetName: string;
  readonly door: HistoryHttpApi;
  readonly stage: string;
}

interface AlarmDefinition {
  readonly metric: IMetric;
  readonly threshold: number;
  readonly evaluationPeriods?: number;
  /** Raised below the threshold instead of at or above it; silence then counts as too little. */
  readonly isTooLittle?: boolean;
  /** What it means, in one sentence. */
  readonly says: string;
}

/** SES puts accounts under review at 5 % bounces and at 0.1 % complaints. */
const MOST_BOUNCES = 0.05;
const MOST_COMPLAINTS = 0.001;
/** Lists are read daily; whatever waits longer than that misses a day. */
const MOST_MINUTES_BEHIND = 24 * 60;

/**
 * Ten alarms over ten metrics, which is what CloudWatch gives for free, to a topic that people subscribe to. Each
 * names its section of the runbook. Ticks that are throttled do not come, so throttling is watched where no tick is.
 */
export class Alarms extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { displayName: 'Rekindle alarms', enforceSSL: true });
    // The topic's own policy replaces the one by which CloudWatch may publish.
    this.topic.grantPublish(
      new ServicePrincipal('cloudwatch.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    this.alarm('PullErrors', 'pull-errors', {
      metric: errors(props.pull, 15),
      threshold: 2,
      says: 'Pulls crash; lists are read late.',
    });
    this.alarm('PullMissing', 'pull-missing', tickMissing(props.pull, SCHEDULES.pull, 6));
    this.alarm('SendDigestErrors', 'send-digest-errors', {
      metric: errors(props.sendDigest, 60),
      threshold: 2,
      says: 'Sending crashes; digests come late.',
    });
    this.alarm('SendDigestMissing', 'send-digest-missing', tickMissing(props.sendDigest, SCHEDULES.sendDigest, 4));
    this.alarm('HistoryApiErrors', 'history-api-errors', {
      // The door's own count: time-outs and a function that was not run for lack of room are in it as well.
      metric: props.door.serverErrors(Duration.minutes(15)),
      threshold: 3,
      says: 'The API crashes; links in mails may not work.',
    });
    this.alarm('MailFeedbackErrors', 'mail-feedback-errors', {
      metric: errors(props.mailFeedback, 60),
      threshold: 1,
      says: 'What became of a mail could not be noted.',
    });
    this.alarm('PullsBehind', 'pulls-behind', {
      metric: new Metric({
        namespace: METRIC_NAMESPACE,
        metricName: 'OldestDue' satisfies MetricName,
        dimensionsMap: { Stage: props.stage },
        statistic: Stats.MINIMUM,
        period: Duration.hours(1),
      }),
      threshold: MOST_MINUTES_BEHIND,
      says: 'A list that may be read has waited for a day.',
    });
    this.alarm('Throttled', 'throttled', {
      metric: throttles(props.historyApi),
      threshold: 5,
      says: 'The account has no room for more functions at once.',
    });
    this.alarm('Bounces', 'bounces', {
      metric: reputation('Reputation.BounceRate', props.configurationSetName),
      threshold: MOST_BOUNCES,
      says: 'Too many mails bounce; SES may stop the account.',
    });
    this.alarm('Complaints', 'complaints', {
      metric: reputation('Reputation.ComplaintRate', props.configurationSetName),
      threshold: MOST_COMPLAINTS,
      says: 'Recipients call the digest spam; SES may stop the account.',
    });
  }

  private alarm(id: string, section: string, definition: AlarmDefinition): void {
    const isTooLittle = definition.isTooLittle ?? false;
    const alarm = new Alarm(this, id, {
      alarmDescription: `${definition.says} What to do: docs/runbook.md#${section}`,
      metric: definition.metric,
      threshold: definition.threshold,
      evaluationPeriods: definition.evaluationPeriods ?? 1,
      comparisonOperator: isTooLittle
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: isTooLittle ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
  }
}

function errors(fn: RekindleFunction, minutes: number): Metric {
  return fn.handler.metricErrors({ period: Duration.minutes(minutes) });
}

function throttles(fn: RekindleFunction): Metric {
  return fn.handler.metricThrottles({ period: Duration.minutes(15) });
}

/** No run in several ticks one after the other. */
function tickMissing(fn: RekindleFunction, tick: Tick, ticks: number): AlarmDefinition {
  return {
    metric: fn.handler.metricInvocations({ period: Duration.minutes(tick.everyMinutes) }),
    threshold: 1,
    evaluationPeriods: ticks,
    isTooLittle: true,
    says: `${fn.name} has not run for ${ticks * tick.everyMinutes} minutes.`,
  };
}

function reputation(metricName: string, configurationSetName: string): Metric {
  return new Metric({
    namespace: 'AWS/SES',
    metricName,
    dimensionsMap: { 'ses:configuration-set': configurationSetName },
    statistic: Stats.MAXIMUM,
    period: Duration.hours(1),
  });
}
