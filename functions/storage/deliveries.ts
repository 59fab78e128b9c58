import * as z from 'zod';
import { DELIVERY_STATES, type DeliveryName, MOST_FAILURES, pauseAfter } from '../core/delivery.ts';
import { type Condition, type Db, getItem, putItem, updateItem } from './db.ts';
import { deliveryKey } from './keys.ts';

const deliveryItem = z.object({
  state: z.enum(DELIVERY_STATES),
  /** The same for every copy of this mail. */
  messageId: z.string(),
  /** Counts up with every claim: whoever holds an older one changes nothing any more. */
  claim: z.number().int(),
  runner: z.string().optional(),
  leaseUntil: z.number().optional(),
  sendingAt: z.number().optional(),
  sentAt: z.number().optional(),
  sesMessageId: z.string().optional(),
  failures: z.number().int(),
  retryAt: z.number().optional(),
  reason: z.string().optional(),
  /** The last thing that SES told about it. */
  feedback: z.enum(['sent', 'delivered', 'bounced', 'complained', 'rejected']).optional(),
});

/** One recipient's mail. All times are of the wall clock, epoch ms. */
export type Delivery = z.output<typeof deliveryItem>;
export type Feedback = NonNullable<Delivery['feedback']>;

const keyOf = (name: DeliveryName) => deliveryKey(name.owner, name.digestId, name.period, name.recipient);

/** Reads strongly: what another invocation has just claimed counts. */
export async function readDelivery(db: Db, name: DeliveryName): Promise<Delivery | undefined> {
  const item = await getItem(db, keyOf(name), { consistent: true });
  return item === undefined ? undefined : deliveryItem.parse(item);
}

/**
 * Claims a delivery as it was `seen`; undefined if it has changed since, so that of two claimers one gets it.
 * @param claim `messageId` is kept from the first claim on; `expiresAt` in epoch ms of the calendar
 */
export async function claimDelivery(
  db: Db,
  name: DeliveryName,
  seen: Delivery | undefined,
  claim: {
    readonly runner: string;
    readonly leaseUntil: number;
    readonly messageId: string;
    readonly expiresAt: number;
  },
): Promise<Delivery | undefined> {
  const { runner, leaseUntil } = claim;
  if (seen === undefined) {
    const first: Delivery = { state: 'claimed', messageId: claim.messageId, claim: 1, runner, leaseUntil, failures: 0 };
    const isFirst = await putItem(
      db,
      keyOf(name),
      { ...first, expiresAt: Math.ceil(claim.expiresAt / 1000) },
      { expression: 'attribute_not_exists(pk)' },
    );
    return isFirst ? first : undefined;
  }
  const again = { state: 'claimed', claim: seen.claim + 1, runner, leaseUntil } as const;
  // What SES told of an earlier copy says nothing about this one.
  const isOurs = await updateItem(db, keyOf(name), { set: again, remove: ['feedback'] }, isAs(seen));
  return isOurs ? { ...seen, ...again } : undefined;
}

/** Says that SES is about to be asked. False if somebody else has it, or SES's event came: then SES is not asked. */
export function markSending(db: Db, name: DeliveryName, held: Delivery, wall: number, leaseUntil: number) {
  return updateItem(db, keyOf(name), { set: { state: 'sending', sendingAt: wall, leaseUntil } }, isAs(held));
}

/** SES accepted. False if that is known already. */
export function markSent(db: Db, name: DeliveryName, held: Delivery, wall: number, sesMessageId: string) {
  return updateItem(
    db,
    keyOf(name),
    { set: { state: 'sent', sentAt: wall, sesMessageId }, remove: OVER },
    isAs({ ...held, state: 'sending' }),
  );
}

/** SES was too busy, or could not be asked: nothing was accepted, the next tick tries again. */
export function markWaiting(db: Db, name: DeliveryName, held: Delivery, reason: string) {
  return updateItem(
    db,
    keyOf(name),
    { set: { state: 'waiting', reason }, remove: ['runner', 'leaseUntil'] },
    isAs({ ...held, state: 'sending' }),
  );
}

/** It was refused for a reason that may last; tried again after a pause that grows. */
export function markFailed(db: Db, name: DeliveryName, held: Delivery, wall: number, reason: string) {
  const failures = held.failures + 1;
  return updateItem(
    db,
    keyOf(name),
    {
      set: { state: 'failed', failures, reason, retryAt: wall + pauseAfter(failures) },
      remove: ['runner', 'leaseUntil'],
    },
    isAs(held),
  );
}

/**
 * What SES's own events tell. That it was sent or delivered ends every doubt; that it was rejected after all is not
 * tried again by itself. Events of mails that we do not know change nothing.
 */
export async function noteFeedback(
  db: Db,
  name: DeliveryName,
  told: {
    readonly feedback: Feedback;
    readonly wall: number;
    readonly sesMessageId?: string;
    readonly reason?: string;
  },
): Promise<void> {
  const { feedback, wall, sesMessageId, reason } = told;
  const exists = 'attribute_exists(pk)';
  if (feedback === 'rejected') {
    const set = { state: 'failed', failures: MOST_FAILURES, feedback, reason };
    await updateItem(db, keyOf(name), { set, remove: OVER }, { expression: exists });
    return;
  }
  // A bounce or a complaint, too, says that SES had accepted it.
  const isNew = await updateItem(
    db,
    keyOf(name),
    { set: { state: 'sent', sentAt: wall, sesMessageId, feedback }, remove: [...OVER, 'reason'] },
    {
      expression: `${exists} AND #state <> :sent AND (attribute_not_exists(#told) OR #told <> :rejected)`,
      names: { '#state': 'state', '#told': 'feedback' },
      values: { ':sent': 'sent', ':rejected': 'rejected' },
    },
  );
  // Events come in any order; "sent" after "delivered" or "bounced" is no news.
  if (!isNew && feedback !== 'sent') {
    await updateItem(
      db,
      keyOf(name),
      { set: { feedback } },
      { expression: `${exists} AND #state = :sent`, names: { '#state': 'state' }, values: { ':sent': 'sent' } },
    );
  }
}

const OVER = ['runner', 'leaseUntil', 'retryAt'];

function isAs(delivery: Pick<Delivery, 'state' | 'claim'>): Condition {
  return {
    expression: '#claim = :seenClaim AND #state = :seenState',
    names: { '#claim': 'claim', '#state': 'state' },
    values: { ':seenClaim': delivery.claim, ':seenState': delivery.state },
  };
}
