import type { NetworkId } from './model.ts';

/** When an audience is pulled next. Pure; times in epoch ms. */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Lists of more people than this are read weekly unless set otherwise. */
const LARGE_AUDIENCE = 1_000_000;

/**
 * How often an audience is pulled: what the owner set, else daily, else weekly above a million people and on X, where
 * each reading costs money.
 */
export function pullInterval(set: number | undefined, count: number, network?: NetworkId): number {
  return set ?? (count > LARGE_AUDIENCE || network === 'x' ? 7 * DAY : DAY);
}

/**
 * The next due time after a pull: one interval later, moved to a time of day that depends on the account, so that
 * load spreads over the day and an account keeps its hour. Never sooner than half an interval after `now`.
 * If a digest goes out before that, the pull comes shortly before the digest instead, so that it is fresh.
 * @param spread stable number of the account, any integer from 0
 * @param digestAt next digest that shows the audience
 */
export function nextDue(now: number, every: number, spread: number, digestAt?: number): number {
  const phase = spread % every;
  const earliest = now + every / 2;
  const due = earliest + ((((phase - earliest) % every) + every) % every);
  if (digestAt === undefined) return due;
  const window = Math.min(2 * HOUR, every / 4);
  const beforeDigest = digestAt - HOUR / 2 - (spread % window);
  return beforeDigest > now + every / 8 && beforeDigest < due ? beforeDigest : due;
}

/** Longest wait between tries while a network is down. Outages park nobody. */
const LONGEST_BACK_OFF = 6 * HOUR;
const FIRST_BACK_OFF = 5 * 60_000;

/** How long to leave a network alone after `failures` failures in a row (from 1). */
export function backOff(failures: number, every: number): number {
  return Math.min(FIRST_BACK_OFF * 2 ** Math.min(Math.max(failures - 1, 0), 20), LONGEST_BACK_OFF, every);
}

/** Deterministic failures in a row after which an audience is parked: shown to the owner, and tried once a day. */
export const FAILURES_UNTIL_PARKED = 5;
export const PARKED_INTERVAL = DAY;
