import type { Appointment } from './appointment.ts';

/** Characters of a description in a link; browsers and servers cut longer addresses. */
const MOST_DETAILS = 800;

/**
 * Opens Google's calendar with the appointment filled in; the owner saves it or not. Times are in UTC, which Google
 * shows in the calendar's own zone.
 */
export function googleLink(appointment: Appointment): string {
  const url = new URL('https://calendar.google.com/calendar/render');
  url.searchParams.set('action', 'TEMPLATE');
  url.searchParams.set('text', appointment.title.slice(0, 200).toWellFormed());
  url.searchParams.set('dates', `${stamp(appointment.start)}/${stamp(appointment.end)}`);
  url.searchParams.set('details', appointment.description.slice(0, MOST_DETAILS).toWellFormed());
  if (appointment.location !== undefined) url.searchParams.set('location', appointment.location.slice(0, 300));
  return url.href;
}

/** `20261116T140000Z` */
function stamp(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}
