import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createToken } from '../../functions/storage/tokens.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { asker, depsOf, readAll } from './asking.ts';
import { addAccount } from './seeded.ts';

const OWNERS = Array.from({ length: 500 }, (_, n) => `owner-${String(n).padStart(3, '0')}`);
/** Requests to the table that one page may cost, whatever the number of owners. */
const MOST_REQUESTS = 400;

let table: FreshTable;
let requests = 0;
beforeAll(async () => {
  table = await freshTable();
  for (const owner of OWNERS) {
    await Promise.all([1, 2, 3].map((n) => addAccount(table.db, owner, `bluesky:a${n}.${owner}.example`)));
  }
  table.db.client.middlewareStack.add(
    (next) => (args) => {
      requests += 1;
      return next(args);
    },
    { step: 'initialize', name: 'count' },
  );
}, 60_000);
afterAll(() => table.close());

describe('500 owners with three accounts each', () => {
  it.each(['/v1/accounts', '/v1/audiences', '/v1/changes', '/v1/people', '/v1/digests', '/v1/stats'])(
    'are read in bounded reads by %s',
    async (path) => {
      const token = await createToken(table.db, { owners: OWNERS, scopes: ['read'] });
      const ask = asker(depsOf(table.db));
      requests = 0;
      const { status } = await ask(path, { token });
      expect(status).toBe(200);
      expect(requests).toBeLessThan(MOST_REQUESTS);
    },
  );

  it('are all listed, page after page', async () => {
    const token = await createToken(table.db, { owners: OWNERS, scopes: ['read'] });
    const accounts = await readAll(asker(depsOf(table.db)), '/v1/accounts', { token, query: { limit: '500' } });
    expect(new Set(accounts.map(({ id }) => id)).size).toBe(1_500);
  });
});
