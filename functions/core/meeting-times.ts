// Function by function, as in digest-period.ts.
import * as Instant from 'temporal-polyfill/fns/Instant';
import * as PlainDate from 'temporal-polyfill/fns/PlainDate';
import * as PlainDateTime from 'temporal-polyfill/fns/PlainDateTime';
import * as ZonedDateTime from 'temporal-polyfill/fns/ZonedDateTime';

/** A time that would suit both. Epoch ms. */
export interface MeetingTime {
  readonly start: number;
  readonly end: number;
}

export interface MeetingWish {
  readonly way: 'coffee' | 'video';
  /** IANA name. */
  readonly ownersZone: string;
  /** Absent where nothing says where they live: then only the owner's day counts. */
  readonly theirZone?: string;
  /** Calendar, epoch ms. */
  readonly now: number;
  /** How many times to propose, at most; 3 unless set. */
  readonly count?: number;
}

/** Short enough to say yes to. A coffee has a way there and back. */
const MINUTES = { coffee: 60, video: 30 } as const;
/** Nobody is asked for tomorrow, nor for a day that is too far off to picture. */
const FIRST_DAY = 3;
const LAST_DAY = 16;
/** Awake and willing, in minutes of the local day. */
const WAKES = 7 * 60 + 30;
const RESTS = 21 * 60 + 30;

/**
 * Two or three times on different days at which both are awake, as far as possible within both their working hours.
 * Exact over clock changes: hours that a change skips or repeats in either zone are never proposed. Empty only for
 * zones whose days have nothing in common, which this earth does not have.
 * @throws RangeError for an unknown zone
 */
export function meetingTimes(wish: MeetingWish): readonly MeetingTime[] {
  const best = new Map<string, { readonly time: MeetingTime; readonly effort: number }>();
  for (const start of starts(wish)) {
    const time = { start: start.epochMilliseconds, end: start.epochMilliseconds + MINUTES[wish.way] * 60_000 };
    const effort = effortOf(wish, time);
    if (effort === undefined) continue;
    const day = PlainDate.toString(ZonedDateTime.toPlainDate(start));
    const known = best.get(day);
    if (known === undefined || effort < known.effort) best.set(day, { time, effort });
  }
  return spread([...best.values()], wish.count ?? 3);
}

/** The best days, no two next to each other if that can be, in the order of the calendar. */
function spread(
  days: readonly { readonly time: MeetingTime; readonly effort: number }[],
  count: number,
): readonly MeetingTime[] {
  const ranked = days.toSorted((a, b) => a.effort - b.effort || a.time.start - b.time.start);
  const chosen: MeetingTime[] = [];
  for (const apart of [2.5 * 86_400_000, 1.5 * 86_400_000, 0]) {
    for (const { time } of ranked) {
      if (chosen.length >= count) break;
      if (chosen.every(({ start }) => Math.abs(start - time.start) > apart)) chosen.push(time);
    }
  }
  return chosen.sort((a, b) => a.start - b.start);
}

/** Every half hour of the owner's waking day that exists exactly once. */
function* starts({ ownersZone, now }: MeetingWish): Generator<ZonedDateTime.Record> {
  const today = ZonedDateTime.toPlainDate(localTime(now, ownersZone));
  for (let day = FIRST_DAY; day <= LAST_DAY; day++) {
    const date = PlainDate.addDays(today, day);
    for (let minutes = WAKES; minutes < RESTS; minutes += 30) {
      const local = PlainDateTime.create(date.year, date.month, date.day, Math.floor(minutes / 60), minutes % 60);
      const start = PlainDateTime.toZonedDateTime(local, ownersZone, { disambiguation: 'earlier' });
      const last = PlainDateTime.toZonedDateTime(local, ownersZone, { disambiguation: 'later' });
      if (start.epochMilliseconds === last.epochMilliseconds) yield start;
    }
  }
}

function localTime(at: number, zone: string): ZonedDateTime.Record {
  return Instant.toZonedDateTimeISO(Instant.fromEpochMilliseconds(at), zone);
}

/** How much a time asks of both; undefined if it asks too much of one of them. */
function effortOf(wish: MeetingWish, time: MeetingTime): number | undefined {
  const owners = strain(wish.way, time, wish.ownersZone);
  const theirs = wish.theirZone === undefined ? 0 : strain(wish.way, time, wish.theirZone);
  if (owners === undefined || theirs === undefined) return undefined;
  // The guest's comfort counts a little more: it is the owner who asks.
  return owners + 1.25 * theirs;
}

/** How far a time is from one's comfortable hours; undefined outside the waking day or across a clock change. */
function strain(way: 'coffee' | 'video', { start, end }: MeetingTime, zone: string): number | undefined {
  const from = localTime(start, zone);
  if (ZonedDateTime.offsetNanoseconds(from) !== ZonedDateTime.offsetNanoseconds(localTime(end, zone))) return undefined;
  const begins = from.hour * 60 + from.minute;
  const ends = begins + (end - start) / 60_000;
  if (begins < WAKES || ends > RESTS) return undefined;
  const dayOfWeek = ZonedDateTime.dayOfWeek(from);
  const [opens, closes] = comfortable(way, dayOfWeek);
  const outside = Math.max(0, opens - begins) + Math.max(0, ends - closes);
  // A full hour is easier to say and to keep than half past.
  return outside / 60 + weekendStrain(way, dayOfWeek) + (from.minute === 0 ? 0 : 0.25);
}

/** Minutes of the day between which a meeting costs nobody anything. */
function comfortable(way: 'coffee' | 'video', dayOfWeek: number): readonly [number, number] {
  if (dayOfWeek >= 6) return [10 * 60, 17 * 60];
  return way === 'coffee' ? [15 * 60, 18 * 60 + 30] : [10 * 60, 17 * 60];
}

/** A Saturday is fine for a coffee and asks more for a call; Sundays and Friday evenings are people's own. */
function weekendStrain(way: 'coffee' | 'video', dayOfWeek: number): number {
  if (dayOfWeek === 7) return 3;
  if (dayOfWeek === 6) return way === 'coffee' ? 0.5 : 2.5;
  return dayOfWeek === 5 ? 0.5 : 0;
}
