import { GetParameterCommand, ParameterNotFound, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, it } from 'vitest';
import { ParameterSecrets } from '../../functions/runtime/parameter-secrets.ts';

it('a replaced parameter is what is read next, and what lies there now can be read past the memory', async () => {
  const ssm = mockClient(SSMClient);
  const values = new Map<string, string>();
  ssm.on(GetParameterCommand).callsFake(({ Name }: { Name: string }) => {
    const Value = values.get(Name);
    if (Value === undefined) throw new ParameterNotFound({ message: 'none', $metadata: {} });
    return { Parameter: { Value } };
  });
  ssm.on(PutParameterCommand).callsFake(({ Name, Value }: { Name: string; Value: string }) => {
    values.set(Name, Value);
    return {};
  });
  const secrets = new ParameterSecrets(new SSMClient({}), '/rekindle/prod', () => 0);
  const name = 'credentials/olga/x:alice';
  expect(await secrets.read(name)).toBeUndefined();
  await secrets.replace(name, 'first');
  expect(await secrets.read(name)).toBe('first');
  // Somebody else stores another one: the memory does not know, the look past it does.
  values.set('/rekindle/prod/credentials/olga/x_3a_alice', 'theirs');
  expect(await secrets.read(name)).toBe('first');
  expect(await secrets.readAnew(name)).toBe('theirs');
  expect(await secrets.read(name)).toBe('theirs');
  expect(ssm.commandCalls(PutParameterCommand)[0]?.args[0].input).toMatchObject({
    ...{ Name: '/rekindle/prod/credentials/olga/x_3a_alice', Type: 'SecureString', Overwrite: true },
  });
});
