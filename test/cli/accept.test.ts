import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startBluesky } from '../../lib/local/demo/servers/bluesky.ts';
import type { Answer } from '../../lib/local/demo/servers/serve.ts';
import { World } from '../../lib/local/demo/world.ts';
import { freshTable } from '../fakes/table.ts';
import { freshFolder } from '../local/folder-for-test.ts';
import { NOBODY, runProgram, startProgram } from './run-node.ts';

/** A list of so many people from a number on, as NDJSON. */
const people = (from: number, count: number): string =>
  Array.from({ length: count }, (_, n) => JSON.stringify({ id: `p${from + n}`, name: `Person ${from + n}` })).join(
    '\n',
  );

/** A folder with a list of which the second reading was refused: everybody in it is somebody else. */
async function folderWithRefusedList() {
  const cwd = await freshFolder();
  writeFileSync(join(cwd, 'a.ndjson'), people(0, 30));
  writeFileSync(join(cwd, 'b.ndjson'), people(100, 30));
  writeFileSync(join(cwd, 'c.ndjson'), people(101, 30));
  const rekindle = (...args: string[]) => runProgram('cli.ts', [...args, '--data', 'd'], { cwd });
  const take = (file: string, day: string) =>
    rekindle('import', file, '--as', 'list:news', '--taken-at', `2026-11-${day}`);
  await take('a.ndjson', '01');
  const refused = await take('b.ndjson', '08');
  return { cwd, rekindle, take, refused };
}

describe('rekindle accept', () => {
  it('takes the refused list as a new baseline, and losses are told again from there', async () => {
    const { rekindle, take, refused } = await folderWithRefusedList();
    expect(refused.code).toBe(2);
    expect(refused.out).toContain('npm run rekindle -- accept list:news:members');
    expect((await rekindle('status')).out).toContain('npm run rekindle -- accept list:news:members');

    const accepted = await rekindle('accept', 'list:news:members');
    expect(accepted).toMatchObject({ code: 0, err: '' });
    expect(accepted.out).toMatch(
      /^list:news:members: 30 people\. The list read on Sun 8 Nov 2026, .* is the new baseline: nobody was told/,
    );
    expect((await rekindle('status')).out).not.toContain('accept');
    expect((await take('c.ndjson', '15')).out).toContain('1 no longer on your list, 1 new, 0 came back');
  }, 60_000);

  it.each([
    [['accept', 'list:news:members'], /was accepted as it was; there is nothing to do/],
    [['accept', 'list:olds:members'], /There is no audience "list:olds:members".* status/],
    [['accept', 'list:news:members', '--owner', 'nobody'], /There is no owner "nobody"/],
    [['accept'], /missing required argument 'AUDIENCE'/],
    [['accept', 'list:news:members', '--stage', 'test'], /cannot be used with/],
  ])(
    'says what is wrong with %j',
    async (args, message) => {
      const cwd = await freshFolder();
      writeFileSync(join(cwd, 'a.ndjson'), people(0, 3));
      await runProgram('cli.ts', ['import', 'a.ndjson', '--as', 'list:news', '--data', 'd'], { cwd });
      const { code, err } = await runProgram('cli.ts', [...args, '--data', 'd'], { cwd });
      expect(code).toBe(1);
      expect(err).toMatch(message);
      expect(err).not.toMatch(/\n {4}at /);
    },
    60_000,
  );

  it('goes through the process that has the folder open', async () => {
    const { cwd, rekindle } = await folderWithRefusedList();
    const running = startProgram('start.ts', ['list:news', '--data', 'd', '--port', '0'], { cwd });
    const [, url = ''] = await running.saying(/Mails\s+(http:\/\/127\.0\.0\.1:\d+)\/outbox/);
    expect((await fetch(`${url}/local/accept?audience=list:news:members`, { method: 'POST' })).status).toBe(401);
    const authorization = `Bearer ${readFileSync(join(cwd, 'd', 'api-token'), 'utf8').trim()}`;
    const ask = (query: string, method = 'POST') =>
      fetch(`${url}/local/accept${query}`, { method, headers: { authorization } });
    expect((await ask('?audience=list:news:members', 'GET')).status).toBe(404);
    expect((await ask('')).status).toBe(400);
    expect((await ask('?audience=list:news:members&owner=somebody')).status).toBe(422);

    expect(await rekindle('accept', 'list:news:members')).toMatchObject({
      code: 0,
      out: expect.stringContaining('list:news:members: 30 people.'),
    });
    const again = await rekindle('accept', 'list:news:members');
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('there is nothing to do') });
    running.child.kill('SIGINT');
    expect(await running.ended).toMatchObject({ code: 0 });
  }, 120_000);

  it('works on a deployed stage, as import does', async () => {
    const table = await freshTable();
    onTestFinished(() => table.close());
    const endpoint = await table.db.client.config.endpoint?.();
    if (endpoint === undefined) throw new Error('no endpoint');
    const cwd = await freshFolder();
    writeFileSync(join(cwd, 'a.ndjson'), people(0, 30));
    writeFileSync(join(cwd, 'b.ndjson'), people(100, 30));
    const owners = ['ann', 'bo'].map((id) => ({ id, name: id, accounts: [{ id: 'list:news' }] }));
    writeFileSync(join(cwd, 'config.json'), JSON.stringify({ owners }));
    const { protocol, hostname, port, path } = endpoint;
    const env = {
      AWS_ENDPOINT_URL_DYNAMODB: `${protocol}//${hostname}:${port}${path}`,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    };
    const place = ['--stage', 'test', '--table', table.db.tableName, '--config', 'config.json'];
    const rekindle = (...args: string[]) => runProgram('cli.ts', [...args, ...place], { cwd, env });
    for (const owner of ['ann', 'bo']) {
      await rekindle('import', 'a.ndjson', '--as', 'list:news', '--owner', owner, '--taken-at', '2026-11-01');
    }
    await rekindle('import', 'b.ndjson', '--as', 'list:news', '--owner', 'bo', '--taken-at', '2026-11-08');
    const whose = await rekindle('accept', 'list:news:members');
    expect(whose).toMatchObject({
      code: 1,
      err: expect.stringMatching(/Several owners have .*: ann, bo\. .* --owner ID/),
    });
    const wrong = await rekindle('accept', 'list:news:members', '--owner', 'ann');
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('there is nothing to do') });
    const right = await rekindle('accept', 'list:news:members', '--owner', 'bo');
    expect(right).toMatchObject({ code: 0, out: expect.stringContaining('list:news:members: 30 people.') });
  }, 120_000);

  it('accepts what a pull refused, and the next pull tells nobody of those who are no longer listed', async () => {
    const world = new World('bluesky');
    world.join({ id: 'did:plc:olive', handle: 'olive.example', joinedAt: 0 });
    for (let n = 0; n < 60; n += 1) {
      world.join({ id: `did:plc:person${n}`, handle: `person-${n}.example`, name: `Person ${n}`, joinedAt: 0 });
      if (n < 30) world.follow(`did:plc:person${n}`, 'did:plc:olive', n);
    }
    const server = await startBluesky(world);
    onTestFinished(() => server.close());
    const cwd = await freshFolder();
    const env = { REKINDLE_BLUESKY_URL: server.url, REKINDLE_MASTODON_URL: NOBODY, REKINDLE_GITHUB_URL: NOBODY };
    const pull = (day: string) =>
      runProgram('start.ts', ['bluesky:olive.example', '--once', '--now', `2026-11-${day}T09:00:00Z`, '--data', 'd'], {
        cwd,
        env,
      });
    const others = (answer: Answer): Answer => ({
      ...answer,
      body: {
        ...(answer.body as object),
        followers: Array.from({ length: 30 }, (_, n) => ({ did: `did:plc:person${30 + n}`, handle: `p${n}.example` })),
      },
    });
    await pull('02');
    server.setFault(({ path }) => (path.endsWith('getFollowers') ? others : undefined));
    const refused = await pull('09');
    expect(refused.out).toContain('npm run rekindle -- accept bluesky:olive.example:followers');
    const accept = ['accept', 'bluesky:olive.example:followers', '--data', 'd'];
    expect(await runProgram('cli.ts', accept, { cwd })).toMatchObject({ code: 0 });
    const next = await pull('16');
    expect(next.out).not.toMatch(/left|no longer|not compared/);
    expect(next.out).toMatch(/30/);
  }, 120_000);
});
