import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SESClient } from '@aws-sdk/client-ses';
import { SSMClient } from '@aws-sdk/client-ssm';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../core/clock.ts';
import { drawPng } from '../digest/draw-png.ts';
import { fetchStranger } from '../feeds/fetch-stranger.ts';
import { readPageFiles } from '../page/page-files.ts';
import type { Db } from '../storage/db.ts';
import { parseConfig } from './config.ts';
import type { Config } from './config-schema.ts';
import { historyApiEnvSchema, mailFeedbackEnvSchema, sendDigestEnvSchema } from './env.ts';
import { jsonLogger, type Logger, type LogLevel } from './logger.ts';
import { type CountMetrics, embeddedMetrics } from './metrics.ts';
import { ParameterSecrets } from './parameter-secrets.ts';
import type { RenewableSecrets } from './secrets.ts';

/**
 * The only place that makes clients: env → config → what each handler needs. The laptop makes its own
 * (`lib/local/laptop.ts`) and hands them to the same handlers.
 */
export type Environment = Readonly<Record<string, string | undefined>>;

const systemClock: Clock = { now: () => Date.now(), wall: () => Date.now() };

export interface Shared {
  readonly db: Db;
  readonly config: Config;
  readonly secrets: RenewableSecrets;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: CountMetrics;
}

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Name of the secret that signs links and cursors; made at first use, never overwritten. */
export const LINK_KEY = 'keys/links';
export const makeLinkKey = (): string => randomBytes(32).toString('base64url');

/** What every handler needs. @throws ZodError naming a missing variable, ConfigError */
export async function shared(env: {
  TABLE_NAME: string;
  CONFIG_FILE: string;
  SECRETS_PATH: string;
  STAGE: string;
  LOG_LEVEL: LogLevel;
}): Promise<Shared> {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ maxAttempts: 6 }), {
    marshallOptions: { removeUndefinedValues: true },
  });
  const file = new URL(env.CONFIG_FILE, import.meta.url);
  return {
    db: { client, tableName: env.TABLE_NAME },
    config: parseConfig(await readFile(file, 'utf8'), env.CONFIG_FILE),
    secrets: new ParameterSecrets(new SSMClient({ maxAttempts: 5 }), env.SECRETS_PATH, systemClock.wall),
    clock: systemClock,
    logger: jsonLogger(env.LOG_LEVEL, say),
    metrics: embeddedMetrics(env.STAGE, say, systemClock.wall),
  };
}

export async function sendDigestDependencies(environment: Environment) {
  const env = sendDigestEnvSchema.parse(environment);
  const { db, config, secrets, clock, logger, metrics } = await shared(env);
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

export async function historyApiDependencies(environment: Environment) {
  const env = historyApiEnvSchema.parse(environment);
  const { db, config, secrets, clock, logger } = await shared(env);
  return {
    ...{ db, config, clock, logger, signingKey: () => secrets.readOrCreate(LINK_KEY, makeLinkKey) },
    page: { files: readPageFiles },
  };
}

export async function mailFeedbackDependencies(environment: Environment) {
  const env = mailFeedbackEnvSchema.parse(environment);
  const { db, clock, logger, metrics } = await shared(env);
  return { db, clock, logger, metrics };
}

function publicUrlOf(config: Config, given: string | undefined): string {
  const url = config.publicUrl ?? given?.replace(/\/+$/, '');
  if (url === undefined) throw new Error('Neither publicUrl in the config nor PUBLIC_URL says where links lead.');
  return url;
}
