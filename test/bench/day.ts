import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { PRICES } from '../../bin/costs/model.ts';
import type { CountBench } from './bench.ts';
import type { DayFigures } from './day/child.ts';
import { HEAP_MIB } from './function-heap.ts';

const run = promisify(execFile);
const CHILD = resolve(import.meta.dirname, 'day/child.ts');
/** A day of ten thousand accounts is to be lived in this much, Node included. */
const MOST_MIB = 512;
const DAYS_A_MONTH = 30.4;
/** Processors that a function of 1,024 MB has: one for each 1,769 MB. */
const PROCESSORS = 1_024 / 1_769;

/**
 * Write and read units are what the engine says that it consumed, indexes added as in the bench `capacity`. Of the
 * functions' seconds the waiting is simulated (120 ms a network request, 5 ms one of the table) and the computing is this
 * machine's; both are added up, though they overlap.
 */
async function count(n: number): Promise<Readonly<Record<string, unknown>>[]> {
  const { stdout } = await run(process.execPath, [`--max-old-space-size=${HEAP_MIB}`, CHILD, String(n)], {
    maxBuffer: 100_000_000,
  });
  const figures = JSON.parse(stdout) as DayFigures;
  const { broken, peakMiB, writes, reads, tickSeconds, cpuSeconds, ticks, doneMinutes, verdict } = figures;
  if (peakMiB > MOST_MIB) broken.push(`the process took ${Math.round(peakMiB)} MiB`);
  if (broken.length > 0) {
    const more = broken.length > 10 ? [`and ${broken.length - 10} more`] : [];
    throw new Error(`The day did not keep its promises: ${[...broken.slice(0, 10), ...more].join('; ')}`);
  }
  const gbSeconds = tickSeconds + cpuSeconds / PROCESSORS;
  const usd =
    writes * PRICES.writeUnit +
    reads * PRICES.readUnit +
    gbSeconds * PRICES.gbSecond +
    ticks * (PRICES.invocation + PRICES.schedule);
  const [median, most, slowest] = doneMinutes;
  return [
    {
      ...{ variant: 'an-account-and-day', wru: rounded(writes / n), rru: rounded(reads / n) },
      ...{ usdPerMonth: rounded((usd / n) * DAYS_A_MONTH), gbSeconds: rounded(gbSeconds / n) },
    },
    {
      ...{ variant: 'whole-day', peakMiB: Math.round(peakMiB), ...verdict },
      ...{ minutesUntilDoneMedian: median, minutesUntilDone99: most, minutesUntilDoneSlowest: slowest },
    },
  ];
}

const rounded = (value: number): number => Number(value.toPrecision(3));

export const DAY_OF_MANY: CountBench = {
  name: 'day',
  what: 'a simulated day of so many accounts (not people) through the real handler: 20 credentials with limits, failures, an outage, an hour of a throttled table; fails if a list is not read once, or begun more than two ticks late but for a limit, or 512 MiB do not suffice',
  sizes: [10_000],
  count,
};
