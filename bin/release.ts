/**
 * `npm run release -- 0.2.0`: dates what CHANGELOG.md has under "Unreleased", sets the version, commits and tags.
 * It pushes nothing; what it made can be undone with git alone.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { ReleaseError, release } from './release/changelog.ts';

const ROOT = resolve(import.meta.dirname, '..');
const CHANGELOG = join(ROOT, 'CHANGELOG.md');
const manifest = z.object({ version: z.string() });

function run(program: string, ...words: string[]): string {
  return execFileSync(program, words, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

try {
  const version = process.argv[2];
  if (version === undefined || version.startsWith('-')) {
    throw new ReleaseError('Say which version: npm run release -- 0.2.0');
  }
  if (run('git', 'status', '--porcelain').trim() !== '') {
    throw new ReleaseError('There are changes that are not committed. Commit them, then release.');
  }
  const before = manifest.parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))).version;
  const day = new Date().toISOString().slice(0, 10);
  const dated = release(readFileSync(CHANGELOG, 'utf8'), version, before, day);
  process.stdout.write('Checking: lint, types, tests, stack …\n');
  run('npm', 'run', 'check');
  writeFileSync(CHANGELOG, dated);
  run('npm', 'version', version, '--no-git-tag-version');
  run('git', 'commit', '-qam', `Release ${version}`);
  run('git', 'tag', '-a', `v${version}`, '-m', `Rekindle ${version}`);
  process.stdout.write(`Released ${version} here. To publish it: git push --follow-tags\n`);
} catch (error) {
  const isOurs = error instanceof ReleaseError;
  process.stderr.write(`${isOurs ? error.message : 'The release stopped: see above. Nothing was tagged.'}\n`);
  process.exitCode = 1;
}
