import { SCHEDULES } from '../../../lib/schedules.ts';
import type { DayAccount } from './accounts.ts';
import { type DayResult, keyOf } from './simulate-day.ts';

const TICK = SCHEDULES.pull.everyMinutes * 60_000;
const MOST_TICKS_LATE = 2;
const HOUR = 3_600_000;

/** How the promises of a day were kept. */
export interface DayVerdict {
  readonly due: number;
  readonly doneOnce: number;
  /** Whose permission was taken back: tried, shown to the owner, and not read. */
  readonly revoked: number;
  /** In ticks, the latest beginning of what did not wait for its credential's limit. */
  readonly latestTicks: number;
  /** How many waited for a limit, and the latest of them. */
  readonly limited: number;
  readonly latestLimitedTicks: number;
  /** Minutes between the time that a list fell due and its end: half of all, 99 % and the slowest. */
  readonly doneMinutes: readonly [number, number, number];
  readonly repeatedPages: number;
  /** What was promised and not kept, in words. */
  readonly broken: readonly string[];
}

export function judgeDay(result: DayResult): DayVerdict {
  const { accounts, heads, networks, from, until } = result;
  const broken: string[] = result.broken.map(({ message }) => `a tick broke: ${message}`);
  let [due, doneOnce, revoked, latest, limited, latestLimited, repeatedPages] = [0, 0, 0, 0, 0, 0, 0];
  const minutes: number[] = [];
  for (const account of accounts) {
    const pair = heads.get(keyOf(account));
    const dueAt = pair?.before.dueAt ?? 0;
    if (pair === undefined || dueAt < from || dueAt >= until) continue;
    due += 1;
    const seen = networks.sightingsOf(account.id);
    const lookedUp = seen.lookedUp[0];
    const begun = account.isRevoked ? lookedUp : seen.begun[0];
    if (begun === undefined) {
      broken.push(`${account.id} was never begun`);
      continue;
    }
    const late = (begun - dueAt) / TICK;
    const hour = `hour ${((dueAt - from) / HOUR).toFixed(1)}`;
    if (waited(result, account, dueAt, begun)) {
      limited += 1;
      latestLimited = Math.max(latestLimited, late);
    } else {
      latest = Math.max(latest, late);
      if (late > MOST_TICKS_LATE) broken.push(`${account.id} of ${hour} was begun ${late.toFixed(1)} ticks late`);
    }
    if (account.isRevoked) {
      revoked += 1;
      if (pair.after.completePulls !== pair.before.completePulls)
        broken.push(`${account.id} was read without permission`);
      continue;
    }
    // Whoever was due early falls due again before the last tick of the day.
    const isDueAgain = (pair.after.pulledAt ?? 0) >= until;
    const pulls = pair.after.completePulls - pair.before.completePulls;
    if (pulls === 1 && seen.ended.length === 1) doneOnce += 1;
    else if (pulls === 2 && isDueAgain) doneOnce += 1;
    else
      broken.push(
        `${account.id} of ${hour} was read ${pulls} times, and its list to the end ${seen.ended.length} times`,
      );
    repeatedPages += seen.repeated;
    minutes.push(((seen.ended[0] ?? Number.POSITIVE_INFINITY) - dueAt) / 60_000);
  }
  minutes.sort((a, b) => a - b);
  const at = (share: number): number =>
    Math.round((minutes[Math.floor(minutes.length * share)] ?? Number.NaN) * 10) / 10;
  return {
    ...{ due, doneOnce, revoked, latestTicks: rounded(latest), limited, latestLimitedTicks: rounded(latestLimited) },
    ...{ doneMinutes: [at(0.5), at(0.99), at(0.99999)], repeatedPages, broken },
  };
}

/** Whether its credential was limited at any time between when it fell due and when it was begun. */
function waited({ networks }: DayResult, { credentialId }: DayAccount, dueAt: number, begun: number): boolean {
  return (networks.limits.get(credentialId) ?? []).some(([from, until]) => from < begun && until > dueAt);
}

const rounded = (value: number): number => Math.round(value * 100) / 100;
