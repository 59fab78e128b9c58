import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { chooseFolder, DEFAULT_FOLDER } from '../../lib/local/folder.ts';
import { updateState } from '../../lib/local/state-file.ts';
import { freshFolder } from './folder-for-test.ts';

/** Vitest's workers are threads or processes; only `cwd` of this file's own folder is looked at. */
async function inFreshFolder(): Promise<string> {
  const before = process.cwd();
  const folder = await freshFolder();
  process.chdir(folder);
  onTestFinished(() => process.chdir(before));
  mkdirSync(DEFAULT_FOLDER);
  return join(folder, DEFAULT_FOLDER);
}

describe('the folder to work in', () => {
  it('never mixes the demo with own accounts where it was named', async () => {
    const folder = await freshFolder();
    await updateState(folder, { kind: 'demo' });
    await expect(chooseFolder(folder, 'accounts')).rejects.toThrow(/holds the demo's invented people/);
    await updateState(folder, { kind: 'accounts' });
    await expect(chooseFolder(folder, 'demo')).rejects.toThrow(/holds your own accounts/);
    expect(await chooseFolder(folder, 'accounts')).toEqual({ directory: folder });
  });

  it('is cleared of the demo, which is kept, when own accounts come to the default one', async () => {
    const folder = await inFreshFolder();
    await updateState(folder, { kind: 'demo', demoStart: 1 });
    mkdirSync(join(folder, 'outbox'));
    writeFileSync(join(folder, 'outbox', 'a.eml'), 'mail');
    const { directory, note } = await chooseFolder(undefined, 'accounts');
    expect(directory).toBe(DEFAULT_FOLDER);
    expect(note).toContain('.rekindle/demo');
    expect(existsSync(join(folder, 'state.json'))).toBe(false);
    expect(existsSync(join(folder, 'demo', 'outbox', 'a.eml'))).toBe(true);
    await updateState(folder, { kind: 'accounts' });
    expect(await chooseFolder(undefined, 'demo')).toEqual({ directory: join(DEFAULT_FOLDER, 'demo') });
  });
});
