import { describe, expect, it } from 'vitest';
import { SCHEDULES } from '../../lib/schedules.ts';
import { resourcesOf, statementsOf, synthesize, text } from './synthesize.ts';

const synthesized = synthesize();
const schedules = resourcesOf(synthesized, 'AWS::Scheduler::Schedule');

describe('the ticks', () => {
  it.each([
    ['Pull', 'rate(5 minutes)'],
    ['SendDigest', 'rate(15 minutes)'],
  ])('%s comes at %s and is never repeated, for the next one is the retry', (name, rate) => {
    const schedule = schedules.find(({ id }) => id.startsWith(`Ticks${name}`));
    expect(schedule?.Properties).toMatchObject({
      ScheduleExpression: rate,
      State: 'ENABLED',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Input: '{}', RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 300 } },
    });
    expect(JSON.stringify(schedule?.Properties['Target'])).toContain(`"${name}Handler`);
  });

  it('are two', () => {
    expect(schedules).toHaveLength(2);
  });

  it('are not repeated by Lambda either', () => {
    const configured = resourcesOf(synthesized, 'AWS::Lambda::EventInvokeConfig');
    expect(configured.map(({ id }) => id.replace(/Handler.*/, ''))).toEqual(['Pull', 'SendDigest']);
    for (const { Properties } of configured) {
      expect(Properties).toMatchObject({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 300 });
    }
  });

  it('may invoke these two functions and nothing else', () => {
    const statements = statementsOf(synthesized, 'Ticks');
    expect(statements).toHaveLength(1);
    expect(statements[0]?.Action).toEqual(['lambda:InvokeFunction']);
    expect(statements[0]?.Resource).toEqual([
      expect.stringMatching(/^<PullHandler\w+\.Arn>$/),
      expect.stringMatching(/^<SendDigestHandler\w+\.Arn>$/),
    ]);
  });

  it('can only be set off by the scheduler of this account', () => {
    const role = resourcesOf(synthesized, 'AWS::IAM::Role').find(({ id }) => id.startsWith('TicksRole'));
    expect(role?.Properties['AssumeRolePolicyDocument']).toMatchObject({
      Statement: [
        {
          Principal: { Service: 'scheduler.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        },
      ],
    });
  });

  it('end a function before the next but two would start it again, and within what Lambda allows', () => {
    for (const [name, tick] of [
      ['Pull', SCHEDULES.pull],
      ['SendDigest', SCHEDULES.sendDigest],
    ] as const) {
      const fn = resourcesOf(synthesized, 'AWS::Lambda::Function').find(({ id }) => id.startsWith(`${name}Handler`));
      expect(fn?.Properties['Timeout']).toBe(tick.timeoutMinutes * 60);
      expect(tick.timeoutMinutes).toBeLessThanOrEqual(15);
      expect(text(fn?.Properties['Role'])).toMatch(new RegExp(`^<${name}Role`));
    }
  });
});
