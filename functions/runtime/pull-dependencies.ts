import { connectorFor } from '../networks/registry.ts';
import type { PullDeps } from '../pulling/deps.ts';
import { credentialFor, mastodonHosts } from './credentials.ts';
import { type Environment, shared } from './dependencies.ts';
import { pullEnvSchema } from './env.ts';

/** What `pull` needs; apart from the other handlers', because it alone carries the networks. */
export async function pullDependencies(environment: Environment): Promise<PullDeps> {
  const env = pullEnvSchema.parse(environment);
  const { db, config, secrets, clock, logger } = await shared(env);
  const baseUrls = {
    bluesky: env.REKINDLE_BLUESKY_URL,
    mastodon: env.REKINDLE_MASTODON_URL,
    github: env.REKINDLE_GITHUB_URL,
  };
  const options = { mastodonHosts: mastodonHosts(config) };
  return {
    db,
    config,
    clock,
    logger,
    connectors: async (account) => {
      const token = await credentialFor(secrets, account, options);
      return connectorFor(account, { token, baseUrls, fetch, wall: clock.wall });
    },
  };
}
