import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Change, RosterRow } from '../../functions/core/model.ts';
import { saveCheckpoint } from '../../functions/roster/checkpoint.ts';
import { commitDelta, type Delta } from '../../functions/roster/commit.ts';
import { compact } from '../../functions/roster/compact.ts';
import { Comparison } from '../../functions/roster/comparison.ts';
import { openRoster } from '../../functions/roster/open.ts';
import { removeOrphans } from '../../functions/roster/orphans.ts';
import { projectHead } from '../../functions/roster/project.ts';
import { listChanges, listPersonChanges } from '../../functions/storage/changes.ts';
import { releaseHead } from '../../functions/storage/heads.ts';
import { type CrashMoment, crashAt } from '../fakes/crash.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { Audience, byId, change, HOUR, listed, NOW, row } from './people.ts';

let table: FreshTable;
beforeAll(async () => {
  table = await freshTable();
});
afterAll(() => table.close());

type Step =
  | { readonly does: 'commit'; readonly delta: Delta }
  | { readonly does: 'project' | 'compact' | 'remove' | 'checkpoint' };

interface Planned {
  readonly step: Step;
  /** The process dies at this write of the step, if there are so many. */
  readonly crash?: { readonly nth: number; readonly moment: CrashMoment };
}

const id = fc.nat(12).map((n) => `p${n}`);
const state = fc.constantFrom('present' as const, 'missing' as const, 'lost' as const);
const kind = fc.constantFrom('gained' as const, 'lost' as const, 'returned' as const, 'edited' as const);
const delta: fc.Arbitrary<Delta> = fc.record({
  puts: fc.array(
    fc.tuple(id, state, fc.nat(5)).map(([one, is, losses]) => row(one, { state: is, losses })),
    { maxLength: 5 },
  ),
  drops: fc.array(id, { maxLength: 2 }),
  changes: fc.array(
    fc.tuple(kind, id).map(([is, one]) => change(is, one)),
    { maxLength: 4 },
  ),
});
const planned: fc.Arbitrary<Planned> = fc.record(
  {
    step: fc.oneof(
      { weight: 4, arbitrary: delta.map((one): Step => ({ does: 'commit', delta: one })) },
      {
        weight: 3,
        arbitrary: fc.constantFrom('project', 'compact', 'remove', 'checkpoint').map((does): Step => ({ does })),
      },
    ),
    crash: fc.record({ nth: fc.integer({ min: 1, max: 5 }), moment: fc.constantFrom('before', 'half', 'after') }),
  },
  { requiredKeys: ['step'] },
);

/** What is so, kept the simplest way there is. */
class Oracle {
  readonly people = new Map<string, RosterRow>();
  readonly told: string[] = [];
  version = 0;

  apply({ puts, drops, changes }: Delta): void {
    for (const gone of drops) this.people.delete(gone);
    for (const one of puts) this.people.set(one.id, one);
    for (const one of changes) this.told.push(textOf(one));
  }
}

const textOf = (one: Change): string => `${one.kind} ${one.person.id}`;

async function take(audience: Audience, step: Step): Promise<void> {
  const { db, key } = audience;
  if (step.does === 'project') {
    await projectHead(db, await audience.head());
    return;
  }
  if (step.does === 'remove') {
    await removeOrphans(db, key, { wall: audience.wall });
    return;
  }
  const claim = await audience.claim();
  if (step.does === 'compact') {
    await releaseHead(db, (await compact(db, claim)).claim, {});
    return;
  }
  const roster = await openRoster(db, claim.head);
  if (step.does === 'commit') {
    expect(await commitDelta(db, claim, roster, step.delta, {})).toBe('committed');
    return;
  }
  const comparison = new Comparison(roster);
  comparison.see([listed('p0'), listed('stranger')]);
  await saveCheckpoint(db, claim, roster, comparison, { cursor: 'c', startedAt: NOW, pages: 1 });
  await releaseHead(db, claim, {});
}

async function expectWhole(audience: Audience, oracle: Oracle): Promise<void> {
  expect(byId((await audience.open()).rows())).toEqual(byId(oracle.people.values()));
}

test('whatever happens, and wherever the process dies, nothing is lost, half-written or told twice', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(planned, { minLength: 2, maxLength: 12 }), async (plan) => {
      const audience = await Audience.create(table.db);
      const oracle = new Oracle();
      for (const { step, crash: at } of plan) {
        // Times between steps are long, so that a removal finds everything old that is old.
        audience.wall += 3 * HOUR;
        const crash = crashAt(table.db, at?.nth ?? Number.POSITIVE_INFINITY, at?.moment ?? 'before');
        const failure = await take(audience, step).then(
          () => undefined,
          (error: unknown) => error,
        );
        crash.revive();
        if (!crash.hasHappened && failure !== undefined) throw failure;
        const { version } = await audience.head();
        // A commit happened or it did not: there is no third.
        if (version !== oracle.version) {
          expect(step.does).toBe('commit');
          expect(version).toBe(oracle.version + 1);
          if (step.does === 'commit') oracle.apply(step.delta);
          oracle.version = version;
        } else if (step.does === 'commit' && failure === undefined) {
          oracle.apply(step.delta);
        }
        await expectWhole(audience, oracle);
      }
      const head = await projectHead(table.db, await audience.head());
      await removeOrphans(table.db, audience.key, { wall: audience.wall + 9 * HOUR });
      await expectWhole(audience, oracle);

      const { items, next } = await listChanges(table.db, { owner: head.owner }, { limit: 1_000 });
      expect(next).toBeUndefined();
      expect(items.map(textOf).sort()).toEqual([...oracle.told].sort());
      expect(new Set(items.map((one) => one.id)).size).toBe(items.length);
      const ofPerson = await listPersonChanges(table.db, head.owner, 'bluesky:p0');
      expect(ofPerson.map(textOf).sort()).toEqual(
        oracle.told.filter((text) => /^(lost|returned) p0$/.test(text)).sort(),
      );
    }),
    { numRuns: 25 },
  );
}, 120_000);

test.each(['before', 'half', 'after'] as const)(
  'a first pull of 7,000 that dies %s each of its writes is whole or not there',
  async (moment) => {
    for (let nth = 1; nth <= 6; nth += 1) {
      const audience = await Audience.create(table.db);
      const people = Array.from({ length: 7_000 }, (_, n) => row(`p${n}`));
      const crash = crashAt(table.db, nth, moment);
      await audience.commit({ puts: people }).catch(() => undefined);
      crash.revive();
      const { size } = await audience.open();
      expect(size).toBe((await audience.head()).version === 0 ? 0 : 7_000);
      const claim = await audience.claim();
      const roster = await openRoster(table.db, claim.head);
      await commitDelta(table.db, claim, roster, { puts: people, drops: [], changes: [] }, {});
      expect((await audience.open()).size).toBe(7_000);
    }
  },
);
