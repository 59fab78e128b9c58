import { join } from 'node:path';
import { SSMClient } from '@aws-sdk/client-ssm';
import { ParameterSecrets } from '../../../functions/runtime/parameter-secrets.ts';
import type { RenewableSecrets } from '../../../functions/runtime/secrets.ts';
import { createFileSecrets } from '../../../lib/local/file-secrets.ts';
import { makeFolder } from '../../../lib/local/make-folder.ts';
import { secretsPath } from '../../../lib/stage.ts';
import { folderOf, type PlaceOptions, stageOf } from '../place.ts';

/** Where credentials are kept, and how that is said. */
export interface Keep {
  readonly secrets: RenewableSecrets;
  readonly where: string;
  close(): void;
}

/**
 * A stage's encrypted parameters, or files of this machine that only their owner can read.
 * @throws UsageError for what cannot be a stage's name
 */
export function openKeep(options: PlaceOptions): Keep {
  if (options.stage === undefined) {
    const directory = join(folderOf(options), 'secrets');
    makeFolder(folderOf(options));
    return {
      // No environment: what is connected is stored, whatever variable is set right now.
      secrets: createFileSecrets(directory),
      where: `in ${directory}, in a file that only you can read`,
      close: () => undefined,
    };
  }
  const path = secretsPath(stageOf(options.stage));
  const ssm = new SSMClient({ maxAttempts: 5 });
  return {
    secrets: new ParameterSecrets(ssm, path, () => Date.now()),
    where: `encrypted in the Parameter Store below ${path}`,
    close: () => ssm.destroy(),
  };
}
