import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { costOf, measuredDay, measuredUnits } from '../../bin/costs/model.ts';

const BENCHMARKS = readFileSync(join(import.meta.dirname, '../../docs/benchmarks.md'), 'utf8');
const NOTHING = { people: 0, audiences: 0, pullsAMonth: 0, recipients: 0 };

describe('what a month costs', () => {
  it('is computed from what was measured', () => {
    expect(
      measuredUnits(
        '| capacity | 20,000 | weekly | wru 600; rru 500; x |\n| capacity | 20,000 | unchanged | wru 5; rru 251.5; |',
      ),
    ).toEqual({ writes: 0.03, reads: 0.025, unchangedWrites: 5 });
    expect(() => measuredUnits('')).toThrow('npm run bench -- capacity');
  });

  it('is told of one account among thousands as far as that was measured', () => {
    const row =
      '| day | 10,000 | an-account-and-day | wru 35.6; rru 46.5; usdPerMonth 0.00134; gbSeconds 0.9 | today |';
    expect(measuredDay(row)).toEqual({
      ...{ accounts: 10_000, writes: 35.6, reads: 46.5 },
      ...{ usdPerMonth: 0.00134, gbSeconds: 0.9 },
    });
    expect(measuredDay('')).toBeUndefined();
  });

  it('is under half a dollar for a stage that watches nothing', () => {
    expect(costOf(NOTHING, measuredUnits(BENCHMARKS)).sum).toBeLessThan(0.5);
  });

  it('is made of its parts, and never falls when more is watched', () => {
    const units = measuredUnits(BENCHMARKS);
    const small = costOf({ people: 300, audiences: 1, pullsAMonth: 30, recipients: 1 }, units);
    const large = costOf({ people: 100_000, audiences: 1, pullsAMonth: 30, recipients: 1 }, units);
    expect(small.sum).toBeCloseTo(small.table + small.functions + small.mail + small.rest);
    expect(large.sum).toBeGreaterThan(small.sum);
  });
});
