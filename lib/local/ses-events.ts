import PostalMime from 'postal-mime';
import type { SendRecord } from './outbox-folder.ts';

/** An event of SES as EventBridge brings it. */
export interface SesEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': 'Email Sent' | 'Email Delivered';
  readonly source: 'aws.ses';
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/**
 * What SES tells of a mail that arrives: sent, then delivered.
 * Shapes: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-eventbridge.html
 */
export async function sesEvents(mail: Uint8Array, record: SendRecord): Promise<SesEvent[]> {
  const parsed = await PostalMime.parse(mail);
  const headers = parsed.headers.map(({ originalKey, value }) => ({ name: originalKey, value }));
  const header = (name: string): string | undefined => parsed.headers.find(({ key }) => key === name)?.value;
  const mailPart = {
    timestamp: record.sentAt,
    source: record.source,
    sendingAccountId: '000000000000',
    messageId: record.messageId,
    destination: record.destinations,
    headersTruncated: false,
    headers,
    commonHeaders: {
      from: [header('from') ?? ''],
      to: [header('to') ?? ''],
      messageId: header('message-id') ?? record.messageId,
      subject: parsed.subject ?? '',
    },
    tags: tagLists(record),
  };
  const event = (type: SesEvent['detail-type'], detail: Record<string, unknown>): SesEvent => ({
    version: '0',
    id: `${record.messageId}-${type === 'Email Sent' ? 'sent' : 'delivered'}`,
    'detail-type': type,
    source: 'aws.ses',
    account: '000000000000',
    time: record.sentAt,
    region: 'laptop',
    resources: [`arn:aws:ses:laptop:000000000000:configuration-set/${record.configurationSet ?? 'none'}`],
    detail: { ...detail, mail: mailPart },
  });
  return [
    event('Email Sent', { eventType: 'Send', send: {} }),
    event('Email Delivered', {
      eventType: 'Delivery',
      delivery: {
        timestamp: record.sentAt,
        processingTimeMillis: 0,
        recipients: record.destinations,
        smtpResponse: '250 2.0.0 kept in the outbox',
        reportingMTA: 'outbox',
      },
    }),
  ];
}

/** Tags as events carry them: each name with a list of values, SES's own among them. */
function tagLists(record: SendRecord): Record<string, string[]> {
  const lists = new Map<string, string[]>();
  for (const { name, value } of record.tags) lists.set(name, [...(lists.get(name) ?? []), value]);
  if (record.configurationSet !== undefined) lists.set('ses:configuration-set', [record.configurationSet]);
  return Object.fromEntries(lists);
}
