import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { freshFolder } from '../local/folder-for-test.ts';
import { runProgram } from './run-node.ts';

const LIST = [
  { id: '1', name: 'Ana Example', location: 'Lisboa, Portugal', bio: 'Journalist' },
  { id: '2', name: 'Bea Example', bio: 'Gardens' },
]
  .map((person) => JSON.stringify(person))
  .join('\n');

describe('rekindle preview', () => {
  it('writes the next digest as HTML, text and mail for its owner alone, and leaves no trace in the table', async () => {
    const cwd = await freshFolder();
    writeFileSync(join(cwd, 'a.ndjson'), LIST);
    const rekindle = (...args: string[]) => runProgram('cli.ts', [...args, '--data', 'd'], { cwd });
    await rekindle('import', 'a.ndjson', '--as', 'list:news', '--taken-at', '2026-11-01');

    const shown = await rekindle('preview');
    expect(shown).toMatchObject({ code: 0, err: '' });
    expect(shown.out).toMatch(/^Meet your audience, .+: 2 people\n/);
    expect(shown.out).toContain('Sent to nobody.');
    const files = shown.out.split('\n').filter((line) => line.startsWith('/'));
    expect(files.map((file) => file.slice(file.lastIndexOf('.')))).toEqual(['.html', '.txt', '.eml']);
    const [html = '', text = '', eml = ''] = files;
    expect(readFileSync(html, 'utf8')).toContain('Meet your audience');
    expect(readFileSync(text, 'utf8')).toContain('MEET YOUR AUDIENCE');
    // Buttons of a preview must not act.
    expect(readFileSync(html, 'utf8')).toContain('href="https://preview.invalid/unsubscribe"');
    expect((await PostalMime.parse(readFileSync(eml))).subject).toContain('Meet your audience');
    if (process.platform !== 'win32') expect(statSync(html).mode & 0o077).toBe(0);

    await rekindle('preview', '--out', join(cwd, 'mine', 'look.html'));
    for (const ending of ['html', 'txt', 'eml']) expect(existsSync(join(cwd, 'mine', `look.${ending}`))).toBe(true);

    // Nothing was frozen by looking.
    const last = await rekindle('preview', '--last');
    expect(last).toMatchObject({ code: 1, out: '' });
    expect(last.err).toContain('has had no edition yet');
  }, 180_000);
});
