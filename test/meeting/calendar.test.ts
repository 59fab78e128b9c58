import fc from 'fast-check';
import ICAL from 'ical.js';
import nodeIcal from 'node-ical';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import type { Appointment } from '../../functions/meeting/appointment.ts';
import { calendarOf } from '../../functions/meeting/calendar.ts';
import { googleLink } from '../../functions/meeting/google-link.ts';

const HOUR = 3_600_000;
const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Auckland'];
/** The days around both clock changes of 2026, north and south. */
const DAYS = [
  '2026-03-07',
  '2026-03-08',
  '2026-03-29',
  '2026-04-05',
  '2026-09-27',
  '2026-10-25',
  '2026-11-01',
  '2026-11-02',
];

function appointment(over: Partial<Appointment> = {}): Appointment {
  const start = Date.UTC(2026, 10, 19, 15);
  return {
    uid: 'a1b2c3@rekindle',
    title: 'Coffee with Ada',
    description: 'Ask about the power grid.\nhttps://social.example/@ada',
    start,
    end: start + HOUR,
    stampedAt: start - 24 * HOUR,
    ...over,
  };
}

function read(text: string) {
  const event = new ICAL.Event(new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent('vevent') ?? undefined);
  const [other] = Object.values(nodeIcal.sync.parseICS(text)).filter((part) => part?.type === 'VEVENT');
  return { event, other };
}

/** Lines as they are meant: folded ones put together again (RFC 5545, 3.1). */
const unfold = (text: string) => text.replace(/\r\n[ \t]/g, '').split('\r\n');

describe('an appointment for the calendar', () => {
  it.each(ZONES.flatMap((zone) => DAYS.map((day) => [zone, day] as const)))(
    'is the same instant in %s on %s, read by two libraries',
    (zone, day) => {
      const start = Temporal.PlainDateTime.from(`${day}T08:30`).toZonedDateTime(zone).epochMilliseconds;
      const { event, other } = read(calendarOf([appointment({ start, end: start + HOUR })], { name: 'Rekindle' }));
      expect(event.startDate.toJSDate().getTime()).toBe(start);
      expect(event.endDate.toJSDate().getTime()).toBe(start + HOUR);
      expect(other?.type === 'VEVENT' && other.start.getTime()).toBe(start);
      const shown = Temporal.Instant.fromEpochMilliseconds(event.startDate.toJSDate().getTime()).toZonedDateTimeISO(
        zone,
      );
      expect(shown.toPlainDateTime().toString({ smallestUnit: 'minute' })).toBe(`${day}T08:30`);
    },
  );

  it('is a note of the owner: published, tentative, without anybody who would be asked', () => {
    const lines = unfold(calendarOf([appointment()], { name: 'Rekindle' }));
    expect(lines).toContain('METHOD:PUBLISH');
    expect(lines).toContain('STATUS:TENTATIVE');
    expect(lines.some((text) => /^(ATTENDEE|ORGANIZER)/.test(text))).toBe(false);
  });

  it('has dates as the standard writes them', () => {
    const lines = unfold(calendarOf([appointment()], { name: 'Rekindle' }));
    expect(lines).toContain('DTSTAMP:20261118T150000Z');
    expect(lines).toContain('DTSTART:20261119T150000Z');
    expect(lines).toContain('DTEND:20261119T160000Z');
  });

  it('can be called off under the same name', () => {
    const text = calendarOf([appointment({ isCancelled: true, sequence: 2 })], { name: 'Rekindle' });
    expect(unfold(text)).toEqual(expect.arrayContaining(['STATUS:CANCELLED', 'SEQUENCE:2', 'UID:a1b2c3@rekindle']));
  });

  it('cannot be broken out of by whatever a stranger calls themselves', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.string({ unit: 'binary', maxLength: 300 }),
        (name, words) => {
          const hostile = `${name}\r\nATTENDEE;CN="x":mailto:x@y.example\r\nEND:VEVENT`;
          const text = calendarOf([appointment({ title: hostile, description: `${words}\nEND:VCALENDAR` })], {
            name: hostile,
          });
          const lines = unfold(text);
          expect(lines.filter((one) => one === 'END:VEVENT')).toHaveLength(1);
          expect(lines.filter((one) => one === 'END:VCALENDAR')).toHaveLength(1);
          expect(lines.some((one) => one.startsWith('ATTENDEE'))).toBe(false);
          expect(text.split('\r\n').every((one) => new TextEncoder().encode(one).length <= 75)).toBe(true);
          expect(read(text).event.startDate.toJSDate().getTime()).toBe(appointment().start);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('opens in Google’s calendar at the same instant', () => {
    const url = new URL(googleLink(appointment({ title: 'Coffee with “Ada” & co', location: 'Café' })));
    expect(url.host).toBe('calendar.google.com');
    expect(url.searchParams.get('dates')).toBe('20261119T150000Z/20261119T160000Z');
    expect(url.searchParams.get('text')).toBe('Coffee with “Ada” & co');
  });
});
