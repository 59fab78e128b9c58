import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ListedRows } from '../../functions/core/listed-rows.ts';
import { freshRow, newBaseline } from '../../functions/core/new-baseline.ts';
import { newRow, stepSeen } from '../../functions/core/steps.ts';
import { bareRow } from '../../functions/core/withdrawal.ts';
import type { AudienceTarget, Connector } from '../../functions/networks/network.ts';
import { countedConnector } from '../../functions/pulling/counted-connector.ts';
import { type WalkProgress, walk } from '../../functions/pulling/walk.ts';
import { decodeEdited, decodeGained, encodeEdited, encodeGained } from '../../functions/roster/checkpoint-codec.ts';
import { commitFirst } from '../../functions/roster/commit-first.ts';
import { Comparison } from '../../functions/roster/comparison.ts';
import { FirstComparison } from '../../functions/roster/first-comparison.ts';
import { openRoster } from '../../functions/roster/open.ts';
import { encodeSegment, openSegment } from '../../functions/roster/segment.ts';
import { SCHEMA_VERSION } from '../../functions/storage/table.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { did, OWNER, view, xrpc } from '../networks/fakes/bluesky.ts';
import { connect } from '../networks/fakes/connect.ts';
import { type FakeServer, startServer } from '../networks/fakes/server.ts';
import { Audience, listed, NOW, row } from '../roster/people.ts';

/** From the network's answer to the stored row and back: what a row was like last time has to come all the way. */
let server: FakeServer;
let table: FreshTable;
let bluesky: Connector;
beforeEach(async () => {
  server = await startServer();
  table = await freshTable();
  bluesky = countedConnector(connect(server, 'bluesky:owner.example'), { pages: 0, limited: 0, drift: 0 });
});
afterEach(async () => {
  await server.close();
  await table.close();
});

const PAGE = 10;
const names = Array.from({ length: 3 * PAGE }, (_, n) => `p${'abcdefghijklmnopqrstuvwxyz234567'[n]}`);

/** Counts whose rows were not read. */
class Counting extends Comparison {
  unread = 0;
  override seeRows(...[rows, isWanted]: Parameters<Comparison['seeRows']>): void {
    this.unread += unreadIn(rows);
    super.seeRows(rows, isWanted);
  }
}
const unreadIn = (rows: ListedRows): number =>
  Array.from({ length: rows.length }, (_, n) => rows.slotOf(n)).filter((slot) => slot !== -1).length;

async function walked(comparison: Comparison, target: AudienceTarget, renamed: readonly string[] = []): Promise<void> {
  const list = target.kind === 'followers' ? 'followers' : 'follows';
  let place = 0;
  server.answer = xrpc({
    [target.kind === 'followers' ? 'getFollowers' : 'getFollows']: () => {
      const page = names
        .slice(place, place + PAGE)
        .map((name) => view(name, { displayName: renamed.includes(name) ? 'New' : 'Old' }));
      place += PAGE;
      return { body: { subject: view('owner'), [list]: page, ...(place < names.length && { cursor: String(place) }) } };
    },
  });
  const progress: WalkProgress = { cursor: undefined, pages: 0, isComplete: false };
  await walk(bluesky, target, comparison, progress, () => true);
  expect(progress.isComplete).toBe(true);
}

for (const kind of ['followers', 'following'] as const) {
  test(`of ${kind} who are as they were, nothing is read of a second list but the last row of each page`, async () => {
    const target: AudienceTarget = { kind, target: OWNER };
    const audience = await Audience.create(table.db);
    const claim = await audience.claim();
    const nobody = await openRoster(table.db, claim.head);
    const first = new FirstComparison(table.db, claim, nobody, { at: NOW, listsFullProfiles: false });
    await walked(first, target);
    const pull = { kind, at: NOW, pull: 1, listsFullProfiles: false };
    const puts = first.gained().map((person) => newRow(person, pull));
    await commitFirst(table.db, claim, first, nobody, { puts, drops: [], changes: [] }, { baselineAt: NOW });

    const second = new Counting(await openRoster(table.db, await audience.head(), { mostHeld: -1 }));
    await walked(second, target, [names[4] ?? '']);
    expect(second.unread).toBe(3 * (PAGE - 1) - 1);
    expect(second.edited().map(({ person }) => person.id)).toEqual([did(names[4] ?? '')]);
    expect(second).toMatchObject({ listed: names.length, duplicates: 0 });
  });
}

test('the print of a row goes wherever its person goes, and not on with what had to be taken away', () => {
  const person = { ...listed('ada'), rowPrint: 7 };
  const pull = { kind: 'followers' as const, at: NOW, pull: 2, listsFullProfiles: false };
  const known = row('ada', { rowPrint: 5 });
  expect(newRow(person, pull).rowPrint).toBe(7);
  expect(freshRow(person, { at: NOW, listsFullProfiles: false }).rowPrint).toBe(7);
  expect(stepSeen({ row: known, listed: person, isEdited: true }, pull).row.rowPrint).toBe(7);
  expect(stepSeen({ row: known, listed: listed('ada'), isEdited: false }, pull).row.rowPrint).toBe(5);
  const list = { at: NOW, seen: [{ row: known, listed: person }], fresh: [], unseen: [], listsFullProfiles: false };
  expect(newBaseline(list).puts.map(({ rowPrint }) => rowPrint)).toEqual([7]);
  expect(encodeGained([person]).flatMap(decodeGained)).toEqual([person]);
  expect(encodeEdited([{ slot: 3, person }]).flatMap(decodeEdited)).toEqual([{ slot: 3, person }]);
  expect(bareRow(known, listed('gone').profile)).not.toHaveProperty('rowPrint');
});

test('a segment is of the form with prints of rows if somebody has one, and the next one is not', () => {
  expect(openSegment(encodeSegment([row('a'), row('b', { rowPrint: 9 })])).index.printForm).toBe('rows');
  expect(openSegment(encodeSegment([row('a')])).index.printForm).toBe('bytes');
  // Code that does not know this form must not take it for damage.
  expect(SCHEMA_VERSION).toBeGreaterThanOrEqual(3);
});
