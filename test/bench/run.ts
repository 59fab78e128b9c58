import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { BENCHES, type Bench, type Variant } from './benches.ts';

/**
 * `npm run bench [-- NAME] [--json]`: every figure is a ratio to a baseline of the same run. Variants take turns, so that
 * a busy machine is busy for all of them; the median of five rounds counts.
 */
const ROUNDS = 5;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
});
if (values.help) {
  process.stdout.write(
    `npm run bench [-- NAME] [-- --json]\nBenches:\n${BENCHES.map(({ name, what }) => `  ${name.padEnd(10)} ${what}`).join('\n')}\n`,
  );
  process.exit(0);
}
const wanted = BENCHES.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
if (wanted.length === 0) {
  process.stderr.write(
    `There is no bench ${positionals.join(', ')}. There are: ${BENCHES.map(({ name }) => name).join(', ')}\n`,
  );
  process.exit(1);
}
if (!values.json) {
  process.stdout.write(
    `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, median of ${ROUNDS}\n\n`,
  );
}
for (const bench of wanted) report(bench, measure(bench));

function measure(bench: Bench): Map<string, number> {
  const seconds = new Map<string, number[]>();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const variant of bench.variants) {
      const taken = time(variant);
      seconds.set(variant.name, [...(seconds.get(variant.name) ?? []), taken]);
    }
  }
  return new Map([...seconds].map(([name, all]) => [name, all.sort((a, b) => a - b)[ROUNDS >> 1] ?? 0]));
}

function time(variant: Variant): number {
  const run = variant.prepare();
  globalThis.gc?.();
  const start = process.hrtime.bigint();
  run();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

function report(bench: Bench, medians: Map<string, number>): void {
  const baseline = medians.get(bench.baseline) ?? Number.NaN;
  for (const [variant, seconds] of medians) {
    const ratio = seconds / baseline;
    if (values.json) {
      process.stdout.write(
        `${JSON.stringify({ bench: bench.name, n: bench.n, variant, seconds: round(seconds), ratio: { [bench.baseline]: round(ratio) } })}\n`,
      );
    } else {
      process.stdout.write(
        `${bench.name} ${String(bench.n).padStart(8)}  ${variant.padEnd(16)} ${round(ratio)} × ${bench.baseline}\n`,
      );
    }
  }
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
