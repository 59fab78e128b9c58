import { afterAll, beforeAll, expect, test } from 'vitest';
import { commitDelta, commitDeltas } from '../../functions/roster/commit.ts';
import { CorruptRosterError } from '../../functions/roster/errors.ts';
import { openRoster, readRows } from '../../functions/roster/open.ts';
import { readLog } from '../../functions/roster/read-log.ts';
import { deleteItem, getItem, putItem } from '../../functions/storage/db.ts';
import { readHead } from '../../functions/storage/heads.ts';
import { baseKey, logKey } from '../../functions/storage/keys.ts';
import { crashAt } from '../fakes/crash.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { Audience, byId, change, NO_CHANGE, NOW, row, rows } from './people.ts';

let table: FreshTable;
beforeAll(async () => {
  table = await freshTable();
});
afterAll(() => table.close());
const audience = () => Audience.create(table.db);

test('a first pull of many becomes base segments, and nobody is told as gained', async () => {
  const alice = await audience();
  const head = await alice.commit({ puts: rows(7_000) }, { baselineAt: NOW, dueAt: NOW + 1, pulledAt: NOW });
  expect(head).toMatchObject({
    version: 1,
    generation: 'g1-1',
    segments: 3,
    baseVersion: 1,
    logBytes: 0,
    projectedVersion: 1,
    counts: { present: 7_000, missing: 0, held: 0, hidden: 0, lost: 0 },
    baselineAt: NOW,
    dueAt: NOW + 1,
  });
  expect(head.leaseUntil).toBeUndefined();
  expect([...(await alice.open()).rows()]).toEqual(rows(7_000));
});

test('versions add up: edits keep their slot, drops go, newcomers follow, the lost stay', async () => {
  const alice = await audience();
  await alice.commit({ puts: rows(4) });
  await alice.commit({
    puts: [row('p1', { state: 'lost', verdict: 'unfollowed' }), row('new')],
    drops: ['p2', 'nobody'],
  });
  const head = await alice.commit({ puts: [row('p0', { since: 7 })], drops: ['p3'] });
  const roster = await alice.open();
  expect([...roster.rows()].map(({ id }) => id)).toEqual(['p0', 'p1', 'new']);
  expect(roster.rowAt(0).since).toBe(7);
  expect(roster.stateAt(1)).toBe('lost');
  expect(head.version).toBe(3);
  expect(head.counts).toEqual(roster.counts());
  expect(head.counts).toEqual({ present: 2, missing: 0, held: 0, hidden: 0, lost: 1 });
});

test('the head knows since when the longest has been missing, held or hidden, and forgets it when nobody is', async () => {
  const alice = await audience();
  const first = await alice.commit({ puts: rows(6) });
  expect(first.waitingSince).toEqual({});
  const second = await alice.commit({
    puts: [
      row('p0', { state: 'missing', stateAt: NOW - 5 }),
      row('p1', { state: 'missing', stateAt: NOW - 9 }),
      row('p2', { state: 'hidden', stateAt: NOW - 7 }),
      row('p3', { state: 'lost', stateAt: NOW - 99 }),
    ],
  });
  expect(second.waitingSince).toEqual({ missing: NOW - 9, hidden: NOW - 7 });
  const third = await alice.commit({
    puts: [row('p1', { state: 'held', stateAt: NOW - 9 }), row('p4', { state: 'missing', stateAt: NOW - 1 })],
    drops: ['p2'],
  });
  expect(third.waitingSince).toEqual({ missing: NOW - 5, held: NOW - 9 });
  expect((await alice.commit({}, { waitingSince: { held: 1 } })).waitingSince).toEqual(third.waitingSince);
  const last = await alice.commit({ puts: [row('p0'), row('p1')], drops: ['p4'] });
  expect(last.waitingSince).toEqual({});
});

test('an id that is put twice counts once, the last one; one that is dropped and put again stays', async () => {
  const alice = await audience();
  await alice.commit({ puts: [row('p0', { losses: 1 }), row('p0', { losses: 2 })] });
  const head = await alice.commit({ puts: [row('p0', { losses: 3 })], drops: ['p0'] });
  expect(head.counts.present).toBe(1);
  expect((await alice.open()).rowAt(0).losses).toBe(3);
});

test('ids are the same that UTF-8 makes the same: such a person counts once, and goes when they are dropped', async () => {
  const alice = await audience();
  await alice.commit({ puts: [row('a\ud800'), row('a\ufffd', { since: 3 })] });
  await alice.commit({ puts: [row('a\udfff', { since: 4 })] });
  expect([...(await alice.open()).rows()]).toEqual([row('a\ufffd', { since: 4 })]);
  await alice.commit({ drops: ['a\ud800'] });
  expect((await alice.open()).size).toBe(0);
});

test('changes before there is a base go through the log, so that they can be told', async () => {
  const alice = await audience();
  const head = await alice.commit({ puts: [row('p0')], changes: [change('gained', 'p0')] });
  expect(head).toMatchObject({ version: 1, generation: '', segments: 0, baseVersion: 0, projectedVersion: 0 });
  expect((await alice.open()).size).toBe(1);
});

test('an unchanged audience costs one update of a head that stays below 1 KB', async () => {
  const alice = await audience();
  await alice.commit({ puts: rows(3) });
  const claim = await alice.claim();
  const roster = await openRoster(table.db, claim.head);
  const crash = crashAt(table.db, Number.POSITIVE_INFINITY, 'before');
  await commitDelta(table.db, claim, roster, NO_CHANGE, { dueAt: NOW + 5, pulledAt: NOW, checkpoint: null });
  crash.revive();
  expect(crash.writes).toBe(1);
  expect(await alice.head()).toMatchObject({ version: 1, dueAt: NOW + 5 });
});

test('what the caller says of counts never stands against what was committed', async () => {
  const alice = await audience();
  const wrong = { counts: { present: 99, missing: 0, held: 0, hidden: 0, lost: 0 }, checksum: 'no', version: 40 };
  await alice.commit({ puts: rows(2) }, wrong);
  await alice.commit({}, { counts: wrong.counts, checksum: 'no' });
  expect((await alice.head()).counts.present).toBe(2);
  expect((await alice.open()).size).toBe(2);
});

test('an answer that gets lost after the head moved is learnt from the head', async () => {
  const alice = await audience();
  await alice.commit({ puts: rows(2) });
  for (const delta of [{ ...NO_CHANGE, puts: [row('late')], changes: [change('gained', 'late')] }, NO_CHANGE]) {
    const claim = await alice.claim();
    const roster = await openRoster(table.db, claim.head);
    const stop = loseAnswers();
    try {
      expect(await commitDelta(table.db, claim, roster, delta, {})).toBe('committed');
    } finally {
      stop();
    }
  }
  expect((await alice.open()).find('late')).toBe(2);
});

test('an update that never reached the table is an error, not a commit', async () => {
  const alice = await audience();
  await alice.commit({ puts: rows(2) });
  const claim = await alice.claim();
  const roster = await openRoster(table.db, claim.head);
  const stop = loseAnswers({ beforeTheTable: true });
  try {
    await expect(commitDelta(table.db, claim, roster, { ...NO_CHANGE, drops: ['p0'] }, {})).rejects.toThrow('socket');
  } finally {
    stop();
  }
  expect((await alice.open()).size).toBe(2);
});

test('a claim cannot overwrite parts that it has written before', async () => {
  const alice = await audience();
  await alice.commit({ puts: rows(2) });
  const claim = await alice.claim();
  const roster = await openRoster(table.db, claim.head);
  const first = { ...NO_CHANGE, puts: [row('first')] };
  expect(await commitDelta(table.db, claim, roster, first, {})).toBe('committed');
  expect(await commitDelta(table.db, claim, roster, first, {})).toBe('committed');
  await expect(commitDelta(table.db, claim, roster, { ...NO_CHANGE, puts: [row('second')] }, {})).rejects.toThrow(
    'other parts',
  );
  expect((await alice.open()).find('first')).toBe(2);
});

test('a delta that belongs to another version of the roster is refused', async () => {
  const alice = await audience();
  const before = await alice.open();
  await alice.commit({ puts: rows(2) });
  await expect(commitDelta(table.db, await alice.claim(), before, NO_CHANGE, {})).rejects.toThrow(RangeError);
});

test('an orphan that lies where a committed part lies is not read', async () => {
  const alice = await audience();
  await alice.commit({ puts: rows(2) });
  const claim = await alice.claim();
  const next = await alice.commit({ puts: [row('p9')] });
  const part = await getItem(table.db, logKey(alice.key, 2, next.committedFence, 0));
  // A stalled claim wrote parts of the same version under its own fence.
  await putItem(table.db, logKey(alice.key, 2, claim.fence, 0), { ...part, prevFence: 1 });
  await putItem(table.db, logKey(alice.key, 3, claim.fence, 0), { ...part });
  expect([...(await alice.open()).rows()].map(({ id }) => id)).toEqual(['p0', 'p1', 'p9']);
});

test.each(['part', 'segment'])('a missing %s is an error and never a smaller roster', async (what) => {
  const alice = await audience();
  await alice.commit({ puts: rows(2) });
  const head = await alice.commit({ puts: rows(4_000, 10) });
  const key = what === 'part' ? logKey(alice.key, 2, head.committedFence, 1) : baseKey(alice.key, head.generation, 0);
  expect(await getItem(table.db, key)).toBeDefined();
  await deleteItem(table.db, key);
  await expect(alice.open()).rejects.toThrow(CorruptRosterError);
});

test('a part that an eventually consistent read does not show yet is read again strongly', async () => {
  const alice = await audience();
  await alice.commit({ puts: rows(3_500) });
  const head = await alice.commit({ puts: [row('p9999')] });
  const stop = hideFromWeakReads();
  try {
    expect((await openRoster(table.db, head)).size).toBe(3_501);
  } finally {
    stop();
  }
});

test('a roster that does not add up to what was committed is an error', async () => {
  const alice = await audience();
  await alice.commit({ puts: rows(2) });
  const other = await audience();
  await other.commit({ puts: rows(2, 5) });
  const foreign = await getItem(table.db, baseKey(other.key, 'g1-1', 0));
  await putItem(table.db, baseKey(alice.key, 'g1-1', 0), { data: foreign?.['data'] });
  await expect(alice.open()).rejects.toThrow('not what version 1 committed');
});

test('rows come in batches, the same as the roster holds', async () => {
  const alice = await audience();
  await alice.commit({ puts: rows(3_500) });
  const head = await alice.commit({ puts: [row('p1', { state: 'lost' }), row('new')], drops: ['p3'] });
  const batches: number[] = [];
  const all = [];
  for await (const batch of readRows(table.db, head)) {
    batches.push(batch.length);
    all.push(...batch);
  }
  expect(batches).toEqual([2_999, 500, 1]);
  expect(byId(all)).toEqual(byId((await openRoster(table.db, head)).rows()));
  expect((await readHead(table.db, alice.key))?.counts).toMatchObject({ present: 3_499, lost: 1 });
});

/** From now on the answer to each update of a head is lost on its way back, or the update on its way there. */
function loseAnswers(options: { beforeTheTable?: boolean } = {}): () => void {
  table.db.client.middlewareStack.add(
    (next, context) => async (args) => {
      if (!context.commandName?.startsWith('Update')) return next(args);
      if (!options.beforeTheTable) await next(args);
      throw new Error('socket hang up');
    },
    { step: 'initialize', name: 'lose', override: true },
  );
  return () => table.db.client.middlewareStack.remove('lose');
}

/** Reads that are not strongly consistent see nothing that was written. */
function hideFromWeakReads(): () => void {
  table.db.client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      if (JSON.stringify(args.input).includes('"ConsistentRead":true')) return result;
      const { output } = result;
      if ('Items' in output) return { ...result, output: { ...output, Items: [] } };
      if ('Responses' in output) return { ...result, output: { ...output, Responses: {} } };
      return result;
    },
    { step: 'initialize', name: 'hide', override: true },
  );
  return () => table.db.client.middlewareStack.remove('hide');
}

test('a delta in parts is the version that it is at once, whatever the parts', async () => {
  const people = rows(7_000).map((one, n) =>
    n % 9 === 0 ? { ...one, state: 'missing' as const, stateAt: NOW - 7_000 + n } : one,
  );
  const changes = people.slice(0, 5_000).map(({ id }) => change('gained', id));
  const heads = [];
  for (const sizes of [[7_000], [1, 6_000, 10, 989], Array.from({ length: 70 }, () => 100)]) {
    const alice = await audience();
    await alice.commit({ puts: [row('here'), row('p3')] });
    const claim = await alice.claim();
    const roster = await openRoster(table.db, claim.head);
    const parts = function* () {
      let from = 0;
      for (const size of sizes) {
        yield { puts: people.slice(from, from + size), drops: [], changes: changes.slice(from, from + size) };
        from += size;
      }
      yield { puts: [], drops: ['here', 'nobody'], changes: [] };
    };
    expect(await commitDeltas(table.db, claim, roster, parts(), () => ({ pulledAt: NOW }))).toBe('committed');
    const head = await alice.head();
    expect(byId((await alice.open()).rows())).toEqual(byId(people));
    const told = (await readLog(table.db, head, 1)).flatMap((version) => version.changes);
    expect(told).toEqual(changes);
    heads.push([head.version, head.counts, head.checksum, head.waitingSince, head.pulledAt]);
  }
  expect(heads[1]).toEqual(heads[0]);
  expect(heads[2]).toEqual(heads[0]);
});

test('text that does not compress makes more chunks of the log, none too large', async () => {
  const alice = await audience();
  await alice.commit({ puts: rows(2) });
  let last = 1;
  const noise = (): string =>
    Array.from({ length: 300 }, () => {
      last = Math.imul(last ^ (last >>> 15), 0x2c1b3c6d) + 12_345;
      return String.fromCharCode(0x4e00 + ((last >>> 8) % 20_000));
    }).join('');
  const people = Array.from({ length: 600 }, (_, n) =>
    row(`new${n}`, { profile: { handle: `new${n}`, url: 'u', bio: noise() } }),
  );
  const changes = people.map(({ id, profile }) => change('gained', id, { person: { ...profile, id } }));
  const head = await alice.commit({ puts: people, changes });
  const first = await getItem(table.db, logKey(alice.key, head.version, head.committedFence, 0));
  expect(first?.['parts']).toBeGreaterThan(1);
  expect(byId((await alice.open()).rows())).toEqual(byId([...rows(2), ...people]));
  expect((await readLog(table.db, head, 1)).flatMap((version) => version.changes)).toEqual(changes);
});

test('a delta that breaks off between its parts was never there, and nobody may be in two of them', async () => {
  const alice = await audience();
  await alice.commit({ puts: rows(4) });
  const breaksOff = function* () {
    yield { puts: rows(6_500, 100), drops: [], changes: [] };
    throw new Error('The process died.');
  };
  const doubles = [
    { puts: [row('p1')], drops: [], changes: [] },
    { puts: [], drops: ['p1'], changes: [] },
  ];
  for (const [parts, message] of [
    [breaksOff(), 'died'],
    [doubles, 'two deltas'],
  ] as const) {
    const claim = await alice.claim();
    const roster = await openRoster(table.db, claim.head);
    await expect(commitDeltas(table.db, claim, roster, parts, () => ({}))).rejects.toThrow(message);
    expect(await alice.head()).toMatchObject({ version: 1, counts: { present: 4 } });
    expect([...(await alice.open()).rows()]).toEqual(rows(4));
  }
  expect((await alice.commit({ puts: [row('new')] })).counts.present).toBe(5);
});
