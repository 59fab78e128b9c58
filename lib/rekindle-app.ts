import { App, type AppProps, DefaultStackSynthesizer, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ConfigError } from '../functions/runtime/config.ts';
import { checkContext } from './context-keys.ts';
import type { Deployment } from './deployment.ts';
import { MAIL_IDENTITIES, type MailIdentity } from './mail.ts';
import { RekindleStack } from './rekindle-stack.ts';
import { parseStage } from './stage.ts';

/**
 * The CDK app: one stack, of the stage that the context names (`-c stage=NAME`, `prod` without), checked by cdk-nag.
 * The stack names no account and no region: it is the same template wherever it is synthesized, without credentials,
 * and goes wherever the deploying credentials lead.
 * @throws ConfigError naming what is wrong with the context or with the senders
 */
export function rekindleApp(deployment: Deployment, props: AppProps = {}): { app: App; stack: RekindleStack } {
  const app = new App(props);
  checkContext(app.node.getAllContext());
  const stage = parseStage(app.node.tryGetContext('stage') ?? 'prod');
  const stack = new RekindleStack(app, `Rekindle-${stage}`, {
    description: `Rekindle, stage ${stage}: who left, whom to meet, and a digest of it.`,
    // The CLI looks whether the account is prepared before it deploys; a rule in the template would ask again, and
    // needs a parameter that emulators do not have.
    synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
    stage,
    deployment,
    mailIdentity: parseMailIdentity(app.node.tryGetContext('mailIdentity') ?? 'domain'),
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { app, stack };
}

function parseMailIdentity(value: unknown): MailIdentity {
  const identity = MAIL_IDENTITIES.find((known) => known === value);
  if (identity !== undefined) return identity;
  throw new ConfigError('The context', [
    `mailIdentity: found ${JSON.stringify(value)}, expected one of ${MAIL_IDENTITIES.join(', ')}, such as ` +
      '"-c mailIdentity=existing"',
  ]);
}
