/** Numbers and times as the reader's browser writes them, in English words. */
const LOCALE = 'en-GB';

const counts = new Intl.NumberFormat(LOCALE);
const days = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', year: 'numeric' });
const moments = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'auto', style: 'short' });

export const countOf = (count: number): string => counts.format(count);
export const dayOf = (instant: string): string => days.format(new Date(instant));
export const momentOf = (instant: string): string => moments.format(new Date(instant));

/** "1 person", "3 people" */
export const several = (count: number, one: string, many = `${one}s`): string =>
  `${countOf(count)} ${count === 1 ? one : many}`;

const UNITS = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['week', 604_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** "3 days ago", "in 2 hr" */
export function agoOf(instant: string, now: number): string {
  const distance = Date.parse(instant) - now;
  const [unit, length] = UNITS.find(([, size]) => Math.abs(distance) >= size) ?? (['minute', 60_000] as const);
  return relative.format(Math.trunc(distance / length), unit);
}
