import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import {
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { itemToJson } from '../../functions/archiving/attribute-json.ts';
import { backUp, scan } from '../../functions/archiving/back-up.ts';
import { asCarried } from '../../functions/archiving/carried.ts';
import { pauseTicks } from '../../functions/archiving/pause-ticks.ts';
import { restore } from '../../functions/archiving/restore.ts';
import { personId } from '../../functions/core/ids.ts';
import { erasePeople } from '../../functions/pulling/erase-people.ts';
import { openRoster } from '../../functions/roster/open.ts';
import { putItem } from '../../functions/storage/db.ts';
import { listTombstones, requestErasure } from '../../functions/storage/erasures.ts';
import { claimHead, readHead } from '../../functions/storage/heads.ts';
import { createToken, listTokens } from '../../functions/storage/tokens.ts';
import { CrashError, crashAt } from '../fakes/crash.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { depsOf, silent } from '../history/asking.ts';
import { addAccount, addAudience, addEdition, change, gained, keyOf, NOW, tell } from '../history/seeded.ts';

const place = { owner: 'alice', accountId: 'bluesky:alice.example', kind: 'followers' } as const;
const GONE = 'did:plc:person1';

let from: FreshTable;
let to: FreshTable;

function secretsInMemory(kept = new Map<string, string>()) {
  return {
    kept,
    read: async (name: string) => kept.get(name),
    readOrCreate: async (name: string, make: () => string) => {
      const value = kept.get(name) ?? make();
      kept.set(name, value);
      return value;
    },
  };
}
type Secrets = ReturnType<typeof secretsInMemory>;

const depsAt = ({ db }: FreshTable, secrets: Secrets) => ({
  ...{ ...depsOf(db), secrets, logger: silent, wait: async () => undefined },
  clock: { now: () => NOW, wall: () => NOW },
});

async function archiveOf({ db }: FreshTable, secrets: Secrets = secretsInMemory()): Promise<Buffer> {
  return gzipSync(await buffer(Readable.from(backUp({ db, secrets, now: NOW }))));
}

/** Everything of a table that is history, line by line. */
async function historyIn({ db }: FreshTable): Promise<string[]> {
  const lines: string[] = [];
  for await (const page of scan(db)) {
    for (const item of page) {
      const carried = asCarried(item, NOW);
      if (carried !== undefined) lines.push(itemToJson(Object.fromEntries(Object.entries(carried).sort())));
    }
  }
  return lines.sort();
}

const restoreTo = (
  table: FreshTable,
  bytes: Buffer,
  options: { replace?: boolean; erasureKey?: string } = {},
  secrets = secretsInMemory(),
) => restore(depsAt(table, secrets), () => Readable.from([bytes]), { replace: false, ...options });

beforeEach(async () => {
  [from, to] = await Promise.all([freshTable(), freshTable()]);
  const { db } = from;
  await addAccount(db, 'alice', place.accountId);
  await addAudience(db, place);
  await tell(db, place, [change(1), gained(2), change(3)]);
  await tell(db, place, [change(1, { kind: 'returned', verdict: undefined }), gained(4)]);
  await addEdition(db, 'alice', 'weekly', '2026-11-16');
});
afterEach(() => Promise.all([from.close(), to.close()]));

describe('a backup', () => {
  it('brings all history to another table, to the last byte', async () => {
    await restoreTo(to, await archiveOf(from));
    expect(await historyIn(to)).toEqual(await historyIn(from));
    const head = await readHead(to.db, keyOf(place));
    if (head === undefined) throw new Error('no head');
    expect([...(await openRoster(to.db, head)).rows()].length).toBeGreaterThan(2);
  });

  it('holds no token, no lease, no checkpoint, no rate limit and nothing of the place', async () => {
    const token = await createToken(from.db, { owners: ['alice'], scopes: ['read'] });
    await claimHead(from.db, keyOf(place), { wall: NOW, leaseMs: 1_000 });
    for (const key of [
      { pk: `A#${keyOf(place)}`, sk: 'CKPT#0000000001#000001#0001' },
      { pk: 'CREDENTIALS', sk: 'github:public' },
      { pk: 'R#credentials/x', sk: 'REFRESH' },
      { pk: 'META', sk: 'OWNER#alice' },
      { pk: 'META', sk: 'ERASURES' },
    ]) {
      await putItem(from.db, key, { left: 'LEFT-BEHIND' });
    }
    await putItem(from.db, { pk: 'C#x', sk: 'old' }, { left: 'LEFT-BEHIND', expiresAt: NOW / 1000 - 1 });
    const text = gunzipSync(await archiveOf(from)).toString();
    expect(text).not.toContain('LEFT-BEHIND');
    expect(text).not.toContain(token);
    expect(text).not.toMatch(/"T#|TOKENS/);
    await restoreTo(to, gzipSync(text));
    expect((await readHead(to.db, keyOf(place)))?.leaseUntil).toBeUndefined();
  });

  it.each([
    ['was cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 40), /cut short/],
    [
      'lost its end',
      (bytes: Buffer) => gzipSync(gunzipSync(bytes).toString().split('\n').slice(0, -2).join('\n').concat('\n')),
      /no end/,
    ],
    [
      'lost a line',
      (bytes: Buffer) => gzipSync(gunzipSync(bytes).toString().split('\n').toSpliced(2, 1).join('\n')),
      /items where/,
    ],
    [
      'was changed',
      (bytes: Buffer) => gzipSync(gunzipSync(bytes).toString().replace('alice.example', 'malice.example')),
      /checksum/,
    ],
    ['was overwritten', (bytes: Buffer) => Buffer.from(bytes).fill(0, bytes.length >> 1, bytes.length - 40), /damaged/],
    ['is another file', () => Buffer.from('a photograph'), /no backup/],
    ['is another packed file', () => gzipSync('id,name\n1,Ann\n'), /no backup/],
    ['is empty', () => gzipSync(''), /no backup/],
    [
      'is of a newer version',
      (bytes: Buffer) =>
        gzipSync(
          gunzipSync(bytes)
            .toString()
            .replace(/"schema":\d+/, '"schema":99'),
        ),
      /newer version/,
    ],
  ])('that %s is refused before anything is written', async (_, damage, words) => {
    await expect(restoreTo(to, damage(await archiveOf(from)))).rejects.toThrow(words);
    expect(await historyIn(to)).toEqual([]);
    await restoreTo(to, await archiveOf(from));
  });

  it('is not mixed with other history; it can take its place', async () => {
    await addAccount(to.db, 'alice', 'bluesky:other.example');
    await createToken(to.db, { owners: ['alice'], scopes: ['read'] });
    const bytes = await archiveOf(from);
    const before = await historyIn(to);
    await expect(restoreTo(to, bytes)).rejects.toThrow(/cannot be merged.*--replace/);
    expect(await historyIn(to)).toEqual(before);
    await restoreTo(to, bytes, { replace: true });
    expect(await historyIn(to)).toEqual(await historyIn(from));
    expect(await listTokens(to.db)).toHaveLength(1);
  });

  it.each([1, 2, 3, 5, 8])('whose restore is cut off at write %i is repeated, and then all is there', async (nth) => {
    const bytes = await archiveOf(from);
    await addAccount(to.db, 'alice', 'bluesky:other.example');
    const secrets = secretsInMemory();
    const crash = crashAt(to.db, nth, 'half');
    await restoreTo(to, bytes, { replace: true }, secrets).catch((error: unknown) => {
      if (!(error instanceof CrashError)) throw error;
    });
    crash.revive();
    await restoreTo(to, bytes, { replace: true }, secrets);
    expect(await historyIn(to)).toEqual(await historyIn(from));
  });
});

describe('whoever was erased stays erased', () => {
  const ID = personId('bluesky', GONE);
  const erase = async (table: FreshTable, secrets: Secrets) => {
    await requestErasure(table.db, 'alice', ID, NOW);
    await erasePeople(depsAt(table, secrets), () => true);
  };

  it('when a backup from before is restored where they were erased', async () => {
    const secrets = secretsInMemory();
    const before = await archiveOf(from, secrets);
    expect(gunzipSync(before).toString()).toContain('person1');
    await erase(from, secrets);
    await restoreTo(to, before, {}, secrets);
    expect([...(await listTombstones(to.db, 'alice'))]).toHaveLength(1);
    const head = await readHead(to.db, keyOf(place));
    if (head === undefined) throw new Error('no head');
    expect([...(await openRoster(to.db, head)).rows()].map(({ id }) => id)).not.toContain(GONE);
  });

  it('when they wait to be erased where an older backup takes the place of what is there', async () => {
    const secrets = secretsInMemory();
    const before = await archiveOf(from, secrets);
    await requestErasure(from.db, 'alice', ID, NOW);
    await restoreTo(from, before, { replace: true }, secrets);
    expect([...(await listTombstones(from.db, 'alice'))]).toHaveLength(1);
    const head = await readHead(from.db, keyOf(place));
    if (head === undefined) throw new Error('no head');
    expect([...(await openRoster(from.db, head)).rows()].map(({ id }) => id)).not.toContain(GONE);
  });

  it('in another place, which recognises them by the key that came beside the backup, and no other', async () => {
    const secrets = secretsInMemory();
    await erase(from, secrets);
    const bytes = await archiveOf(from, secrets);
    const key = secrets.kept.get('keys/erasures') ?? '';
    expect(gunzipSync(bytes).toString()).not.toContain(key);
    await expect(restoreTo(to, bytes)).rejects.toThrow(/FILE\.erasures/);
    await expect(restoreTo(to, bytes, { erasureKey: 'another' })).rejects.toThrow(/that of another backup/);
    const foreign = secretsInMemory(new Map([['keys/erasures', 'its own']]));
    await expect(restoreTo(to, bytes, { erasureKey: key }, foreign)).rejects.toThrow(/two different keys/);
    expect(await historyIn(to)).toEqual([]);

    const own = secretsInMemory();
    await restoreTo(to, bytes, { erasureKey: key }, own);
    expect(own.kept.get('keys/erasures')).toBe(key);
    expect([...own.kept.keys()].filter((name) => name.startsWith('erasures/'))).toHaveLength(1);
    expect(await listTombstones(to.db, 'alice')).toEqual(await listTombstones(from.db, 'alice'));
  });
});

describe('the ticks of a stage', () => {
  it('are paused, and come again as they were, but for those that somebody had switched off', async () => {
    const states: Record<string, string> = { a: 'ENABLED', b: 'DISABLED' };
    const mock = mockClient(SchedulerClient);
    mock.on(ListSchedulesCommand).resolves({ Schedules: [{ Name: 'a' }, { Name: 'b' }] });
    const kept = {
      ScheduleExpression: 'rate(5 minutes)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: 'f', RoleArn: 'r' },
    } as const;
    mock.on(GetScheduleCommand).callsFake(({ Name }) => ({ ...kept, Name, Arn: 'x', State: states[Name] }));
    mock.on(UpdateScheduleCommand).callsFake((input) => {
      expect(input).toMatchObject(kept);
      states[input.Name] = input.State;
      return {};
    });
    const ticks = await pauseTicks(new SchedulerClient({}), 'test');
    expect(states).toEqual({ a: 'DISABLED', b: 'DISABLED' });
    await ticks.resume();
    expect(states).toEqual({ a: 'ENABLED', b: 'DISABLED' });
    mock.restore();
  });
});
