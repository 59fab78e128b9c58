/**
 * What is counted, over all accounts of a stage: never by account, which would cost by account and tell of people.
 * Ten, which CloudWatch keeps for nothing.
 */
export const METRICS = {
  Pulls: 'Count',
  Pages: 'Count',
  Changes: 'Count',
  Held: 'Count',
  Refused: 'Count',
  Limited: 'Count',
  SchemaDrift: 'Count',
  Mails: 'Count',
  Bounces: 'Count',
  /** How long the list that is due longest has been waiting for a tick, in minutes; limits and budgets aside. */
  OldestDue: 'None',
} as const;
export type MetricName = keyof typeof METRICS;

export const METRIC_NAMESPACE = 'Rekindle';

/** Counts what happened in one run. */
export type CountMetrics = (values: Readonly<Partial<Record<MetricName, number>>>) => void;

/**
 * Metrics as CloudWatch reads them out of a log line, so that counting needs no request and no right.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 * @param write where a line goes; standard output in a Lambda
 * @param wall the wall clock, epoch ms
 */
export function embeddedMetrics(stage: string, write: (line: string) => void, wall: () => number): CountMetrics {
  return (values) => {
    const metrics = Object.entries(METRICS).flatMap(([name, unit]) =>
      values[name as MetricName] === undefined ? [] : [{ Name: name, Unit: unit }],
    );
    const directive = { Namespace: METRIC_NAMESPACE, Dimensions: [['Stage']], Metrics: metrics };
    const meta = { Timestamp: wall(), CloudWatchMetrics: [directive] };
    if (metrics.length > 0) write(JSON.stringify({ _aws: meta, Stage: stage, ...values }));
  };
}
