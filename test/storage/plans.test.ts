import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pairOf } from '../../functions/core/same-person.ts';
import { erasePersonItems } from '../../functions/pulling/erase-items.ts';
import { listPlans, type Plan, putPlan, readPlan } from '../../functions/storage/plans.ts';
import { listUnlinked, putUnlinked } from '../../functions/storage/unlinked.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';

const NOW = Date.UTC(2026, 10, 16, 8);
const DAY = 24 * 60 * 60 * 1000;
const PLAN: Omit<Plan, 'sequence'> = {
  personId: 'github:7',
  edition: 'weekly:2026-11-16',
  way: 'coffee',
  start: NOW + 3 * DAY,
  end: NOW + 3 * DAY + 3_600_000,
  title: 'Coffee with Ada',
  description: '',
  stampedAt: NOW,
};

let table: FreshTable;
beforeAll(async () => {
  table = await freshTable();
});
afterAll(() => table.close());

describe('plans', () => {
  it('count up with every change, and with none that changes nothing', async () => {
    expect(await putPlan(table.db, 'alice', PLAN)).toMatchObject({ sequence: 0 });
    expect(await putPlan(table.db, 'alice', { ...PLAN, stampedAt: NOW + 1 })).toMatchObject({
      sequence: 0,
      stampedAt: NOW,
    });
    expect(await putPlan(table.db, 'alice', { ...PLAN, location: 'here' })).toMatchObject({ sequence: 1 });
    expect(await readPlan(table.db, 'alice', PLAN.personId, PLAN.edition)).toMatchObject({ location: 'here' });
  });

  it('of two who change one at once lose neither', async () => {
    const edition = 'weekly:2026-11-23';
    await Promise.all([1, 2, 3].map((n) => putPlan(table.db, 'alice', { ...PLAN, edition, location: `room ${n}` })));
    expect(await readPlan(table.db, 'alice', PLAN.personId, edition)).toMatchObject({ sequence: 2 });
  });

  it('are listed by time, are nobody else’s, and end over a year after they took place', async () => {
    await putPlan(table.db, 'alice', { ...PLAN, personId: 'github:8', start: NOW, end: NOW + 1 });
    expect((await listPlans(table.db, 'alice', NOW))[0]?.personId).toBe('github:8');
    expect(await listPlans(table.db, 'bert', NOW)).toEqual([]);
    expect(await listPlans(table.db, 'alice', NOW + 500 * DAY)).toEqual([]);
  });

  it('go with a person who is erased, as do pairs that were taken apart', async () => {
    await putUnlinked(table.db, 'alice', 'github:7', 'bluesky:a', NOW);
    await putUnlinked(table.db, 'alice', 'github:8', 'bluesky:a', NOW);
    await erasePersonItems(table.db, 'alice', 'github:7');
    expect((await listPlans(table.db, 'alice', NOW)).map(({ personId }) => personId)).toEqual(['github:8']);
    expect(await listUnlinked(table.db, 'alice')).toEqual(new Set([pairOf('github:8', 'bluesky:a')]));
  });
});
