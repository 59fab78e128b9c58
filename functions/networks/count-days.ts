import type { CountDay } from '../core/count-only.ts';

const DAY = 86_400_000;
/** Gross numbers of longer ago are let go: whoever was away for a month is told by how much the number moved. */
const MOST_DAYS_BACK = 28;

export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
export const startOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);
export const dayAfter = (day: string): string => dayOf(startOf(day) + DAY);

/**
 * The first day to ask about.
 * @param through the last day that is known; without it three days back, to learn where counting begins
 */
export function firstDay(through: string | undefined, now: number): string {
  const earliest = dayOf(now - MOST_DAYS_BACK * DAY);
  const next = through === undefined ? dayOf(now - 3 * DAY) : dayAfter(through);
  return next < earliest ? earliest : next;
}

/** Joins what each metric told of its days, oldest first; days up to `through` are known already. */
export function joinDays(
  gained: ReadonlyMap<string, number> | undefined,
  lost: ReadonlyMap<string, number> | undefined,
  through: string | undefined,
): CountDay[] {
  const days = [...new Set([...(gained?.keys() ?? []), ...(lost?.keys() ?? [])])].sort();
  return days
    .filter((day) => through === undefined || day > through)
    .map((day) => {
      const [came, went] = [gained?.get(day), lost?.get(day)];
      return { day, ...(came === undefined ? {} : { gained: came }), ...(went === undefined ? {} : { lost: went }) };
    });
}
