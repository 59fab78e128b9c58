import { CredentialsRejectedError } from '../networks/errors.ts';
import type { PullDeps } from '../pulling/deps.ts';
import { accountCredentials } from './account-credentials.ts';
import { hasCredential, mastodonHosts } from './credentials.ts';
import { type Environment, shared } from './dependencies.ts';
import { pullEnvSchema } from './env.ts';
import { spendingOf } from './spending.ts';
import { stageSecrets } from './stage-secrets.ts';

/** Without a token GitHub counts by address, and the cloud's addresses are shared with strangers who use them up. */
const NO_GITHUB_TOKEN =
  'GitHub is not read from AWS without a token: its limit for anonymous readers is shared with everybody at the same ' +
  'address. Run "npm run rekindle -- connect github --stage STAGE".';

/**
 * What `pull` needs; apart from the other handlers', because it alone carries the networks. Those are read when an
 * account is: most ticks find nothing due.
 */
export async function pullDependencies(environment: Environment): Promise<PullDeps> {
  const env = pullEnvSchema.parse(environment);
  const { db, config, clock, logger, metrics } = await shared(env);
  const secrets = stageSecrets(env.SECRETS_PATH, clock.wall);
  const baseUrls = {
    bluesky: env.REKINDLE_BLUESKY_URL,
    mastodon: env.REKINDLE_MASTODON_URL,
    github: env.REKINDLE_GITHUB_URL,
    facebook: env.REKINDLE_FACEBOOK_URL,
    instagram: env.REKINDLE_INSTAGRAM_URL,
    youtube: env.REKINDLE_YOUTUBE_URL,
    x: env.REKINDLE_X_URL,
  };
  const options = { mastodonHosts: mastodonHosts(config) };
  const credentials = accountCredentials({ db, config, secrets, fetch, wall: clock.wall });
  return {
    db,
    config,
    clock,
    logger,
    metrics,
    secrets,
    ...(env.EVENT_BUS_NAME === undefined
      ? {}
      : { publish: (await import('./publisher.ts')).publisher(env.EVENT_BUS_NAME) }),
    hasCredential: (account) => hasCredential(secrets, account, options),
    connectors: async (account) => {
      const { token, tokenName } = (await credentials(account)) ?? {};
      if (account.network === 'github' && token === undefined) throw new CredentialsRejectedError(NO_GITHUB_TOKEN);
      const { connectorFor } = await import('../networks/registry.ts');
      return connectorFor(account, {
        token,
        tokenName,
        baseUrls,
        fetch,
        wall: clock.wall,
        spending: await spendingOf(db, account, clock.wall),
      });
    },
  };
}
