import { SESClient } from '@aws-sdk/client-ses';
import { drawPng } from '../digest/draw-png.ts';
import { fetchStranger } from '../feeds/fetch-stranger.ts';
import type { Config } from './config-schema.ts';
import { type Environment, shared } from './dependencies.ts';
import { sendDigestEnvSchema } from './env.ts';
import { LINK_KEY, makeLinkKey } from './link-key.ts';
import { stageSecrets } from './stage-secrets.ts';

/** What `send-digest` needs; apart from the other handlers', because it alone mails and draws. */
export async function sendDigestDependencies(environment: Environment) {
  const env = sendDigestEnvSchema.parse(environment);
  const { db, config, clock, logger, metrics } = await shared(env);
  const secrets = stageSecrets(env.SECRETS_PATH, clock.wall);
  return {
    db,
    config,
    clock,
    logger,
    metrics,
    // One attempt: a repeat that the SDK makes by itself after a time-out could be a second mail.
    ses: new SESClient({ maxAttempts: 1 }),
    configurationSet: env.SES_CONFIGURATION_SET,
    signingKey: () => secrets.readOrCreate(LINK_KEY, makeLinkKey),
    publicUrl: publicUrlOf(config, env.PUBLIC_URL),
    readPage: (url: string) => fetchStranger(url),
    drawPng,
    doubtMs: 30 * 60_000,
  };
}

function publicUrlOf(config: Config, given: string | undefined): string {
  const url = config.publicUrl ?? given?.replace(/\/+$/, '');
  if (url === undefined) throw new Error('Neither publicUrl in the config nor PUBLIC_URL says where links lead.');
  return url;
}
