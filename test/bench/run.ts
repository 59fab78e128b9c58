import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { MEMORY_SETTINGS, NODE_FLAGS } from '../../lib/node-flags.ts';
import type { Bench, CountBench } from './bench.ts';
import { BENCHES, COUNT_BENCHES } from './benches.ts';
import { bundleChild } from './bundle-child.ts';
import { docsOf, type Line } from './docs.ts';
import { HEAP_MIB } from './function-heap.ts';
import { programsOf } from './programs.ts';

/**
 * `npm run bench [-- NAME …] [--n 1000000] [--rounds 5] [--variants NAME,…] [--json] [--write-docs]`: every figure is a
 * ratio to a baseline of the same run. Each variant runs in a process of its own, for its peak memory; variants take turns, so that a busy
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
    variants: { type: 'string' },
  },
});
const run = promisify(execFile);
const DOCS = resolve(import.meta.dirname, '../../docs/benchmarks.md');
/** Baselines of ten million objects need room; ours have what they are deployed with. */
const ROOM = ['--max-old-space-size=14000'];
/** Young objects have little room for all: what is read page by page dies young, and every MiB of theirs counts three times. */
const nodeFor = (bench: Bench, variant: string): readonly string[] => [
  ...(bench.baselines.includes(variant) ? ROOM : [`--max-old-space-size=${HEAP_MIB}`]),
  ...NODE_FLAGS,
];
const rounds = Number(values.rounds);
const chosen = values.variants?.split(',');
const isWanted = (variant: string): boolean => chosen?.includes(variant) ?? true;
const ALL: readonly (Bench | CountBench)[] = [...BENCHES, ...COUNT_BENCHES];

if (values.help) {
  const list = ALL.map(({ name, what }) => `  ${name.padEnd(24)} ${what}`).join('\n');
  process.stdout.write(
    `npm run bench [-- NAME …] [--n PEOPLE] [--rounds N] [--variants NAME,…] [--json] [--write-docs]\nA name may be the beginning of several.\n${list}\n`,
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
  const child = await bundleChild(dir);
  await run(process.execPath, [...ROOM, ...NODE_FLAGS, child, bench.name, '', String(n), dir]);
  const programs = (await programsOf(bench, dir, ROOM)).filter(([name]) => isWanted(name));
  const measured = new Map<string, Measured>();
  const note = (variant: string, seconds: number, peakMiB: number | undefined, result: string): void => {
    const one = measured.get(variant) ?? { seconds: [], peaks: [], results: new Set() };
    one.seconds.push(seconds);
    if (peakMiB !== undefined) one.peaks.push(peakMiB);
    one.results.add(result);
    measured.set(variant, one);
  };
  for (let round = 0; round < rounds; round += 1) {
    for (const variant of Object.keys(bench.variants).filter(isWanted)) {
      await bench.reset?.(dir);
      const args = [...nodeFor(bench, variant), child, bench.name, variant, String(n), dir];
      const settings = bench.baselines.includes(variant) ? {} : MEMORY_SETTINGS;
      const { stdout } = await run(process.execPath, args, { env: { ...process.env, ...settings } });
      const { seconds, peakMiB, result } = JSON.parse(stdout) as { seconds: number; peakMiB: number; result: string };
      note(variant, seconds, peakMiB, result);
    }
    for (const [name, runOnce] of programs) {
      const { seconds, peakMiB } = await runOnce();
      note(name, seconds, peakMiB, bench.found?.(dir) ?? '');
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
      bench.baselines
        .filter(isWanted)
        .map((baseline) => [
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
    if (!partial.has(variant)) for (const one of own) results.add(one);
  }
  if (results.size > 1) throw new Error(`Variants of ${bench.name} disagree: ${[...results].join(' | ')}`);
}

function median(all: readonly number[]): number {
  return [...all].sort((a, b) => a - b)[all.length >> 1] ?? Number.NaN;
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
