import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { Bench, Program } from './bench.ts';

const execute = promisify(execFile);
/** Of the whole process in KiB, by GNU time, where there is one. */
const TIME = ['/usr/bin/time', '-f', '%M', '-o', 'peak.txt'] as const;

/** What one run of a program came to; the peak is not known everywhere. */
export interface ProgramRun {
  readonly seconds: number;
  readonly peakMiB?: number;
}

/** The programs of a bench that this machine can run, made ready in `dir`, each as what runs it once. */
export async function programsOf(
  bench: Bench,
  dir: string,
  flags: readonly string[],
): Promise<[string, () => Promise<ProgramRun>][]> {
  const ready: [string, () => Promise<ProgramRun>][] = [];
  const hasTime = spawnSync(TIME[0], [...TIME.slice(1), 'true'], { cwd: dir }).status === 0;
  for (const [name, program] of Object.entries(bench.programs ?? {})) {
    if ('needs' in program && !hasProgram(program.needs)) continue;
    const command = await commandOf(program, join(dir, `${name}.cjs`), flags);
    ready.push([name, () => runOnce(command, dir, hasTime)]);
  }
  return ready;
}

async function commandOf(program: Program, outfile: string, flags: readonly string[]): Promise<readonly string[]> {
  if ('command' in program) return ['sh', '-c', program.command];
  await build({
    entryPoints: [program.script],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    logLevel: 'warning',
  });
  return [process.execPath, ...flags, outfile];
}

async function runOnce(command: readonly string[], dir: string, hasTime: boolean): Promise<ProgramRun> {
  const [file = '', ...args] = hasTime ? [...TIME, ...command] : command;
  const start = process.hrtime.bigint();
  await execute(file, args, { cwd: dir });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  return hasTime ? { seconds, peakMiB: Number(readFileSync(join(dir, 'peak.txt'), 'utf8')) / 1024 } : { seconds };
}

function hasProgram(name: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;
}
