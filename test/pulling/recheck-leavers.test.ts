import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ListedPerson } from '../../functions/core/model.ts';
import { recheckLeavers } from '../../functions/pulling/recheck-leavers.ts';
import { HELD_IN_A_PULL, openRoster } from '../../functions/roster/open.ts';
import { PackedRoster } from '../../functions/roster/packed-roster.ts';
import { validateConfig } from '../../functions/runtime/config.ts';
import { trackSchema } from '../../functions/runtime/config-schema.ts';
import { putAudienceRef } from '../../functions/storage/audiences.ts';
import type { AccountItem } from '../../functions/storage/items.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { Audience, NOW, row, rows } from '../roster/people.ts';
import { scriptedConnector } from './scripted-connector.ts';

let table: FreshTable;
beforeAll(async () => {
  table = await freshTable();
});
afterAll(() => table.close());

const LATER = NOW + 40 * 86_400_000;
const OWNER = 'recheck';
const KEY = `${OWNER}/x/1/followers`;
const account: AccountItem = {
  ...{ owner: OWNER, accountId: 'x:alice', network: 'x', stableId: '1' },
  profile: { handle: 'alice', url: 'https://net.example/alice' },
  ...{ track: trackSchema.parse({}), status: 'active', addedAt: 0, budget: { usdPerMonth: 50, ownsApp: false } },
};

test('of an audience too large to be held, whoever left and is suspended by now loses their profile, and nobody else', async () => {
  const audience = await Audience.create(table.db, KEY, { network: 'x', accountId: 'x:alice' });
  await putAudienceRef(table.db, {
    ...{
      owner: OWNER,
      audienceId: 'x:alice:followers',
      key: KEY,
      kind: 'followers',
      accountId: 'x:alice',
      network: 'x',
    },
  });
  await audience.commit({ puts: rows(HELD_IN_A_PULL + 1_000) });
  await audience.commit({
    puts: [
      row('p7', { state: 'lost', stateAt: NOW }),
      row('p20500', { state: 'lost', stateAt: NOW }),
      row('p9', { state: 'lost', stateAt: LATER - 1 }),
    ],
  });
  expect(await openRoster(table.db, await audience.head(), { mostHeld: HELD_IN_A_PULL })).toBeInstanceOf(PackedRoster);
  const bare: ListedPerson['profile'] = { handle: 'p20500', url: 'https://x.example/p20500' };
  const connector = scriptedConnector({
    ...{ list: [], pageSize: 1 },
    answer: (id) => ({
      ...{ id, inAudience: undefined, evidence: { at: LATER, asked: 'users', answered: id } },
      ...(id === 'p20500' ? { account: 'suspended', isWithdrawn: true, profile: bare } : { account: 'active' }),
    }),
  });
  const config = validateConfig(
    { owners: [{ id: OWNER, name: 'Olive', accounts: [{ id: 'x:alice', budget: { usdPerMonth: 50 } }], digests: [] }] },
    'test',
  );
  const clock = { now: () => LATER, wall: () => LATER };
  await recheckLeavers({ db: table.db, config, clock }, account, connector);
  expect(connector.asked.toSorted()).toEqual(['p20500', 'p7']);
  const roster = await audience.open();
  const after = (id: string) => roster.rowAt(roster.find(id));
  expect(after('p20500')).toMatchObject({ state: 'lost', profile: bare });
  expect(after('p7')).toMatchObject({ profile: row('p7').profile, hydratedAt: LATER });
  expect(after('p9').hydratedAt).toBeUndefined();
  // Who was looked at just now is left alone.
  await recheckLeavers({ db: table.db, config, clock }, account, connector);
  expect(connector.asked).toHaveLength(2);
});
