import { BENCHES } from './timed.ts';

/** Runs one variant once and says how long it took and how much memory the process had at most. */
const [name, variant, n = '0', dir = ''] = process.argv.slice(2);
const bench = BENCHES.find((one) => one.name === name);
if (bench === undefined) throw new Error(`There is no bench ${name}.`);
if (variant === undefined || variant === '') {
  await bench.prepare(Number(n), dir);
} else {
  const run = bench.variants[variant];
  if (run === undefined) throw new Error(`There is no variant ${variant} of ${name}.`);
  const start = process.hrtime.bigint();
  const result = await run(Number(n), dir);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  // maxRSS is in KiB.
  process.stdout.write(JSON.stringify({ seconds, peakMiB: process.resourceUsage().maxRSS / 1024, result }));
}
