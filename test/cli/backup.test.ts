import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { layFirstFolder } from '../archiving/first-folder.ts';
import { freshFolder } from '../local/folder-for-test.ts';
import { runProgram } from './run-node.ts';

describe('rekindle backup and restore', () => {
  it('carry a folder that the first version left into a new one, and say what was not carried', async () => {
    const cwd = await freshFolder();
    layFirstFolder(join(cwd, 'first'));
    const rekindle = (...args: string[]) => runProgram('cli.ts', args, { cwd });
    const made = await rekindle('backup', 'b.gz', '--data', 'first');
    expect(made).toMatchObject({ code: 0, err: '' });
    expect(made.out).toMatch(/^b\.gz: \d+ items, 44 of them about audiences and accounts; checksum [0-9a-f]{16}\./);
    expect(statSync(join(cwd, 'b.gz')).mode & 0o777).toBe(0o600);
    expect((await rekindle('backup', 'b.gz', '--data', 'first')).err).toMatch(/already\. Name a new file/);

    const restored = await rekindle(
      'restore',
      'b.gz',
      '--data',
      'second',
      '--config',
      join('first', 'last-config.json'),
    );
    expect(restored).toMatchObject({ code: 0, err: '' });
    expect(restored.out).toMatch(
      /items are in second now\. Checksum and count agreed\.\nNot carried: credentials .* API tokens/,
    );
    expect(JSON.parse(readFileSync(join(cwd, 'second', 'state.json'), 'utf8'))).toMatchObject({ kind: 'demo' });
    const again = await rekindle('restore', 'b.gz', '--data', 'second');
    expect(again).toMatchObject({ code: 1, err: expect.stringMatching(/cannot be merged.*--replace/) });
    // Whose history it is was noted when it was restored.
    const status = await rekindle('status', '--data', 'second');
    expect(status.out).toContain('bluesky:robin.demo.example\n  followers: 38 people');

    const other = { owners: [{ id: 'bert', name: 'Bert', accounts: [{ id: 'list:news' }] }] };
    writeFileSync(join(cwd, 'other.json'), JSON.stringify(other));
    const stray = await rekindle('status', '--data', 'second', '--config', 'other.json');
    expect(stray.out).toMatch(
      /^There is history of "robin" here, and this was asked for "bert", of whom there is none\.\n.*write "robin" as the id of the owner in other\.json/,
    );
    expect(stray.code).toBe(1);
    expect(stray.out).not.toContain('--config other.json');

    const stage = await rekindle('restore', 'b.gz', '--stage', 'test');
    expect(stage).toMatchObject({ code: 1, err: expect.stringContaining('invented people of a demo') });
    writeFileSync(join(cwd, 'cut.gz'), readFileSync(join(cwd, 'b.gz')).subarray(0, 9_000));
    const cut = await rekindle('restore', 'cut.gz', '--data', 'third');
    expect(cut).toMatchObject({ code: 1, err: expect.stringContaining('cut short') });
    expect(existsSync(join(cwd, 'third'))).toBe(false);
  }, 60_000);
});

describe('rekindle doctor', () => {
  it('says line by line how a folder stands, and ends with 1 if something is broken', async () => {
    const cwd = await freshFolder();
    const data = join(cwd, 'd');
    layFirstFolder(data);
    const doctor = (...args: string[]) => runProgram('cli.ts', ['doctor', '--data', 'd', ...args], { cwd });
    for (const name of ['', 'secrets', 'secrets/keys', 'outbox', 'table']) chmodSync(join(data, name), 0o700);
    for (const name of ['secrets/keys/links', 'api-token', 'api-token-robin', 'last-config.json', 'state.json']) {
      chmodSync(join(data, name), 0o600);
    }
    const well = await doctor();
    expect(well).toMatchObject({ code: 0, err: '' });
    expect(well.out).toMatch(/^ok +bluesky:robin\.demo\.example +\d+ lists, last read 2026-11-23/m);
    expect(well.out).toMatch(/0 broken, 0 to look at, \d+ ok\.\n$/);

    chmodSync(join(data, 'secrets/keys/links'), 0o644);
    writeFileSync(join(cwd, 'wrong.json'), '{"owners":[{"id":"A"}]}');
    const ill = await doctor('--config', 'wrong.json', '--json');
    expect(ill.code).toBe(1);
    const { isBroken, findings } = JSON.parse(ill.out);
    expect(isBroken).toBe(true);
    const broken = findings.filter(({ state }: { state: string }) => state === 'broken');
    expect(broken.map(({ about }: { about: string }) => about)).toEqual(expect.arrayContaining(['config', 'folder']));
    expect(JSON.stringify(broken)).toMatch(/owners\[0\]\.id.*chmod -R go-rwx d/);
  }, 60_000);
});
