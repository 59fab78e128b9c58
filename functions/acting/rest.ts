import type { Outreach, OutreachAction } from '../core/outreach.ts';
import { hasMet } from '../core/reminders.ts';

const DAY = 24 * 60 * 60 * 1000;

/**
 * Leaves somebody alone for some weeks. By whole days, so that a button that is pressed twice says the same twice. Who
 * was met stays met: only the reminder waits.
 * @param now calendar, epoch ms
 */
export function restFor(weeks: number, outreach: Outreach | undefined, now: number): OutreachAction {
  const until = Math.ceil(now / DAY + weeks * 7) * DAY;
  return outreach !== undefined && hasMet(outreach) ? { action: 'keep', remindAt: until } : { action: 'snooze', until };
}
