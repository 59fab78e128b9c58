import { readCredentials } from '../storage/credentials.ts';
import { listDue } from '../storage/due.ts';
import { readHeads } from '../storage/heads.ts';
import type { PullDeps } from './deps.ts';

/** Entries of the due index that are looked at. If more wait behind a limit, the rest is not looked for. */
const MOST_LOOKED_AT = 200;

/**
 * How long the list that is due longest has been waiting for a tick, in minutes; 0 if none is. Lists that wait for a
 * limit or a budget are not late: they go on when they may.
 */
export async function oldestDue({ db, clock }: Pick<PullDeps, 'db' | 'clock'>): Promise<number> {
  const keys: string[] = [];
  for await (const key of listDue(db, clock.now(), { limit: MOST_LOOKED_AT })) keys.push(key);
  if (keys.length === 0) return 0;
  const waits = await readCredentials(db);
  const due = (await readHeads(db, keys)).flatMap((head) => {
    const isWaiting = (waits.get(head?.credentialId ?? '')?.waitUntil ?? 0) > clock.wall();
    const isOpen = head?.status === 'active' || head?.status === 'parked';
    return head?.dueAt === undefined || isWaiting || !isOpen ? [] : [head.dueAt];
  });
  return due.length === 0 ? 0 : Math.max(0, Math.round((clock.now() - Math.min(...due)) / 60_000));
}
