import { type Claim, claimHead, readHead } from '../storage/heads.ts';
import type { PullDeps } from './deps.ts';
import { LEASE_MS } from './lease.ts';

/**
 * Claims an audience for something that an owner asked for just now. Where no other process can be at work, a lease
 * that was taken before is a dead one's.
 * @returns undefined while another run is working on it
 */
export async function claimNow(
  deps: Pick<PullDeps, 'db' | 'clock' | 'aloneSince'>,
  key: string,
): Promise<Claim | undefined> {
  const before = await readHead(deps.db, key, { consistent: true });
  const wall = deps.clock.wall();
  const leaseUntil = before?.leaseUntil ?? 0;
  const isDead = leaseUntil - LEASE_MS < (deps.aloneSince ?? 0);
  return claimHead(deps.db, key, { wall: isDead ? Math.max(wall, leaseUntil) : wall, leaseMs: LEASE_MS });
}
