import type { CountBench } from './bench.ts';
import { createAudience, type Pages, pullInPieces, pullOnce, START, WEEK } from './engine-pull.ts';
import { meteredTable } from './metered-table.ts';
import { inNoOrder, pagesOf } from './pages.ts';
import { readPages, textsOf } from './read-pages.ts';
import { World } from './world.ts';

const KEY = 'bench/bluesky/did:plc:bench/followers';
const PAGE = 100;
const CUTS = 60;

/** A second pull that a rate limit cuts into pieces, each in a claim of its own with everything opened anew. */
async function count(n: number): Promise<Readonly<Record<string, unknown>>[]> {
  return [
    { variant: 'rekindle', ...(await cutAgainAndAgain(n, (world) => world.listed())) },
    { variant: 'in-no-order', ...(await cutAgainAndAgain(n, inNoOrder)) },
  ];
}

type Order = (world: World) => Iterable<number>;

async function cutAgainAndAgain(n: number, order: Order): Promise<Readonly<Record<string, unknown>>> {
  const { db, meter, close } = await meteredTable();
  try {
    const world = new World(n, 2);
    await createAudience(db, KEY);
    await pullOnce(db, KEY, START, people(world, order));
    world.live();
    const costs: number[] = [];
    const pulled = await pullInPieces(db, KEY, START + WEEK, people(world, order), {
      pagesInAPiece: piecesOf(n),
      saving: () => meter.reset(),
      saved: () => costs.push(meter.all()),
    });
    const sorted = costs.toSorted((a, b) => a - b);
    return {
      checkpoints: costs.length,
      wruMedian: sorted[sorted.length >> 1],
      wruMost: sorted.at(-1),
      pages: Math.ceil(pulled.listed / PAGE),
      pagesRead: pulled.pages,
    };
  } finally {
    await close();
  }
}

/** Pages in a piece, so that there are {@link CUTS} cuts. */
const piecesOf = (n: number): number => Math.ceil(n / PAGE / (CUTS + 1));

const people = (world: World, order: Order): Pages => readPages(textsOf(pagesOf(world, PAGE, order(world))));

export const CHECKPOINTS: CountBench = {
  name: 'checkpoints',
  what: `a pull (not the first) that a rate limit cuts ${CUTS} times: write units a checkpoint, deletes included; and the same of a list in no order`,
  sizes: [50_000],
  count,
};
