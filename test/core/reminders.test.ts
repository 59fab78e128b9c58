import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyOutreach, type Outreach } from '../../functions/core/outreach.ts';
import { hasMet, isReminded, nextReminder } from '../../functions/core/reminders.ts';

const WEEK = 7 * 24 * 60 * 60 * 1000;
const NOW = Date.UTC(2026, 10, 16, 8);
const met = (more: Partial<Outreach> = {}): Outreach => ({
  ...applyOutreach(undefined, { action: 'meet' }, NOW),
  ...more,
});

describe('the reminder to write again', () => {
  it('comes twelve weeks after the meeting, or as many as the owner set for this person', () => {
    expect(nextReminder(met())).toBe(NOW + 12 * WEEK);
    expect(nextReminder(applyOutreach(met(), { action: 'keep', writeAgainWeeks: 4 }, NOW))).toBe(NOW + 4 * WEEK);
    expect(nextReminder(met({ writeAgainWeeks: 0 }))).toBeUndefined();
  });

  it('is started anew by any contact: another meeting, the owner’s word, a reply of theirs', () => {
    const later = NOW + 5 * WEEK;
    expect(nextReminder(applyOutreach(met(), { action: 'meet' }, later))).toBe(later + 12 * WEEK);
    expect(nextReminder(applyOutreach(met(), { action: 'contact' }, later))).toBe(later + 12 * WEEK);
    expect(nextReminder(met(), later)).toBe(later + 12 * WEEK);
  });

  it('is none for whom the owner has not met, nor for “never”; a date of the owner’s own counts for everybody else', () => {
    const invited = applyOutreach(undefined, { action: 'invite' }, NOW);
    expect(nextReminder(invited)).toBeUndefined();
    expect(nextReminder(applyOutreach(met(), { action: 'never' }, NOW))).toBeUndefined();
    expect(nextReminder(applyOutreach(invited, { action: 'keep', remindAt: NOW + WEEK }, NOW))).toBe(NOW + WEEK);
    expect(nextReminder(met({ remindAt: NOW + WEEK }), NOW + 2 * WEEK)).toBe(NOW + 14 * WEEK);
  });

  it('once due, comes in one of any four weekly digests', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 * WEEK }), fc.integer({ min: 0, max: 30 }), (ago, week) => {
        const due = NOW - ago;
        const shown = [0, 1, 2, 3].filter((n) => {
          const from = NOW + (week + n - 1) * WEEK;
          return isReminded(due, { from, to: from + WEEK });
        });
        expect(shown).toHaveLength(1);
        expect(isReminded(NOW + WEEK, { from: NOW - WEEK, to: NOW })).toBe(false);
      }),
    );
  });
});

describe('outreach', () => {
  it('counts a meeting that is noted twice within a day as one contact', () => {
    const twice = applyOutreach(met(), { action: 'meet' }, NOW + 60_000);
    expect(twice).toEqual(met());
  });

  it('never forgets that the two have met', () => {
    const later = applyOutreach(met(), { action: 'snooze', until: NOW + WEEK }, NOW + WEEK / 2);
    expect(later.state).toBe('snoozed');
    expect(hasMet(later)).toBe(true);
  });
});
