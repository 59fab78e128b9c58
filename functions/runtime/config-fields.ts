import * as z from 'zod';

/** The kinds of value that the configuration has: each says in our own words what is expected. */

export const MINUTE = 60_000;
const UNITS: Record<string, number> = { m: MINUTE, h: 60 * MINUTE, d: 24 * 60 * MINUTE };

const SLUG = 'expected 1 to 40 lower-case letters, digits or hyphens, such as "alice"';
/** An id that somebody chooses, such as an owner's. */
export const slug = z.string(SLUG).regex(/^[a-z0-9][a-z0-9-]{0,39}$/, SLUG);

export const text = (most: number) => {
  const expected = `expected text of 1 to ${most} characters`;
  return z.string(expected).trim().min(1, expected).max(most, expected);
};
export const atMost = (most: number) => `expected at most ${most} characters`;
export const listOf = <T extends z.ZodType>(item: T, least: number, most: number, things: string) => {
  const expected = `expected a list of ${least === 0 ? `at most ${most}` : `${least} to ${most}`} ${things}`;
  const list = z.array(item, expected).max(most, expected);
  return least === 0 ? list : list.min(least, expected);
};
export const wholeNumber = (least: number, most: number) => {
  const expected = `expected a whole number from ${least} to ${most}`;
  return z.int(expected).min(least, expected).max(most, expected);
};
/** A few words a person writes about themselves, such as interests. */
export const words = () => listOf(text(100), 0, 50, 'entries').default([]);

/** `30m`, `24h`, `7d`: at least `shortest` milliseconds, which `name` calls. */
export const duration = (shortest: number, name: string) => {
  const expected = 'expected a number and a unit, such as "30m", "24h" or "7d"';
  // What is no interval at all is said once, not also that it is too short.
  return z
    .string(expected)
    .regex(/^\d{1,4}[mhd]$/, { error: expected, abort: true })
    .refine((value) => durationMs(value) >= shortest, `expected at least ${name}`);
};

const ZONE = 'expected an IANA time zone such as "Europe/Berlin" or "America/New_York"';
export const timeZone = z.string(ZONE).refine(isTimeZone, ZONE);

/** Milliseconds of `30m`, `24h`, `7d`. */
export function durationMs(value: string): number {
  return Number.parseInt(value, 10) * (UNITS[value.slice(-1)] ?? 0);
}

function isTimeZone(value: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}
