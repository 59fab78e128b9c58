import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SESClient } from '@aws-sdk/client-ses';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import PostalMime, { type Email } from 'postal-mime';
import { createHistoryApiHandler } from '../../functions/history-api.ts';
import { createMailFeedbackHandler } from '../../functions/mail-feedback.ts';
import { connectorFor } from '../../functions/networks/registry.ts';
import { createPullHandler } from '../../functions/pull.ts';
import type { PullDeps, PullReport } from '../../functions/pulling/deps.ts';
import type { Config } from '../../functions/runtime/config-schema.ts';
import { spendingOf } from '../../functions/runtime/spending.ts';
import { createSendDigestHandler, type SendReport } from '../../functions/send-digest.ts';
import type { Db } from '../../functions/storage/db.ts';
import { createToken } from '../../functions/storage/tokens.ts';
import { type Outbox, startOutbox } from '../../lib/local/outbox.ts';
import { freshTable } from '../fakes/table.ts';

export const DAY = 86_400_000;
export const HOUR = 3_600_000;

export interface Urls {
  readonly bluesky?: string;
  readonly mastodon?: string;
  readonly github?: string;
  readonly x?: string;
  readonly facebook?: string;
  readonly instagram?: string;
  readonly youtube?: string;
}

export const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export interface RigOptions {
  readonly config: Config;
  readonly urls: Urls;
  readonly now: number;
  readonly tokens?: Readonly<Record<string, string>>;
  /** A table and outbox that somebody else keeps. */
  readonly db?: Db;
  /** SES's events get lost on the way. */
  readonly isDeafToSes?: boolean;
}

/** The whole main job on an embedded table and a real outbox, with a calendar that a test turns. */
export class Rig {
  now: number;
  wallOffset = 0;
  readonly db: Db;
  readonly outbox: Outbox;
  readonly folder: string;
  readonly config: Config;
  private readonly options: RigOptions;
  private readonly closers: (() => Promise<void>)[];

  private constructor(options: RigOptions, db: Db, outbox: Outbox, folder: string, closers: (() => Promise<void>)[]) {
    this.options = options;
    this.now = options.now;
    this.config = options.config;
    this.db = db;
    this.outbox = outbox;
    this.folder = folder;
    this.closers = closers;
  }

  static async open(options: RigOptions): Promise<Rig> {
    const table = options.db === undefined ? await freshTable() : undefined;
    const db = options.db ?? table?.db;
    if (db === undefined) throw new Error('no table');
    const folder = await mkdtemp(join(tmpdir(), 'rekindle-rig-'));
    const clock = { now: () => rig.now, wall: () => Date.now() + rig.wallOffset };
    const outbox = await startOutbox({
      directory: folder,
      feedback:
        options.isDeafToSes === true ? async () => undefined : createMailFeedbackHandler({ db, clock, logger: quiet }),
      clock,
      logger: quiet,
    });
    const rig: Rig = new Rig(options, db, outbox, folder, [
      () => outbox.close(),
      async () => table?.close(),
      () => rm(folder, { recursive: true, force: true }),
    ]);
    return rig;
  }

  clock = { now: () => this.now, wall: () => Date.now() + this.wallOffset };

  pullDeps(db: Db = this.db): PullDeps {
    return {
      db,
      config: this.config,
      clock: this.clock,
      logger: quiet,
      hasCredential: async (account) => this.options.tokens?.[account.network] !== undefined,
      connectors: async (account) => {
        const token = this.options.tokens?.[account.network];
        const { urls } = this.options;
        return connectorFor(account, {
          baseUrls: { ...urls },
          fetch,
          wall: this.clock.wall,
          spending: await spendingOf(db, account, this.clock.wall),
          ...(token === undefined ? {} : { token }),
        });
      },
    };
  }

  pull(event: { force?: boolean } = { force: true }, remainingMs?: number): Promise<PullReport> {
    const context = remainingMs === undefined ? undefined : { getRemainingTimeInMillis: () => remainingMs };
    return createPullHandler(this.pullDeps())(event, context);
  }

  send(event: { force?: boolean } = { force: true }): Promise<SendReport> {
    return createSendDigestHandler({
      db: this.db,
      config: this.config,
      ses: this.ses(),
      configurationSet: 'test',
      signingKey,
      publicUrl: 'https://rekindle.example',
      clock: this.clock,
      logger: quiet,
      doubtMs: 0,
    })(event);
  }

  ses(): SESClient {
    return new SESClient({
      endpoint: this.outbox.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    });
  }

  /** Asks the API as the holder of a token of `owner`. */
  async api<T>(path: string, owner: string): Promise<{ status: number; body: T }> {
    const token = await createToken(this.db, { owners: [owner], scopes: ['read'] });
    const [rawPath = '', rawQueryString = ''] = path.split('?');
    const handler = createHistoryApiHandler({
      db: this.db,
      config: this.config,
      signingKey,
      clock: this.clock,
      logger: quiet,
    });
    const answer = await handler(apiEvent(decodeURIComponent(rawPath), rawQueryString, token));
    return { status: answer.statusCode ?? 0, body: JSON.parse(answer.body ?? 'null') as T };
  }

  /** Every mail that SES took, oldest first. */
  async mails(): Promise<Email[]> {
    const names = (await readdir(this.folder)).filter((name) => name.endsWith('.eml')).sort();
    return Promise.all(names.map(async (name) => PostalMime.parse(await readFile(join(this.folder, name)))));
  }

  async close(): Promise<void> {
    for (const close of this.closers) await close();
  }
}

export const signingKey = async (): Promise<string> => 'a-key-for-tests-that-is-long-enough-0123456789';

/** A request as API Gateway hands it over. */
export function apiEvent(rawPath: string, rawQueryString: string, token: string): APIGatewayProxyEventV2 {
  return {
    version: '2.0',
    routeKey: 'GET /{proxy+}',
    rawPath,
    rawQueryString,
    headers: { authorization: `Bearer ${token}` },
    queryStringParameters: Object.fromEntries(new URLSearchParams(rawQueryString)),
    isBase64Encoded: false,
    requestContext: {
      accountId: '0',
      apiId: 'test',
      domainName: 'test.example',
      domainPrefix: 'test',
      http: { method: 'GET', path: rawPath, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      requestId: 'test',
      routeKey: 'GET /{proxy+}',
      stage: '$default',
      time: '',
      timeEpoch: 0,
    },
  };
}

export interface ApiChange {
  readonly id: string;
  readonly audienceId: string;
  readonly kind: string;
  readonly verdict?: string;
  readonly person: { readonly id: string; readonly handle: string };
  readonly before?: { readonly handle?: string };
}
