import { describe, expect, it } from 'vitest';
import { isImplausibleDrop, SIGNALS, TRANSITIONS, transition } from '../../functions/core/states.ts';

describe('the states of a person', () => {
  it('tell a loss only on proof or confirmation', () => {
    for (const [from, row] of Object.entries(TRANSITIONS)) {
      for (const signal of SIGNALS) {
        const next = row[signal];
        if (next?.tells === 'lost') expect(['proven', 'confirmed'], `${from} on ${signal}`).toContain(signal);
        if (next?.to === 'lost' && from !== 'lost') expect(next.tells, `${from} on ${signal}`).toBe('lost');
      }
    }
  });
  it('lead everybody who is seen to present', () => {
    for (const row of Object.values(TRANSITIONS)) expect(row.seen?.to).toBe('present');
  });
  it('tell a return only of the lost', () => {
    for (const [from, row] of Object.entries(TRANSITIONS)) {
      for (const signal of SIGNALS) if (row[signal]?.tells === 'returned') expect(from).toBe('lost');
    }
  });
  it('refuse a pair that cannot occur', () => {
    expect(() => transition('new', 'absent')).toThrow(RangeError);
    expect(() => transition('present', 'confirmed')).toThrow(RangeError);
  });
  it('call a drop implausible beyond 25 people and a tenth', () => {
    expect(isImplausibleDrop(25, 100)).toBe(false);
    expect(isImplausibleDrop(26, 100)).toBe(true);
    expect(isImplausibleDrop(100, 1000)).toBe(false);
    expect(isImplausibleDrop(101, 1000)).toBe(true);
  });
});
