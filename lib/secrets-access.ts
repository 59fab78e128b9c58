import { Aws, Validations } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { RekindleFunction } from './rekindle-function.ts';
import { secretsPath } from './stage.ts';

/**
 * Who may read which SSM SecureString. They are encrypted with `alias/aws/ssm`, whose key policy lets every principal
 * of the account that may call SSM use it through SSM, so nobody needs a grant on a key.
 * CloudFormation cannot create SecureStrings: the CLI or the first use makes them.
 */
const arn = (stage: string, name: string): string =>
  `arn:${Aws.PARTITION}:ssm:${Aws.REGION}:${Aws.ACCOUNT_ID}:parameter${secretsPath(stage)}/${name}`;

/** Lets a function read the networks' credentials, whose names come with the accounts, and store them renewed. */
export function grantCredentials(fn: RekindleFunction, stage: string): void {
  fn.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({
      actions: ['ssm:GetParameter', 'ssm:PutParameter'],
      resources: [arn(stage, 'credentials/*')],
    }),
  );
  Validations.of(fn).acknowledge({
    id:
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:' +
      `parameter${secretsPath(stage)}/credentials/*]`,
    reason:
      'Credentials are added by the CLI, one for each network, owner or account, so their names are not known when ' +
      'the stack is made. The path is this stage alone.',
  });
}

/**
 * Lets a function keep the key that recognises erased people, and the ledger of them; never replace either: a replaced
 * key would bring everybody back who was erased.
 */
export function grantErasures(fn: RekindleFunction, stage: string): void {
  const resources = [arn(stage, 'keys/erasures'), arn(stage, 'erasures/*')];
  fn.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({ actions: ['ssm:GetParameter', 'ssm:PutParameter'], resources }),
  );
  fn.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      actions: ['ssm:PutParameter'],
      resources,
      conditions: { StringEquals: { 'ssm:Overwrite': 'true' } },
    }),
  );
  Validations.of(fn).acknowledge({
    id:
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:' +
      `parameter${secretsPath(stage)}/erasures/*]`,
    reason: 'The ledger has an entry for each erasure, numbered as they come. The path is this stage alone.',
  });
}

/** Lets a function read the link-signing key, and make it at its first use; never replace it. */
export function grantLinkKey(fn: RekindleFunction, stage: string): void {
  const resources = [arn(stage, 'keys/links')];
  fn.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({ actions: ['ssm:GetParameter', 'ssm:PutParameter'], resources }),
  );
  // A replaced key would break every link in every mail that was ever sent.
  fn.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      actions: ['ssm:PutParameter'],
      resources,
      conditions: { StringEquals: { 'ssm:Overwrite': 'true' } },
    }),
  );
}
