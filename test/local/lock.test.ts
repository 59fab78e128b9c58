import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FolderInUseError, lockHolder, takeLock } from '../../lib/local/lock.ts';
import { freshFolder } from './folder-for-test.ts';

const NOW = Date.UTC(2026, 10, 16, 8);
const LOCK = new URL('../../lib/local/lock.ts', import.meta.url).href;

/** Another process that takes the lock and stays until it is told to go. */
async function otherProcess(folder: string): Promise<{ readonly pid: number; kill(): Promise<void> }> {
  const code = `
    const { takeLock } = await import(${JSON.stringify(LOCK)});
    takeLock(${JSON.stringify(folder)}, ${NOW}).announce('http://127.0.0.1:4141');
    process.stdout.write('held');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  onTestFinished(kill);
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return { pid: child.pid ?? 0, kill };
}

describe('the lock of a folder', () => {
  it('tells a second process who has it, since when, and where it serves', async () => {
    const folder = await freshFolder();
    const other = await otherProcess(folder);
    expect(() => takeLock(folder, NOW)).toThrow(FolderInUseError);
    expect(() => takeLock(folder, NOW)).toThrow(
      new RegExp(`process ${other.pid} since 2026-11-16T08:00:00.000Z, serving http://127.0.0.1:4141`),
    );
    expect(lockHolder(folder)).toMatchObject({ pid: other.pid, url: 'http://127.0.0.1:4141' });
  });

  it('is taken over when its process was killed', async () => {
    const folder = await freshFolder();
    const other = await otherProcess(folder);
    await other.kill();
    expect(lockHolder(folder)).toBeUndefined();
    const lock = takeLock(folder, NOW);
    expect(lockHolder(folder)).toMatchObject({ pid: process.pid });
    lock.release();
  });

  it('goes to exactly one of many that want it at once, a dead one lying there', async () => {
    const folder = await freshFolder();
    const dead = await otherProcess(folder);
    await dead.kill();
    const code = `
      const { takeLock } = await import(${JSON.stringify(LOCK)});
      try { takeLock(${JSON.stringify(folder)}, 0); process.stdout.write('took'); } catch (error) { process.stdout.write(error.name); }
      process.stdin.resume();
      process.stdin.on('end', () => process.exit());`;
    const children = Array.from({ length: 4 }, () => spawn(process.execPath, ['--input-type=module', '-e', code]));
    onTestFinished(() => children.forEach((child) => void child.kill('SIGKILL')));
    const said = await Promise.all(
      children.map(
        (child) => new Promise<string>((resolve) => child.stdout.once('data', (text) => resolve(String(text)))),
      ),
    );
    expect(said.sort()).toEqual(['FolderInUseError', 'FolderInUseError', 'FolderInUseError', 'took']);
  });

  it('is not mistaken for held when its number belongs to a later process', async () => {
    const folder = await freshFolder();
    takeLock(folder, NOW);
    const path = join(folder, 'lock');
    const held = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...held, process: 'another boot/1' }));
    // Where the system tells no start times, the number alone has to do.
    if (existsSync('/proc/self/stat')) expect(lockHolder(folder)).toBeUndefined();
  });

  it('is taken over when it is damaged', async () => {
    const folder = await freshFolder();
    writeFileSync(join(folder, 'lock'), '{"pid":');
    takeLock(folder, NOW).release();
    expect(existsSync(join(folder, 'lock'))).toBe(false);
  });

  it('leaves nothing behind, and never takes away a lock that is not its own', async () => {
    const folder = await freshFolder();
    const first = takeLock(folder, NOW);
    first.release();
    const second = takeLock(folder, NOW);
    first.release();
    expect(lockHolder(folder)).toMatchObject({ pid: process.pid });
    second.release();
    expect(readdirSync(folder)).toEqual([]);
  });
});
