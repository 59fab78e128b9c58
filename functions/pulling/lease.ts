import type { Head } from '../storage/items.ts';
import type { PullDeps } from './deps.ts';

/** A lease outlives the longest run (15 minutes), so that only a dead run's lease expires. */
export const LEASE_MS = 16 * 60_000;

type Leased = Pick<Head, 'leaseUntil' | 'isSuspect'>;
type LeaseDeps = Pick<PullDeps, 'clock' | 'aloneSince'>;

/** The time by which a lease is judged: the wall clock, unless its holder is known to be dead. */
export function leaseClock({ leaseUntil }: Leased, { clock, aloneSince = 0 }: LeaseDeps): number {
  const isDead = leaseUntil !== undefined && leaseUntil - LEASE_MS < aloneSince;
  return isDead ? Math.max(clock.wall(), leaseUntil) : clock.wall();
}

/** Whether another run works on it. */
export function isLeased(head: Leased, deps: LeaseDeps): boolean {
  return head.leaseUntil !== undefined && head.leaseUntil > leaseClock(head, deps);
}

/** Whether its last lease ran out without a release. */
export function isSuspect(head: Leased, deps: LeaseDeps): boolean {
  return head.isSuspect === true || (head.leaseUntil !== undefined && head.leaseUntil <= leaseClock(head, deps));
}
