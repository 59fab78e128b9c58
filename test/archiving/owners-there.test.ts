import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { strayHistory } from '../../functions/archiving/owners-there.ts';
import type { Db } from '../../functions/storage/db.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { addAccount, addAudience } from '../history/seeded.ts';

let table: FreshTable;
beforeEach(async () => {
  table = await freshTable();
});
afterEach(() => table.close());

/** The same table, whose requests are counted; each page of a scan is followed by another one for ever, if it is so large. */
function counted(isEndless = false) {
  const scans: unknown[] = [];
  const isScan = (command: unknown) => (command as { constructor: { name: string } }).constructor.name.includes('Scan');
  const client = new Proxy(table.db.client, {
    get: (target, name) =>
      name === 'send'
        ? async (command: Parameters<typeof target.send>[0]) => {
            if (!isScan(command)) return target.send(command);
            scans.push(command);
            if (!isEndless) return target.send(command);
            return { Items: [], LastEvaluatedKey: { pk: { S: `${scans.length}` } }, $metadata: {} };
          }
        : Reflect.get(target, name),
  });
  const db: Db = { ...table.db, client };
  return { db, scans };
}

async function followersOf(owner: string): Promise<void> {
  const accountId = `bluesky:${owner}.example`;
  await addAccount(table.db, owner, accountId);
  await addAudience(table.db, { owner, accountId, kind: 'followers' });
}

describe('whose history lies where the configured owner has none', () => {
  it('is nobody’s to be named where a configured owner has some, or nobody has', async () => {
    expect(await strayHistory(table.db, ['ann'])).toBeUndefined();
    await followersOf('ann');
    expect(await strayHistory(table.db, ['ann', 'bert'])).toBeUndefined();
  });

  it('is told by what is due, without looking through the table, however large it is', async () => {
    for (const owner of ['zoe', 'ann']) await followersOf(owner);
    const { db, scans } = counted(true);
    expect(await strayHistory(db, ['bert'])).toEqual({ owners: ['ann', 'zoe'], configured: ['bert'] });
    expect(scans).toEqual([]);
  });

  it('is found where lists were only imported, and no more than eight pages are looked through for it', async () => {
    await addAccount(table.db, 'ann', 'list:news');
    const { db, scans } = counted();
    expect(await strayHistory(db, ['bert'])).toMatchObject({ owners: ['ann'] });
    expect(scans).toHaveLength(1);
    const large = counted(true);
    expect(await strayHistory(large.db, ['bert'])).toBeUndefined();
    expect(large.scans).toHaveLength(8);
  });
});
