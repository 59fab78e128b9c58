const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

/** Weeks that the demo lives through. */
const DEMO_WEEKS = 4;

/** Days after the start on which the lists are read: twice a week, so that what needs a second look gets one. */
export const PULL_DAYS: readonly number[] = [0, 4, 7, 11, 14, 18, 21, 25, 28];

/** One thing for the laptop to do: move the calendar there, pull, and perhaps send the digest. */
export interface DemoStep {
  /** Calendar time, epoch ms. */
  readonly at: number;
  readonly pull: boolean;
  readonly digest: boolean;
}

/** When a demo starts that is to end at a time: four weeks before, at a full hour. */
export function demoStart(now: number): number {
  const start = now - DEMO_WEEKS * 7 * DAY;
  return start - (start % HOUR);
}

/** What to do to live from the start until a time. A digest closes every week; the last step is at that time itself. */
export function stepsUntil(start: number, now: number): readonly DemoStep[] {
  const steps = PULL_DAYS.map((day) => ({ at: start + day * DAY, pull: true, digest: day % 7 === 0 }));
  const last = { at: now, pull: true, digest: true };
  // A demo that starts at a full hour ends up to an hour after its last full day: that step is moved, not repeated.
  return [...steps.filter((step) => step.at <= now - HOUR), last];
}
