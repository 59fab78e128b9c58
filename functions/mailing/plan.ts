import { type DigestSchedule, dueSlot, LATEST_AFTER_SLOT, latestSlot, localDay } from '../core/digest-period.ts';
import type { DigestState } from '../storage/digests.ts';

/** What the plan needs to know of the latest edition. */
export type Latest = Pick<DigestState, 'period' | 'builtAt' | 'isForAll'>;

/**
 * Which period's edition a recipient is to have at `now` (calendar, epoch ms); undefined if none is due.
 * - Before the first edition, and by hand: the newest period that has begun for any of the recipients, for all of them.
 * - An edition that goes to everybody at once (the welcome, one sent by hand) stays due for three days.
 * - Somebody who only got to hear that nothing could be read is welcomed as soon as there is anything, on the day that it
 *   is then, and not with the next slot. That day's date is later than any slot's before it, so it names an edition.
 * - Else the slot in the recipient's own zone decides. It may be of the week before the latest edition's, as Monday
 *   comes to Auckland almost a day before Honolulu; whether there is such an edition is the caller's to see.
 */
export function duePeriod(
  zone: DigestSchedule,
  all: readonly DigestSchedule[],
  latest: Latest | undefined,
  options: { readonly now: number; readonly isForced: boolean; readonly isWelcomeDue?: boolean },
): string | undefined {
  const { now, isForced, isWelcomeDue = false } = options;
  if (isWelcomeDue && latest !== undefined) {
    const today = all
      .map(({ timeZone }) => localDay(timeZone, now))
      .sort()
      .at(-1);
    if (today !== undefined && today > latest.period) return today;
  }
  if (latest === undefined || isForced) {
    const periods = all.map((schedule) => latestSlot(schedule, now).period);
    // ISO dates sort as text.
    return [...periods, ...(latest === undefined ? [] : [latest.period])].sort().at(-1);
  }
  const slot = dueSlot(zone, now);
  const isPending = latest.isForAll && now - latest.builtAt <= LATEST_AFTER_SLOT;
  if (isPending && (slot === undefined || slot.period < latest.period)) return latest.period;
  return slot?.period;
}
