import { Readable } from 'node:stream';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { personId } from '../../functions/core/ids.ts';
import type { RosterRow } from '../../functions/core/model.ts';
import { acceptSnapshot } from '../../functions/pulling/accept-snapshot.ts';
import { erasePeople } from '../../functions/pulling/erase-people.ts';
import { finishVersions } from '../../functions/pulling/finish.ts';
import { indexMarked, markIndex } from '../../functions/pulling/index-people.ts';
import { saveCheckpoint } from '../../functions/roster/checkpoint.ts';
import { commitDelta } from '../../functions/roster/commit.ts';
import { Comparison } from '../../functions/roster/comparison.ts';
import { openRoster } from '../../functions/roster/open.ts';
import type { Secrets } from '../../functions/runtime/secrets.ts';
import { putCorrection } from '../../functions/storage/corrections.ts';
import { deleteItem, putItem } from '../../functions/storage/db.ts';
import { listErasureJobs, listTombstones, requestErasure } from '../../functions/storage/erasures.ts';
import { claimHead, readHead, releaseHead } from '../../functions/storage/heads.ts';
import { changeOutreach } from '../../functions/storage/outreach.ts';
import { unpackBytes } from '../../functions/storage/pack.ts';
import { createToken } from '../../functions/storage/tokens.ts';
import { CrashError, type CrashMoment, crashAt } from '../fakes/crash.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { asker, depsOf, readAll, silent } from './asking.ts';
import { addAccount, addAudience, addEdition, change, gained, keyOf, NOW, tell } from './seeded.ts';

/** Unique words of the person who is erased; nothing else in the table has them. */
const GONE = 'did:plc:person1';
const ID = personId('bluesky', GONE);
const place = { owner: 'alice', accountId: 'bluesky:alice.example', kind: 'followers' } as const;
const post = { owner: 'alice', accountId: 'bluesky:alice.example', kind: 'likes', item: '3kpost' } as const;
const HOUR = 3_600_000;

let table: FreshTable;
let wall: number;
let deps: Parameters<typeof erasePeople>[0];

/** Secrets that outlive the table. */
function secretsInMemory(): Pick<Secrets, 'read' | 'readOrCreate'> {
  const kept = new Map<string, string>();
  return {
    read: async (name) => kept.get(name),
    readOrCreate: async (name, make) => {
      const value = kept.get(name) ?? make();
      kept.set(name, value);
      return value;
    },
  };
}

beforeEach(async () => {
  table = await freshTable();
  wall = NOW;
  const { db } = table;
  deps = { ...depsOf(db), logger: silent, clock: { now: () => NOW, wall: () => wall }, secrets: secretsInMemory() };
  await addAccount(db, 'alice', place.accountId, { replies: [{ personId: GONE, at: NOW }] });
  for (const where of [place, post]) {
    await addAudience(db, where);
    await tell(db, where, [change(1), gained(2), change(3)]);
    await tell(db, where, [change(1, { kind: 'returned', verdict: undefined }), gained(4)]);
  }
  await addEdition(db, 'alice', 'weekly', '2026-11-16');
  await changeOutreach(db, 'alice', ID, { action: 'invite' }, NOW);
  await putCorrection(db, 'alice', ID, { place: 'Leipzig' }, NOW);
  await markIndex(db, { owner: 'alice', accountId: place.accountId });
  await indexMarked(deps, () => true);
});
afterEach(() => table.close());

/** Everything that a reader of the whole table could find, unpacked. */
async function whoIsNamed(words = GONE): Promise<string[]> {
  const token = await createToken(table.db, { owners: ['alice'], scopes: ['read'] });
  const ask = asker(depsOf(table.db));
  const found: string[] = [];
  for (const path of [
    '/v1/changes',
    '/v1/people',
    '/v1/digests/weekly:2026-11-16',
    '/v1/audiences/bluesky:alice.example:followers/people',
    '/v1/audiences/bluesky:alice.example:likes/people',
    `/v1/people/${ID}`,
    `/v1/people/${ID}/changes`,
  ]) {
    const { text, status } = await ask(path, { token });
    if (status === 200 && text.includes(words)) found.push(path);
  }
  const { Items = [] } = await table.db.client.send(new ScanCommand({ TableName: table.db.tableName }));
  for (const item of Items) {
    const packed = Object.values(item).filter((value) => value instanceof Uint8Array);
    const texts = [JSON.stringify(item), ...packed.map((bytes) => unpacked(bytes))];
    if (texts.some((text) => text.includes(words))) found.push(`${item['pk']} ${item['sk']}`);
  }
  return found;
}

function unpacked(bytes: Uint8Array): string {
  try {
    return Buffer.from(unpackBytes(bytes)).toString('latin1');
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}

/** Ticks, with hours between them. */
async function work(ticks = 3): Promise<void> {
  for (let n = 0; n < ticks; n += 1) {
    await erasePeople(deps, () => true);
    wall += 3 * HOUR;
  }
}

describe('erasing a person', () => {
  it('takes them out of everything that lies in the table, and leaves the others', async () => {
    expect((await whoIsNamed()).length).toBeGreaterThan(8);
    await requestErasure(table.db, 'alice', ID, NOW);
    await work();
    expect(await whoIsNamed()).toEqual([]);
    expect(await listErasureJobs(table.db, 'alice')).toEqual([]);
    const token = await createToken(table.db, { owners: ['alice'], scopes: ['read'] });
    const ask = asker(depsOf(table.db));
    const people = await readAll(ask, '/v1/audiences/bluesky:alice.example:followers/people', { token });
    expect(people.map(({ id }) => id).sort()).toEqual([2, 3, 4].map((n) => `bluesky:did:plc:person${n}`));
    const changes = await readAll(ask, '/v1/changes', { token, query: { limit: '1' } });
    expect(changes).toHaveLength(6);
  });

  it('leaves an index that can be searched at once', async () => {
    await requestErasure(table.db, 'alice', ID, NOW);
    await erasePeople(deps, () => true);
    const token = await createToken(table.db, { owners: ['alice'], scopes: ['read'] });
    const people = await readAll(asker(depsOf(table.db)), '/v1/people', { token });
    expect(people.map(({ id }) => id).sort()).toEqual([2, 3, 4].map((n) => `bluesky:did:plc:person${n}`));
  });

  it('hides them from every answer at once', async () => {
    const token = await createToken(table.db, { owners: ['alice'], scopes: ['read', 'write'] });
    const ask = asker(depsOf(table.db));
    expect((await ask(`/v1/people/${ID}`, { token })).status).toBe(200);
    expect((await ask(`/v1/people/${ID}`, { token, method: 'DELETE' })).status).toBe(202);
    expect((await ask(`/v1/people/${ID}`, { token })).status).toBe(404);
    expect((await ask('/v1/people', { token })).text).not.toContain(GONE);
    for (const path of [
      '/v1/changes',
      `/v1/people/${ID}/changes`,
      '/v1/digests/weekly:2026-11-16',
      '/v1/audiences/bluesky:alice.example:followers/people',
    ])
      expect([path, (await ask(path, { token })).text.includes(GONE)]).toEqual([path, false]);
  });

  const moments: readonly CrashMoment[] = ['before', 'half', 'after'];
  it.each(moments)('goes on after a crash %s any write', async (moment) => {
    await requestErasure(table.db, 'alice', ID, NOW);
    for (let nth = 1; nth < 200; nth += 9) {
      const crash = crashAt(table.db, nth, moment);
      await erasePeople(deps, () => true).catch((error: unknown) => {
        if (!(error instanceof CrashError)) throw error;
      });
      crash.revive();
      // Whoever died left its leases behind.
      wall += 3 * HOUR;
      if (!crash.hasHappened && (await listErasureJobs(table.db, 'alice')).length === 0) break;
    }
    await work();
    expect(await whoIsNamed()).toEqual([]);
    expect(await listErasureJobs(table.db, 'alice')).toEqual([]);
  });

  it('is not undone by the next list that names them', async () => {
    await requestErasure(table.db, 'alice', ID, NOW);
    await work();
    const listed = [{ id: GONE, profile: { handle: 'back', url: '' } }];
    await acceptSnapshot(deps, {
      ...{ owner: 'alice', accountId: 'list:friends', takenAt: NOW },
      people: (async function* () {
        yield [{ id: 'somebody', profile: { handle: 'somebody', url: '' } }, ...listed];
      })(),
    } as Parameters<typeof acceptSnapshot>[1]);
    // The same words on a list are somebody else: people are known by network and id.
    await requestErasure(table.db, 'alice', personId('list', GONE), NOW);
    await work();
    await acceptSnapshot(deps, {
      ...{ owner: 'alice', accountId: 'list:friends', takenAt: NOW + 1 },
      people: (async function* () {
        yield [{ id: 'somebody', profile: { handle: 'somebody', url: '' } }, ...listed];
      })(),
    } as Parameters<typeof acceptSnapshot>[1]);
    expect(await whoIsNamed()).toEqual([]);
  });

  it('takes them out of a walk that waits, of which nobody else knows yet', async () => {
    const { db } = table;
    const claim = await claimHead(db, keyOf(place), { wall, leaseMs: 1 });
    if (claim === undefined) throw new Error('leased');
    const roster = await openRoster(db, claim.head);
    const comparison = new Comparison(roster);
    comparison.see([{ id: 'did:plc:waiting', profile: { handle: 'waiting.example', url: '' } }]);
    await saveCheckpoint(db, claim, roster, comparison, { cursor: 'next', startedAt: wall, pages: 1 });
    await releaseHead(db, claim, {});
    expect(await whoIsNamed('waiting.example')).toHaveLength(1);
    await requestErasure(db, 'alice', personId('bluesky', 'did:plc:waiting'), NOW);
    await work();
    expect(await whoIsNamed('waiting.example')).toEqual([]);
    // The walk begins again, and the roster is as it was.
    const head = await readHead(db, keyOf(place), { consistent: true });
    expect(head?.checkpoint).toBeUndefined();
    expect(head?.counts.present).toBeGreaterThan(0);
  });

  it('takes them out of a list that was refused, which is not to be accepted any more', async () => {
    const { db } = table;
    const list = (names: readonly string[], takenAt: number) =>
      acceptSnapshot(deps, {
        ...{ owner: 'alice', accountId: 'list:friends', takenAt },
        people: Readable.from([names.map((id) => ({ id, profile: { handle: `${id}.example`, url: '' } }))]),
      });
    const many = (name: string) => Array.from({ length: 30 }, (_, n) => `${name}${n}`);
    await list(many('friend'), NOW);
    expect(await list([...many('stranger'), 'refusedone'], NOW + 1)).toMatchObject({ outcome: 'refused' });
    expect((await whoIsNamed('refusedone.example')).length).toBeGreaterThan(0);
    await requestErasure(db, 'alice', personId('list', 'refusedone'), NOW);
    await work();
    expect(await whoIsNamed('refusedone.example')).toEqual([]);
    expect(await whoIsNamed('stranger7.example')).toEqual([]);
    const token = await createToken(db, { owners: ['alice'], scopes: ['read'] });
    const path = '/v1/audiences/list:friends:members/people';
    expect(await readAll(asker(depsOf(db)), path, { token })).toHaveLength(30);
  });

  it('is not undone by a late projection', async () => {
    const { db } = table;
    const claim = await claimHead(db, keyOf(place), { wall, leaseMs: 1 });
    if (claim === undefined) throw new Error('leased');
    const roster = await openRoster(db, claim.head);
    const { id, ...profile } = change(1).person;
    const row: RosterRow = { id, profile, state: 'present', stateAt: NOW, firstSeenAt: NOW, returns: 0, losses: 0 };
    await commitDelta(db, claim, roster, { puts: [row], drops: [], changes: [change(1), gained(5)] }, {});
    const late = await readHead(db, keyOf(place), { consistent: true });
    await requestErasure(db, 'alice', ID, NOW);
    await erasePeople(deps, () => true);
    if (late !== undefined) await finishVersions(deps, late, { compact: false }).catch(() => {});
    await work();
    expect(await whoIsNamed()).toEqual([]);
  });

  it('is done again for a table that was restored from before it', async () => {
    const { Items: before = [] } = await table.db.client.send(new ScanCommand({ TableName: table.db.tableName }));
    await requestErasure(table.db, 'alice', ID, NOW);
    await work();
    const { Items: after = [] } = await table.db.client.send(new ScanCommand({ TableName: table.db.tableName }));
    for (const { pk, sk } of after) await deleteItem(table.db, { pk: String(pk), sk: String(sk) });
    for (const item of before) await putItem(table.db, { pk: String(item['pk']), sk: String(item['sk']) }, item);
    expect((await whoIsNamed()).length).toBeGreaterThan(8);
    expect((await listTombstones(table.db, 'alice')).size).toBe(0);
    await work();
    expect(await whoIsNamed()).toEqual([]);
    expect((await listTombstones(table.db, 'alice')).size).toBe(1);
  });
});
