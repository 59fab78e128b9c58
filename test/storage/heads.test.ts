import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { getItem } from '../../functions/storage/db.ts';
import { headAttribute, headAttributes, headFromItem } from '../../functions/storage/head-codec.ts';
import { claimHead, createHead, patchHead, readHead, readHeads, releaseHead } from '../../functions/storage/heads.ts';
import type { Head } from '../../functions/storage/items.ts';
import { headKey } from '../../functions/storage/keys.ts';
import { crashAt } from '../fakes/crash.ts';
import { type FreshTable, freshTable, tableClient } from '../fakes/table.ts';
import { freshHead, MINUTE, NOW, newKey } from '../roster/people.ts';

let table: FreshTable;
beforeAll(async () => {
  table = await freshTable();
});
afterAll(() => table.close());

const LEASE = { wall: NOW, leaseMs: 15 * MINUTE };

/** Every field there is, as large as it gets. */
const full: Required<Head> = {
  ...freshHead('agency-client-with-a-long-name/bluesky/did:plc:abcdefghijklmnopqrstuvwx/likes/3lbcdefghijkl'),
  kind: 'likes',
  accountId: 'bluesky:a-rather-long-handle.subdomain.example.org',
  audienceId: 'bluesky:a-rather-long-handle.subdomain.example.org:likes:3lbcdefghijkl',
  target: 'at://did:plc:abcdefghijklmnopqrstuvwx/app.bsky.feed.post/3lbcdefghijkl',
  item: '3lbcdefghijkl',
  title: 'x'.repeat(80),
  postedAt: NOW,
  closedReason: 'aged',
  version: 9_999,
  committedFence: 99_999,
  fence: 99_999,
  generation: 'g9999-99999',
  baseVersion: 9_990,
  segments: 3_334,
  baseBytes: 720_000_000,
  logBytes: 720_000_000,
  projectedVersion: 9_999,
  completePulls: 9_999,
  counts: { present: 10_000_000, missing: 100_000, held: 100_000, hidden: 10_000, lost: 1_000_000 },
  checksum: '0123456789abcdef',
  networkCount: 10_000_000,
  usualShortfall: 10_000,
  shortLists: { times: 2, since: 1_700_000_000_000, listed: 40 },
  baselineAt: NOW,
  pulledAt: NOW,
  exportAt: NOW,
  blankRows: 2,
  lastError: { at: NOW, code: 'credentials-rejected', message: 'The token was rejected. Make a new one and set it.' },
  leaseUntil: NOW,
  isSuspect: true,
  checkpoint: { fence: 99_999, sequence: 300, version: 9_999, startedAt: NOW },
  refused: { fence: 99_999, sequence: 300, version: 9_999, startedAt: NOW, at: NOW, listsFullProfiles: true },
  refusedAt: NOW,
  countOnly: { isRounded: true, count: 10_000_000, through: '2026-11-20', net: -1_000, gained: 99_000, lost: 100_000 },
  waitingSince: { missing: NOW, hidden: NOW },
  alarms: { told: 1_000_000, seenAgain: 100_000 },
  dueAt: NOW,
};

test('a head comes back as it was written, with every field and with the fewest', async () => {
  for (const head of [full, freshHead(newKey()), freshHead(newKey(), { dueAt: undefined })]) {
    expect(await createHead(table.db, head)).toBe(true);
    expect(await readHead(table.db, head.key, { consistent: true })).toEqual(head);
  }
});

test('a head with every field stays below 1 KB, so that an update costs one write unit', async () => {
  const { set } = headAttributes(full);
  const size = (value: unknown): number => {
    if (typeof value === 'string') return Buffer.byteLength(value);
    if (typeof value === 'number') return Math.ceil(String(value).replace(/0+$/, '').length / 2) + 2;
    if (Array.isArray(value)) return 3 + value.reduce((sum: number, one) => sum + 1 + size(one), 0);
    return 1;
  };
  const item = { ...set, ...headKey(full.key), sv: 1 };
  const bytes = Object.entries(item).reduce((sum, [name, value]) => sum + name.length + size(value), 0);
  expect(bytes).toBeLessThan(1_024);
});

test('a head is created once', async () => {
  const head = freshHead(newKey());
  expect(await createHead(table.db, head)).toBe(true);
  expect(await createHead(table.db, { ...head, version: 7 })).toBe(false);
  expect((await readHead(table.db, head.key))?.version).toBe(0);
});

test('heads are read in the order asked for, with gaps where there is none', async () => {
  const [a, b] = [freshHead(newKey()), freshHead(newKey())];
  await createHead(table.db, a);
  await createHead(table.db, b);
  expect((await readHeads(table.db, [b.key, 'nobody', a.key])).map((head) => head?.key)).toEqual([
    b.key,
    undefined,
    a.key,
  ]);
});

test('an item that is no head is an error that names the field', () => {
  const { set } = headAttributes(full);
  expect(() => headFromItem({ ...set, ...headKey('k'), [headAttribute('version')]: 'one' })).toThrow('version');
});

test('one claims, the other waits; every claim counts the fence up', async () => {
  const head = freshHead(newKey());
  await createHead(table.db, head);
  const first = await claimHead(table.db, head.key, LEASE);
  expect(first).toMatchObject({ fence: 1, head: { fence: 1, leaseUntil: NOW + 15 * MINUTE, dueAt: NOW } });
  expect(await claimHead(table.db, head.key, { ...LEASE, wall: NOW + 14 * MINUTE })).toBeUndefined();
  if (first !== undefined) expect(await releaseHead(table.db, first, { dueAt: NOW + 1 })).toBe(true);
  const second = await claimHead(table.db, head.key, LEASE);
  expect(second).toMatchObject({ fence: 2, head: { dueAt: NOW + 1 } });
  expect(second?.head.isSuspect).toBeUndefined();
});

test('of ten that claim at once, one does', async () => {
  const head = freshHead(newKey());
  await createHead(table.db, head);
  const claims = await Promise.all(Array.from({ length: 10 }, () => claimHead(table.db, head.key, LEASE)));
  expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
  expect((await readHead(table.db, head.key))?.fence).toBe(1);
});

test('a lease that ran out without a word makes a suspect, until a run ends well', async () => {
  const head = freshHead(newKey());
  await createHead(table.db, head);
  const hung = await claimHead(table.db, head.key, LEASE);
  const next = await claimHead(table.db, head.key, { ...LEASE, wall: NOW + 15 * MINUTE });
  expect(next).toMatchObject({ fence: 2, head: { isSuspect: true } });
  if (hung === undefined || next === undefined) throw new Error('Both could claim.');
  expect(await releaseHead(table.db, hung, { status: 'parked' })).toBe(false);
  expect(await releaseHead(table.db, next, {})).toBe(true);
  const now = await readHead(table.db, head.key);
  expect(now).toEqual({ ...head, fence: 2 });
});

test('a holder who is late but releases in the last moment is no suspect', async () => {
  const head = freshHead(newKey());
  await createHead(table.db, head);
  const late = await claimHead(table.db, head.key, LEASE);
  if (late === undefined) throw new Error('It could claim.');
  const { middlewareStack } = table.db.client;
  middlewareStack.add(
    (next, context) => async (args) => {
      if (!context.commandName?.startsWith('Update')) return next(args);
      middlewareStack.remove('race');
      await releaseHead(table.db, late, {});
      return next(args);
    },
    { step: 'initialize', name: 'race', override: true },
  );
  expect(await claimHead(table.db, head.key, { ...LEASE, wall: NOW + 20 * MINUTE })).toBeUndefined();
  expect(await readHead(table.db, head.key)).toEqual({ ...head, fence: 1 });
});

test('nobody can claim or patch what is not there, and nothing comes into being by it', async () => {
  const key = newKey();
  expect(await claimHead(table.db, key, LEASE)).toBeUndefined();
  expect(await patchHead(table.db, key, { status: 'stopped' })).toBe(false);
  expect(await getItem(table.db, headKey(key))).toBeUndefined();
});

test('a patch sets, removes with null, leaves undefined alone, and keeps the due index in step', async () => {
  const head = freshHead(newKey(), { title: 'old' });
  await createHead(table.db, head);
  await patchHead(table.db, head.key, { title: null, networkCount: 5, item: undefined, dueAt: null });
  const { title: _, dueAt: __, ...rest } = head;
  expect(await readHead(table.db, head.key)).toEqual({ ...rest, networkCount: 5 });
  expect(await getItem(table.db, headKey(head.key))).not.toHaveProperty('duePk');
  await patchHead(table.db, head.key, { dueAt: NOW });
  expect(await getItem(table.db, headKey(head.key))).toMatchObject({ duePk: 'DUE', dueAt: '2026-11-16T08:00:00.000Z' });
});

test('a patch with a condition that does not hold changes nothing', async () => {
  const head = freshHead(newKey());
  await createHead(table.db, head);
  const condition = { expression: '#v > :v', names: { '#v': headAttribute('version') }, values: { ':v': 3 } };
  expect(await patchHead(table.db, head.key, { status: 'stopped' }, condition)).toBe(false);
  expect((await readHead(table.db, head.key))?.status).toBe('active');
});

test('a claim and a release cost one write each', async () => {
  const head = freshHead(newKey());
  await createHead(table.db, head);
  const count = crashAt(table.db, Number.POSITIVE_INFINITY, 'before');
  const claim = await claimHead(table.db, head.key, LEASE);
  if (claim !== undefined) await releaseHead(table.db, claim, { dueAt: NOW + 1 });
  count.revive();
  expect(count.writes).toBe(2);
});

test('a table that is out of reach is an error, not "somebody else holds it"', async () => {
  const client = DynamoDBDocumentClient.from(tableClient('http://127.0.0.1:1'));
  const mock = mockClient(client);
  const { set } = headAttributes(freshHead('k'));
  mock.on(GetCommand).resolves({ Item: { ...headKey('k'), ...set } });
  mock.on(UpdateCommand).rejects(new Error('throttled'));
  await expect(claimHead({ client, tableName: 't' }, 'k', LEASE)).rejects.toThrow('throttled');
});
