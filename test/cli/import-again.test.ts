import { join } from 'node:path';
import { expect, it } from 'vitest';
import { freshFolder } from '../local/folder-for-test.ts';
import { CONNECTIONS, newRow, oldRow, zipOf } from '../networks/exports/zips.ts';
import { runProgram } from './run-node.ts';

const NAMES = Array.from({ length: 12 }, (_, n) => `person.${n}`);

it('the next export needs no word of whose it is, though nothing but the first import knows the account', async () => {
  const cwd = await freshFolder();
  const rekindle = (...args: string[]) => runProgram('cli.ts', [...args, '--data', 'd'], { cwd });
  const tie = (name: string, n: number) => ({ name, timestamp: 1_600_000_000 + n * 1_000 });
  await zipOf(join(cwd, '1.zip'), { [`${CONNECTIONS}followers_1.json`]: NAMES.map(tie).map(oldRow) });
  const left = NAMES.map(tie).filter(({ name }) => name !== 'person.3');
  const later = { at: new Date('2026-11-08T10:00:00Z') };
  await zipOf(join(cwd, '2.zip'), { [`${CONNECTIONS}followers_1.json`]: left.map(newRow) }, later);
  expect(await rekindle('import', '1.zip')).toMatchObject({
    code: 1,
    err: expect.stringMatching(/Say whose list it is/),
  });
  expect((await rekindle('import', '1.zip', '--as', 'instagram:alice')).out).toContain('This is the baseline');
  expect((await rekindle('import', '2.zip')).out).toContain(
    'instagram:alice, followers: 11 people: 1 no longer on your list',
  );
}, 90_000);
