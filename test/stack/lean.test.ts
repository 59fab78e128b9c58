import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { lean, leanSchemas } from '../../lib/bundles/lean.ts';
import { freshFolder, ROOT } from './synthesize.ts';

/** Asks DynamoDB and SSM, which answer with errors, and says what became of them. */
const PROGRAM = `
import { Readable } from 'node:stream';
import { ConditionalCheckFailedException, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
const region = 'us-east-1';
async function ask(Client, command, type) {
  let requests = 0;
  const signed = [];
  const handle = async ({ headers }) => {
    requests += 1;
    signed.push(/Credential=(\\w+)/.exec(headers.authorization ?? '')?.[1], headers['x-amz-security-token']);
    const body = Readable.from([Buffer.from(JSON.stringify({ __type: 'com.amazonaws#' + type, message: 'no' }))]);
    return { response: { statusCode: 400, headers: { 'content-type': 'application/x-amz-json-1.0' }, body } };
  };
  const client = new Client({ region, maxAttempts: 2, requestHandler: { handle }, retryStrategy: undefined });
  const error = await client.send(command).catch((thrown) => thrown);
  const { name, message } = error;
  const told = [ConditionalCheckFailedException, ParameterNotFound].findIndex((one) => error instanceof one);
  return { name, message, status: error.$metadata?.httpStatusCode, requests, told, signed: signed.slice(0, 2) };
}
const put = new PutItemCommand({ TableName: 't', Item: { pk: { S: 'a' } } });
const get = new GetParameterCommand({ Name: 'n' });
const answers = [];
for (const type of ['ConditionalCheckFailedException', 'ProvisionedThroughputExceededException', 'ValidationException'])
  answers.push(await ask(DynamoDBClient, put, type));
for (const type of ['ParameterNotFound', 'ThrottlingException']) answers.push(await ask(SSMClient, get, type));
process.stdout.write(JSON.stringify(answers));
`;

let file: string;

beforeAll(async () => {
  file = join(freshFolder(), 'asks.mjs');
  await build({
    stdin: { contents: PROGRAM, resolveDir: ROOT, loader: 'js' },
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
    logLevel: 'warning',
    plugins: [lean],
  });
});

const run = (env: Readonly<Record<string, string>>): unknown =>
  JSON.parse(execFileSync(process.execPath, [file], { env, encoding: 'utf8' }));

describe('the SDK as it is bundled', () => {
  it('signs with the keys that Lambda gives, tells the errors apart that we do, and tries again what is throttled', () => {
    const env = { AWS_ACCESS_KEY_ID: 'AKTEST', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'session' };
    const signed = ['AKTEST', 'session'];
    const common = { message: 'no', status: 400, signed };
    expect(run(env)).toEqual([
      { ...common, name: 'ConditionalCheckFailedException', requests: 1, told: 0 },
      { ...common, name: 'ProvisionedThroughputExceededException', requests: 2, told: -1 },
      { ...common, name: 'ValidationException', requests: 1, told: -1 },
      { ...common, name: 'ParameterNotFound', requests: 1, told: 1 },
      { ...common, name: 'ThrottlingException', requests: 2, told: -1 },
    ]);
  });

  it('asks for nothing without keys, and says so as the SDK does', () => {
    const [first] = run({}) as { name: string; message: string; requests: number }[];
    expect(first).toMatchObject({ name: 'CredentialsProviderError', requests: 0 });
    expect(first?.message).toContain('AWS_ACCESS_KEY_ID');
  });
});

describe('a client’s schemas', () => {
  const made = leanSchemas(
    [
      'export var Gone$ = [-3, n0, _G,',
      '    { [_e]: _c },',
      '    [_M],',
      '    [0], 1',
      '];',
      'n0_registry.registerError(Gone$, Gone);',
      'export var ParameterNotFound$ = [-3, n0, _P, { [_e]: _c }, [_M], [0]];',
      'n0_registry.registerError(ParameterNotFound$, ParameterNotFound);',
      'var List = [1, n0, _L, 0, () => One$];',
    ].join('\n'),
  );

  it('keep the errors that are told apart, and no other', () => {
    expect(made).toContain('registerError(ParameterNotFound$, ParameterNotFound);');
    expect(made).not.toContain('registerError(Gone$');
  });

  it('can be dropped one by one', () => {
    expect(made.match(/= \/\* @__PURE__ \*\/ \(\(\) => \[/g)).toHaveLength(3);
    expect(made).toContain('    [0], 1\n])();');
  });
});
