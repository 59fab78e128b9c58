import { loadCheckpoint, saveCheckpoint } from '../../functions/roster/checkpoint.ts';
import { Comparison } from '../../functions/roster/comparison.ts';
import { HELD_IN_A_PULL, openRoster } from '../../functions/roster/open.ts';
import { claimHead, releaseHead } from '../../functions/storage/heads.ts';
import type { CountBench } from './bench.ts';
import { createAudience, headOf, pullOnce, START, WEEK } from './engine-pull.ts';
import { meteredTable } from './metered-table.ts';
import { pagesOf } from './pages.ts';
import { personOf, World } from './world.ts';

const KEY = 'bench/bluesky/did:plc:bench/followers';
const PAGE = 100;
const CUTS = 60;

/** A second pull that a rate limit cuts into pieces, each in a claim of its own with everything opened anew. */
async function count(n: number): Promise<Readonly<Record<string, unknown>>[]> {
  const { db, meter, close } = await meteredTable();
  try {
    const world = new World(n, 2);
    await createAudience(db, KEY);
    await pullOnce(
      db,
      KEY,
      START,
      Array.from(pagesOf(world, PAGE), (page) => page.map(personOf)),
    );
    world.live();
    const pages = Array.from(pagesOf(world, PAGE), (page) => page.map(personOf));
    const inAPiece = Math.ceil(pages.length / CUTS);
    const costs: number[] = [];
    let read = 0;
    let next = 0;
    while (next < pages.length) {
      const claim = await claimHead(db, KEY, { wall: START + WEEK + next, leaseMs: 1 });
      if (claim === undefined) throw new Error('The audience could not be claimed.');
      const roster = await openRoster(db, claim.head, { mostHeld: HELD_IN_A_PULL });
      const waiting = await loadCheckpoint(db, claim.head, roster);
      const comparison = waiting?.comparison ?? new Comparison(roster);
      next = Number(waiting?.cursor ?? 0);
      for (const page of pages.slice(next, next + inAPiece)) comparison.see(page);
      read += Math.min(inAPiece, pages.length - next);
      next += inAPiece;
      meter.reset();
      const position = { cursor: String(next), startedAt: START, pages: next };
      if (!(await saveCheckpoint(db, claim, roster, comparison, position))) throw new Error('Not saved.');
      costs.push(meter.all());
      await releaseHead(db, { ...claim, head: await headOf(db, KEY) }, {});
      if (next >= pages.length && comparison.listed !== pages.flat().length) throw new Error('Somebody is missing.');
    }
    const sorted = costs.toSorted((a, b) => a - b);
    return [
      {
        variant: 'rekindle',
        cuts: costs.length,
        wruMedian: sorted[sorted.length >> 1],
        wruMost: sorted.at(-1),
        pages: pages.length,
        pagesRead: read,
      },
    ];
  } finally {
    await close();
  }
}

export const CHECKPOINTS: CountBench = {
  name: 'checkpoints',
  what: `a pull (not the first) that a rate limit cuts ${CUTS} times: write units a checkpoint, deletes included`,
  sizes: [50_000],
  count,
};
