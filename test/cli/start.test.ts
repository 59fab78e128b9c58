import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import PostalMime, { type Email } from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { lossesToldBy, stayedUntil } from '../local/demo/story-events.ts';
import { freshFolder } from '../local/folder-for-test.ts';
import { NOBODY, runProgram, startProgram } from './run-node.ts';

/** Nothing real is ever asked. */
const DOWN = { REKINDLE_BLUESKY_URL: NOBODY, REKINDLE_MASTODON_URL: NOBODY, REKINDLE_GITHUB_URL: NOBODY };

async function mailsIn(data: string): Promise<Email[]> {
  const folder = join(data, 'outbox');
  const names = readdirSync(folder).filter((name) => name.endsWith('.eml'));
  return Promise.all(names.sort().map((name) => PostalMime.parse(readFileSync(join(folder, name)))));
}

describe('npm start', () => {
  it('explains every option', async () => {
    const { code, out } = await runProgram('start.ts', ['--help'], { cwd: await freshFolder() });
    expect(code).toBe(0);
    for (const word of ['ACCOUNT', '--config', '--data', '--port', '--now', '--once', '--help', '.rekindle', '4141']) {
      expect(out).toContain(word);
    }
    // Commander breaks lines where they are too long; a break of ours would fall into the middle of a line.
    expect(out).toMatch(/the weekly digest, all on this machine\. Without/);
    expect(out).not.toContain('default: false');
  });

  it('without accounts lives through the demo and mails who left, and nobody who stayed', async () => {
    const data = join(await freshFolder(), 'data');
    const { code, out } = await runProgram('start.ts', ['--once', '--data', data], { cwd: await freshFolder() });
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('This is a demo') });
    expect(out).toMatch(/baseline taken, losses can be seen from /);
    expect(out).toContain('no longer follows you');

    const [welcome, ...weekly] = await mailsIn(data);
    expect(welcome?.subject).toMatch(/^Meet your audience/);
    expect(weekly.length).toBeGreaterThanOrEqual(1);
    for (const mail of [welcome, ...weekly]) {
      expect(mail?.html).toBeTruthy();
      expect(mail?.text).toBeTruthy();
    }
    const { demoStart, pulledAt } = JSON.parse(readFileSync(join(data, 'state.json'), 'utf8'));
    const left = lossesToldBy(demoStart, pulledAt).filter(
      ({ loss }) => loss.audience === 'followers' && !/block/.test(loss.verdict) && loss.verdict !== 'moved',
    );
    expect(left.length).toBeGreaterThan(5);
    const texts = weekly.map((mail) => mail.text ?? '').join('\n');
    for (const { personName } of left) expect(texts).toContain(personName);
    const lossLines = out.split('\n').filter((line) => line.startsWith('    - '));
    for (const name of stayedUntil(demoStart, pulledAt)) {
      expect(lossLines.filter((line) => line.includes(`- ${name} (`))).toEqual([]);
    }

    expect(statSync(join(data, 'api-token')).mode & 0o777).toBe(0o600);
    expect(existsSync(join(data, 'lock'))).toBe(false);
  }, 120_000);

  it('ends with 2 when nothing could be read, welcomes nobody, and says what happened and how to go on', async () => {
    const data = await freshFolder();
    const args = ['bluesky:alice.example', '--once', '--data', data];
    const { code, out } = await runProgram('start.ts', [...args, '--now', '2026-11-16T09:00:00Z'], {
      cwd: data,
      env: DOWN,
    });
    expect(code).toBe(2);
    expect(out).toMatch(/^Mon 16 Nov 2026, 10:00/);
    expect(out).toMatch(/bluesky:alice\.example\n {2}! could not be read\. /);
    expect(out).toContain('Mail: no weekly digest. No list has been read yet');
    expect(out).toContain(
      `Check your internet connection, then run this again: npm start -- bluesky:alice.example --data ${data} --once`,
    );
    expect(out).toContain(`\n  npm start -- bluesky:alice.example --data ${data}\n`);
    expect(out).toContain(`\n  npm run rekindle -- status --data ${data}\n`);
    expect(await mailsIn(data)).toEqual([]);

    const earlier = await runProgram('start.ts', [...args, '--now', '2026-11-15'], { cwd: data, env: DOWN });
    expect(earlier).toMatchObject({ code: 1, err: expect.stringContaining('is before the last pull in this folder') });

    // A mail of a run that has ended says who asks again: whoever starts it.
    writeFileSync(join(data, 'a.csv'), 'id\n1\n');
    await runProgram('cli.ts', ['import', 'a.csv', '--as', 'list:news', '--data', data], { cwd: data });
    const next = ['list:news', ...args, '--now', '2026-12-16T09:00:00Z'];
    expect(await runProgram('start.ts', next, { cwd: data, env: DOWN })).toMatchObject({ code: 2 });
    const [mail] = await mailsIn(data);
    expect(mail?.text?.replace(/\s+/g, ' ')).toMatch(/(asked|tried) again with the next start/);
    expect(mail?.text).not.toContain('by itself');
  }, 120_000);

  it('sends a digest once in a period, says when the next one is due, and that a home is no town it knows', async () => {
    const data = await freshFolder();
    const owner = { id: 'ann', name: 'Ann', home: 'Lepzig', accounts: [{ id: 'list:news' }] };
    const digests = [{ from: 'a@garden.example', recipients: [{ email: 'ann@garden.example' }] }];
    writeFileSync(join(data, 'c.json'), JSON.stringify({ owners: [{ ...owner, digests }] }));
    writeFileSync(join(data, 'a.csv'), 'id\n1\n');
    const place = ['--config', 'c.json', '--data', 'd'];
    const when = ['--taken-at', '2026-11-15'];
    await runProgram('cli.ts', ['import', 'a.csv', '--as', 'list:news', ...when, ...place], { cwd: data });
    const start = (now: string) => runProgram('start.ts', ['--once', '--now', now, ...place], { cwd: data, env: DOWN });
    const first = await start('2026-11-16T09:00:00Z');
    expect(first).toMatchObject({ code: 0, out: expect.stringContaining('Meet your audience') });
    expect(first.err).toMatch(
      /Note on the home in the configuration: no place is known as "Lepzig".* Is it "Leipzig, Germany"\?/,
    );
    const again = await start('2026-11-17T09:00:00Z');
    expect(again.out).toContain(
      // In the owner's zone, as in the mail: UTC, where the configuration names none.
      'already sent; the next one is due on Mon 23 Nov 2026, 08:00, with the first run from then on',
    );
    expect(await mailsIn(join(data, 'd'))).toHaveLength(1);
  }, 120_000);

  it.each([
    [['--now', 'yesterday', '--once'], /Expected a time in ISO 8601/],
    [['--port', '70000', '--once'], /Expected a port/],
    [['--config', 'nowhere.json', '--once'], /There is no configuration file at nowhere\.json/],
    [['bluesky:alice.example', '--config', 'x.json', '--once'], /accounts or a configuration file, not both/],
    [['myspace:tom', '--once'], /"myspace:tom" is no account: expected NETWORK:NAME/],
    [['--once', '--data', 'wrong.json'], /wrong\.json is a file.*--data DIR/],
    [['--once', '--data', '/proc/nope'], /cannot be made or written to/],
    [['--once', '--data', 'damaged'], /state\.json is damaged\./],
    [['list:news', '--once', '--data', 'token'], /api-token-me is not usable: expected "rk_".*Delete it/],
    [['--config', 'wrong.json', '--once'], /owners\[0\]\.accounts\[0\]\.id: found "nobody"/],
  ])('says what is wrong with %j, and starts nothing', async (args, message) => {
    const cwd = await freshFolder();
    writeFileSync(join(cwd, 'wrong.json'), '{"owners":[{"id":"a","name":"A","accounts":[{"id":"nobody"}]}]}');
    for (const name of ['damaged', 'token']) mkdirSync(join(cwd, name));
    writeFileSync(join(cwd, 'damaged', 'state.json'), '{"ki');
    writeFileSync(join(cwd, 'token', 'api-token-me'), 'rk_cut');
    const { code, err } = await runProgram('start.ts', args, { cwd, env: DOWN });
    expect(code).toBe(1);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/\n {4}at /);
    expect(existsSync(join(cwd, '.rekindle'))).toBe(false);
  });

  it('stays without --once: serves, is found by the CLI, keeps others out, and ends cleanly', async () => {
    const data = await freshFolder();
    const running = startProgram('start.ts', ['bluesky:alice.example', '--data', data, '--port', '0'], {
      cwd: data,
      env: DOWN,
    });
    const [, url = ''] = await running.saying(/Mails\s+(http:\/\/127\.0\.0\.1:\d+)\/outbox/);
    expect((await fetch(`${url}/v1/health`)).status).toBe(200);
    expect((await fetch(`${url}/v1/accounts`)).status).toBe(401);
    const token = readFileSync(join(data, 'api-token'), 'utf8').trim();
    const accounts = await fetch(`${url}/v1/accounts`, { headers: { authorization: `Bearer ${token}` } });
    expect(accounts.status).toBe(200);
    expect((await fetch(`${url}/outbox`)).status).toBe(200);
    for (const path of ['/', '/page/app.js', '/page/app.css']) expect((await fetch(`${url}${path}`)).status).toBe(200);
    expect(await (await fetch(`${url}/session`)).json()).toEqual({
      signedIn: false,
      tokenLies: join(data, 'api-token'),
    });
    expect((await fetch(`${url}/local/status`)).status).toBe(401);

    const second = await runProgram('start.ts', ['bluesky:alice.example', '--once', '--data', data], {
      cwd: data,
      env: DOWN,
    });
    expect(second.code).toBe(1);
    expect(second.err).toContain(`in use by process ${running.child.pid}`);
    expect(second.err).toContain(url);

    const list = join(data, 'people.csv');
    writeFileSync(list, 'id,name\n1,Ann\n2,Bo\n');
    const imported = await runProgram('cli.ts', ['import', list, '--as', 'list:news', '--data', data], { cwd: data });
    expect(imported).toMatchObject({
      code: 0,
      out: expect.stringContaining('list:news: 2 people. This is the baseline'),
    });
    const resubscribed = await runProgram('cli.ts', ['resubscribe', 'me@localhost.example', '--data', data], {
      cwd: data,
    });
    expect(resubscribed).toMatchObject({ code: 0, out: expect.stringContaining('Nothing keeps mails from') });
    const status = await runProgram('cli.ts', ['status', '--data', data], { cwd: data });
    expect(status.out).toContain(`Process ${running.child.pid} serves ${url}`);
    expect(status.out).toContain('members: 2 people');

    running.child.kill('SIGINT');
    expect(await running.ended).toMatchObject({ code: 0 });
    expect(existsSync(join(data, 'lock'))).toBe(false);
  }, 120_000);
});
