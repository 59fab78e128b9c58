import { beforeAll, describe, expect, it } from 'vitest';
import { MICROS } from '../../functions/networks/purse.ts';
import type { Db } from '../../functions/storage/db.ts';
import { accountPurse, monthOf, readSpent } from '../../functions/storage/spending.ts';
import { createTableFromSchema } from '../../lib/local/embedded-table.ts';
import { bareTable } from '../fakes/bare-table.ts';
import { Chance } from './chance.ts';
import { Killed, Process } from './process.ts';
import { Tally } from './tally.ts';
import { withoutConditions } from './unguarded.ts';
import { CALM } from './weather.ts';

const SCENARIOS = 60;
const WALL = Date.UTC(2026, 10, 12);
const USD = 1;
const PRICE = 0.13 * MICROS;
const table = bareTable();

beforeAll(async () => {
  await createTableFromSchema(table.client() as never, 'budgets');
});

/** Processes that spend as much as they may, in bad weather; what the network has charged in the end, in dollars. */
async function spend(seed: number, tampered: (db: Db) => Db): Promise<{ charged: number; noted: number }> {
  const chance = new Chance(seed);
  const weather = { ...CALM, throttled: 0.05, unheard: 0.1, late: 0.5, deadly: 0.5 };
  let charged = 0;
  const run = async (): Promise<void> => {
    const process = new Process(chance, weather, new Tally());
    const db = tampered({ client: table.client(process.table), tableName: 'budgets' });
    const settings = { owner: `owner-${seed}`, accountId: 'x:olive', usdPerMonth: USD, wall: () => WALL };
    const purse = accountPurse(db, settings);
    const life = async (): Promise<void> => {
      for (let n = 0; n < 6; n += 1) {
        await purse
          .spend(PRICE, async () => {
            charged += PRICE;
            return { value: undefined, cost: PRICE };
          })
          .catch(() => undefined);
      }
    };
    await Promise.race([life(), process.death]).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    });
  };
  await Promise.all(Array.from({ length: 4 }, run));
  const plain = { client: table.client(), tableName: 'budgets' };
  const noted = await readSpent(plain, `owner-${seed}`, 'x:olive', monthOf(WALL));
  return { charged: charged / MICROS, noted: noted / MICROS };
}

describe('a budget', () => {
  it(`is never overrun by four processes in bad weather, and what was charged is noted (${SCENARIOS} seeds)`, async () => {
    for (let seed = 1; seed <= SCENARIOS; seed += 1) {
      const { charged, noted } = await spend(seed, (db) => db);
      expect(charged, `seed ${seed}`).toBeLessThanOrEqual(USD);
      expect(noted, `seed ${seed}`).toBeGreaterThanOrEqual(charged - 1e-6);
    }
  });

  it('is overrun where nobody looks at the condition under which money is set aside', async () => {
    let most = 0;
    for (let seed = 1001; seed <= 1010; seed += 1) {
      most = Math.max(most, (await spend(seed, withoutConditions('O#'))).charged);
    }
    expect(most).toBeGreaterThan(USD);
  });
});
