/** One mail: which edition, to whom. The recipient by a hash, never by address. */
export interface DeliveryName {
  readonly owner: string;
  readonly digestId: string;
  readonly period: string;
  readonly recipient: string;
}

/**
 * The way of one mail to one recipient. Pure: the store writes, this decides.
 *
 * | from      | to        | when                                                                            |
 * |-----------|-----------|---------------------------------------------------------------------------------|
 * | (none)    | claimed   | it is due                                                                       |
 * | claimed   | claimed   | the claimer's lease is over: it was killed before it could ask SES              |
 * | claimed   | sending   | written before SES is asked, so that no acceptance goes unnoticed               |
 * | sending   | sent      | SES accepted, or SES's own event says so                                        |
 * | sending   | waiting   | SES was too busy: nothing was accepted                                          |
 * | sending   | failed    | SES refused for good reason, or rejected it afterwards                          |
 * | sending   | claimed   | doubtful for long enough: goes again under the same Message-ID                  |
 * | waiting   | claimed   | the next tick                                                                   |
 * | failed    | claimed   | its pause is over and it has not failed too often                               |
 * | failed    | sent      | SES's event came after all                                                      |
 *
 * `sent` is the end. `claimed`, `waiting` and `sending` may all become `sent` by SES's event.
 */
export const DELIVERY_STATES = ['claimed', 'sending', 'waiting', 'failed', 'sent'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

const MINUTE = 60_000;
/** A refusal is tried again after 10 min, 20 min, 40 min … at most 12 h, until this many. That is a good day in all. */
export const MOST_FAILURES = 8;
const FIRST_PAUSE = 10 * MINUTE;
const LONGEST_PAUSE = 12 * 60 * MINUTE;

/** What the decision needs to know of a delivery. Times are of the wall clock. */
export interface DeliveryView {
  readonly state: DeliveryState;
  /** Who holds the lease, and until when; while claimed or sending. */
  readonly runner?: string;
  readonly leaseUntil?: number;
  /** When SES was last asked. */
  readonly sendingAt?: number;
  readonly failures: number;
  readonly retryAt?: number;
}

export interface DeliveryMoment {
  readonly wall: number;
  /** How long a doubtful delivery waits for SES's event. 0 says that no other process runs (the laptop's lock). */
  readonly doubtMs: number;
  /** This process. */
  readonly runner: string;
  /** Somebody asked for it by hand: no pause, no bound on failures. */
  readonly isForced?: boolean;
}

/**
 * `send`: claim and send. `busy`: another invocation is at it. `doubtful`: SES may have accepted; wait for its event.
 * `paused`: failed, tried again later. `given-up`: failed too often.
 */
export type DeliveryStep = 'send' | 'busy' | 'doubtful' | 'paused' | 'given-up' | 'done';

export function nextStep(delivery: DeliveryView | undefined, moment: DeliveryMoment): DeliveryStep {
  if (delivery === undefined) return 'send';
  switch (delivery.state) {
    case 'sent':
      return 'done';
    case 'waiting':
      return 'send';
    case 'claimed':
      return isLeased(delivery, moment) ? 'busy' : 'send';
    case 'sending':
      if (isLeased(delivery, moment)) return 'busy';
      return moment.wall - (delivery.sendingAt ?? 0) < moment.doubtMs ? 'doubtful' : 'send';
    case 'failed':
      if (moment.isForced) return 'send';
      if (delivery.failures >= MOST_FAILURES) return 'given-up';
      return moment.wall < (delivery.retryAt ?? 0) ? 'paused' : 'send';
  }
}

/** How long to wait after the n-th refusal, ms. */
export function pauseAfter(failures: number): number {
  return Math.min(FIRST_PAUSE * 2 ** Math.max(failures - 1, 0), LONGEST_PAUSE);
}

function isLeased(delivery: DeliveryView, moment: DeliveryMoment): boolean {
  // Where only one process can run, what another one left behind is void: it was killed.
  const isOfTheDead = moment.doubtMs === 0 && delivery.runner !== moment.runner;
  return !isOfTheDead && (delivery.leaseUntil ?? 0) > moment.wall;
}
