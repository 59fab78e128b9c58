import { once } from 'node:events';
import { dayAccounts } from './accounts.ts';
import { judgeDay } from './judge-day.ts';
import { serveTable, startProcess, tableOver } from './remote-table.ts';
import { SimulatedDay } from './simulate-day.ts';

/** What the process of the day tells the bench. */
export interface DayFigures {
  readonly verdict: Readonly<Record<string, number>>;
  readonly doneMinutes: readonly [number, number, number];
  readonly broken: string[];
  readonly peakMiB: number;
  readonly writes: number;
  readonly reads: number;
  readonly ticks: number;
  readonly tickSeconds: number;
  readonly cpuSeconds: number;
}

/** One request in five hundred fails, after the connectors' own attempts: about one list in sixty. */
const FAILING = 0.002;
/** Requests a second of the throttled hour, an account: less than three times what the hour needs. */
const DROUGHT = 0.0012;

const n = Number(process.argv[2]);
const tableProcess = startProcess('table-process.ts');
const table = tableOver(tableProcess);
const started = Date.now();
const firstLists = startProcess('first-lists-process.ts', String(n));
serveTable(table, firstLists);
const [code] = await once(firstLists, 'exit');
if (code !== 0) throw new Error('The first lists could not be read.');
const day = await SimulatedDay.open({
  ...{ accounts: dayAccounts(n), table, failing: FAILING, drought: Math.max(3, n * DROUGHT) },
  say: (line) => process.stderr.write(`${Math.round((Date.now() - started) / 1_000)} s: ${line}\n`),
});
const result = await day.live();
const { doneMinutes, broken, ...verdict } = judgeDay(result);
const { networks, meter, ticks, tickSeconds, longestTick, cpuSeconds, deferred } = result;
const figures: DayFigures = {
  verdict: {
    ...{ ...verdict, failures: networks.failures, limits: [...networks.limits.values()].flat().length },
    ...{ throttled: result.table.throttled, deferred, longestTickMinutes: Math.round(longestTick / 6) / 10 },
  },
  ...{ doneMinutes, broken: [...broken], ticks, tickSeconds, cpuSeconds },
  ...{ writes: meter.all(), reads: meter.reads, peakMiB: process.resourceUsage().maxRSS / 1024 },
};
process.stdout.write(JSON.stringify(figures));
tableProcess.disconnect();
