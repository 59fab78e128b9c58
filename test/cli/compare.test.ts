import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compareCommand } from '../../bin/commands/compare.ts';
import { IdListFormatError } from '../../functions/comparing/errors.ts';
import { UsageError } from '../../lib/local/laptop-config.ts';
import { freshFolder } from '../local/folder-for-test.ts';

it('rekindle compare tells who is no longer on a list and who is new, and what is wrong with a file', async () => {
  const folder = await freshFolder();
  const lists = {
    'before.txt': '3\n2\n1\n',
    'after.txt': '4\r\n3\r\n1\r\n3',
    'none.txt': 'x'.repeat(300_000),
    'empty.txt': '\r\n\n',
  };
  for (const [name, text] of Object.entries(lists)) writeFileSync(join(folder, name), text);
  const notes: string[] = [];
  const compare = async (before: string, after: string, ...options: string[]): Promise<string[]> => {
    const printed: string[] = [];
    const command = compareCommand(
      (text) => printed.push(text),
      (text) => notes.push(text),
    );
    await command.parseAsync([join(folder, before), join(folder, after), ...options], { from: 'user' });
    return printed;
  };
  expect(await compare('before.txt', 'after.txt')).toEqual(['- 2', '+ 4', '1 no longer on the list, 1 new']);
  expect(await compare('before.txt', 'after.txt', '--json')).toEqual([
    '{"kind":"lost","person":"2"}',
    '{"kind":"gained","person":"4"}',
    '{"lost":1,"gained":1}',
  ]);
  expect(notes).toEqual([]);
  expect(await compare('before.txt', 'empty.txt', '--json')).toHaveLength(2);
  expect(await compare('empty.txt', 'after.txt')).toHaveLength(2);
  expect(notes).toEqual([
    expect.stringMatching(/empty\.txt is empty, so everybody counts as gone\./),
    expect.stringMatching(/empty\.txt is empty, so everybody counts as new\./),
  ]);
  await expect(compare('before.txt', 'nowhere.txt')).rejects.toThrow(UsageError);
  await expect(compare('.', 'after.txt')).rejects.toThrow(/is a folder; name the list's file/);
  await expect(compare('none.txt', 'after.txt')).rejects.toThrow(IdListFormatError);
});
