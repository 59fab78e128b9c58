import { Aws, Duration } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { RekindleFunction } from './rekindle-function.ts';
import { SCHEDULES, type Tick } from './schedules.ts';

export interface TicksProps {
  readonly pull: RekindleFunction;
  readonly sendDigest: RekindleFunction;
}

/** The clockwork: one EventBridge schedule for each recurring tick. */
export class Ticks extends Construct {
  constructor(scope: Construct, id: string, props: TicksProps) {
    super(scope, id);
    // The L2 target would also allow every version and alias (`ARN:*`); there is only the function itself.
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    });
    for (const [name, tick, target] of [
      ['Pull', SCHEDULES.pull, props.pull],
      ['SendDigest', SCHEDULES.sendDigest, props.sendDigest],
    ] as const) {
      role.addToPolicy(
        new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [target.handler.functionArn] }),
      );
      this.schedule(name, tick, target, role);
    }
  }

  private schedule(id: string, tick: Tick, target: RekindleFunction, role: Role): void {
    new Schedule(this, id, {
      description: `Ticks ${target.name} every ${tick.everyMinutes} minutes.`,
      schedule: ScheduleExpression.rate(Duration.minutes(tick.everyMinutes)),
      target: {
        bind: () => ({
          arn: target.handler.functionArn,
          role,
          input: ScheduleTargetInput.fromObject({}),
          retryPolicy: { maximumRetryAttempts: tick.retryAttempts, maximumEventAgeInSeconds: tick.eventAgeSeconds },
        }),
      },
    });
  }
}
