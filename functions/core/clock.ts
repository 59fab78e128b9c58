/** Time is an argument everywhere. */
export interface Clock {
  /** The calendar, epoch ms: what `--now` moves. Changes, snapshots, digests and retention use it. */
  now(): number;
  /** The wall clock, epoch ms: waits, leases, rate limits and signatures use it, whatever the calendar says. */
  wall(): number;
}
