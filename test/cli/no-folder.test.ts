import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../lib/local/laptop-config.ts';
import { freshFolder } from '../local/folder-for-test.ts';
import { runHere } from './run-here.ts';

describe('a folder that is not there', () => {
  it.each([
    [['near', 'Lisbon']],
    [['status']],
    [['history', 'changes']],
    [['history', 'people', '--near', 'Lisbon']],
    [['preview']],
    [['preview', '--last']],
    [['backup', 'b.gz']],
    [['calendar']],
    [['token', 'list']],
    [['token', 'create']],
    [['token', 'revoke', 'x']],
    [['accept', 'bluesky:alice.example:followers']],
    [['erase', 'bluesky:did:plc:x']],
    [['resubscribe', 'alice@mail.example']],
  ])('is not made by %j, which says what makes one', async (args) => {
    const cwd = await freshFolder();
    const data = join(cwd, 'mistyped');
    const asked = runHere(...args.map((word) => (word === 'b.gz' ? join(cwd, word) : word)), '--data', data);
    await expect(asked).rejects.toThrow(UsageError);
    await expect(asked).rejects.toThrow(
      `There is no folder ${data}. If your history lies elsewhere, name that folder with --data DIR. To begin one here: "npm start -- bluesky:YOUR.HANDLE --data ${data}"`,
    );
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('is not made by the doctor either, which finds it broken', async () => {
    const data = join(await freshFolder(), 'mistyped');
    expect(await runHere('doctor', '--data', data)).toMatch(/^broken +folder +there is no folder .*To begin one here/m);
    expect(existsSync(data)).toBe(false);
  });

  it('stays empty where it is there and nothing was ever read into it', async () => {
    const data = join(await freshFolder(), 'empty');
    mkdirSync(data, { mode: 0o700 });
    await expect(runHere('status', '--data', data)).rejects.toThrow(/^Nothing was ever read into the folder /);
    expect(await runHere('doctor', '--data', data)).toContain('there is no configuration');
    expect(readdirSync(data)).toEqual([]);
  });
});
