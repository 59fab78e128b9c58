import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DeliveryMoment,
  type DeliveryView,
  MOST_FAILURES,
  nextStep,
  pauseAfter,
} from '../../functions/core/delivery.ts';

const MINUTE = 60_000;
const moment: DeliveryMoment = { wall: 1_000_000, doubtMs: 30 * MINUTE, runner: 'me' };
const delivery: DeliveryView = { state: 'claimed', runner: 'other', leaseUntil: 1_100_000, failures: 0 };

describe('the next step of a delivery', () => {
  it('is to send what nobody has touched', () => {
    expect(nextStep(undefined, moment)).toBe('send');
  });

  it('leaves a claim alone while its lease lasts and takes it over afterwards', () => {
    expect(nextStep(delivery, moment)).toBe('busy');
    expect(nextStep(delivery, { ...moment, wall: 1_100_000 })).toBe('send');
  });

  it('waits for the event of a doubtful mail and then sends it again', () => {
    const sending: DeliveryView = { ...delivery, state: 'sending', sendingAt: 1_000_000 };
    expect(nextStep(sending, { ...moment, wall: 1_050_000 })).toBe('busy');
    expect(nextStep(sending, { ...moment, wall: 1_200_000 })).toBe('doubtful');
    expect(nextStep(sending, { ...moment, wall: 1_000_000 + 30 * MINUTE })).toBe('send');
  });

  it('waits for nobody where no other process can run, but for itself', () => {
    const alone = { ...moment, doubtMs: 0 };
    for (const state of ['claimed', 'sending'] as const) {
      expect(nextStep({ ...delivery, state, sendingAt: 1_000_000 }, alone)).toBe('send');
      expect(nextStep({ ...delivery, state, sendingAt: 1_000_000, runner: 'me' }, alone)).toBe('busy');
    }
  });

  it('pauses after a refusal and gives up in the end, unless somebody asks by hand', () => {
    const failed: DeliveryView = { state: 'failed', failures: 1, retryAt: 1_000_001 };
    expect(nextStep(failed, moment)).toBe('paused');
    expect(nextStep(failed, { ...moment, wall: 1_000_001 })).toBe('send');
    expect(nextStep({ ...failed, failures: MOST_FAILURES }, { ...moment, wall: 2_000_000 })).toBe('given-up');
    expect(nextStep({ ...failed, failures: MOST_FAILURES }, { ...moment, isForced: true })).toBe('send');
  });

  it('goes again at the next tick when SES was busy', () => {
    expect(nextStep({ state: 'waiting', failures: 0 }, moment)).toBe('send');
  });

  it('is none once it was sent, whatever else is true', () => {
    fc.assert(
      fc.property(
        fc.record({
          leaseUntil: fc.nat(),
          sendingAt: fc.nat(),
          failures: fc.nat(20),
          retryAt: fc.nat(),
          runner: fc.string(),
        }),
        fc.record({ wall: fc.nat(), doubtMs: fc.nat(), runner: fc.string(), isForced: fc.boolean() }),
        (rest, when) => {
          expect(nextStep({ ...rest, state: 'sent' }, when)).toBe('done');
        },
      ),
    );
  });

  it('is never for good to stand still before it was sent or given up: time alone brings it on', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('claimed', 'sending', 'waiting', 'failed'),
        fc.record({
          leaseUntil: fc.nat(1e9),
          sendingAt: fc.nat(1e9),
          failures: fc.nat(MOST_FAILURES - 1),
          retryAt: fc.nat(1e9),
        }),
        (state, rest) => {
          expect(nextStep({ ...rest, state }, { ...moment, wall: 1e9 + 31 * MINUTE })).toBe('send');
        },
      ),
    );
  });
});

describe('the pause after a refusal', () => {
  it('doubles from ten minutes to twelve hours', () => {
    expect([1, 2, 3, 8, 50].map(pauseAfter)).toEqual([10, 20, 40, 720, 720].map((minutes) => minutes * MINUTE));
  });
});
