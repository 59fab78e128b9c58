import { describe, expect, it } from 'vitest';
import { demoStart, stepsUntil } from '../../lib/local/demo/calendar.ts';
import { stepsLeft } from '../../lib/local/demo-run.ts';

const END = Date.parse('2026-11-16T08:30:00Z');
const START = demoStart(END);
const STEPS = stepsUntil(START, END);
const [first, second, third, fourth] = STEPS;
if (first === undefined || second === undefined || third === undefined || fourth === undefined) throw new Error();

const left = (before?: { pulledAt?: number; demoDoneAt?: number }, end = END) =>
  stepsLeft({ start: START, end, before: before === undefined ? undefined : { kind: 'demo', ...before } });

describe('what of the demo is left to live through', () => {
  it('is all of it at first, each step at its time', () => {
    expect(left().map(({ at, runAt }) => [at, runAt])).toEqual(STEPS.map(({ at }) => [at, at]));
  });

  it('is what comes after the steps that were finished', () => {
    expect(left({ pulledAt: second.at, demoDoneAt: second.at })[0]).toEqual({ ...third, runAt: third.at });
  });

  it('begins with the step that was cut off after its pull: its digest is sent, after what was read', () => {
    const [again, next] = left({ pulledAt: third.at, demoDoneAt: second.at });
    expect(again).toMatchObject({ at: third.at, digest: true });
    expect(again?.runAt).toBeGreaterThan(third.at);
    expect(again?.runAt).toBeLessThan(fourth.at);
    expect(next).toEqual({ ...fourth, runAt: fourth.at });
  });

  it('goes forward however often it is cut off', () => {
    let pulledAt = first.at;
    for (let kill = 0; kill < 5; kill += 1) {
      const [again] = left({ pulledAt });
      expect(again).toMatchObject({ at: first.at, digest: true });
      expect(again?.runAt).toBeGreaterThan(pulledAt);
      pulledAt = again?.runAt ?? 0;
    }
  });

  it('is only today once all weeks are over, and never later than today', () => {
    const later = END + 3 * 3_600_000;
    expect(left({ pulledAt: END, demoDoneAt: END }, later)).toEqual([
      { at: later, pull: true, digest: true, runAt: later },
    ]);
    expect(left({ pulledAt: END, demoDoneAt: second.at }).every(({ runAt }) => runAt <= END)).toBe(true);
  });
});
