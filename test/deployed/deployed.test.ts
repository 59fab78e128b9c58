import { readdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createToken } from '../../functions/storage/tokens.ts';
import { startBluesky } from '../../lib/local/demo/servers/bluesky.ts';
import type { DemoServer } from '../../lib/local/demo/servers/serve.ts';
import { World } from '../../lib/local/demo/world.ts';
import { deploymentOf, FILLED_IN, type Synthesized, synthesize } from '../stack/synthesize.ts';
import { allows } from './policy.ts';
import { FUNCTIONS, type FunctionName, PUBLIC_URL, Stage, takeAway } from './stage.ts';

const DAY = 86_400_000;
const OWNER = 'did:plc:owner00000000000000000000';
const did = (n: number): string => `did:plc:${String(n).padStart(24, 'a')}`;

/** An event as EventBridge Scheduler and the HTTP API send it. */
const TICK = { version: '0', source: 'aws.scheduler', 'detail-type': 'Scheduled Event', detail: {} };
const ask = (rawPath: string, token: string, query: Readonly<Record<string, string>> = {}) => ({
  version: '2.0',
  routeKey: '$default',
  rawPath,
  rawQueryString: new URLSearchParams(query).toString(),
  queryStringParameters: query,
  headers: { authorization: `Bearer ${token}` },
  isBase64Encoded: false,
  requestContext: {
    accountId: '0',
    apiId: 'test',
    domainName: 'api.rekindle.example',
    domainPrefix: 'api',
    http: { method: 'GET', path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
    requestId: 'test',
    routeKey: '$default',
    stage: '$default',
    time: '',
    timeEpoch: 0,
  },
});

const answerShape = z.looseObject({ statusCode: z.literal(200), body: z.string() });

let synthesized: Synthesized;
let bluesky: DemoServer;
const world = new World('bluesky');
const stages: Stage[] = [];

async function deploy(): Promise<Stage> {
  const stage = await Stage.deploy(synthesized);
  stages.push(stage);
  return stage;
}

/** One tick of each schedule, SES's events, and a question to the API. */
async function mainJob(stage: Stage) {
  const networks = { REKINDLE_BLUESKY_URL: bluesky.url };
  const token = await createToken(stage.db, { owners: ['alice'], scopes: ['read'] });
  const answers = [await stage.invoke('pull', TICK, networks), await stage.invoke('send-digest', TICK)];
  for (const event of stage.events) answers.push(await stage.invoke('mail-feedback', event));
  world.unfollow(did(1), OWNER);
  answers.push(await stage.invoke('pull', { force: true }, networks));
  const changes = await stage.invoke('history-api', ask('/v1/changes', token));
  return { answers: [...answers, changes], changes, token };
}

beforeAll(async () => {
  synthesized = synthesize({ deployment: deploymentOf(FILLED_IN), isWhole: true });
  world.join({ id: OWNER, handle: 'alice.example.org', joinedAt: 0 });
  for (let n = 0; n < 12; n += 1) world.join({ id: did(n), handle: `p${n}.example`, name: `Person ${n}`, joinedAt: 0 });
  bluesky = await startBluesky(world);
}, 300_000);
afterEach(async () => {
  for (const stage of stages.splice(0)) await stage.close();
});
afterAll(() => bluesky?.close());

describe('what is deployed', () => {
  it('does the main job: schedule in, mail out, with nothing but the template’s files, variables and rights', async () => {
    for (let n = 0; n < 12; n += 1) world.follow(did(n), OWNER, Date.now() - DAY);
    const stage = await deploy();
    const { answers, changes, token } = await mainJob(stage);
    expect(answers.map(({ code, said }) => (code === 0 ? 'ok' : said))).toEqual(answers.map(() => 'ok'));

    const [mail, ...others] = await stage.mails();
    expect(others).toEqual([]);
    expect(mail?.from?.address).toBe('hello@alice.example');
    expect(mail?.html).toContain('Meet your audience');
    expect(mail?.text).toContain(`${PUBLIC_URL}/unsubscribe/`);
    expect(changes.answer).toMatchObject({ statusCode: 200 });
    expect(JSON.stringify(changes.answer)).toContain('unfollowed');

    expect(stage.events.length).toBeGreaterThan(0);
    expect(new Set(stage.aws.calls.map(({ by }) => by))).toEqual(new Set(Object.keys(FUNCTIONS)));
    expect(stage.refused()).toEqual([]);
    expect([...stage.aws.parameters.keys()]).toEqual(['/rekindle/prod/keys/links']);

    const answered = async (path: string, query: Readonly<Record<string, string>> = {}) =>
      answerShape.parse((await stage.invoke('history-api', ask(path, token, query))).answer);
    // What is read when it is asked for: the API's description, the page, the gazetteer, the mail's face.
    const description = await answered('/v1/openapi.json');
    expect(JSON.parse(description.body)).toMatchObject({ openapi: '3.1.0', paths: { '/v1/changes': {} } });
    expect(await answered('/page/app.js')).toMatchObject({ statusCode: 200 });
    expect(await answered('/v1/people', { near: 'Leipzig' })).toMatchObject({ statusCode: 200 });
    const { items } = z
      .object({ items: z.array(z.object({ id: z.string() })).min(1) })
      .parse(JSON.parse((await answered('/v1/digests')).body));
    const face = await answered(`/v1/digests/${items[0]?.id}/html`);
    expect(face.body).toContain('Meet your audience');
  }, 120_000);

  it('is caught when a right is missing', async () => {
    for (let n = 0; n < 12; n += 1) world.follow(did(n), OWNER, Date.now() - DAY);
    const stage = await deploy();
    await mainJob(stage);
    const used = (Object.keys(FUNCTIONS) as FunctionName[]).map((name) => {
      const mine = stage.aws.calls.filter(({ by }) => by === name);
      const { statements } = stage.functions[name];
      // Without one statement after the other: those that the main job needs are missed, and each function needs some.
      const missed = statements.filter((one) =>
        mine.some(
          (call) =>
            !allows(
              statements.filter((other) => other !== one),
              call,
            ),
        ),
      );
      return missed.flatMap(({ Action }) => Action);
    });
    const [pull, sendDigest, historyApi, mailFeedback] = used;
    expect(pull).toEqual(
      expect.arrayContaining(['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'ssm:GetParameter']),
    );
    expect(sendDigest).toEqual(expect.arrayContaining(['ses:SendRawEmail', 'ssm:PutParameter']));
    expect(historyApi).toEqual(expect.arrayContaining(['dynamodb:GetItem']));
    expect(mailFeedback).toEqual(expect.arrayContaining(['dynamodb:UpdateItem']));
  }, 120_000);

  it('is caught when a variable is missing', async () => {
    const stage = await deploy();
    for (const [name, { environment }] of Object.entries(stage.functions) as [
      FunctionName,
      Stage['functions']['pull'],
    ][]) {
      delete environment['TABLE_NAME'];
      const { code, said } = await stage.invoke(name, TICK);
      expect([name, code]).toEqual([name, 1]);
      expect(said).toContain('TABLE_NAME');
    }
  }, 120_000);

  it('is caught when a file is missing', async () => {
    const stage = await deploy();
    for (const name of Object.keys(FUNCTIONS) as FunctionName[]) {
      takeAway(stage, name, 'config.json');
      const { code, said } = await stage.invoke(name, TICK);
      expect([name, code]).toEqual([name, 1]);
      expect(said).toContain('config.json');
    }
    expect(readdirSync(stage.functions.pull.folder)).not.toContain('config.json');
  }, 120_000);
});
