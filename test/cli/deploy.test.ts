import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, expect, it } from 'vitest';
import { deployCommand } from '../../bin/commands/deploy.ts';
import { UsageError } from '../../lib/local/laptop-config.ts';
import { deploymentOf, exampleDeployment, FILLED_IN } from '../stack/synthesize.ts';

const ssm = mockClient(SSMClient);
afterEach(() => {
  ssm.reset();
  process.exitCode = undefined;
});

const [owner] = FILLED_IN.owners;
const withAccounts = (...ids: string[]) =>
  deploymentOf({ owners: [{ ...owner, accounts: ids.map((id) => ({ id })) }] });

/** What is printed, how it ends, and what the CDK is told, if it is. */
async function deploy(deployment: ReturnType<typeof deploymentOf>, ...args: string[]) {
  const printed: string[] = [];
  const told: string[][] = [];
  const cdk = async (words: readonly string[]) => {
    told.push([...words]);
    return 0;
  };
  const command = deployCommand((text) => printed.push(text), { deployment: () => deployment, cdk });
  await command.parseAsync(args, { from: 'user' });
  const { exitCode } = process;
  process.exitCode = undefined;
  return { out: printed.join('\n'), exitCode, told };
}

it('deploys nothing while a credential is missing, and says which command puts it there', async () => {
  ssm.on(GetParameterCommand).rejects(new ParameterNotFound({ $metadata: {}, message: 'no' }));
  const deployment = withAccounts('bluesky:alice.example', 'github:alice', 'youtube:@alice');
  const refused = await deploy(deployment, '--stage', 'test');
  expect(refused).toMatchObject({ exitCode: 1, told: [] });
  expect(refused.out).toContain('Connect it: npm run rekindle -- connect github --account github:alice --stage test');
  expect(refused.out).toContain('connect youtube --account youtube:@alice --stage test');
  expect(refused.out).toMatch(/Nothing was deployed\..*--unconnected/);
  expect(refused.out).not.toContain('bluesky');

  const all = await deploy(deployment, '--unconnected', '--', '-c', 'mailIdentity=existing');
  expect(all).toMatchObject({ exitCode: 0, told: [['deploy', '-c', 'stage=prod', '-c', 'mailIdentity=existing']] });
});

it('deploys without a word where everything is there, and asks for nothing that no account needs', async () => {
  ssm.on(GetParameterCommand).rejects(new ParameterNotFound({ $metadata: {}, message: 'no' }));
  ssm
    .on(GetParameterCommand, { Name: '/rekindle/prod/credentials/github', WithDecryption: true })
    .resolves({ Parameter: { Value: 'TOKEN' } });
  const { out, exitCode, told } = await deploy(withAccounts('bluesky:alice.example', 'github:alice'));
  expect({ out, exitCode, told }).toEqual({ out: '', exitCode: 0, told: [['deploy', '-c', 'stage=prod']] });
});

it('says before it asks AWS that a home is misspelt, which stops nothing', async () => {
  const deployment = deploymentOf({ owners: [{ ...owner, home: 'Lepzig', accounts: [{ id: 'bluesky:a.example' }] }] });
  ssm.on(GetParameterCommand).rejects(new ParameterNotFound({ $metadata: {}, message: 'no' }));
  const { out, exitCode } = await deploy(deployment);
  expect(out).toMatch(/Note on the home in the configuration: no place is known as "Lepzig".*Is it "Leipzig, Germany"/);
  expect(exitCode).toBe(0);
});

it('says what is wrong with the configuration or the way to AWS, and deploys nothing', async () => {
  await expect(deploy(exampleDeployment())).rejects.toThrow(UsageError);
  await expect(deploy(withAccounts('github:alice'), '--stage', 'Test')).rejects.toThrow(/such as "--stage test"/);
  const publicMail = { ...owner, digests: [{ from: 'me@gmail.com', recipients: [{ email: 'a@b.example' }] }] };
  await expect(deploy(deploymentOf({ owners: [publicMail] }))).rejects.toThrow(/DMARC/);
  ssm.on(GetParameterCommand).rejects(Object.assign(new Error('Could not load'), { name: 'CredentialsProviderError' }));
  const { out, exitCode, told } = await deploy(withAccounts('github:alice'));
  expect({ exitCode, told }).toEqual({ exitCode: 1, told: [] });
  expect(out).toContain('there are no AWS credentials that work, so this was not checked: credentials.');
});
