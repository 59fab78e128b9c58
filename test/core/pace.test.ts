import { describe, expect, it } from 'vitest';
import { Pace } from '../../functions/core/pace.ts';

describe('the pace', () => {
  it('is halved when the table has no room, and not again by those who began before', () => {
    const pace = new Pace(8);
    const began = pace.slowed;
    pace.slower(began);
    expect(pace.atOnce).toBe(4);
    pace.slower(began);
    expect(pace.atOnce).toBe(4);
    pace.slower(pace.slowed);
    expect(pace.atOnce).toBe(2);
  });

  it('is one more after as many went well as there are at a time, up to the most', () => {
    const pace = new Pace(3);
    pace.slower(pace.slowed);
    expect(pace.atOnce).toBe(1);
    pace.wellDone(pace.slowed);
    expect(pace.atOnce).toBe(2);
    pace.wellDone(pace.slowed);
    expect(pace.atOnce).toBe(2);
    for (let n = 0; n < 20; n += 1) pace.wellDone(pace.slowed);
    expect(pace.atOnce).toBe(3);
  });

  it('does not quicken for those who began before it was slowed', () => {
    const pace = new Pace(2);
    const began = pace.slowed;
    pace.slower(began);
    for (let n = 0; n < 5; n += 1) pace.wellDone(began);
    expect(pace.atOnce).toBe(1);
  });

  it('is stuck after three in a row with one at a time, and not if anything went well between them', () => {
    const pace = new Pace(1);
    for (let n = 0; n < 2; n += 1) pace.slower(pace.slowed);
    pace.wellDone(pace.slowed);
    for (let n = 0; n < 2; n += 1) pace.slower(pace.slowed);
    expect(pace.isStuck).toBe(false);
    pace.slower(pace.slowed);
    expect(pace.isStuck).toBe(true);
  });
});
