import ical, { ICalCalendarMethod, ICalEventStatus, ICalEventTransparency } from 'ical-generator';
import { plainLines, plainText } from '../networks/text.ts';
import type { Appointment } from './appointment.ts';

const MOST_TITLE = 200;
const MOST_DESCRIPTION = 4_000;

export interface CalendarOptions {
  /** "Rekindle: who I want to meet". */
  readonly name: string;
  /** Where the newest version is, for a feed that calendars subscribe to. */
  readonly url?: string;
}

/**
 * Writes appointments as iCalendar (RFC 5545). METHOD:PUBLISH and STATUS:TENTATIVE: it is a note to the owner, asks
 * nobody for an answer and names no attendee. Times are in UTC, which every calendar shows in its own zone and which
 * needs no table of zones that could be wrong; the instant is exact over clock changes.
 */
export function calendarOf(appointments: readonly Appointment[], options: CalendarOptions): string {
  const calendar = ical({
    name: line(options.name),
    prodId: { company: 'Rekindle', product: 'Rekindle', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
    ...(options.url === undefined ? {} : { source: options.url, ttl: 3_600 }),
  });
  for (const one of appointments) {
    calendar.createEvent({
      id: one.uid,
      start: new Date(one.start),
      end: new Date(one.end),
      stamp: new Date(one.stampedAt),
      sequence: one.sequence ?? 0,
      summary: line(one.title),
      description: plainLines(one.description, MOST_DESCRIPTION) ?? '',
      ...(one.location === undefined ? {} : { location: line(one.location) }),
      status: one.isCancelled === true ? ICalEventStatus.CANCELLED : ICalEventStatus.TENTATIVE,
      // Tentative plans do not block the day.
      transparency: ICalEventTransparency.TRANSPARENT,
    });
  }
  return calendar.toString();
}

/** One line without control characters: a name must not be able to begin a property of its own. */
function line(text: string): string {
  return plainText(text, MOST_TITLE) ?? '';
}
