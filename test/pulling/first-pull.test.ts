import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ListedPerson } from '../../functions/core/model.ts';
import type { Connector } from '../../functions/networks/network.ts';
import { acceptBaseline } from '../../functions/pulling/accept-baseline.ts';
import { pullAudience } from '../../functions/pulling/audience-job.ts';
import type { PullDeps } from '../../functions/pulling/deps.ts';
import { eraseFromAudience } from '../../functions/pulling/erase-from-audience.ts';
import { validateConfig } from '../../functions/runtime/config.ts';
import { trackSchema } from '../../functions/runtime/config-schema.ts';
import { putAudienceRef } from '../../functions/storage/audiences.ts';
import type { Db } from '../../functions/storage/db.ts';
import type { AccountItem } from '../../functions/storage/items.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { Audience, listed, row, rows } from '../roster/people.ts';
import { scriptedConnector } from './scripted-connector.ts';

let table: FreshTable;
beforeAll(async () => {
  table = await freshTable();
});
afterAll(() => table.close());

const PEOPLE = 7_500;
const LIST = Array.from({ length: PEOPLE }, (_, n) => listed(`p${n}`));
const FULL = { handle: 'p3.example', url: 'https://net.example/p3', location: 'Leipzig' };

function rigOf(audience: Audience, { db = table.db, list = LIST }: { db?: Db; list?: readonly ListedPerson[] } = {}) {
  const [owner = ''] = audience.key.split('/');
  const config = validateConfig(
    { owners: [{ id: owner, name: 'Olive', accounts: [{ id: 'bluesky:alice.example' }], digests: [] }] },
    'test',
  );
  const account: AccountItem = {
    ...{ owner, accountId: 'bluesky:alice.example', network: 'bluesky', stableId: 'did:plc:alice' },
    profile: { handle: 'alice.example', url: 'https://net.example/alice' },
    ...{ track: trackSchema.parse({}), status: 'active', addedAt: 0 },
  };
  const deps: PullDeps = {
    db,
    config,
    connectors: async () => scriptedConnector({ list: [], pageSize: 1 }),
    clock: { now: () => audience.wall, wall: () => audience.wall },
    logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  };
  const read: string[] = [];
  const pull = async (breaksAt?: number) => {
    const network = scriptedConnector({
      ...{ list, pageSize: 100, profiles: [{ id: 'p3', profile: FULL }] },
      ...(breaksAt === undefined ? {} : { breaksAt }),
    });
    const connector: Connector = {
      ...network,
      readPage: async (target, cursor) => {
        const page = await network.readPage(target, cursor);
        read.push(cursor ?? '0');
        return page;
      },
    };
    const claim = await audience.claim();
    return (await pullAudience({ deps, claim, account, connector, mayGoOn: () => true, spread: 0 })).report;
  };
  return { owner, deps, read, pull };
}

const idsOf = async (audience: Audience) => new Set([...(await audience.open()).rows()].map(({ id }) => id));

test('a first pull of thousands that breaks off twice reads no page twice, and has everybody once', async () => {
  const audience = await Audience.create(table.db);
  const { pull, read } = rigOf(audience);
  expect((await pull(3_400)).outcome).toBe('failed');
  expect((await pull(6_200)).outcome).toBe('failed');
  expect((await audience.open()).size).toBe(0);
  expect(await pull()).toMatchObject({ outcome: 'baseline', count: PEOPLE, gained: 0 });
  expect(read).toHaveLength(PEOPLE / 100);
  expect(new Set(read).size).toBe(read.length);
  expect((await idsOf(audience)).size).toBe(PEOPLE);
  const head = await audience.head();
  expect(head).toMatchObject({ version: 1, completePulls: 1, counts: { present: PEOPLE } });
  expect(head.checkpoint).toBeUndefined();
  const roster = await audience.open();
  expect(roster.rowAt(roster.find('p3'))).toMatchObject({ profile: FULL, hydratedAt: audience.wall });
  expect(await pull()).toMatchObject({ outcome: 'unchanged', count: PEOPLE });
});

test('a table that breaks in the middle of a first pull costs the pages since the last checkpoint, and no more', async () => {
  const audience = await Audience.create(table.db);
  const list = Array.from({ length: 21_000 }, (_, n) => listed(`p${n}`));
  let isWhole = false;
  const send = async (...args: unknown[]): Promise<unknown> => {
    if (!isWhole && read.length > 130 && args[0] instanceof PutCommand) throw new Error('InternalServerError');
    return (table.db.client.send as (...args: unknown[]) => Promise<unknown>).apply(table.db.client, args);
  };
  const db: Db = { ...table.db, client: Object.create(table.db.client, { send: { value: send } }) };
  const { pull, read } = rigOf(audience, { db, list });
  expect((await pull()).outcome).toBe('failed');
  const { checkpoint, lastError } = await audience.head();
  expect(lastError?.code).toBe('internal');
  expect(checkpoint).toBeDefined();
  isWhole = true;
  const first = read.splice(0);
  expect(await pull()).toMatchObject({ outcome: 'baseline', count: list.length });
  expect(read[0]).toBe('10000');
  expect(first.length + read.length - 210).toBeLessThanOrEqual(100);
  expect((await idsOf(audience)).size).toBe(list.length);
});

test('a long first list that was refused becomes the baseline when its owner takes it', async () => {
  const audience = await Audience.create(table.db, undefined, { networkCount: 40_000 });
  const { deps, owner, pull } = rigOf(audience);
  expect((await pull()).outcome).toBe('refused');
  expect((await audience.head()).version).toBe(0);
  const { key } = audience;
  const audienceId = 'bluesky:alice.example:followers';
  await putAudienceRef(table.db, {
    ...{ owner, audienceId, key, kind: 'followers', accountId: 'bluesky:alice.example', network: 'bluesky' },
  });
  expect(await acceptBaseline(deps, { audienceId, owner })).toMatchObject({ outcome: 'baseline', count: PEOPLE });
  expect((await idsOf(audience)).size).toBe(PEOPLE);
});

test('of an audience that is opened packed somebody is erased from base and log, and nobody else', async () => {
  const audience = await Audience.create(table.db);
  await audience.commit({ puts: rows(21_000) });
  await audience.commit({ puts: [row('p5', { state: 'missing' }), row('p30000')] });
  const { deps } = rigOf(audience);
  const isErased = (_: string, id: string): boolean => id === 'p5' || id === 'p20000' || id === 'p30000';
  const { outcome, people } = await eraseFromAudience(deps, audience.key, isErased, () => true);
  expect([outcome, people.size]).toEqual(['clean', 3]);
  const ids = await idsOf(audience);
  expect([ids.size, ids.has('p5'), ids.has('p6'), ids.has('p30000')]).toEqual([20_998, false, true, false]);
  // What is clean already costs its reading.
  const again = await eraseFromAudience(deps, audience.key, isErased, () => true);
  expect([again.outcome, again.people.size]).toEqual(['clean', 0]);
});
