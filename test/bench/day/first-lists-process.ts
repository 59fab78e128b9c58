import { dayAccounts } from './accounts.ts';
import { tableOver } from './remote-table.ts';
import { SimulatedDay } from './simulate-day.ts';

/** Reads the first lists in a process of its own: what counts is the memory of the day, which is not the first. */
const started = Date.now();
const day = await SimulatedDay.open({
  ...{ accounts: dayAccounts(Number(process.argv[2])), table: tableOver(process), failing: 0, drought: 0 },
  say: (line) => process.stderr.write(`${Math.round((Date.now() - started) / 1_000)} s: ${line}\n`),
});
await day.readFirstLists();
process.disconnect();
