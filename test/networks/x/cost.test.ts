import { describe, expect, it } from 'vitest';
import { costEstimate } from '../../../functions/networks/x/cost.ts';

const DAY = 86_400_000;
const facts = { followers: 5_000, every: 7 * DAY, ownsApp: true, usdPerMonth: 100 };

describe('what reading an X account costs, in words', () => {
  it('names both prices, the owner’s first', () => {
    expect(costEstimate(facts)).toBe(
      '5,000 followers, weekly: about $5 each time, or $50 if the app is not yours. That fits in the budget of $100 a month.',
    );
    expect(costEstimate({ ...facts, ownsApp: false, usdPerMonth: 1_000 })).toBe(
      '5,000 followers, weekly: about $50 each time, or $5 if the account itself owned the app. That fits in the budget of $1,000 a month.',
    );
  });

  it('says when the budget will run out, and when it is less than one reading', () => {
    expect(costEstimate({ ...facts, usdPerMonth: 10 })).toContain(
      'That is about $22 a month: it pauses when the budget of $10 a month is used up.',
    );
    expect(costEstimate({ ...facts, ownsApp: false, usdPerMonth: 20 })).toContain('it takes about 3 months');
  });

  it('names other rhythms', () => {
    expect(costEstimate({ ...facts, every: DAY })).toContain(', daily:');
    expect(costEstimate({ ...facts, every: 14 * DAY })).toContain(', every 14 days:');
    expect(costEstimate({ ...facts, every: DAY / 2 })).toContain(', every 12 hours:');
  });
});
