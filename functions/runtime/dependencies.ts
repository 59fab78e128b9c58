import { readFile } from 'node:fs/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../core/clock.ts';
import type { Db } from '../storage/db.ts';
import { parseConfig } from './config.ts';
import type { Config } from './config-schema.ts';
import { jsonLogger, type Logger, type LogLevel } from './logger.ts';
import { type CountMetrics, embeddedMetrics } from './metrics.ts';

/**
 * env → config → what every handler needs. Each handler's own dependencies lie beside (`pull-dependencies.ts` …), so
 * that its bundle holds what it uses and nothing else. Clients are made here and nowhere else; the laptop makes its own
 * (`lib/local/laptop.ts`) and hands them to the same handlers.
 */
export type Environment = Readonly<Record<string, string | undefined>>;

const systemClock: Clock = { now: () => Date.now(), wall: () => Date.now() };

export interface Shared {
  readonly db: Db;
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: CountMetrics;
}

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** What every handler needs. @throws ZodError naming a missing variable, ConfigError */
export async function shared(env: {
  TABLE_NAME: string;
  CONFIG_FILE: string;
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
    clock: systemClock,
    logger: jsonLogger(env.LOG_LEVEL, say),
    metrics: embeddedMetrics(env.STAGE, say, systemClock.wall),
  };
}
