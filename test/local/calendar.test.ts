import { describe, expect, it } from 'vitest';
import { createCalendar, parseTime } from '../../lib/local/calendar.ts';
import { checkCalendar, readState, updateState } from '../../lib/local/state-file.ts';
import { freshFolder } from './folder-for-test.ts';

const MONDAY = Date.UTC(2026, 10, 16, 8);

describe('the calendar', () => {
  it('is the wall clock unless it is moved', () => {
    const calendar = createCalendar(() => MONDAY);
    expect(calendar.now()).toBe(MONDAY);
  });

  it('runs on with the wall clock from where it was set, and never moves the wall', () => {
    let wall = MONDAY;
    const calendar = createCalendar(() => wall, Date.UTC(2027, 0, 1));
    wall += 5_000;
    expect(calendar.now()).toBe(Date.UTC(2027, 0, 1, 0, 0, 5));
    expect(calendar.wall()).toBe(wall);
    calendar.set(Date.UTC(2027, 1, 1));
    wall += 1_000;
    expect(calendar.now()).toBe(Date.UTC(2027, 1, 1, 0, 0, 1));
  });
});

describe('a time on the command line', () => {
  it('is ISO 8601, a date alone its midnight in UTC', () => {
    expect(parseTime('2026-11-16')).toBe(Date.UTC(2026, 10, 16));
    expect(parseTime('2026-11-16T08:00:00Z')).toBe(MONDAY);
    expect(parseTime('2026-11-16T09:00+01:00')).toBe(MONDAY);
  });

  it.each(['yesterday', '16.11.2026', '2026-02-30', '2026-13-01', '2026-11-16T25:00Z', '', '1'])(
    'is not "%s"',
    (text) => {
      expect(parseTime(text)).toBeUndefined();
    },
  );
});

describe('a folder', () => {
  it('lets time go forward only', () => {
    const state = { kind: 'accounts', pulledAt: MONDAY } as const;
    expect(() => checkCalendar(undefined, 0, true)).not.toThrow();
    expect(() => checkCalendar(state, MONDAY, true)).not.toThrow();
    expect(() => checkCalendar(state, MONDAY - 1, true)).toThrow(
      /--now 2026-11-16T07:59:59.999Z is before the last pull in this folder, which was at 2026-11-16T08:00:00.000Z/,
    );
    expect(() => checkCalendar(state, MONDAY - 1, false)).toThrow(/its calendar was moved with --now/);
  });

  it('remembers what it was told, and says so when that is damaged', async () => {
    const folder = await freshFolder();
    expect(await readState(folder)).toBeUndefined();
    await updateState(folder, { kind: 'demo', demoStart: 5 });
    await updateState(folder, { pulledAt: MONDAY });
    expect(await readState(folder)).toEqual({ kind: 'demo', demoStart: 5, pulledAt: MONDAY });
  });
});
