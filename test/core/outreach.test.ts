import { describe, expect, it } from 'vitest';
import { applyOutreach, MOST_STEPS, type Outreach } from '../../functions/core/outreach.ts';

const DAY = 24 * 60 * 60 * 1000;
const met = applyOutreach(applyOutreach(undefined, { action: 'invite' }, 1), { action: 'meet' }, 2);

describe('outreach', () => {
  it('goes from suggested to invited to met, with each step kept', () => {
    const suggested = applyOutreach(undefined, { action: 'suggest' }, 0);
    expect([suggested.state, met.state, met.history.map(({ step }) => step)]).toEqual([
      'suggested',
      'met',
      ['invited', 'met'],
    ]);
  });

  it('counts the same action once', () => {
    expect(applyOutreach(met, { action: 'meet' }, 9)).toBe(met);
  });

  it('never lets a suggestion take back what the owner said, but for a snooze that is over', () => {
    expect(applyOutreach(met, { action: 'suggest' }, 9).state).toBe('met');
    const snoozed = applyOutreach(met, { action: 'snooze', until: 20 }, 3);
    expect(applyOutreach(snoozed, { action: 'suggest' }, 19)).toMatchObject({ state: 'snoozed', until: 20 });
    expect(applyOutreach(snoozed, { action: 'suggest' }, 20)).toMatchObject({ state: 'suggested', at: 20 });
    expect(applyOutreach(snoozed, { action: 'suggest' }, 20).until).toBeUndefined();
  });

  it('keeps words and dates until they are said anew, and ends a reminder with the meeting', () => {
    const noted = applyOutreach(undefined, { action: 'keep', note: 'Likes rye', remindAt: 50 }, 1);
    const invited = applyOutreach(noted, { action: 'invite' }, 2);
    expect(invited).toMatchObject({ note: 'Likes rye', remindAt: 50 });
    expect(applyOutreach(invited, { action: 'meet' }, 3).remindAt).toBeUndefined();
    expect(applyOutreach(invited, { action: 'keep', note: null }, 3).note).toBeUndefined();
  });

  it('notes contact with anybody, also with whom nothing was noted before', () => {
    expect(applyOutreach(undefined, { action: 'contact' }, 7)).toMatchObject({ state: 'suggested', contactAt: 7 });
    expect(applyOutreach(met, { action: 'contact' }, DAY)).toMatchObject({ state: 'met', contactAt: DAY });
  });

  it('notes a return without changing where the owner stands, and forgets the oldest steps', () => {
    let outreach: Outreach = applyOutreach(met, { action: 'return' }, 5);
    expect(outreach).toMatchObject({ state: 'met', returnedAt: 5 });
    for (let n = 0; n < 99; n += 1) outreach = applyOutreach(outreach, { action: 'snooze', until: 100 + n }, n);
    expect(outreach.history).toHaveLength(MOST_STEPS);
  });
});
