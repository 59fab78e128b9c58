import { batchWrite, type Db, getItem, type Item, queryPages } from '../storage/db.ts';
import { readHead } from '../storage/heads.ts';
import type { Head } from '../storage/items.ts';
import { generationKey, type Key, logRange } from '../storage/keys.ts';
import { dropCheckpoints } from './drop-checkpoints.ts';
import { foldIn } from './fold.ts';
import { isBegun, listGenerations, removeGeneration } from './generations.ts';
import { chainOf, type LogEntry, logEntry } from './read-log.ts';

/** How long what no head points to is left for readers that still hold an older head. */
const GRACE_MS = 3_600_000;

/**
 * Removes what no head leads to any more: chunks that were folded into a base or never committed, generations that were
 * replaced or never finished, checkpoints of walks that are over. Whatever a live claim could still commit, and whatever
 * a reader with a head of the last hour could still want, stays. Safe to repeat and to cut off.
 * @param options wall clock, epoch ms
 * @returns how many items were removed
 */
export async function removeOrphans(db: Db, key: string, options: { readonly wall: number }): Promise<number> {
  const head = await readHead(db, key, { consistent: true });
  if (head === undefined) return 0;
  const isPast = (until: unknown): boolean => typeof until === 'number' && until + GRACE_MS <= options.wall;
  const current = head.generation === '' ? undefined : await getItem(db, generationKey(key, head.generation));
  // Since when the head has led to the present base, at the latest: its writer's lease had to end by then.
  const isSettled = isPast(current?.['until']);
  const dropped = await dropCheckpoints(db, key);
  const generations = await removeGenerations(db, head, isSettled, isPast);
  return dropped + generations + (await removeChunks(db, head, isSettled, isPast));
}

async function removeGenerations(
  db: Db,
  head: Head,
  isSettled: boolean,
  isPast: (until: unknown) => boolean,
): Promise<number> {
  let removed = 0;
  for (const generation of await listGenerations(db, head.key)) {
    const mayComeYet = generation.fence >= head.fence;
    if (generation.name === head.generation || isBegun(generation, head)) continue;
    // A compaction may go on with it as long as the version is the same.
    if (foldIn(generation, head) !== undefined) continue;
    if (mayComeYet || !isPast(generation.item['until']) || !isSettled) continue;
    removed += await removeGeneration(db, head.key, generation);
  }
  return removed;
}

async function removeChunks(
  db: Db,
  head: Head,
  isSettled: boolean,
  isPast: (until: unknown) => boolean,
): Promise<number> {
  const entries = await readPlaces(db, head);
  const chain = chainOf(head, entries, head.baseVersion);
  // What cannot be read as a chain is evidence, not rubbish.
  if (typeof chain === 'string') return 0;
  const committed = new Set(chain.flatMap(({ chunks }) => chunks.map(({ sk }) => sk)));
  const folded = Math.min(head.baseVersion, head.projectedVersion);
  const dead = entries.filter((entry) =>
    entry.version <= folded
      ? isSettled
      : !committed.has(entry.sk) && entry.version > head.baseVersion && entry.fence < head.fence && isPast(entry.until),
  );
  const { pk } = logRange(head.key, 0, 0);
  await removeAll(
    db,
    dead.map(({ sk }) => ({ pk, sk })),
  );
  return dead.length;
}

/** Every item of the log, without its contents. */
async function readPlaces(db: Db, head: Head): Promise<LogEntry[]> {
  const items: Item[] = [];
  const pages = queryPages(db, {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': logRange(head.key, 0, 0).pk },
    ProjectionExpression: '#sk, #parts, #prevVersion, #prevFence, #until',
    ExpressionAttributeNames: {
      '#sk': 'sk',
      '#parts': 'parts',
      '#prevVersion': 'prevVersion',
      '#prevFence': 'prevFence',
      '#until': 'until',
    },
    ConsistentRead: true,
  });
  for await (const page of pages) items.push(...page);
  return items.map(logEntry);
}

async function removeAll(db: Db, keys: readonly Key[]): Promise<void> {
  await batchWrite(
    db,
    keys.map((key) => ({ delete: key })),
  );
}
