import { type SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import type { Clock } from '../core/clock.ts';
import { type DeliveryName, nextStep } from '../core/delivery.ts';
import type { Logger } from '../runtime/logger.ts';
import type { Db } from '../storage/db.ts';
import {
  claimDelivery,
  type Delivery,
  markFailed,
  markSending,
  markSent,
  markWaiting,
  readDelivery,
} from '../storage/deliveries.ts';
import { messageIdOf, senderAddress } from './recipient.ts';
import { sesAnswer } from './ses-answer.ts';
import { tagsOf } from './tags.ts';

/** How long SES is waited for; after that the delivery is doubtful. */
const SES_TIMEOUT = 30_000;
/** Longer than composing and asking SES take together, so that nobody else steps in meanwhile. */
const LEASE = 2 * 60_000;

export interface DeliverDeps {
  readonly db: Db;
  readonly ses: SESClient;
  readonly configurationSet: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long a doubtful delivery waits for SES's event. 0 says that no other process sends (the laptop's lock). */
  readonly doubtMs: number;
  /** This process. */
  readonly runner: string;
}

export interface Errand {
  readonly name: DeliveryName;
  /** Address. */
  readonly to: string;
  readonly from: string;
  /** Makes the mail; called only by whoever has the claim. */
  readonly compose: (messageId: string) => Promise<Uint8Array>;
  readonly isForced: boolean;
  /** When the note of this delivery is forgotten; calendar, epoch ms. */
  readonly expiresAt: number;
}

export interface DeliveryOutcome {
  readonly outcome: 'sent' | 'already-sent' | 'doubtful' | 'failed';
  readonly message?: string;
}

const BUSY: DeliveryOutcome = { outcome: 'doubtful', message: 'Another run is sending it at this moment.' };
const DOUBTFUL: DeliveryOutcome = {
  outcome: 'doubtful',
  message: 'SES may have accepted it; unless its event says so, it goes again under the same Message-ID.',
};

/**
 * Sends one mail to one recipient once: claimed → sending → sent. Killed anywhere, the next run goes on; a second copy
 * can only go out if it was killed between SES's acceptance and our noting it, and SES's event did not come in time.
 * Follows the table in `core/delivery.ts`.
 */
export async function deliver(deps: DeliverDeps, errand: Errand): Promise<DeliveryOutcome> {
  const { db, clock, doubtMs, runner } = deps;
  const seen = await readDelivery(db, errand.name);
  const step = nextStep(seen, { wall: clock.wall(), doubtMs, runner, isForced: errand.isForced });
  switch (step) {
    case 'done':
      return { outcome: 'already-sent' };
    case 'busy':
      return BUSY;
    case 'doubtful':
      return DOUBTFUL;
    case 'paused':
    case 'given-up':
      return { outcome: 'failed', message: seen?.reason ?? 'SES refused it.' };
    case 'send':
      break;
  }
  const held = await claimDelivery(db, errand.name, seen, {
    runner,
    leaseUntil: clock.wall() + LEASE,
    messageId: messageIdOf(errand.name, errand.from),
    expiresAt: errand.expiresAt,
  });
  return held === undefined ? BUSY : send(deps, errand, held);
}

async function send(deps: DeliverDeps, errand: Errand, held: Delivery): Promise<DeliveryOutcome> {
  const { db, clock } = deps;
  let mail: Uint8Array;
  try {
    mail = await errand.compose(held.messageId);
  } catch (error) {
    await markFailed(db, errand.name, held, clock.wall(), 'The mail could not be made; the logs say more.');
    throw error;
  }
  const wall = clock.wall();
  // Nobody asks SES before it is written that SES is about to be asked.
  if (!(await markSending(db, errand.name, held, wall, wall + LEASE))) return BUSY;
  const sending: Delivery = { ...held, state: 'sending' };
  let sesMessageId: string;
  try {
    sesMessageId = await askSes(deps, errand, mail);
  } catch (error) {
    return noteRefusal(deps, errand, sending, error);
  }
  await markSent(db, errand.name, sending, clock.wall(), sesMessageId);
  return { outcome: 'sent' };
}

async function askSes(deps: DeliverDeps, errand: Errand, mail: Uint8Array): Promise<string> {
  const { MessageId } = await deps.ses.send(
    new SendRawEmailCommand({
      Source: senderAddress(errand.from),
      Destinations: [errand.to],
      RawMessage: { Data: mail },
      ConfigurationSetName: deps.configurationSet,
      Tags: tagsOf(errand.name),
    }),
    { abortSignal: AbortSignal.timeout(SES_TIMEOUT) },
  );
  return MessageId ?? '';
}

async function noteRefusal(
  deps: DeliverDeps,
  errand: Errand,
  sending: Delivery,
  error: unknown,
): Promise<DeliveryOutcome> {
  const { verdict, reason } = sesAnswer(error);
  const { owner, digestId, period } = errand.name;
  deps.logger.warn('mail not sent', { owner, digest: digestId, period, verdict, reason });
  switch (verdict) {
    case 'refused':
      await markFailed(deps.db, errand.name, sending, deps.clock.wall(), reason);
      return { outcome: 'failed', message: reason };
    case 'busy':
      await markWaiting(deps.db, errand.name, sending, reason);
      return { outcome: 'failed', message: `${reason} It is tried again at the next tick.` };
    case 'doubtful':
      return { ...DOUBTFUL, message: `${reason} ${DOUBTFUL.message}` };
  }
}
