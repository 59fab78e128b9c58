import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import type { Bench, CountBench } from './bench.ts';
import { BENCHES, COUNT_BENCHES } from './benches.ts';
import { docsOf, type Line } from './docs.ts';

/**
 * `npm run bench [-- NAME …] [--n 1000000] [--rounds 5] [--json] [--write-docs]`: every figure is a ratio to a baseline
 * of the same run. Each variant runs in a process of its own, for its peak memory; variants take turns, so that a busy
 * machine is busy for all of them; medians count.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    'write-docs': { type: 'boolean', default: false },
    n: { type: 'string' },
    rounds: { type: 'string', default: '5' },
  },
});
const run = promisify(execFile);
const CHILD = resolve(import.meta.dirname, 'child.ts');
const DOCS = resolve(import.meta.dirname, '../../docs/benchmarks.md');
/** Baselines of ten million objects need room; ours do not. */
const NODE = ['--max-old-space-size=14000'];
const rounds = Number(values.rounds);
const ALL: readonly (Bench | CountBench)[] = [...BENCHES, ...COUNT_BENCHES];

if (values.help) {
  const list = ALL.map(({ name, what }) => `  ${name.padEnd(24)} ${what}`).join('\n');
  process.stdout.write(
    `npm run bench [-- NAME …] [--n PEOPLE] [--rounds N] [--json] [--write-docs]\nA name may be the beginning of several.\n${list}\n`,
  );
  process.exit(0);
}
const wanted = ALL.filter(({ name }) => positionals.length === 0 || positionals.some((one) => name.startsWith(one)));
if (wanted.length === 0) {
  process.stderr.write(
    `There is no bench ${positionals.join(', ')}. There are: ${ALL.map(({ name }) => name).join(', ')}\n`,
  );
  process.exit(1);
}
const machine = `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
if (!values.json) process.stdout.write(`${machine}, median of ${rounds}\n\n`);
const lines: Line[] = [];
for (const bench of wanted) {
  for (const n of values.n === undefined ? bench.sizes : [Number(values.n)]) {
    const dir = mkdtempSync(join(tmpdir(), 'rekindle-bench-'));
    try {
      for (const line of 'count' in bench ? await counted(bench, n, dir) : await timed(bench, n, dir)) tell(line);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  }
}
if (values['write-docs']) {
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync(DOCS, docsOf(readFileSync(DOCS, 'utf8'), lines, { machine, date, rounds, whats: ALL }));
}

function tell(line: Line): void {
  lines.push(line);
  process.stdout.write(`${values.json ? JSON.stringify(line) : textOf(line)}\n`);
}

function textOf({ bench, n, variant, ...figures }: Line): string {
  const rest = Object.entries(figures).map(([name, value]) =>
    typeof value === 'object' && value !== null
      ? Object.entries(value)
          .map(([baseline, ratio]) => `${ratio} × ${baseline}`)
          .join(', ')
      : `${name} ${value}`,
  );
  return `${bench.padEnd(22)} ${String(n).padStart(9)}  ${variant.padEnd(16)} ${rest.join('  ')}`;
}

async function counted(bench: CountBench, n: number, dir: string): Promise<Line[]> {
  const figures = await bench.count(n, dir);
  return figures.map((figure) => ({ bench: bench.name, n, variant: 'rekindle', ...figure }));
}

interface Measured {
  readonly seconds: number[];
  readonly peaks: number[];
  readonly results: Set<string>;
}

async function timed(bench: Bench, n: number, dir: string): Promise<Line[]> {
  await run(process.execPath, [...NODE, CHILD, bench.name, '', String(n), dir]);
  const programs = Object.entries(bench.programs ?? {}).filter(([, { needs }]) => hasProgram(needs));
  const measured = new Map<string, Measured>();
  const note = (variant: string, seconds: number, peakMiB: number | undefined, result: string): void => {
    const one = measured.get(variant) ?? { seconds: [], peaks: [], results: new Set() };
    one.seconds.push(seconds);
    if (peakMiB !== undefined) one.peaks.push(peakMiB);
    one.results.add(result);
    measured.set(variant, one);
  };
  for (let round = 0; round < rounds; round += 1) {
    for (const variant of Object.keys(bench.variants)) {
      await bench.reset?.(dir);
      const { stdout } = await run(process.execPath, [...NODE, CHILD, bench.name, variant, String(n), dir]);
      const { seconds, peakMiB, result } = JSON.parse(stdout) as { seconds: number; peakMiB: number; result: string };
      note(variant, seconds, peakMiB, result);
    }
    for (const [name, { command }] of programs) {
      const start = process.hrtime.bigint();
      await run('sh', ['-c', command], { cwd: dir });
      note(name, Number(process.hrtime.bigint() - start) / 1e9, undefined, '');
    }
  }
  checkResults(bench, measured);
  const medians = new Map([...measured].map(([variant, { seconds }]) => [variant, median(seconds)]));
  return [...measured].map(([variant, { peaks }]) => ({
    bench: bench.name,
    n,
    variant,
    seconds: rounded(medians.get(variant) ?? Number.NaN),
    ...(peaks.length === 0 ? {} : { peakMiB: Math.round(median(peaks)) }),
    ratio: Object.fromEntries(
      bench.baselines.map((baseline) => [
        baseline,
        rounded((medians.get(variant) ?? Number.NaN) / (medians.get(baseline) ?? Number.NaN)),
      ]),
    ),
  }));
}

/** Speed is worth nothing if the answer is another one. */
function checkResults(bench: Bench, measured: ReadonlyMap<string, Measured>): void {
  const partial = new Set(bench.partial ?? []);
  const results = new Set<string>();
  for (const [variant, { results: own }] of measured) {
    if (!partial.has(variant) && bench.variants[variant] !== undefined) for (const one of own) results.add(one);
  }
  if (results.size !== 1) throw new Error(`Variants of ${bench.name} disagree: ${[...results].join(' | ')}`);
}

function hasProgram(name: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;
}

function median(all: readonly number[]): number {
  return [...all].sort((a, b) => a - b)[all.length >> 1] ?? Number.NaN;
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
