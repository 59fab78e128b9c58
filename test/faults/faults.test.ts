import { beforeAll, describe, expect, it } from 'vitest';
import { type Code, firstCode } from './code.ts';
import { type Beginning, begin, faultsIn } from './scenario.ts';
import { KINDS, Tally } from './tally.ts';

/** More on demand: REKINDLE_FAULTS=5000 npm test -- test/faults. One of them again: REKINDLE_FAULT_SEED=17. */
const SCENARIOS = Number(process.env['REKINDLE_FAULTS'] ?? 512);
const FIRST = Number(process.env['REKINDLE_FAULT_SEED'] ?? process.env['REKINDLE_FAULT_FROM'] ?? 1);
const COUNT = process.env['REKINDLE_FAULT_SEED'] === undefined ? SCENARIOS : 1;
/** So many that each kind of fault is met often. */
const MANY = 200;
const AT_A_TIME = 4;

/** Every so many seeds fall into a deployment: the first version of the code takes turns with today's. */
const DEPLOYMENT_EVERY = 4;

let older: Code;
/** What today's code left, and what the first version's did. */
let beginnings: readonly [Beginning, Beginning];
beforeAll(async () => {
  older = await firstCode();
  beginnings = [await begin(), await begin(older)];
});

/** Says what went wrong in a scenario, and how to live through it again. */
async function wrongIn(seed: number, tally: Tally): Promise<string[]> {
  const isDeployment = seed % DEPLOYMENT_EVERY === 0;
  const beginning = beginnings[seed % (2 * DEPLOYMENT_EVERY) === 0 ? 1 : 0];
  const wrong = await faultsIn(seed, beginning, { tally, ...(isDeployment ? { older } : {}) });
  return wrong.length === 0 ? [] : [`REKINDLE_FAULT_SEED=${seed}: ${wrong.join('; ')}`];
}

describe('weeks of faults', () => {
  it(`lose nothing, tell nothing twice, mail nobody twice, and leave nothing undone (${COUNT} seeds from ${FIRST})`, async () => {
    const seeds = Array.from({ length: COUNT }, (_, n) => FIRST + n);
    const failed: string[] = [];
    const tally = new Tally();
    const worker = async (): Promise<void> => {
      for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
        failed.push(...(await wrongIn(seed, tally)));
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, worker));
    expect(failed).toEqual([]);
    process.stdout.write(`${COUNT} scenarios from seed ${FIRST} met: ${tally}\n`);
    if (COUNT >= MANY) expect(KINDS.filter((kind) => tally.of(kind) < 5)).toEqual([]);
  }, 3_600_000);
});
