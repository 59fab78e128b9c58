import { type Checkpoint, loadCheckpoint } from '../roster/checkpoint.ts';
import type { Roster } from '../roster/roster.ts';
import type { Head } from '../storage/items.ts';
import { oldestCheckpoint } from './checkpoint-age.ts';
import type { PullDeps } from './deps.ts';

/** The walk that waits to be gone on with; undefined if there is none, if it is too old, or if it cannot be read. */
export async function waitingWalk(
  { db, clock, logger }: Pick<PullDeps, 'db' | 'clock' | 'logger'>,
  head: Head,
  roster: Roster,
): Promise<Checkpoint | undefined> {
  const waiting = await loadCheckpoint(db, head, roster);
  if (waiting === undefined) {
    const { owner, network, kind } = head;
    const isThere = head.checkpoint?.version === roster.version;
    if (isThere) logger.warn('what was kept of a walk cannot be read; it starts again', { owner, network, kind });
    return undefined;
  }
  if (clock.wall() - waiting.startedAt < oldestCheckpoint(head)) return waiting;
  waiting.comparison.letGo();
  return undefined;
}
