import * as z from 'zod';
import type { Clock } from '../core/clock.ts';
import type { DeliveryName } from '../core/delivery.ts';
import type { Logger } from '../runtime/logger.ts';
import type { CountMetrics } from '../runtime/metrics.ts';
import type { Db } from '../storage/db.ts';
import { type Feedback, noteFeedback } from '../storage/deliveries.ts';
import { suppress } from '../storage/suppressions.ts';
import { nameOfTags } from './tags.ts';

export interface MailFeedbackDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Counts the bounces; deployed stages only. */
  readonly metrics?: CountMetrics;
}

/**
 * SES's events as EventBridge brings them, as far as they are used. Addresses, which they are full of, are not.
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-eventbridge.html
 */
const mailEvent = z.object({
  'detail-type': z.string(),
  detail: z.object({
    mail: z.object({ messageId: z.string().max(200).optional(), tags: z.unknown() }),
    bounce: z.object({ bounceType: z.string() }).optional(),
    complaint: z.object({ complaintFeedbackType: z.string().nullish() }).optional(),
    reject: z.object({ reason: z.string() }).optional(),
    failure: z.object({ errorMessage: z.string() }).optional(),
  }),
});
type MailEvent = z.output<typeof mailEvent>;

/**
 * Takes one event: a delivery that was in doubt is settled, an address that bounced for good or complained gets no more
 * mail of this owner's. Events of other mails or of other kinds change nothing. May come twice and in any order.
 */
export async function noteMailEvent(deps: MailFeedbackDeps, event: unknown): Promise<void> {
  const parsed = mailEvent.safeParse(event);
  if (!parsed.success) {
    deps.logger.warn('not an event of SES; ignored');
    return;
  }
  const name = nameOfTags(parsed.data.detail.mail.tags);
  const feedback = feedbackOf(parsed.data);
  if (name === undefined || feedback === undefined) {
    deps.logger.debug('event without consequence', { type: parsed.data['detail-type'].slice(0, 60) });
    return;
  }
  await noteSuppression(deps, name, parsed.data);
  const sesMessageId = parsed.data.detail.mail.messageId;
  await noteFeedback(deps.db, name, {
    feedback,
    wall: deps.clock.wall(),
    ...(sesMessageId === undefined ? {} : { sesMessageId }),
    ...(feedback === 'rejected' ? { reason: rejection(parsed.data) } : {}),
  });
  const { owner, digestId, period } = name;
  deps.logger.info('mail feedback', { owner, digest: digestId, period, feedback });
}

function feedbackOf({ 'detail-type': type }: MailEvent): Feedback | undefined {
  switch (type) {
    case 'Email Sent':
      return 'sent';
    case 'Email Delivered':
      return 'delivered';
    case 'Email Bounced':
      return 'bounced';
    case 'Email Complaint Received':
      return 'complained';
    case 'Email Rejected':
    case 'Email Rendering Failed':
      return 'rejected';
    default:
      return undefined;
  }
}

async function noteSuppression(deps: MailFeedbackDeps, name: DeliveryName, event: MailEvent): Promise<void> {
  const { owner, recipient } = name;
  const { bounce, complaint } = event.detail;
  const at = deps.clock.now();
  const type = feedbackOf(event);
  // A full mailbox or a server that is down ("Transient") is no reason to stop.
  if (type === 'bounced') deps.metrics?.({ Bounces: 1 });
  if (type === 'bounced' && bounce?.bounceType === 'Permanent') {
    await suppress(deps.db, { owner, recipient }, { reason: 'bounced', at });
  }
  // "not-spam" is somebody taking a complaint back (RFC 6430).
  if (type === 'complained' && complaint?.complaintFeedbackType !== 'not-spam') {
    await suppress(deps.db, { owner, recipient }, { reason: 'complained', at });
  }
}

function rejection({ detail }: MailEvent): string {
  const reason = detail.reject?.reason ?? detail.failure?.errorMessage ?? 'no reason given';
  return `SES rejected it: ${reason.replace(/[^\s<>"'(),;:]+@/g, '…@').slice(0, 200)}`;
}
