import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { openKeep } from '../../bin/commands/connect/keep.ts';
import { UsageError } from '../../lib/local/laptop-config.ts';

describe('where a credential is kept', () => {
  it('is with a stage an encrypted parameter below its path', async () => {
    const ssm = mockClient(SSMClient);
    ssm.on(PutParameterCommand).resolves({});
    const keep = openKeep({ stage: 'prod' });
    await keep.secrets.replace('credentials/olga/x:alice', 'text');
    keep.close();
    expect(keep.where).toContain('/rekindle/prod');
    expect(ssm.commandCalls(PutParameterCommand).map(({ args }) => args[0].input)).toEqual([
      {
        ...{ Name: '/rekindle/prod/credentials/olga/x_3a_alice', Value: 'text' },
        ...{ Type: 'SecureString', Overwrite: true },
      },
    ]);
  });

  it('is nowhere for what can be no stage', () => {
    expect(() => openKeep({ stage: '../prod' })).toThrow(UsageError);
  });
});
