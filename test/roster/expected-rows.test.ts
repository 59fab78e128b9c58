import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decide } from '../../functions/core/decide.ts';
import { rowsPage } from '../../functions/networks/rows-page.ts';
import { seePage } from '../../functions/pulling/walk.ts';
import { commitDelta } from '../../functions/roster/commit.ts';
import { commitFirst } from '../../functions/roster/commit-first.ts';
import { compact } from '../../functions/roster/compact.ts';
import { Comparison } from '../../functions/roster/comparison.ts';
import { FirstComparison } from '../../functions/roster/first-comparison.ts';
import { openRoster } from '../../functions/roster/open.ts';
import type { Roster } from '../../functions/roster/roster.ts';
import { releaseHead } from '../../functions/storage/heads.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { followersAsRows } from '../networks/fakes/rows.ts';
import { resultOf } from './compared.ts';
import { Audience, NOW } from './people.ts';

let table: FreshTable;
beforeAll(async () => {
  table = await freshTable();
});
afterAll(() => table.close());

interface View {
  readonly did: string;
  readonly handle: string;
  readonly displayName?: string;
  readonly labels: readonly unknown[];
  readonly indexedAt: string;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
/** Some are read by the schema, some are written in another alphabet, some have rows nested in theirs. */
const viewOf = (n: number, version = 0, indexed = 0): View => ({
  did: n % 9 === 8 ? `did:web:p${n}.example` : `did:plc:${LETTERS[n % 26]}${LETTERS[(n / 26) | 0]}${'z'.repeat(22)}`,
  handle: `p${n}.example`,
  ...(version === 0 ? {} : { displayName: version % 2 === 1 ? `Ada ${version}` : `Ада ${version}` }),
  labels: n % 7 === 6 ? [{ val: 'a' }, { val: 'b' }, { val: 'c' }] : [],
  indexedAt: `2026-01-0${1 + indexed}T00:00:00Z`,
});

const isOdd = ({ did, labels }: View): boolean => !did.startsWith('did:plc') || labels.length > 0;

/** A walk over pages as the connector reads them; how many rows were expected. */
function walked(
  comparison: Comparison,
  pages: readonly (readonly View[])[],
  isWanted?: (id: string) => boolean,
): number {
  let expected = 0;
  for (const page of pages) {
    const rows = followersAsRows(page, 'test', comparison.expectedRows);
    for (let row = 0; row < rows.length; row += 1) if (rows.slotOf(row) !== -1) expected += 1;
    seePage(comparison, rowsPage(rows, undefined), isWanted);
  }
  return expected;
}

/** An audience whose first list was read as bytes. */
async function first(views: readonly View[]): Promise<Audience> {
  const audience = await Audience.create(table.db);
  const claim = await audience.claim();
  const roster = await openRoster(table.db, claim.head);
  const comparison = new FirstComparison(table.db, claim, roster, { at: NOW, listsFullProfiles: false });
  walked(comparison, [views]);
  const puts = comparison.gained().map((person) => ({
    ...person,
    ...{ state: 'present' as const, stateAt: NOW, firstSeenAt: NOW, returns: 0, losses: 0 },
  }));
  await commitFirst(
    table.db,
    claim,
    comparison,
    roster,
    { puts, drops: [], changes: [] },
    { baselineAt: NOW, completePulls: 1 },
  );
  return audience;
}

const packed = async (audience: Audience): Promise<Roster> =>
  openRoster(table.db, await audience.head(), { mostHeld: -1 });

/** What a walk finds is committed, as a pull does. */
async function settled(audience: Audience, comparison: Comparison, roster: Roster): Promise<void> {
  await comparison.settle();
  const { head, ...claim } = await audience.claim();
  const decision = decide({
    ...{ kind: 'followers', at: NOW, pull: head.completePulls + 1, isBaseline: false, expected: roster.size },
    unseen: [],
    seen: comparison.edited().map(({ slot, person }) => ({ row: roster.rowAt(slot), listed: person, isEdited: true })),
    fresh: comparison.gained(),
    ...{ silentServers: new Set<string>(), listsFullProfiles: false, canVerify: false, findings: new Map() },
    ...{ hydrated: new Map(), hydratedRows: [] },
  });
  await commitDelta(table.db, { ...claim, head }, roster, decision, {});
}

const everybody = Array.from({ length: 40 }, (_, n) => viewOf(n));
const inPages = (views: readonly View[], size: number): View[][] =>
  Array.from({ length: Math.ceil(views.length / size) }, (_, n) => views.slice(n * size, (n + 1) * size));

describe('rows that are written as they were', () => {
  it('are not read again, from the first walk on, through edits, newcomers and a compaction', async () => {
    const audience = await first(everybody);
    let roster = await packed(audience);
    let comparison = new Comparison(roster);
    // The last row of a page has no row after it, the nested ones end elsewhere than it seems, and ids that are text are read.
    const nested = everybody.filter((one, n) => isOdd(one) && n % 10 !== 9).length;
    expect(walked(comparison, inPages(everybody, 10))).toBe(40 - 4 - nested);
    expect(comparison.common).toBe(40);
    expect([...comparison.edited()]).toEqual([]);

    const edited = [viewOf(99, 1), ...everybody.map((view, n) => (n % 8 === 4 ? viewOf(n, 1) : view))];
    roster = await packed(audience);
    comparison = new Comparison(roster);
    walked(comparison, inPages(edited, 41));
    await settled(audience, comparison, roster);

    for (const isCompacted of [false, true]) {
      if (isCompacted) {
        const claim = await audience.claim();
        await releaseHead(
          table.db,
          (await compact(table.db, { ...claim, head: { ...claim.head, projectedVersion: claim.head.version } })).claim,
          {},
        );
      }
      roster = await packed(audience);
      comparison = new Comparison(roster);
      const unread = walked(comparison, [edited.slice(1)]);
      expect(unread).toBe(40 - 1 - everybody.filter((one, n) => isOdd(one) && n !== 39).length);
      expect(comparison.edited()).toEqual([]);
      expect(comparison.common).toBe(40);
    }
  });

  it('come to the same as the people in them, in any order, edited, listed twice, with anybody missing or erased', async () => {
    const audience = await first(everybody);
    const walks = fc.record({
      order: fc.constantFrom('same', 'swapped', 'any'),
      edits: fc.array(fc.record({ n: fc.nat(39), version: fc.nat(3), indexed: fc.nat(2) }), { maxLength: 8 }),
      gone: fc.uniqueArray(fc.nat(39), { maxLength: 6 }),
      twice: fc.uniqueArray(fc.nat(39), { maxLength: 3 }),
      fresh: fc.array(fc.integer({ min: 40, max: 60 }), { maxLength: 3 }),
      size: fc.constantFrom(3, 10, 50),
      erased: fc.option(fc.nat(39), { nil: undefined }),
      seed: fc.integer(),
    });
    await fc.assert(
      fc.asyncProperty(walks, async ({ order, edits, gone, twice, fresh, size, erased, seed }) => {
        const views = everybody.map((view) => view);
        for (const { n, version, indexed } of edits) views[n] = viewOf(n, version, indexed);
        const there = views.filter((_, n) => !gone.includes(n));
        const all = [...fresh.map((n) => viewOf(n)), ...there, ...twice.map((n) => views[n] ?? viewOf(n))];
        if (order === 'swapped') all.splice(5, 2, all[6] ?? viewOf(6), all[5] ?? viewOf(5));
        if (order === 'any')
          all.sort((a, b) => ((seed ^ a.did.charCodeAt(9)) % 7) - ((seed ^ b.did.charCodeAt(9)) % 7));
        const isWanted = erased === undefined ? undefined : (id: string) => id !== viewOf(erased).did;
        const [one, other] = [await packed(audience), await packed(audience)];
        const [byPeople, byRows] = [new Comparison(one), new Comparison(other)];
        for (const page of inPages(all, size)) {
          const people = rowsPage(followersAsRows(page), undefined).people;
          byPeople.see(people.filter(({ id }) => isWanted === undefined || isWanted(id)));
        }
        walked(byRows, inPages(all, size), isWanted);
        expect(bare(await resultOf(byRows, other))).toEqual(bare(await resultOf(byPeople, one)));
      }),
      { numRuns: 60 },
    );
  });

  it('are read where the profile that is known is no longer the one that they showed', async () => {
    const audience = await first(everybody);
    const rows = [...(await audience.open()).rows()];
    // What a look-up adds is in no list, and another name is.
    const changed = rows.map((row, n) =>
      n % 2 === 0
        ? { ...row, profile: { ...row.profile, reach: 7 } }
        : { ...row, profile: { ...row.profile, name: 'Eve' } },
    );
    await audience.commit({ puts: changed });
    const comparison = new Comparison(await packed(audience));
    const unread = walked(comparison, [everybody]);
    const nested = everybody.filter((one, n) => isOdd(one) && n % 2 === 0).length;
    expect(unread).toBe(20 - nested);
  });
});

describe('rows that are expected', () => {
  const views = Array.from({ length: 60 }, (_, n) => viewOf(n)).filter((one) => !isOdd(one));

  it('are expected from where the list goes on, wherever that is, and however many have left in between', async () => {
    const audience = await first(views);
    const half = views.length >> 1;
    const jump = new Comparison(await packed(audience));
    const pages = [views.slice(half), views.slice(0, half)];
    // The first of each half shows where it goes on, and the last one has no row after it.
    expect(
      walked(
        jump,
        pages.flatMap((page) => [page.slice(0, 1), page.slice(1)]),
      ),
    ).toBe(views.length - 4);
    const left = new Comparison(await packed(audience));
    const rest = [...views.slice(0, 5), ...views.slice(17)];
    // Who was not expected in so many rows is found further ahead with each.
    expect(walked(left, [rest])).toBeGreaterThan(rest.length - 12);
    expect([...left.unseenSlots()]).toHaveLength(12);
  });

  it('are expected on the next page at once, though the last one on this is new', async () => {
    const audience = await first(views);
    const comparison = new Comparison(await packed(audience));
    const pages = [[...views.slice(0, 20), viewOf(90)], views.slice(20)];
    expect(walked(comparison, pages)).toBe(views.length - 1);
  });

  it('count as listed twice when they come again', async () => {
    const audience = await first(views);
    const comparison = new Comparison(await packed(audience));
    const [a, b, c, d] = views;
    if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error('There are more.');
    walked(comparison, [[b, c, d]]);
    walked(comparison, [[{ ...a, indexedAt: 'now' }]]);
    expect(comparison.expectedRows).toBeDefined();
    expect(walked(comparison, [[b, c, d]])).toBe(2);
    expect(comparison).toMatchObject({ listed: 4, duplicates: 3 });
  });

  it('are nobody else’s, whoever has made the print of another’s row', async () => {
    const audience = await first(views);
    const roster = await packed(audience);
    const { expectedRows } = new Comparison(roster);
    const rows = followersAsRows(views);
    const prints = views.map((_, row) => rows.printOf(row));
    const asked = (print: number, of: number): number => {
      expectedRows?.begin();
      return expectedRows?.slotOf(print, rows.view, rows.idEnd(of), rows.idSize(of)) ?? -2;
    };
    expect(asked(prints[1] ?? 0, 1)).toBe(1);
    for (const other of [0, 2, 3, 20]) expect(asked(prints[1] ?? 0, other)).toBe(-1);
    expect(asked(prints[2] ?? 0, 1)).toBe(-1);
  });

  it('are not those of whoever is away: their state is to be looked at', async () => {
    const audience = await first(views);
    const rows = [...(await audience.open()).rows()];
    await audience.commit({
      puts: rows.slice(0, 3).map((one) => ({ ...one, state: 'missing' as const, absentAtPull: 2 })),
    });
    expect(walked(new Comparison(await packed(audience)), [views])).toBe(views.length - 3 - 1);
  });

  it('go with the rows of whoever was away, and of the edited with what was listed alone', async () => {
    const audience = await first(views);
    const rows = [...(await audience.open()).rows()];
    const away = rows.slice(0, 3).map((one) => ({ ...one, state: 'missing' as const, absentAtPull: 2 }));
    await audience.commit({ puts: away });
    const roster = await packed(audience);
    const comparison = new Comparison(roster);
    walked(comparison, [views.map((one, n) => (n === 1 || n === 3 ? { ...one, displayName: 'Somebody else' } : one))]);
    roster.letPrintsGo();
    const prints = new Map<string, string>();
    for await (const batch of comparison.seenBatches()) {
      for (const { row, listed } of batch) {
        const has = (one: { rowPrint?: number }): string => (one.rowPrint === undefined ? 'none' : 'its print');
        prints.set(listed.profile.handle, `${has(row)}, ${has(listed)}`);
      }
    }
    expect(Object.fromEntries(prints)).toEqual({
      'p0.example': 'its print, none',
      'p1.example': 'its print, its print',
      'p2.example': 'its print, none',
      'p3.example': 'none, its print',
    });
  });

  it('are known again after a look-up, and of whoever was away and is back', async () => {
    const audience = await first(views);
    for (let pull = 2; pull < 5; pull += 1) {
      const roster = await packed(audience);
      const comparison = new Comparison(roster);
      walked(comparison, [views]);
      await comparison.settleSeen();
      const slots = Array.from({ length: 10 }, (_, n) => n * 2 + pull);
      const puts = (await roster.rowsOf(slots)).map((one) => ({
        ...one,
        hydratedAt: NOW + pull,
        profile: { ...one.profile, reach: pull },
      }));
      expect(puts.every(({ rowPrint }) => rowPrint !== undefined)).toBe(true);
      const { head, ...claim } = await audience.claim();
      await commitDelta(table.db, { ...claim, head }, roster, { puts, drops: [], changes: [] }, {});
    }
    expect(walked(new Comparison(await packed(audience)), [views])).toBe(views.length - 1);
  });
});

const bare = <T>(result: T): T =>
  JSON.parse(JSON.stringify(result, (key, value) => (key === 'rowPrint' ? undefined : value)));
