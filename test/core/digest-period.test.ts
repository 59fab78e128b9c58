import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import {
  type DigestSchedule,
  dueSlot,
  LATEST_AFTER_SLOT,
  latestSlot,
  nextSlot,
} from '../../functions/core/digest-period.ts';

const HOUR = 60 * 60 * 1000;
const WEEK = 7 * 24 * HOUR;
const monday = (timeZone: string, time = '08:00'): DigestSchedule => ({ weekday: 'monday', time, timeZone });
const at = (text: string): number => Temporal.Instant.from(text).epochMilliseconds;
const local = (ms: number, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(ms)
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' });

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
const ZONES = [
  'Pacific/Auckland',
  'Pacific/Honolulu',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Asia/Kolkata',
  'UTC',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'America/Santiago',
];
const schedules: fc.Arbitrary<DigestSchedule> = fc.record({
  weekday: fc.constantFrom(...WEEKDAYS),
  time: fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`),
  timeZone: fc.constantFrom(...ZONES),
});
const moments = fc.integer({ min: at('2007-01-01T00:00Z'), max: at('2030-01-01T00:00Z') });

describe('the slot of a digest', () => {
  it('comes at the minute itself, not before', () => {
    const berlin = monday('Europe/Berlin');
    expect(latestSlot(berlin, at('2026-11-16T07:00:00Z'))).toEqual({
      at: at('2026-11-16T07:00:00Z'),
      period: '2026-11-16',
    });
    expect(latestSlot(berlin, at('2026-11-16T06:59:59.999Z')).period).toBe('2026-11-09');
  });

  it('is each Monday at 08:00 by the local clock in Auckland and in Honolulu, clock changes or not', () => {
    for (const timeZone of ['Pacific/Auckland', 'Pacific/Honolulu']) {
      let slot = latestSlot(monday(timeZone), at('2024-01-10T00:00Z'));
      for (let week = 0; week < 160; week += 1) {
        expect(local(slot.at, timeZone)).toBe(`${slot.period}T08:00`);
        const next = nextSlot(monday(timeZone), slot.at);
        expect(Temporal.PlainDate.from(slot.period).until(next.period).days).toBe(7);
        slot = next;
      }
    }
  });

  it('has the same period for everybody, though Monday comes to Auckland almost a day earlier', () => {
    const now = at('2026-11-16T20:00Z');
    expect(latestSlot(monday('Pacific/Auckland'), now).period).toBe('2026-11-16');
    expect(latestSlot(monday('Pacific/Honolulu'), now).period).toBe('2026-11-16');
    expect(latestSlot(monday('Pacific/Honolulu'), now).at - latestSlot(monday('Pacific/Auckland'), now).at).toBe(
      23 * HOUR,
    );
  });

  it('moves as much later as the clock skips', () => {
    // Berlin skips 02:00 to 03:00 on 29 March 2026, a Sunday.
    const schedule: DigestSchedule = { weekday: 'sunday', time: '02:30', timeZone: 'Europe/Berlin' };
    const slot = latestSlot(schedule, at('2026-03-29T12:00Z'));
    expect(local(slot.at, 'Europe/Berlin')).toBe('2026-03-29T03:30');
  });

  it('is the first of two when the hour comes twice, and only that one', () => {
    // Berlin has 02:00 to 03:00 twice on 25 October 2026.
    const schedule: DigestSchedule = { weekday: 'sunday', time: '02:30', timeZone: 'Europe/Berlin' };
    const first = at('2026-10-25T00:30Z');
    expect(latestSlot(schedule, first)).toEqual({ at: first, period: '2026-10-25' });
    expect(latestSlot(schedule, first + HOUR).at).toBe(first);
  });

  it('stays past when the clock is set back over midnight into the day before', () => {
    // St. John's went from 00:01 on Sunday, 1 November 2009 back to 23:01 on Saturday.
    const schedule: DigestSchedule = { weekday: 'sunday', time: '00:00', timeZone: 'America/St_Johns' };
    const slot = at('2009-11-01T02:30Z');
    expect(latestSlot(schedule, slot).period).toBe('2009-11-01');
    expect(local(slot + 5 * 60_000, 'America/St_Johns')).toBe('2009-10-31T23:05');
    expect(latestSlot(schedule, slot + 5 * 60_000)).toEqual({ at: slot, period: '2009-11-01' });
  });

  it('is never in the future and never more than a week and a clock change old', () => {
    fc.assert(
      fc.property(schedules, moments, (schedule, now) => {
        const slot = latestSlot(schedule, now);
        expect(slot.at).toBeLessThanOrEqual(now);
        expect(now - slot.at).toBeLessThan(WEEK + HOUR + 1);
        expect(nextSlot(schedule, now).at).toBeGreaterThan(now);
        expect(WEEKDAYS[Temporal.PlainDate.from(slot.period).dayOfWeek - 1]).toBe(schedule.weekday);
      }),
      { numRuns: 500 },
    );
  });

  it('comes exactly once for each period, in whatever steps time moves', () => {
    const steps = fc.array(fc.integer({ min: 1, max: 6 * 24 * 60 }), { minLength: 5, maxLength: 40 });
    fc.assert(
      fc.property(schedules, moments, steps, (schedule, start, minutes) => {
        let now = start;
        let period = latestSlot(schedule, now).period;
        for (const step of minutes) {
          now += step * 60_000;
          const slot = latestSlot(schedule, now);
          const gone = Temporal.PlainDate.from(period).until(slot.period).days;
          expect([0, 7]).toContain(gone);
          period = slot.period;
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('a slot is due', () => {
  const berlin = monday('Europe/Berlin');
  const slot = at('2026-11-16T07:00Z');

  it('from its minute on, for three days', () => {
    expect(dueSlot(berlin, slot)?.period).toBe('2026-11-16');
    expect(dueSlot(berlin, slot + LATEST_AFTER_SLOT)?.period).toBe('2026-11-16');
  });

  it('no more after that: its content joins the next', () => {
    expect(dueSlot(berlin, slot + LATEST_AFTER_SLOT + 1)).toBeUndefined();
    expect(dueSlot(berlin, slot - 1)).toBeUndefined();
  });
});
