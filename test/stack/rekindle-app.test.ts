import { Topic } from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { deploymentOf, exampleDeployment, FILLED_IN, resourcesOf, synthesize } from './synthesize.ts';

const prod = synthesize();

describe('the app', () => {
  it('has no finding of cdk-nag that is not acknowledged', () => {
    const report = new AwsSolutionsChecks().validateScope(prod.stack);
    expect(report.violations).toEqual([]);
  });

  it('would show a finding of cdk-nag', () => {
    const { stack } = synthesize();
    new Topic(stack, 'InTheClear');
    const report = new AwsSolutionsChecks().validateScope(stack);
    expect(report.violations.map(({ ruleName }) => ruleName)).toEqual(['AwsSolutions-SNS3']);
  });

  it('acknowledges a finding only where it is and with a reason', () => {
    const acknowledged = prod.stack.node
      .findAll()
      .flatMap((construct) => construct.node.metadata)
      .filter(({ type }) => type === 'aws:cdk:acknowledged-rules')
      .flatMap(({ data }) => Object.entries(data as Record<string, string>));
    expect(acknowledged.map(([id]) => id.replace(/^annotation::/i, '').replace(/\[.*/, '')).sort()).toEqual([
      // Two routes: the root, and everything below it.
      'AwsSolutions-APIG4',
      'AwsSolutions-APIG4',
      // Two groups of parameters whose names come with use: credentials, and keys of erasures.
      'AwsSolutions-IAM5',
      'AwsSolutions-IAM5',
    ]);
    for (const [, reason] of acknowledged) expect(reason.length).toBeGreaterThan(60);
    expect(prod.stack.node.metadata.map(({ type }) => type)).not.toContain('aws:cdk:acknowledged-rules');
  });

  it('names no account and no region, so that it synthesizes without credentials', () => {
    expect(prod.stack.environment).toBe('aws://unknown-account/unknown-region');
    const written = JSON.stringify(prod.raw);
    expect(written).not.toMatch(/\b\d{12}\b/);
    expect(written).not.toMatch(/\b(us|eu|ap)-(east|west|central|southeast)-\d\b/);
  });

  it('says which accounts need a credential, and the command for each; nothing where none does', () => {
    const noteOf = (config: unknown, stage: string) =>
      synthesize({ deployment: deploymentOf(config), context: { stage } })
        .stack.node.metadata.filter(({ type }) => type === 'aws:cdk:info')
        .map(({ data }) => String(data));
    expect(noteOf(FILLED_IN, 'prod')).toEqual([]);
    const [owner] = FILLED_IN.owners;
    const accounts = [{ id: 'github:alice' }, { id: 'x:alice' }, { id: 'youtube:@alice' }, { id: 'linkedin:alice' }];
    const [note = ''] = noteOf({ owners: [{ ...owner, accounts }] }, 'test');
    expect(note).toContain('npm run rekindle -- connect github --account github:alice --stage test');
    expect(note).toContain('connect youtube --account youtube:@alice --stage test');
    // Without a budget X is read from archives.
    expect(note).not.toMatch(/x:alice|linkedin/);
  });

  it('says that a home is misspelt, and nothing of one that is known', () => {
    const [owner] = FILLED_IN.owners;
    const noteOf = (home: string) =>
      synthesize({ deployment: deploymentOf({ owners: [{ ...owner, home }] }) })
        .stack.node.metadata.filter(({ type }) => type === 'aws:cdk:warning')
        .map(({ data }) => String(data));
    expect(noteOf('Lepzig')).toEqual([expect.stringMatching(/no place is known as "Lepzig".*"Leipzig, Germany"/)]);
    expect(noteOf('Leipzig, Germany')).toEqual([]);
  });

  it('refuses a mistyped key of the context, which would make another stage', () => {
    for (const key of ['stgae', 'Stage', 'stages', 'mailidentity']) {
      expect(() => synthesize({ context: { [key]: 'test' } })).toThrow(
        /there is no such key, is it "(stage|mailIdentity)"/,
      );
    }
  });

  it('keeps two stages apart', () => {
    const test = synthesize({ context: { stage: 'test' } });
    expect(prod.stack.stackName).toBe('Rekindle-prod');
    expect(test.stack.stackName).toBe('Rekindle-test');
    expect(JSON.stringify(test.raw)).toContain('/rekindle/test');
    expect(JSON.stringify(test.raw)).not.toContain('prod');
    // Two resources of the same kind and name cannot live in one account: AWS finds names for all that need one.
    for (const { Type, Properties } of Object.values(test.template.Resources)) {
      const named = Object.keys(Properties).filter((key) =>
        ['TableName', 'FunctionName', 'LogGroupName', 'RoleName', 'TopicName', 'AlarmName'].includes(key),
      );
      if (!['AWS::Lambda::Permission', 'AWS::Lambda::EventInvokeConfig'].includes(Type)) expect(named).toEqual([]);
    }
  });

  it.each([['Prod'], ['1st'], ['a/b'], [''], ['a'.repeat(21)]])(
    'refuses the stage name %j and says what it may be',
    (stage) => {
      expect(() => synthesize({ context: { stage } })).toThrow(
        /^The context is not usable.*\n.*stage: found ".*", expected 1 to 20 lower-case letters/,
      );
    },
  );

  it('refuses an unknown way to verify senders and names the known ones', () => {
    expect(() => synthesize({ context: { mailIdentity: 'dns' } })).toThrow(
      'mailIdentity: found "dns", expected one of domain, address, existing',
    );
  });

  it('prints what one needs after a deployment', () => {
    expect(Object.keys(prod.template.Outputs)).toEqual(
      expect.arrayContaining(['ApiUrl', 'TableName', 'ConfigurationSetName', 'AlarmTopicArn']),
    );
  });

  it('can be deployed where not all of CloudFormation is: no parameter, no rule, no attribute printed', () => {
    expect(prod.template.Parameters).toEqual({});
    expect(prod.template.Rules).toEqual({});
    for (const { Value } of Object.values(prod.template.Outputs)) expect(JSON.stringify(Value)).not.toContain('GetAtt');
  });

  it('lets functions wait for what they may do, and for nothing that they name anyway', () => {
    for (const { id, DependsOn } of resourcesOf(prod, 'AWS::Lambda::Function')) {
      expect([id, DependsOn]).toEqual([
        id,
        [expect.stringMatching(new RegExp(`^${id.replace(/Handler.*/, '')}RoleDefaultPolicy`))],
      ]);
    }
  });

  it('carries no secret', () => {
    const written = JSON.stringify(prod.raw);
    expect(written).not.toMatch(/password|secretstring|private.?key|api.?key|bearer|ghp_|rk_/i);
    expect(resourcesOf(prod, 'AWS::SSM::Parameter')).toEqual([]);
  });
});

describe('the shipped example', () => {
  const example = synthesize({ deployment: exampleDeployment() });

  it('synthesizes, but CloudFormation refuses it before it creates anything, and says what to do', () => {
    expect(example.template.Parameters['ConfigurationSource']).toMatchObject({
      Default: 'example',
      AllowedValues: ['example'],
    });
    expect(example.template.Rules['OwnConfiguration']).toMatchObject({
      Assertions: [
        {
          Assert: { 'Fn::Equals': [{ Ref: 'ConfigurationSource' }, 'own'] },
          AssertDescription: expect.stringContaining('Copy rekindle.config.example.json to rekindle.config.json'),
        },
      ],
    });
  });

  it('has no finding of cdk-nag either', () => {
    expect(new AwsSolutionsChecks().validateScope(example.stack).violations).toEqual([]);
  });

  it('is the only one that is refused', () => {
    expect(prod.template.Rules['OwnConfiguration']).toBeUndefined();
    expect(prod.template.Parameters['ConfigurationSource']).toBeUndefined();
  });
});

describe('a configuration without digests', () => {
  it('synthesizes, and nobody may send', () => {
    const [owner] = FILLED_IN.owners;
    const silent = synthesize({ deployment: deploymentOf({ owners: [{ ...owner, digests: [] }] }) });
    expect(JSON.stringify(silent.raw)).not.toContain('ses:SendRawEmail');
  });
});
