import { SSMClient } from '@aws-sdk/client-ssm';
import { ParameterSecrets } from './parameter-secrets.ts';
import type { RenewableSecrets } from './secrets.ts';

/**
 * The secrets of a deployed stage.
 * @param path SSM path below which they lie: `/rekindle/STAGE`
 * @param wall the wall clock, epoch ms
 */
export function stageSecrets(path: string, wall: () => number): RenewableSecrets {
  return new ParameterSecrets(new SSMClient({ maxAttempts: 5 }), path, wall);
}
