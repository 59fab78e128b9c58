import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { diskFullText } from '../../lib/local/disk-full.ts';
import { runProgram } from '../cli/run-node.ts';
import { freshFolder } from '../local/folder-for-test.ts';

/** A small disk in memory; undefined where this machine lets nobody have one. */
function smallDisk(directory: string, kilobytes: number): { grow(): void } | undefined {
  mkdirSync(directory);
  const mount = (...args: string[]): void => {
    execFileSync('mount', args, { stdio: 'ignore' });
  };
  try {
    mount('-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', directory);
  } catch {
    return undefined;
  }
  onTestFinished(() => {
    execFileSync('umount', ['-l', directory], { stdio: 'ignore' });
  });
  return { grow: () => mount('-o', 'remount,size=20m', directory) };
}

/** People whose names do not compress well. */
const people = (count: number): string =>
  Array.from({ length: count }, (_, n) => JSON.stringify({ id: `p${n}`, name: `Person ${(n * 7919) % 104_729}` })).join(
    '\n',
  );

describe('a full disk', () => {
  // Nothing can be begun; the table can be made, and a list is half written.
  it.each([40, 84])(
    'of %i KB ends an import with what to do, and after room is made the same command goes on',
    async (kilobytes) => {
      const cwd = await freshFolder();
      writeFileSync(join(cwd, 'a.ndjson'), people(3000));
      writeFileSync(join(cwd, 'b.ndjson'), people(2999));
      const disk = smallDisk(join(cwd, 'disk'), kilobytes);
      if (disk === undefined) {
        process.stdout.write('This machine lets nobody mount a small disk: a full one was not tried.\n');
        return;
      }
      const take = (file: string, day: string) =>
        runProgram('cli.ts', ['import', file, '--as', 'list:news', '--taken-at', day, '--data', 'disk/data'], { cwd });
      const full = await take('a.ndjson', '2026-11-01');
      expect(full).toMatchObject({
        code: 1,
        err: expect.stringMatching(/The disk is full.*run the same command again/),
      });
      expect(full.err).not.toMatch(/\n {4}at /);
      disk.grow();
      const again = await take('a.ndjson', '2026-11-01');
      // It may have been taken whole before the disk was full: then it is not taken twice.
      expect(again.out + again.err).toMatch(/list:news: 3,000 people|is known already/);
      expect(again.err).not.toContain('full');
      const next = await take('b.ndjson', '2026-11-08');
      expect(next).toMatchObject({ code: 0, out: expect.stringContaining('1 no longer on your list, 0 new') });
    },
    120_000,
  );

  it('is known by the system’s code, by the table’s words, and as the cause of another error', () => {
    const full = Object.assign(new Error('write'), { code: 'ENOSPC' });
    for (const error of [
      full,
      new Error('IO error: 000003.log: No space left on device'),
      new Error('x', { cause: full }),
    ]) {
      expect(diskFullText(error)).toContain('Make room');
    }
    expect(diskFullText(new Error('anything else'))).toBeUndefined();
  });
});
