import * as z from 'zod';
import { readHeads } from '../storage/heads.ts';
import { listSnapshots } from '../storage/snapshots.ts';
import { findAudience } from './find-audience.ts';
import { ownersOf } from './owners.ts';
import { answerPage } from './page.ts';
import { idParams, trendQuery } from './parameters.ts';
import { listRoute } from './route.ts';
import { countShape, instantOf, instantShape, pageOf } from './shapes.ts';
import { bucketAfter, bucketOf } from './time-buckets.ts';
import { MOST_READ } from './walk.ts';

/** Posts of an account that a trend of its likes is made of: the newest. */
const MOST_POSTS = 100;
/** Pulls of one list that a bucket holds, about. */
const PULLS = { day: 4, week: 10, month: 40 } as const;
/** How far back a trend begins unless said: some twenty points. */
const DAY = 86_400_000;
const BACK = { day: 30 * DAY, week: 182 * DAY, month: 730 * DAY } as const;

export const trendPointShape = z.strictObject({
  owner: z.string(),
  audienceId: z.string(),
  from: instantShape,
  to: instantShape,
  /** People listed by the last accepted pull in that time; absent where there was none, and for several posts together. */
  count: countShape.optional(),
  /** The network's own number then. */
  networkCount: countShape.optional(),
  gained: countShape,
  lost: countShape,
  returned: countShape,
  /** Pulls that were accepted, and that were not believed. */
  pulls: countShape,
  refused: countShape,
});

export const readTrendRoute = listRoute(
  {
    method: 'GET',
    path: '/v1/audiences/{id}/trend',
    summary:
      'How an audience grew, day by day, week by week (from Monday) or month by month, oldest first, in UTC, from its first reading on.',
    scope: 'read',
    params: idParams,
    query: trendQuery,
    item: trendPointShape,
    response: pageOf(trendPointShape),
  },
  async (asked) => {
    const { deps, grant, params, query } = asked;
    const { by } = query;
    const { owner, thing } = await findAudience(deps, ownersOf(grant, query.owner), params.id);
    const newest = thing.refs.toSorted((a, b) => (b.postedAt ?? 0) - (a.postedAt ?? 0)).slice(0, MOST_POSTS);
    const keys = [...new Set(newest.map(({ key }) => key))];
    const now = deps.clock.now();
    const end = Math.min(query.to ?? now + 1, now + 1);
    // Buckets of one page, so that it reads a bounded number of pulls.
    const room = Math.max(1, Math.min(query.limit, Math.floor(MOST_READ / (keys.length * PULLS[by]))));
    const path = `/v1/audiences/${params.id}/trend`;
    return answerPage(asked, { path, owners: [owner] }, async (position) => {
      const start = bucketOf(z.number().optional().parse(position) ?? query.from ?? now - BACK[by], by);
      const points: Point[] = [];
      for (let from = start; from < end && points.length < room; from = bucketAfter(from, by)) {
        points.push({ from, to: bucketAfter(from, by), gained: 0, lost: 0, returned: 0, pulls: 0, refused: 0 });
      }
      const last = points.at(-1)?.to ?? end;
      for (const key of keys) await addPulls(deps.db, key, points, { now, isAlone: keys.length === 1 });
      const since = await watchedSince(deps.db, keys);
      const first = points.findIndex(({ to, pulls, refused }) => pulls + refused > 0 || to > since);
      const items = points.slice(first < 0 ? points.length : first).map(({ from, to, ...numbers }) => ({
        ...{ owner, audienceId: params.id, from: instantOf(from), to: instantOf(to) },
        ...numbers,
      }));
      return last < end ? { items, next: last } : { items };
    });
  },
);

/** When the first of these lists was first read whole. Before, nothing is known, and a zero would say that nobody came. */
async function watchedSince(db: Parameters<typeof readHeads>[0], keys: readonly string[]): Promise<number> {
  const heads = await readHeads(db, keys);
  return Math.min(...heads.map((head) => head?.baselineAt ?? Number.POSITIVE_INFINITY));
}

interface Point {
  readonly from: number;
  readonly to: number;
  count?: number;
  networkCount?: number;
  gained: number;
  lost: number;
  returned: number;
  pulls: number;
  refused: number;
}

async function addPulls(
  db: Parameters<typeof listSnapshots>[0],
  key: string,
  points: readonly Point[],
  { now, isAlone }: { readonly now: number; readonly isAlone: boolean },
): Promise<void> {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return;
  // Newest first: the first accepted one of each bucket has its number.
  const found = await listSnapshots(db, key, { before: last.to, limit: MOST_READ, now, from: first.from });
  for (const pull of found) {
    const point = points.find(({ from, to }) => pull.at >= from && pull.at < to);
    if (point === undefined) continue;
    if (!pull.isAccepted) {
      point.refused += 1;
      continue;
    }
    point.pulls += 1;
    point.gained += pull.gained;
    point.lost += pull.lost;
    point.returned += pull.returned;
    if (!isAlone) continue;
    // A number lists nobody: it is told as the network's own.
    if (pull.isCountOnly !== true) point.count ??= pull.listed;
    if (pull.networkCount !== undefined) point.networkCount ??= pull.networkCount;
  }
}
