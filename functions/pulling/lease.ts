/** A lease outlives the longest run (15 minutes), so that only a dead run's lease expires. */
export const LEASE_MS = 16 * 60_000;
