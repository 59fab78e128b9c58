import { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { RekindleFunction } from './rekindle-function.ts';

/**
 * A bus of its own for told changes, so that others build on it with rules of theirs and never meet anything else.
 * Made only where the configuration asks for it.
 */
export class ChangeBus extends Construct {
  readonly bus: EventBus;

  constructor(scope: Construct, id: string, name: string) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', {
      eventBusName: name,
      description: 'One event for each change that Rekindle tells; the form is in docs/events.md.',
    });
  }

  /** Lets a function put events on this bus and no other. */
  grantPut(fn: RekindleFunction): void {
    fn.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['events:PutEvents'], resources: [this.bus.eventBusArn] }),
    );
  }
}
