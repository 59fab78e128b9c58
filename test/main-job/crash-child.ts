import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SESClient } from '@aws-sdk/client-ses';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { connectorFor } from '../../functions/networks/registry.ts';
import { createPullHandler } from '../../functions/pull.ts';
import { validateConfig } from '../../functions/runtime/config.ts';
import { createSendDigestHandler } from '../../functions/send-digest.ts';

/**
 * One run of pull and send-digest in a process of its own that kills itself at its n-th request to AWS: before the
 * request leaves, or after its answer came. Prints how many requests there were, if it lives to the end.
 */
const { killAt, isAfter, ...world } = z
  .object({
    killAt: z.number(),
    isAfter: z.boolean(),
    tableEndpoint: z.string(),
    sesEndpoint: z.string(),
    tableName: z.string(),
    blueskyUrl: z.string(),
    now: z.number(),
    config: z.unknown(),
  })
  .parse(JSON.parse(process.argv[2] ?? '{}'));

let requests = 0;
const die = (): Promise<never> => {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => {});
};
const middleware = {
  // Around the whole call: what the table or SES did is done, and this process has or has not heard of it.
  apply:
    <I, O>(next: (args: I) => Promise<O>) =>
    async (args: I): Promise<O> => {
      requests += 1;
      const mine = requests;
      if (mine === killAt && !isAfter) return die();
      const result = await next(args);
      if (mine === killAt) return die();
      return result;
    },
};

const access = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
const dynamo = new DynamoDBClient({ endpoint: world.tableEndpoint, ...access });
dynamo.middlewareStack.add(middleware.apply, { step: 'initialize' });
const ses = new SESClient({ endpoint: world.sesEndpoint, ...access, maxAttempts: 1 });
ses.middlewareStack.add(middleware.apply, { step: 'initialize' });

const db = {
  client: DynamoDBDocumentClient.from(dynamo, { marshallOptions: { removeUndefinedValues: true } }),
  tableName: world.tableName,
};
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const clock = { now: () => world.now, wall: () => Date.now() };
const config = validateConfig(world.config, 'test');

await createPullHandler({
  db,
  config,
  clock,
  logger: quiet,
  connectors: async (account) =>
    connectorFor(account, { baseUrls: { bluesky: world.blueskyUrl }, fetch, wall: clock.wall }),
})({ force: true });
await createSendDigestHandler({
  db,
  config,
  ses,
  configurationSet: 'test',
  signingKey: async () => 'a-key-for-tests-that-is-long-enough-0123456789',
  publicUrl: 'https://rekindle.example',
  clock,
  logger: quiet,
  doubtMs: 0,
})({ force: true });
process.stdout.write(`${requests}\n`);
