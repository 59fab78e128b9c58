import { batchWrite, type Db, queryPrefix } from '../storage/db.ts';
import { readHead } from '../storage/heads.ts';
import { CHECKPOINT_PREFIX, checkpointKey, fenceOfCheckpoint, headKey } from '../storage/keys.ts';
import { readBody, skOf } from './checkpoint-read.ts';
import { isBegun, listGenerations, removeGeneration } from './generations.ts';

/**
 * Removes what neither a checkpoint nor a refused list needs any more: of walks that have ended, and of writers that
 * died or were overtaken; what first walks wrote of a base that nobody will lead to is part of it.
 * What a claim that still holds has just written, before its pointer moved, is left alone.
 * @returns how many items were removed
 */
export async function dropCheckpoints(db: Db, key: string): Promise<number> {
  const head = await readHead(db, key, { consistent: true });
  if (head === undefined) return 0;
  const { pk } = headKey(key);
  const needed = new Set<string>();
  const bases = new Set<string>();
  for (const pointer of [head.checkpoint, head.refused]) {
    if (pointer === undefined) continue;
    needed.add(checkpointKey(key, pointer.fence, pointer.sequence, 0).sk);
    const body = await readBody(db, key, pointer);
    // Replaced since the head was read, perhaps: the next one may count on the same parts. Another time will do.
    if (body === undefined) return 0;
    for (const range of [...body.gained, ...body.edited, ...body.seen]) {
      for (const sk of skOf(key, range)) needed.add(sk);
    }
    if (body.first !== undefined) bases.add(body.first.generation);
  }
  const isOver = (fence: number): boolean =>
    fence < head.fence || (fence === head.fence && head.leaseUntil === undefined);
  const items = await queryPrefix(db, pk, CHECKPOINT_PREFIX, { consistent: true });
  const dead = items.map((item) => String(item['sk'])).filter((sk) => !needed.has(sk) && isOver(fenceOfCheckpoint(sk)));
  await batchWrite(
    db,
    dead.map((sk) => ({ delete: { pk, sk } })),
  );
  let removed = dead.length;
  for (const generation of await listGenerations(db, key)) {
    if (!isBegun(generation, head) || bases.has(generation.name) || !isOver(generation.fence)) continue;
    removed += await removeGeneration(db, key, generation);
  }
  return removed;
}
