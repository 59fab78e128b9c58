import { readPageFiles } from '../page/page-files.ts';
import { type Environment, shared } from './dependencies.ts';
import { historyApiEnvSchema } from './env.ts';
import { LINK_KEY, makeLinkKey } from './link-key.ts';
import { stageSecrets } from './stage-secrets.ts';

/** What `history-api` needs. */
export async function historyApiDependencies(environment: Environment) {
  const env = historyApiEnvSchema.parse(environment);
  const { db, config, clock, logger } = await shared(env);
  const secrets = stageSecrets(env.SECRETS_PATH, clock.wall);
  return {
    ...{ db, config, clock, logger, signingKey: () => secrets.readOrCreate(LINK_KEY, makeLinkKey) },
    page: { files: readPageFiles },
  };
}
