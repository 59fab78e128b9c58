import fc from 'fast-check';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { BudgetSpentError, CreditsDepletedError, UnavailableError } from '../../functions/networks/errors.ts';
import { MICROS, type Purse } from '../../functions/networks/purse.ts';
import type { Db } from '../../functions/storage/db.ts';
import { accountPurse, monthOf, readSpent } from '../../functions/storage/spending.ts';
import { freshTable } from '../fakes/table.ts';

const NOVEMBER = Date.UTC(2026, 10, 22, 23, 59);

describe('the purse of an account', () => {
  let db: Db;
  let at = NOVEMBER;
  const purse = (usdPerMonth: number, owner = 'olive'): Purse =>
    accountPurse(db, { owner, accountId: 'x:olive', usdPerMonth, wall: () => at });
  const spent = (owner = 'olive') => readSpent(db, owner, 'x:olive', monthOf(at));

  beforeEach(async () => {
    const table = await freshTable();
    onTestFinished(() => table.close());
    db = table.db;
    at = NOVEMBER;
  });

  it('keeps what a request really cost', async () => {
    const value = await purse(1).spend(500_000, async () => ({ value: 'answer', cost: 20_000 }));
    expect(value).toBe('answer');
    expect(await spent()).toBe(20_000);
    expect(await purse(1).affordable(10_000, 1_000)).toBe(98);
  });

  it('asks nothing that does not fit in, and says when it goes on', async () => {
    let isAsked = false;
    const asking = purse(1).spend(MICROS + 1, async () => {
      isAsked = true;
      return { value: 1, cost: 1 };
    });
    await expect(asking).rejects.toThrow(/\$0\.00 of \$1\.00 .* on 2026-12-01/);
    await expect(asking).rejects.toMatchObject({ waitMs: Date.UTC(2026, 11, 1) - NOVEMBER });
    expect(isAsked).toBe(false);
    expect(await spent()).toBe(0);
  });

  it('counts an answer that broke off as if it had cost the most, and a refusal as nothing', async () => {
    const fail = (error: Error) => purse(1).spend(100_000, () => Promise.reject(error));
    await expect(fail(new UnavailableError('broke off'))).rejects.toThrow(UnavailableError);
    expect(await spent()).toBe(100_000);
    await expect(fail(new CreditsDepletedError('no credits'))).rejects.toThrow(CreditsDepletedError);
    expect(await spent()).toBe(100_000);
  });

  it('starts anew with each UTC month, and is nobody else’s', async () => {
    await purse(1).spend(MICROS, async () => ({ value: 1, cost: MICROS }));
    expect(await purse(1).affordable(1, 10)).toBe(0);
    expect(await purse(1, 'bert').affordable(1, 10)).toBe(10);
    at = Date.UTC(2026, 11, 1);
    expect(await purse(1).affordable(1, 10)).toBe(10);
  });

  it('is never overrun, whatever is asked for at the same time', async () => {
    let n = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ most: fc.integer({ min: 1, max: 400_000 }), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
          {
            maxLength: 12,
          },
        ),
        async (requests) => {
          n += 1;
          const owner = `owner-${n}`;
          const results = await Promise.allSettled(
            requests.map(({ most, share }) =>
              purse(1, owner).spend(most, async () => ({
                value: Math.floor(most * share),
                cost: Math.floor(most * share),
              })),
            ),
          );
          const charged = results.reduce((sum, one) => sum + (one.status === 'fulfilled' ? one.value : 0), 0);
          const refused = results.filter((one) => one.status === 'rejected');
          expect(refused.every(({ reason }) => reason instanceof BudgetSpentError)).toBe(true);
          expect(await spent(owner)).toBe(charged);
          expect(charged).toBeLessThanOrEqual(MICROS);
        },
      ),
      { numRuns: 25 },
    );
  });
});
