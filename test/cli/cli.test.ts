import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tableOfStage } from '../../bin/commands/place.ts';
import { recipientHash } from '../../functions/mailing/recipient.ts';
import { suppress } from '../../functions/storage/suppressions.ts';
import { startEmbeddedTable } from '../../lib/local/embedded-table.ts';
import { NO_CREDENTIALS, openTable } from '../../lib/local/open-table.ts';
import { freshFolder } from '../local/folder-for-test.ts';
import { configOf } from '../mailing/world.ts';
import { runProgram } from './run-node.ts';

async function folderWith(files: Record<string, string>) {
  const cwd = await freshFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  return { cwd, rekindle: (...args: string[]) => runProgram('cli.ts', args, { cwd }) };
}

describe('rekindle', () => {
  it('explains itself and each command', async () => {
    const { rekindle } = await folderWith({});
    expect((await rekindle('--help')).out).toMatch(/import[\s\S]*status/);
    for (const command of ['import', 'status']) {
      const { code, out } = await rekindle(command, '--help');
      expect(code).toBe(0);
      expect(out).toContain('--data <DIR>');
      expect(out).toContain('--stage <NAME>');
    }
  });

  it('without a command explains itself, which is no mistake', async () => {
    const { rekindle } = await folderWith({});
    const { code, out, err } = await rekindle();
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/import[\s\S]*resubscribe[\s\S]*status/);
  });

  it('marks a folder as its owner’s when a list is imported there, and keeps the demo out', async () => {
    const { cwd, rekindle } = await folderWith({ 'a.csv': 'id\n1\n2\n' });
    await rekindle('import', 'a.csv', '--as', 'list:news', '--taken-at', '2026-11-08', '--data', 'd');
    const state = JSON.parse(readFileSync(join(cwd, 'd', 'state.json'), 'utf8'));
    expect(state).toEqual({ kind: 'accounts', pulledAt: Date.parse('2026-11-08') });
    expect(JSON.parse(readFileSync(join(cwd, 'd', 'last-config.json'), 'utf8')).owners).toMatchObject([{ id: 'me' }]);
    const start = (...args: string[]) => runProgram('start.ts', [...args, '--once', '--data', 'd'], { cwd });
    expect(await start()).toMatchObject({ code: 1, err: expect.stringContaining('holds your own accounts') });
    const early = await start('list:news', '--now', '2026-11-07');
    expect(early).toMatchObject({ code: 1, err: expect.stringContaining('is before the last pull') });
    const { code, out } = await start('list:news', 'list:other', '--now', '2026-11-16T08:00:00Z');
    expect(code).toBe(0);
    expect(out).toMatch(/list:news\n {2}members +2 {2}imported, as it was on Sun 8 Nov 2026/);
    expect(out).toContain('import FILE --data d --as list:other');
    expect(out).toContain('Meet your audience');
  }, 60_000);

  it('imports nothing among the demo’s invented people', async () => {
    const { cwd, rekindle } = await folderWith({ 'a.csv': 'id\n1\n' });
    mkdirSync(join(cwd, 'd'));
    writeFileSync(join(cwd, 'd', 'state.json'), '{"kind":"demo"}');
    const refused = await rekindle('import', 'a.csv', '--as', 'list:news', '--data', 'd');
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining("holds the demo's invented people") });
    expect(readdirSync(join(cwd, 'd'))).toEqual(['state.json']);
  });

  it('sends digests again to somebody who had unsubscribed, and warns before forgetting a bounce', async () => {
    const { cwd, rekindle } = await folderWith({ 'c.json': JSON.stringify(configOf({ id: 'ann' })) });
    const email = 'ann@mail.example';
    mkdirSync(join(cwd, 'd'));
    const table = await openTable(join(cwd, 'd'));
    const recipient = recipientHash('ann', email);
    await suppress(table.db, { owner: 'ann', recipient, digestId: 'weekly' }, { reason: 'unsubscribed', at: 1 });
    await suppress(table.db, { owner: 'ann', recipient }, { reason: 'bounced', at: 1 });
    await table.close();
    const again = (...more: string[]) => rekindle('resubscribe', email, '--config', 'c.json', '--data', 'd', ...more);
    expect(await again()).toMatchObject({ code: 2, out: expect.stringMatching(/came back for good.*\n.*--force/) });
    expect(await again('--force')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/gets the digests again.*\nWarning/),
    });
    expect(await again()).toMatchObject({ code: 0, out: expect.stringContaining(`Nothing keeps mails from ${email}`) });
    const other = await rekindle('resubscribe', 'x@mail.example', '--config', 'c.json', '--data', 'd');
    expect(other).toMatchObject({ code: 1, err: expect.stringContaining('No digest goes to x@mail.example') });
  }, 60_000);

  it('imports lists into a folder that nobody uses: a baseline, then who is no longer on it', async () => {
    const { rekindle } = await folderWith({
      'a.ndjson': '{"id":"1","name":"Ann"}\n{"id":"2","name":"Bo"}\n',
      'b.json': '[{"id":"1","name":"Ann"},{"id":"3","name":"Cy"}]',
    });
    const first = await rekindle('import', 'a.ndjson', '--as', 'list:news', '--taken-at', '2026-11-01', '--data', 'd');
    expect(first).toMatchObject({ code: 0, out: expect.stringContaining('2 people. This is the baseline') });
    const second = await rekindle('import', 'b.json', '--as', 'list:news', '--taken-at', '2026-11-08', '--data', 'd');
    expect(second.out).toContain('1 new');
    const older = await rekindle('import', 'a.ndjson', '--as', 'list:news', '--taken-at', '2026-11-05', '--data', 'd');
    expect(older).toMatchObject({ code: 1, err: expect.stringContaining('Lists go forward in time') });
    expect((await rekindle('status', '--data', 'd')).out).toContain('list:news');
    const unknown = await rekindle('history', 'changes', '--audience', 'nope', '--data', 'd');
    expect(unknown).toMatchObject({
      code: 1,
      err: 'There is no audience "nope" here. To see which there are: npm run rekindle -- history audiences --data d\n',
    });
  }, 60_000);

  it.each([
    [['import', 'none.csv', '--as', 'list:news'], /There is no file none\.csv/],
    [['import', '.', '--as', 'list:news'], /is a folder/],
    [['import', 'wrong.csv', '--as', 'list:news'], /line 3: found no id/],
    [['import', 'good.csv', '--as', 'bluesky:a.example'], /is no list: expected list:NAME/],
    [['import', 'good.csv', '--as', 'list:news', '--owner', 'nobody'], /There is no owner "nobody"/],
    [['import', 'good.csv', '--as', 'list:news', '--taken-at', '2999-01-01'], /still to come/],
    [['import', 'good.csv'], /Say whose list it is with --account list:newsletter/],
    [['status', '--data', 'good.csv'], /good\.csv is a file.*--data DIR/],
    [['import', 'good.csv', '--as', 'list:news', '--data', '/proc/nope'], /cannot be made or written to/],
    [['status', '--data', 'damaged'], /state\.json is damaged\./],
    [['status', '--stage', 'test', '--data', 'd'], /cannot be used with/],
    [['status', '--stage', 'test'], /needs the configuration/],
  ])('says what is wrong with %j', async (args, message) => {
    const { cwd, rekindle } = await folderWith({ 'good.csv': 'id\n1\n', 'wrong.csv': 'id,name\n1,Ann\n,Bo\n' });
    mkdirSync(join(cwd, 'damaged'));
    writeFileSync(join(cwd, 'damaged', 'state.json'), '{"ki');
    const { code, err } = await rekindle(...args);
    expect(code).toBe(1);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/\n {4}at /);
  });
});

describe("a deployed stage's table", () => {
  it('is found by the name that CloudFormation gives it, unless there are several', async () => {
    const engine = await startEmbeddedTable(undefined);
    onTestFinished(() => engine.close());
    const client = new DynamoDBClient({ endpoint: engine.endpoint, ...NO_CREDENTIALS });
    onTestFinished(() => client.destroy());
    const make = (name: string) =>
      client.send(
        new CreateTableCommand({
          TableName: name,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        }),
      );
    await make('Rekindle-prod-StorageTable1A2B-ZZ');
    await make('Rekindle-test-StorageTable1A2B-XX');
    expect(await tableOfStage(client, 'test')).toBe('Rekindle-test-StorageTable1A2B-XX');
    await expect(tableOfStage(client, 'none')).rejects.toThrow(/There is no table of the stage "none"/);
    await make('Rekindle-test-StorageTable1A2B-YY');
    await expect(tableOfStage(client, 'test')).rejects.toThrow(/Several tables.*--table/);
  });
});
