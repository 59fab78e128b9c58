import { beforeAll, describe, expect, it } from 'vitest';
import { directTable } from '../fakes/direct-table.ts';
import { faultsOf } from './ending.ts';
import { type Beginning, begin, live } from './scenario.ts';

/** More on demand: REKINDLE_FAULTS=5000 npm test -- test/faults. One of them again: REKINDLE_FAULT_SEED=17. */
const SCENARIOS = Number(process.env['REKINDLE_FAULTS'] ?? 60);
const FIRST = Number(process.env['REKINDLE_FAULT_SEED'] ?? 1);
const COUNT = process.env['REKINDLE_FAULT_SEED'] === undefined ? SCENARIOS : 1;
const AT_A_TIME = 4;

let beginning: Beginning;
beforeAll(async () => {
  beginning = await begin(directTable());
});

describe('weeks of faults', () => {
  it(`lose nothing, tell nothing twice, mail nobody twice, and leave nothing undone (${COUNT} seeds from ${FIRST})`, async () => {
    const seeds = Array.from({ length: COUNT }, (_, n) => FIRST + n);
    const failed: string[] = [];
    const worker = async (): Promise<void> => {
      for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
        const wrong = faultsOf(await live(seed, beginning));
        if (wrong.length > 0) failed.push(`REKINDLE_FAULT_SEED=${seed}: ${wrong.join('; ')}`);
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, worker));
    expect(failed).toEqual([]);
  }, 3_600_000);
});
