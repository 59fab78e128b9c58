const DAY = 86_400_000;
/** 1970-01-05 was a Monday. */
const FIRST_MONDAY = 4 * DAY;

export type Bucket = 'day' | 'week' | 'month';

/** The beginning, in UTC, of the day, the week (from Monday, as ISO 8601 has it) or the month that a time is in. */
export function bucketOf(at: number, by: Bucket): number {
  if (by === 'day') return Math.floor(at / DAY) * DAY;
  if (by === 'week') return Math.floor((at - FIRST_MONDAY) / (7 * DAY)) * 7 * DAY + FIRST_MONDAY;
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
}

/** The beginning of the one that follows. @param from a beginning */
export function bucketAfter(from: number, by: Bucket): number {
  if (by === 'day') return from + DAY;
  if (by === 'week') return from + 7 * DAY;
  const date = new Date(from);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
}
