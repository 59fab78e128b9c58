import { errorFields } from '../runtime/logger.ts';
import { listDue } from '../storage/due.ts';
import { patchHead, readHead, readHeads } from '../storage/heads.ts';
import type { Head } from '../storage/items.ts';
import type { PullDeps } from './deps.ts';

/** Heads that one pass takes from the due index. Those that cannot be worked on now do not count. */
const MOST_DUE = 1_000;
/** Entries of the due index that one pass looks at: a limit, not a plan. */
const MOST_LOOKED_AT = 50_000;

/** Heads that are due and can be worked on now, in the order of the due index. */
export async function dueHeads(deps: PullDeps, canWorkOn: (head: Head) => boolean): Promise<Head[]> {
  const { db, clock } = deps;
  const heads: Head[] = [];
  let keys: string[] = [];
  const look = async (): Promise<void> => {
    for (const [at, head] of (await readHeadsKindly(deps, keys)).entries()) {
      if (head === undefined) continue;
      if (head.status === 'closed' || head.status === 'stopped') {
        // Closed while it was being pulled: the pull did not know, and set it due again.
        await patchHead(db, keys[at] ?? head.key, { dueAt: null });
      } else if (canWorkOn(head)) {
        heads.push(head);
      }
    }
    keys = [];
  };
  for await (const key of listDue(db, clock.now(), { limit: MOST_LOOKED_AT })) {
    keys.push(key);
    if (keys.length === 100) await look();
    if (heads.length >= MOST_DUE) break;
  }
  await look();
  return heads;
}

/** Heads by key; one that cannot be read is left out and said, so that it stops nobody else. */
async function readHeadsKindly(deps: PullDeps, keys: readonly string[]): Promise<(Head | undefined)[]> {
  return readHeads(deps.db, keys).catch(() =>
    Promise.all(
      keys.map((key) =>
        readHead(deps.db, key).catch((error: unknown) => {
          deps.logger.error('a head cannot be read', errorFields(error));
          return undefined;
        }),
      ),
    ),
  );
}
