import { spawn } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text as read } from 'node:stream/consumers';
import PostalMime, { type Email } from 'postal-mime';
import * as z from 'zod';
import type { Db } from '../../functions/storage/db.ts';
import { type Outbox, startOutbox } from '../../lib/local/outbox.ts';
import type { SesEvent } from '../../lib/local/ses-events.ts';
import { freshTable } from '../fakes/table.ts';
import { resourcesOf, type Statement, type Synthesized, statementsOf, text } from '../stack/synthesize.ts';
import { type FakeAws, fakeAws, type RecordedCall } from './aws.ts';
import { allows } from './policy.ts';

/** The four functions: construct in the stack, and what people call it. */
export const FUNCTIONS = {
  pull: 'Pull',
  'send-digest': 'SendDigest',
  'history-api': 'HistoryApi',
  'mail-feedback': 'MailFeedback',
} as const;
export type FunctionName = keyof typeof FUNCTIONS;

const functionProperties = z.looseObject({
  Code: z.object({ S3Key: z.string() }),
  Handler: z.string(),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
});

interface Deployed {
  readonly folder: string;
  readonly handler: string;
  readonly environment: Record<string, string>;
  readonly statements: Statement[];
}

export interface Answer {
  /** The process's end: 0 if the handler answered. */
  readonly code: number;
  readonly answer: unknown;
  readonly said: string;
}

const INVOKE = join(import.meta.dirname, 'invoke.mjs');
const SET = 'rekindle-events';
export const PUBLIC_URL = 'https://api.rekindle.example';

/**
 * What `cdk deploy` would have made of a synthesized stack, on this machine: the assets' own files, each function in a
 * bare process with the template's variables, the table and SES's twin behind a door that writes down who asked for what.
 */
export class Stage {
  readonly functions: Record<FunctionName, Deployed>;
  readonly db: Db;
  readonly aws: FakeAws;
  readonly events: SesEvent[];
  private readonly outbox: Outbox;
  private readonly folder: string;
  private readonly closers: readonly (() => Promise<unknown>)[];

  private constructor(
    functions: Record<FunctionName, Deployed>,
    parts: { db: Db; aws: FakeAws; outbox: Outbox; folder: string; events: SesEvent[] },
    closers: readonly (() => Promise<unknown>)[],
  ) {
    this.functions = functions;
    this.db = parts.db;
    this.aws = parts.aws;
    this.events = parts.events;
    this.outbox = parts.outbox;
    this.folder = parts.folder;
    this.closers = closers;
  }

  static async deploy(synthesized: Synthesized): Promise<Stage> {
    const folder = await mkdtemp(join(tmpdir(), 'rekindle-deployed-'));
    const table = await freshTable();
    const events: SesEvent[] = [];
    const outbox = await startOutbox({
      directory: join(folder, 'outbox'),
      feedback: async (event) => events.push(event),
      clock: { now: Date.now, wall: Date.now },
      logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    });
    const [tableResource] = resourcesOf(synthesized, 'AWS::DynamoDB::Table');
    const endpoint = await table.db.client.config.endpoint?.();
    if (endpoint === undefined) throw new Error('The table has no endpoint.');
    const aws = await fakeAws(
      {
        tableName: table.db.tableName,
        tableArn: `<${tableResource?.id}.Arn>`,
        arn: (service, resource) => `arn:<AWS::Partition>:${service}:<AWS::Region>:<AWS::AccountId>:${resource}`,
      },
      {
        dynamodb: `${endpoint.protocol}//${endpoint.hostname}:${endpoint.port}${endpoint.path}`,
        ses: outbox.endpoint,
      },
    );
    const functions = Object.fromEntries(
      Object.entries(FUNCTIONS).map(([name, construct]) => [
        name,
        deployed(synthesized, construct, join(folder, name), table.db.tableName),
      ]),
    ) as Record<FunctionName, Deployed>;
    return new Stage(functions, { db: table.db, aws, outbox, folder: join(folder, 'outbox'), events }, [
      () => aws.close(),
      () => outbox.close(),
      () => table.close(),
      () => rm(folder, { recursive: true, force: true }),
    ]);
  }

  /** Runs a function once, in a process that has the template's variables and nothing else. */
  async invoke(name: FunctionName, event: unknown, elsewhere: Record<string, string> = {}): Promise<Answer> {
    const { folder, handler, environment } = this.functions[name];
    const [file, exported] = handler.split('.');
    const child = spawn(process.execPath, [INVOKE, join(folder, `${file}.mjs`), exported ?? ''], {
      cwd: folder,
      env: {
        ...environment,
        // What Lambda itself gives every function, and where AWS is in this test.
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        AWS_ENDPOINT_URL_DYNAMODB: this.aws.endpoint('dynamodb', name),
        AWS_ENDPOINT_URL_SES: this.aws.endpoint('ses', name),
        AWS_ENDPOINT_URL_SSM: this.aws.endpoint('ssm', name),
        ...elsewhere,
      },
    });
    child.stdin.end(JSON.stringify(event));
    const ended = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 1)));
    const [out, err, code] = await Promise.all([read(child.stdout), read(child.stderr), ended]);
    const answer = /^::answer::(.*)$/m.exec(out)?.[1];
    await this.outbox.deliverEvents();
    return { code, answer: answer === undefined ? undefined : JSON.parse(answer), said: out + err };
  }

  /** The calls that the function's own policy does not allow. */
  refused(): readonly RecordedCall[] {
    return this.aws.calls.filter((call) => {
      const name = Object.keys(FUNCTIONS).find((known): known is FunctionName => known === call.by);
      return name === undefined || !allows(this.functions[name].statements, call);
    });
  }

  async mails(): Promise<Email[]> {
    const names = (await readdir(this.folder)).filter((name) => name.endsWith('.eml')).sort();
    return Promise.all(names.map(async (name) => PostalMime.parse(await readFile(join(this.folder, name)))));
  }

  async close(): Promise<void> {
    for (const close of this.closers) await close();
  }
}

/** A function's asset, copied so that a test may take a file away, with the template's values put in. */
function deployed(synthesized: Synthesized, construct: string, folder: string, tableName: string): Deployed {
  const [found] = resourcesOf(synthesized, 'AWS::Lambda::Function').filter(({ id }) =>
    id.startsWith(`${construct}Handler`),
  );
  const { Code, Handler, Environment } = functionProperties.parse(found?.Properties);
  cpSync(join(synthesized.directory, `asset.${basename(Code.S3Key, '.zip')}`), folder, { recursive: true });
  const environment = Object.fromEntries(
    Object.entries(Environment.Variables).map(([name, value]) => [name, resolved(text(value), tableName)]),
  );
  const statements = statementsOf(synthesized, construct).map((statement) => ({
    ...statement,
    Resource: statement.Resource.map((resource) => resource.replace(/<MailConfigurationSet\w*>/, SET)),
  }));
  return { folder, handler: Handler, environment, statements };
}

/** References as AWS would resolve them. */
function resolved(value: string, tableName: string): string {
  if (/^<StorageTable\w+>$/.test(value)) return tableName;
  if (/^<MailConfigurationSet\w*>$/.test(value)) return SET;
  if (/^https:\/\/<Api\w+>\.execute-api\./.test(value) || /^<Api\w+\.ApiEndpoint>$/.test(value)) return PUBLIC_URL;
  if (value.includes('<')) throw new Error(`The variable's value ${value} is not known to this test: teach it.`);
  return value;
}

/** Takes a file of a function away, as a wrong bundling would. */
export function takeAway(stage: Stage, name: FunctionName, file: string): void {
  rmSync(join(stage.functions[name].folder, file));
}
