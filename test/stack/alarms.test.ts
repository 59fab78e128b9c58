import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, resourcesOf, synthesize } from './synthesize.ts';

const synthesized = synthesize();
const alarms = resourcesOf(synthesized, 'AWS::CloudWatch::Alarm');
const runbook = readFileSync(join(ROOT, 'docs/runbook.md'), 'utf8');

function alarm(name: string) {
  return alarms.find(({ id }) => id.startsWith(`Alarms${name}`));
}

describe('the alarms', () => {
  it('are at most ten', () => {
    expect(alarms.length).toBeGreaterThan(6);
    expect(alarms.length).toBeLessThanOrEqual(10);
  });

  it('watch ten metrics at most, which cost nothing', () => {
    const metrics = alarms.map(({ Properties }) => {
      const parts = Properties['Metrics'];
      return Array.isArray(parts) ? parts.filter((part) => JSON.stringify(part).includes('MetricStat')).length : 1;
    });
    expect(metrics.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(10);
  });

  it('each lead to a section of the runbook with cause, check and cure', () => {
    for (const { id, Properties } of alarms) {
      const section = /docs\/runbook\.md#([a-z-]+)$/.exec(String(Properties['AlarmDescription']))?.[1];
      const body = runbook.split(`\n## ${section}\n`)[1]?.split('\n## ')[0];
      expect(body, `${id}: ${section}`).toBeDefined();
      for (const part of ['**Cause.**', '**Check.**', '**Cure.**']) expect(body, id).toContain(part);
    }
  });

  it('leave no section of the runbook without an alarm', () => {
    const sections = [...runbook.matchAll(/\n## ([a-z-]+)\n/g)].map(([, section]) => section);
    const named = alarms.map(({ Properties }) => String(Properties['AlarmDescription']).split('#')[1]);
    expect(sections.sort()).toEqual(named.sort());
  });

  it.each(['PullErrors', 'SendDigestErrors', 'MailFeedbackErrors'])('%s watches crashes', (name) => {
    expect(alarm(name)?.Properties).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      TreatMissingData: 'notBreaching',
      Dimensions: [
        { Name: 'FunctionName', Value: { Ref: expect.stringMatching(`^${name.replace('Errors', '')}Handler`) } },
      ],
    });
  });

  it('watch what the door answers, whoever was at fault', () => {
    expect(alarm('HistoryApiErrors')?.Properties).toMatchObject({
      Namespace: 'AWS/ApiGateway',
      MetricName: '5xx',
      Statistic: 'Sum',
    });
  });

  it('are raised when lists wait for a day, by the metric that pull writes', () => {
    expect(alarm('PullsBehind')?.Properties).toMatchObject({
      Namespace: 'Rekindle',
      MetricName: 'OldestDue',
      Dimensions: [{ Name: 'Stage', Value: 'prod' }],
      Threshold: 1440,
      TreatMissingData: 'notBreaching',
    });
  });

  it.each([
    ['PullMissing', 1800],
    ['SendDigestMissing', 3600],
  ])('%s is raised by silence of %i seconds', (name, seconds) => {
    const properties = alarm(name)?.Properties ?? {};
    expect(properties).toMatchObject({
      MetricName: 'Invocations',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      TreatMissingData: 'breaching',
    });
    expect(Number(properties['Period']) * Number(properties['EvaluationPeriods'])).toBe(seconds);
  });

  it('are raised before SES reviews the account', () => {
    expect(alarm('Bounces')?.Properties).toMatchObject({ MetricName: 'Reputation.BounceRate', Threshold: 0.05 });
    expect(alarm('Complaints')?.Properties).toMatchObject({ MetricName: 'Reputation.ComplaintRate', Threshold: 0.001 });
  });

  it('go to a topic to which CloudWatch of this account may publish, over TLS only', () => {
    const [topic] = resourcesOf(synthesized, 'AWS::SNS::Topic');
    for (const { Properties } of alarms) expect(Properties['AlarmActions']).toEqual([{ Ref: topic?.id }]);
    const [policy] = resourcesOf(synthesized, 'AWS::SNS::TopicPolicy');
    expect(policy?.Properties['PolicyDocument']).toMatchObject({
      Statement: [
        { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
        {
          Effect: 'Allow',
          Action: 'sns:Publish',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        },
      ],
    });
  });
});
