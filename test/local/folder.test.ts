import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { chooseFolder, DEFAULT_FOLDER, refuseDemo } from '../../lib/local/folder.ts';
import { FolderInUseError, takeLock } from '../../lib/local/lock.ts';
import { DamagedStateError, updateState } from '../../lib/local/state-file.ts';
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
  it('says what to do when it cannot be one, at once', async () => {
    const folder = await freshFolder();
    writeFileSync(join(folder, 'file'), '');
    for (const name of ['file', 'file/below', 'file/far/below']) {
      await expect(chooseFolder(join(folder, name), 'demo')).rejects.toThrow(/is a file.*--data DIR/);
    }
    // Node's own recursive mkdir never comes back from here.
    for (const name of ['/proc/nope', '/proc/nope/below']) {
      await expect(chooseFolder(name, 'demo')).rejects.toThrow(/cannot be made or written to \(E\w+\).*--data DIR/);
    }
    writeFileSync(join(folder, 'state.json'), '{"kind":"de');
    await expect(chooseFolder(folder, 'demo')).rejects.toThrow(DamagedStateError);
  });

  it('is made with those it lies in, for its user only', async () => {
    const folder = join(await freshFolder(), 'a', 'b');
    expect(await chooseFolder(folder, 'demo')).toEqual({ directory: folder });
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('is not cleared of a demo that still runs', async () => {
    const folder = await inFreshFolder();
    await updateState(folder, { kind: 'demo' });
    const lock = takeLock(folder, Date.now());
    await expect(chooseFolder(undefined, 'accounts')).rejects.toThrow(FolderInUseError);
    lock.release();
    expect(existsSync(join(folder, 'state.json'))).toBe(true);
  });

  it('takes no list among invented people', async () => {
    const folder = await freshFolder();
    await refuseDemo(folder);
    await updateState(folder, { kind: 'demo' });
    await expect(refuseDemo(folder)).rejects.toThrow(/holds the demo's invented people.*--data DIR/);
  });

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
    for (const name of ['mine', 'demo-notes']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'api-token-me'), 'secret');
    writeFileSync(join(folder, 'notes.txt'), 'my own');
    const { directory, note } = await chooseFolder(undefined, 'accounts');
    expect(directory).toBe(DEFAULT_FOLDER);
    expect(note).toContain('.rekindle/demo');
    expect(existsSync(join(folder, 'state.json'))).toBe(false);
    expect(existsSync(join(folder, 'demo', 'outbox', 'a.eml'))).toBe(true);
    expect(existsSync(join(folder, 'demo', 'api-token-me'))).toBe(true);
    // Whatever Rekindle has not made itself stays: the folder of the README's own example above all.
    expect(readdirSync(folder).sort()).toEqual(['demo', 'demo-notes', 'mine', 'notes.txt']);
    await updateState(folder, { kind: 'accounts' });
    expect(await chooseFolder(undefined, 'demo')).toEqual({ directory: join(DEFAULT_FOLDER, 'demo') });
  });
});
