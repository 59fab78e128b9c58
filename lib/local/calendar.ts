import type { Clock } from '../../functions/core/clock.ts';

/** A calendar that can be set: to one time from which it then runs on with the wall clock. */
export interface Calendar extends Clock {
  /** Moves the calendar to this time (epoch ms); it runs on from there. */
  set(now: number): void;
}

/**
 * The laptop's clock. Without `now` the calendar is the wall clock; with it, the calendar starts there and runs on as
 * the wall clock does, so that whoever measures a duration in either gets the same.
 * @param wall the wall clock, epoch ms
 * @param now where the calendar starts, epoch ms
 */
export function createCalendar(wall: () => number, now?: number): Calendar {
  let offset = now === undefined ? 0 : now - wall();
  return {
    now: () => wall() + offset,
    wall,
    set: (time) => {
      offset = time - wall();
    },
  };
}

/** A time as `--now` and `--taken-at` take it. */
const ISO_TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** Epoch ms of an ISO 8601 time; undefined if it is none. A date alone is its midnight in UTC. */
export function parseTime(text: string): number | undefined {
  if (!ISO_TIME.test(text)) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) return undefined;
  // JavaScript makes 2 March of 30 February; a calendar date that does not exist is a mistake.
  const day = text.slice(0, 10);
  return new Date(Date.parse(`${day}T00:00:00Z`)).toISOString().startsWith(day) ? time : undefined;
}
