import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importGiven } from '../../functions/importing/import-given.ts';
import { parseList } from '../../functions/importing/parse-list.ts';
import { listAccounts } from '../../functions/storage/accounts.ts';
import { listAudienceRefs } from '../../functions/storage/audiences.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { SILENT } from '../local/folder-for-test.ts';
import { configOf } from '../mailing/world.ts';

const NOW = Date.parse('2026-11-16T08:00:00Z');

let table: FreshTable;
beforeAll(async () => {
  table = await freshTable();
});
afterAll(() => table.close());

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

function imported(owner: string, text: string, takenAt = NOW) {
  const deps = { db: table.db, clock: { now: () => NOW, wall: () => NOW }, config: configOf({ id: owner }) };
  const facts = { accountId: 'list:news', kind: 'members', of: {}, takenAt } as const;
  return importGiven({ ...deps, logger: SILENT }, facts, parseList(bytesOf(text), 'ndjson'));
}

const people = (count: number): string => Array.from({ length: count }, (_, n) => `{"id":"p${n}"}\n`).join('');

describe('an imported list', () => {
  it('becomes an account with a baseline', async () => {
    expect(await imported('ann', people(2_500))).toMatchObject({ outcome: 'baseline', count: 2_500 });
    expect(await listAccounts(table.db, 'ann')).toMatchObject([{ accountId: 'list:news', status: 'active' }]);
  });

  it.each([
    ['is empty', ''],
    ['has a bad line', '{"id":"1"}\n{"name":"Bo"}\n'],
    ['has a bad line far down', `${people(2_500)}{"name":"Bo"}\n`],
  ])('that %s leaves nothing behind', async (_, text) => {
    await expect(imported('bo', text)).rejects.toThrow(/Nothing was imported/);
    expect(await listAccounts(table.db, 'bo')).toEqual([]);
    expect(await listAudienceRefs(table.db, 'bo')).toEqual([]);
  });

  it('that cannot be read leaves the one before as it was', async () => {
    await imported('cy', people(3), NOW - 1_000);
    await expect(imported('cy', `${people(2)}{"name":"Bo"}\n`)).rejects.toThrow(/Nothing was imported/);
    expect(await imported('cy', people(3))).toMatchObject({ outcome: 'unchanged', count: 3, missing: 0 });
  });
});
