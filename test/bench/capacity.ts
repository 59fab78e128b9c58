import { compact, needsCompaction } from '../../functions/roster/compact.ts';
import { removeOrphans } from '../../functions/roster/orphans.ts';
import { projectHead } from '../../functions/roster/project.ts';
import { claimHead, releaseHead } from '../../functions/storage/heads.ts';
import { putSnapshot } from '../../functions/storage/snapshots.ts';
import type { CountBench } from './bench.ts';
import { createAudience, headOf, pullOnce, START, WEEK } from './engine-pull.ts';
import { type MeteredTable, meteredTable } from './metered-table.ts';
import { pagesOf } from './pages.ts';
import { readPages, textsOf } from './read-pages.ts';
import { World } from './world.ts';

const KEY = 'bench/bluesky/did:plc:bench/followers';
const WEEKS = 30;
const PAGE = 100;
const HOUR = 3_600_000;
/** A month of weekly pulls. */
const RUNS_A_MONTH = 52 / 12;
const USD_A_WRITE = 0.625 / 1_000_000;
const USD_A_READ = 0.125 / 1_000_000;

async function week({ db }: MeteredTable, world: World, at: number): Promise<void> {
  const pages = readPages(textsOf(pagesOf(world, PAGE)));
  const { listed, gained, gone, edited } = await pullOnce(db, KEY, at, pages);
  const head = await headOf(db, KEY);
  const facts = { key: KEY, at, startedAt: at, listed, duplicates: 0, pages: Math.ceil(listed / PAGE) };
  const outcome = {
    isComplete: true,
    isAccepted: true,
    version: head.version,
    gained,
    lost: gone,
    returned: 0,
    edited,
  };
  await putSnapshot(db, { ...facts, ...outcome });
  const projected = await projectHead(db, head);
  if (needsCompaction(projected)) {
    const claim = await claimHead(db, KEY, { wall: at + HOUR, leaseMs: 60_000 });
    if (claim !== undefined) await releaseHead(db, (await compact(db, claim)).claim, {});
  }
}

async function count(n: number): Promise<Readonly<Record<string, unknown>>[]> {
  const table = await meteredTable();
  const { db, meter } = table;
  try {
    const world = new World(n, WEEKS + 1);
    await createAudience(db, KEY);
    await week(table, world, START);
    const first = meter.all();
    meter.reset();
    for (let nth = 1; nth <= WEEKS; nth += 1) {
      world.live();
      await week(table, world, START + nth * WEEK);
      await removeOrphans(db, KEY, { wall: START + nth * WEEK + 24 * HOUR });
    }
    const a = (units: number): number => Math.round(units / WEEKS);
    const engine = meter.of('L', 'B');
    const deletes = meter.of('delete');
    const runs = {
      variant: 'weekly',
      wru: a(meter.all()),
      rru: a(meter.reads),
      usdPerMonth: usd((meter.all() / WEEKS) * RUNS_A_MONTH, (meter.reads / WEEKS) * RUNS_A_MONTH),
      logAndBases: a(engine),
      withDeletes: a(engine + deletes),
      firstPull: first,
    };
    meter.reset();
    await week(table, world, START + (WEEKS + 1) * WEEK);
    return [
      runs,
      {
        variant: 'unchanged',
        wru: meter.all(),
        rru: meter.reads,
        usdPerMonth: usd(meter.all() * RUNS_A_MONTH, meter.reads * RUNS_A_MONTH),
      },
      // What one would write first: an item a person, and every one of them written again, to say when they were seen.
      {
        variant: 'item-per-follower',
        wru: n,
        rru: Math.ceil(n / 8),
        usdPerMonth: usd(n * RUNS_A_MONTH, (n / 8) * RUNS_A_MONTH),
      },
    ];
  } finally {
    await table.close();
  }
}

const usd = (writes: number, reads: number): number =>
  Number((writes * USD_A_WRITE + reads * USD_A_READ).toPrecision(3));

export const CAPACITY: CountBench = {
  name: 'capacity',
  what: `units that one weekly pull consumes, mean of ${WEEKS} weeks with compactions: 1 % lost and gained, 5 % edited`,
  sizes: [50_000],
  count,
};
