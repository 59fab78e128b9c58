import { batchWrite, type Db, deleteItem, type Item, queryPrefix } from '../storage/db.ts';
import type { Head } from '../storage/items.ts';
import { baseKey, GENERATION_PREFIX, generationKey, headKey } from '../storage/keys.ts';

/** A base that was announced; what was written of it is among its segments. */
export interface Generation {
  readonly name: string;
  /** Of the claim that announced it last. */
  readonly fence: number;
  readonly segments: number;
  /** The whole announcement. */
  readonly item: Item;
}

/** Every base of an audience that was ever announced and is not removed. */
export async function listGenerations(db: Db, key: string): Promise<Generation[]> {
  const items = await queryPrefix(db, headKey(key).pk, GENERATION_PREFIX, { consistent: true });
  return items.map((item) => ({
    name: String(item['sk']).slice(GENERATION_PREFIX.length),
    fence: Number(item['fence']),
    segments: Number(item['segments']),
    item,
  }));
}

/**
 * Whether no head has ever led to a base: it is of a version that is not committed yet, which only first walks write.
 * Such a base has no readers.
 */
export function isBegun({ name }: Generation, head: Head): boolean {
  return Number(/^g(?<version>\d+)-/.exec(name)?.groups?.['version'] ?? 0) > head.version;
}

/** @returns how many items were removed */
export async function removeGeneration(db: Db, key: string, { name, segments }: Generation): Promise<number> {
  await batchWrite(
    db,
    Array.from({ length: segments }, (_, n) => ({ delete: baseKey(key, name, n) })),
  );
  // Its announcement goes last, so that a removal that was cut off is found again.
  await deleteItem(db, generationKey(key, name));
  return segments + 1;
}
