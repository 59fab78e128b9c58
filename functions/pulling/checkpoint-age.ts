import type { Head } from '../storage/items.ts';

/** A waiting walk older than this starts again: cursors do not keep, and the list has changed. */
const OLDEST = 3 * 86_400_000;
/**
 * One that waits for money keeps longer, because what it read was paid for. On X that is sound: lists are newest first,
 * so nobody slides out of the part that is read later, and whoever was not seen is asked about.
 */
const OLDEST_PAID = 32 * 86_400_000;

/** How old a checkpoint may be, ms, to go on from it. */
export function oldestCheckpoint({ lastError }: Pick<Head, 'lastError'>): number {
  return lastError?.code === 'budget-spent' || lastError?.code === 'no-credits' ? OLDEST_PAID : OLDEST;
}
