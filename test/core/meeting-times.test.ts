import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { meetingTimes } from '../../functions/core/meeting-times.ts';

const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu',
  'Pacific/Auckland',
  'Pacific/Honolulu',
  'Asia/Kolkata',
  'America/Sao_Paulo',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Pacific/Chatham',
  'America/St_Johns',
  'UTC',
];
const at = (iso: string) => Temporal.Instant.from(iso).epochMilliseconds;
const local = (ms: number, zone: string) => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
const words = (ms: number, zone: string) => local(ms, zone).toPlainDateTime().toString({ smallestUnit: 'minute' });

describe('times to meet', () => {
  it('lie within the working hours of both, where these have hours in common', () => {
    const times = meetingTimes({
      way: 'video',
      ownersZone: 'Europe/Berlin',
      theirZone: 'America/New_York',
      now: at('2026-11-16T07:00:00Z'),
    });
    expect(times.map(({ start }) => [words(start, 'Europe/Berlin'), words(start, 'America/New_York')])).toEqual([
      ['2026-11-19T16:00', '2026-11-19T10:00'],
      ['2026-11-23T16:00', '2026-11-23T10:00'],
      ['2026-11-26T16:00', '2026-11-26T10:00'],
    ]);
  });

  it('are afternoons for a coffee, in the zone that both share', () => {
    const zone = 'Europe/Berlin';
    const times = meetingTimes({ way: 'coffee', ownersZone: zone, theirZone: zone, now: at('2026-11-16T07:00:00Z') });
    expect(times.map(({ start }) => words(start, zone))).toEqual([
      '2026-11-19T15:00',
      '2026-11-23T15:00',
      '2026-11-26T15:00',
    ]);
    expect(times.every(({ start, end }) => end - start === 3_600_000)).toBe(true);
  });

  it('are evenings for one and mornings for the other, half a world apart', () => {
    const [first] = meetingTimes({
      way: 'video',
      ownersZone: 'Europe/Berlin',
      theirZone: 'Pacific/Auckland',
      now: at('2026-11-16T07:00:00Z'),
    });
    expect(
      first === undefined
        ? []
        : [local(first.start, 'Europe/Berlin').hour, local(first.start, 'Pacific/Auckland').hour],
    ).toEqual([8, 20]);
  });

  it('are awake hours of both, on different days, in the next weeks, whatever the zones and the clock changes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.option(fc.constantFrom(...ZONES), { nil: undefined }),
        fc.date({ min: new Date('2026-01-01'), max: new Date('2028-01-01'), noInvalidDate: true }),
        fc.constantFrom('coffee' as const, 'video' as const),
        (ownersZone, theirZone, date, way) => {
          const now = date.getTime();
          const times = meetingTimes({ way, ownersZone, now, ...(theirZone === undefined ? {} : { theirZone }) });
          expect(times.length).toBeGreaterThanOrEqual(2);
          expect(new Set(times.map(({ start }) => local(start, ownersZone).toPlainDate().toString())).size).toBe(
            times.length,
          );
          for (const { start, end } of times) {
            expect(start).toBeGreaterThan(now + 86_400_000);
            expect(end).toBeLessThan(now + 19 * 86_400_000);
            for (const zone of [ownersZone, theirZone ?? ownersZone]) {
              const [from, to] = [local(start, zone), local(end, zone)];
              expect(from.offset).toBe(to.offset);
              expect(from.hour * 60 + from.minute).toBeGreaterThanOrEqual(7 * 60 + 30);
              expect(from.toPlainDate().equals(to.toPlainDate())).toBe(true);
              expect(to.hour * 60 + to.minute).toBeLessThanOrEqual(21 * 60 + 30);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are never proposed in the hour that a clock change skips or repeats', () => {
    // Lord Howe moves its clocks by half an hour at two in the morning there, which is the day's middle elsewhere.
    const times = meetingTimes({
      way: 'video',
      ownersZone: 'America/New_York',
      theirZone: 'Australia/Lord_Howe',
      now: at('2026-10-01T00:00:00Z'),
      count: 14,
    });
    for (const { start, end } of times) {
      expect(local(start, 'Australia/Lord_Howe').offset).toBe(local(end, 'Australia/Lord_Howe').offset);
    }
  });

  it('need a zone that exists', () => {
    expect(() => meetingTimes({ way: 'video', ownersZone: 'Nowhere/City', now: 0 })).toThrow(RangeError);
  });
});
