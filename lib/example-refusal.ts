import { Annotations, CfnParameter, CfnRule, Fn, type Stack } from 'aws-cdk-lib';

const REMEDY =
  'This stack was synthesized from the shipped example, which reads invented accounts and mails invented people. ' +
  'Copy rekindle.config.example.json to rekindle.config.json, fill it in, and deploy again.';

/**
 * Makes a stack that can be synthesized but not deployed.
 *
 * The app cannot see whether it runs for `cdk synth` or for `cdk deploy` (the CLI does not tell), and an error
 * annotation would fail both. So the template itself refuses: CloudFormation evaluates a template's rules before it
 * creates or updates anything. A rule must look at a parameter; this one has a single allowed value, so that no
 * `--parameters` can talk it round. Emulators that evaluate no rules take the example too, which harms nobody.
 */
export function refuseDeployment(stack: Stack): void {
  const source = new CfnParameter(stack, 'ConfigurationSource', {
    type: 'String',
    default: 'example',
    allowedValues: ['example'],
    description: REMEDY,
  });
  new CfnRule(stack, 'OwnConfiguration', {
    assertions: [{ assert: Fn.conditionEquals(source.valueAsString, 'own'), assertDescription: REMEDY }],
  });
  Annotations.of(stack).addWarningV2('rekindle:example', `${REMEDY} Until then "cdk deploy" is refused.`);
}
