import { errorFields } from '../runtime/logger.ts';
import { isTableBusy } from '../storage/busy.ts';
import { listDue } from '../storage/due.ts';
import { patchHead, readHead, readHeads } from '../storage/heads.ts';
import type { Head } from '../storage/items.ts';
import type { PullDeps } from './deps.ts';

/** Heads that one look into the due index takes. Those that cannot be worked on now do not count. */
const MOST_DUE = 1_000;
/** Of these behind one credential, at most: they are read one after the other, and others shall have something to do. */
const MOST_BEHIND_ONE = 200;
/** Entries of the due index that are looked at: a limit, not a plan. */
const MOST_LOOKED_AT = 50_000;

interface DueHeads {
  /** Due and can be worked on now, the longest due first. */
  readonly heads: readonly Head[];
  /** Whether these are all. */
  readonly isWhole: boolean;
}

/**
 * Looks into the due index for what can be worked on.
 * @param inLine how many wait in line already behind a credential
 */
export async function dueHeads(
  deps: PullDeps,
  canWorkOn: (head: Head) => boolean,
  inLine: (credentialId: string) => number = () => 0,
): Promise<DueHeads> {
  const { db, clock } = deps;
  const heads: Head[] = [];
  const behind = new Map<string, number>();
  let isWhole = true;
  let looked = 0;
  let keys: string[] = [];
  const look = async (): Promise<void> => {
    for (const [at, head] of (await readHeadsKindly(deps, keys)).entries()) {
      if (head === undefined) continue;
      if (head.status === 'closed' || head.status === 'stopped') {
        // Closed while it was being pulled: the pull did not know, and set it due again.
        await patchHead(db, keys[at] ?? head.key, { dueAt: null });
      } else if (canWorkOn(head)) {
        const { credentialId } = head;
        const count = behind.get(credentialId) ?? inLine(credentialId);
        if (count < MOST_BEHIND_ONE) {
          behind.set(credentialId, count + 1);
          heads.push(head);
        } else {
          isWhole = false;
        }
      }
    }
    keys = [];
  };
  for await (const key of listDue(db, clock.now(), { limit: MOST_LOOKED_AT })) {
    keys.push(key);
    looked += 1;
    if (keys.length === 100) await look();
    if (heads.length >= MOST_DUE) break;
  }
  await look();
  return { heads, isWhole: isWhole && heads.length < MOST_DUE && looked < MOST_LOOKED_AT };
}

/** Heads by key; one that cannot be read is left out and said, so that it stops nobody else. */
async function readHeadsKindly(deps: PullDeps, keys: readonly string[]): Promise<(Head | undefined)[]> {
  return readHeads(deps.db, keys).catch((error: unknown) => {
    // One by one would ask even more of it.
    if (isTableBusy(error)) throw error;
    return Promise.all(
      keys.map((key) =>
        readHead(deps.db, key).catch((error: unknown) => {
          deps.logger.error('a head cannot be read', errorFields(error));
          return undefined;
        }),
      ),
    );
  });
}
