import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Db } from '../../functions/storage/db.ts';
import { writePeopleIndex } from '../../functions/storage/people-index.ts';
import { createToken } from '../../functions/storage/tokens.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { asker, depsOf, jsonOf } from './asking.ts';
import { addAccount, NOW } from './seeded.ts';

const ACCOUNT = 'bluesky:alice.example';
let table: FreshTable;
let token: string;
beforeEach(async () => {
  table = await freshTable();
  await addAccount(table.db, 'alice', ACCOUNT);
  token = await createToken(table.db, { owners: ['alice'], scopes: ['read'] });
  await makeAnew(0);
});
afterEach(() => table.close());

/** The index with two people, one of them named by how often it was made. */
function makeAnew(times: number): Promise<void> {
  const person = (id: string) => ({
    ...{ id, network: 'bluesky' as const, handle: `${id}.example`, url: `https://x.example/${id}` },
    ...{ state: 'present' as const, stateAt: NOW, firstSeenAt: NOW, audiences: [] },
  });
  const people = [person('ann'), person(`made${times}`)];
  return writePeopleIndex(table.db, 'alice', ACCOUNT, people, { of: 5, fingerprint: `${times}`, at: NOW });
}

/** A search during which a tick makes the index anew before each of the first readings of its parts. */
async function searchedWhile(replacements: number) {
  let made = 0;
  const isOfParts = (command: unknown): boolean =>
    command instanceof BatchGetCommand && JSON.stringify(command.input).includes('PART#');
  const client = new Proxy(table.db.client, {
    get: (target, name) =>
      name === 'send'
        ? async (command: Parameters<typeof target.send>[0]) => {
            if (isOfParts(command) && made < replacements) {
              made += 1;
              await makeAnew(made);
            }
            return target.send(command);
          }
        : Reflect.get(target, name),
  });
  const db: Db = { ...table.db, client };
  const answer = jsonOf(await asker(depsOf(db))('/v1/people', { token }));
  return { made, answer };
}

it.each([1, 2, 3])(
  'an index that is made anew %i times while it is searched is searched all the same',
  async (times) => {
    const { made, answer } = await searchedWhile(times);
    expect(made).toBe(times);
    expect(answer).toMatchObject({ searched: 2, of: 5, items: [{ id: 'ann' }, { id: `made${times}` }] });
  },
);

it('says that nobody of an account was looked through whose index never holds still', async () => {
  const { made, answer } = await searchedWhile(100);
  expect(made).toBe(4);
  expect(answer).toMatchObject({ searched: 0, of: 5, items: [] });
});
