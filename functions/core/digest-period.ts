// Function by function and not as classes: a bundle then holds what is called here, a fifth of the whole.
import * as Instant from 'temporal-polyfill/fns/Instant';
import * as PlainDate from 'temporal-polyfill/fns/PlainDate';
import * as PlainDateTime from 'temporal-polyfill/fns/PlainDateTime';
import * as ZonedDateTime from 'temporal-polyfill/fns/ZonedDateTime';

/** Days as the configuration writes them, Monday first, so that the index plus one is ISO's number of the day. */
const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const DAY = 24 * 60 * 60 * 1000;
/** A digest that was missed still goes out this long after its slot; later, its content joins the next. */
export const LATEST_AFTER_SLOT = 3 * DAY;

/** When a digest is sent: the same weekday and time of day for everybody, each in a zone of their own. */
export interface DigestSchedule {
  readonly weekday: Weekday;
  /** `08:00`. */
  readonly time: string;
  /** IANA name. */
  readonly timeZone: string;
}

export interface Slot {
  /** Epoch ms. */
  readonly at: number;
  /** The local date it was scheduled for, `2026-11-16`. Names the edition, whatever the zone. */
  readonly period: string;
}

/**
 * The most recent scheduled slot at or before `now` (epoch ms). A time of day that a clock change skips is taken as
 * much later, one that comes twice is taken at its first coming (RFC 5545 and Temporal's "compatible").
 */
export function latestSlot(schedule: DigestSchedule, now: number): Slot {
  // Begins at or after today and walks back by comparing instants, not dates: a clock set back over midnight
  // makes yesterday out of a day whose slot has already been.
  let date = onOrAfter(localDate(schedule, now), schedule.weekday);
  for (;;) {
    const slot = slotOn(schedule, date);
    if (slot.at <= now) return slot;
    date = PlainDate.subtractWeeks(date, 1);
  }
}

/** The first slot after `now`. */
export function nextSlot(schedule: DigestSchedule, now: number): Slot {
  const [year = 0, month = 0, day = 0] = latestSlot(schedule, now).period.split('-').map(Number);
  return slotOn(schedule, PlainDate.addWeeks(PlainDate.create(year, month, day), 1));
}

/** The slot that may be sent for at `now`: the latest, unless it is more than three days ago. */
export function dueSlot(schedule: DigestSchedule, now: number): Slot | undefined {
  const slot = latestSlot(schedule, now);
  return now - slot.at <= LATEST_AFTER_SLOT ? slot : undefined;
}

/** The date that it is somewhere at `now` (epoch ms), `2026-11-16`. */
export function localDay(timeZone: string, now: number): string {
  return PlainDate.toString(localDate({ timeZone }, now));
}

function localDate({ timeZone }: Pick<DigestSchedule, 'timeZone'>, now: number): PlainDate.Record {
  return ZonedDateTime.toPlainDate(Instant.toZonedDateTimeISO(Instant.fromEpochMilliseconds(now), timeZone));
}

function onOrAfter(date: PlainDate.Record, weekday: Weekday): PlainDate.Record {
  const days = (WEEKDAYS.indexOf(weekday) + 1 - PlainDate.dayOfWeek(date) + 7) % 7;
  return PlainDate.addDays(date, days);
}

function slotOn(schedule: DigestSchedule, date: PlainDate.Record): Slot {
  const [hour = 0, minute = 0] = schedule.time.split(':').map(Number);
  const local = PlainDateTime.create(date.year, date.month, date.day, hour, minute);
  const at = PlainDateTime.toZonedDateTime(local, schedule.timeZone, { disambiguation: 'compatible' });
  return { at: at.epochMilliseconds, period: PlainDate.toString(date) };
}
