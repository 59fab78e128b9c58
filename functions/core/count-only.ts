/**
 * Audiences of which a network tells how many there are and not who. From a number nobody is ever named: it moves by
 * people who come and people who go at once, and says of neither who they were.
 */

/** How many came and went on one day, as far as the network counts them; it may count the one and not the other. */
export interface CountDay {
  /** The day as the network means it, `2026-11-20`: most count in Pacific time. */
  readonly day: string;
  readonly gained?: number;
  readonly lost?: number;
}

/** What a head knows of such an audience beside its number. The three numbers are those between its last two readings. */
export interface CountOnly {
  /** The network rounds the number, so that its moves say nothing. */
  readonly isRounded: boolean;
  /** What the last reading told; absent before the first. */
  readonly count?: number;
  /** Last day whose gross numbers are known. */
  readonly through?: string;
  readonly net?: number;
  readonly gained?: number;
  readonly lost?: number;
}

/** Sums over days: each day counts once, as it was told last. Absent: the network told no such number. */
export function grossOf(days: Iterable<CountDay>): Pick<CountOnly, 'gained' | 'lost'> {
  const byDay = new Map<string, CountDay>();
  for (const one of days) byDay.set(one.day, { ...byDay.get(one.day), ...one });
  const told = [...byDay.values()];
  const gained = sum(told.flatMap((one) => one.gained ?? []));
  const lost = sum(told.flatMap((one) => one.lost ?? []));
  return { ...(gained === undefined ? {} : { gained }), ...(lost === undefined ? {} : { lost }) };
}

/**
 * By how much an audience moved between two readings. A rounded number jumps when it crosses a step and stands still in
 * between, so its moves are never taken for people: what came and went has to tell, or nothing does.
 */
export function netOf(
  count: number,
  before: number | undefined,
  { isRounded, gained, lost }: { readonly isRounded: boolean } & Pick<CountOnly, 'gained' | 'lost'>,
): number | undefined {
  if (isRounded) return gained === undefined || lost === undefined ? undefined : gained - lost;
  return before === undefined ? undefined : count - before;
}

/** What a head keeps after a reading. By the first one nobody came or went. */
export function countOnlyAfter(
  reading: { readonly count: number; readonly isRounded?: boolean; readonly days: readonly CountDay[] },
  before: CountOnly | undefined,
): CountOnly {
  const { count, days } = reading;
  const isRounded = reading.isRounded === true;
  const [through] = [before?.through, ...days.map(({ day }) => day)]
    .flatMap((day) => day ?? [])
    .sort()
    .reverse();
  const known = { isRounded, count, ...(through === undefined ? {} : { through }) };
  if (before?.count === undefined) return known;
  const gross = grossOf(days);
  const net = netOf(count, before.count, { isRounded, ...gross });
  return { ...known, ...(net === undefined ? {} : { net }), ...gross };
}

function sum(numbers: readonly number[]): number | undefined {
  return numbers.length === 0 ? undefined : numbers.reduce((total, one) => total + one, 0);
}
