import { afterAll, beforeAll, expect, test } from 'vitest';
import { listDue } from '../../functions/storage/due.ts';
import { createHead, patchHead } from '../../functions/storage/heads.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { freshHead, NOW } from '../roster/people.ts';

let table: FreshTable;
beforeAll(async () => {
  table = await freshTable();
  const due: Record<string, number | undefined> = {
    late: NOW - 2,
    later: NOW - 9,
    now: NOW,
    soon: NOW + 1,
    never: undefined,
  };
  for (const [name, dueAt] of Object.entries(due)) await createHead(table.db, freshHead(`alice/${name}`, { dueAt }));
});
afterAll(() => table.close());

async function due(before: number, options?: { limit: number }): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of listDue(table.db, before, options)) keys.push(key);
  return keys;
}

test('what is due comes longest due first, and what is not or never due does not come', async () => {
  expect(await due(NOW)).toEqual(['alice/later', 'alice/late', 'alice/now']);
  expect(await due(NOW, { limit: 2 })).toEqual(['alice/later', 'alice/late']);
  expect(await due(NOW - 10)).toEqual([]);
});

test('a moved due time moves its place, a removed one leaves', async () => {
  await patchHead(table.db, 'alice/later', { dueAt: NOW + 5 });
  await patchHead(table.db, 'alice/now', { dueAt: null });
  expect(await due(NOW + 10)).toEqual(['alice/late', 'alice/soon', 'alice/later']);
});

test('more than one page of due audiences is read to its end', async () => {
  for (let n = 0; n < 450; n += 1) await createHead(table.db, freshHead(`many/${n}`, { dueAt: NOW - 1_000_000 - n }));
  const keys = await due(NOW - 1_000_000);
  expect(keys).toHaveLength(450);
  expect(keys[0]).toBe('many/449');
});
