/** Steps of time that a trend can have. Buckets are of UTC, as the API cuts them. */
export const STEPS = ['day', 'week', 'month'] as const;
export type Step = (typeof STEPS)[number];

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const month = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** "Week of 16 Nov 2026" */
export function bucketName(from: string, by: Step): string {
  const at = new Date(from);
  if (by === 'month') return month.format(at);
  return by === 'week' ? `Week of ${day.format(at)}` : day.format(at);
}
