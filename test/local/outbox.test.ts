import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SESClient, SendEmailCommand, SendRawEmailCommand } from '@aws-sdk/client-ses';
import * as fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { NO_CREDENTIALS } from '../../lib/local/open-table.ts';
import { type Outbox, type OutboxOptions, startOutbox } from '../../lib/local/outbox.ts';
import type { SesEvent } from '../../lib/local/ses-events.ts';
import { parseSendRawEmail } from '../../lib/local/ses-query.ts';
import { freshFolder, SILENT } from './folder-for-test.ts';

const NOW = Date.UTC(2026, 10, 16, 8, 0, 5);
const MAIL =
  'From: Rekindle <rekindle@demo.example>\r\nTo: me@demo.example\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nMessage-ID: <1@demo.example>\r\n\r\nHello\r\n';

async function started(directory: string, options: Partial<OutboxOptions> = {}) {
  const events: SesEvent[] = [];
  const outbox = await startOutbox({
    directory,
    feedback: async (event) => void events.push(event),
    clock: { now: () => NOW, wall: () => NOW },
    logger: SILENT,
    ...options,
  });
  onTestFinished(() => outbox.close());
  const ses = new SESClient({ endpoint: outbox.endpoint, ...NO_CREDENTIALS, maxAttempts: 1 });
  onTestFinished(() => ses.destroy());
  return { outbox, ses, events };
}

const send = (ses: SESClient, mail: string | Uint8Array, tags: { Name: string; Value: string }[] = []) =>
  ses.send(
    new SendRawEmailCommand({
      RawMessage: { Data: typeof mail === 'string' ? Buffer.from(mail) : mail },
      Destinations: ['me@demo.example'],
      Tags: tags,
      ConfigurationSetName: 'laptop',
    }),
  );

const mailsIn = (directory: string): string[] =>
  readdirSync(directory)
    .filter((name) => name.endsWith('.eml'))
    .sort();
const heard = (outbox: Outbox): Promise<void> => outbox.deliverEvents();

describe('the outbox', () => {
  it('keeps a mail byte for byte as SES got it, readable by its owner only', async () => {
    const directory = await freshFolder();
    const { ses } = await started(directory);
    const { MessageId } = await send(ses, MAIL);
    expect(MessageId).toMatch(/^outbox-[0-9a-z]+-000000$/);
    expect(mailsIn(directory)).toEqual(['2026-11-16T08-00-05Z-0001.eml']);
    const path = join(directory, '2026-11-16T08-00-05Z-0001.eml');
    expect(readFileSync(path, 'utf8')).toBe(MAIL);
    expect(statSync(path).mode & 0o077).toBe(0);
  });

  it('never takes two for one: the same mail twice is two files with two ids', async () => {
    const directory = await freshFolder();
    const { ses } = await started(directory);
    const [first, second] = [await send(ses, MAIL), await send(ses, MAIL)];
    expect(mailsIn(directory)).toHaveLength(2);
    expect(first.MessageId).not.toBe(second.MessageId);
  });

  it('goes on counting in a folder that has mails', async () => {
    const directory = await freshFolder();
    const first = await started(directory);
    await send(first.ses, MAIL);
    const second = await started(directory);
    await send(second.ses, MAIL);
    expect(mailsIn(directory).map((name) => name.slice(-8))).toEqual(['0001.eml', '0002.eml']);
  });

  it('tells mail-feedback what SES would: sent, then delivered, with tags and headers', async () => {
    const { ses, outbox, events } = await started(await freshFolder());
    const { MessageId } = await send(ses, MAIL, [{ Name: 'rekindle-period', Value: '2026-11-16' }]);
    await heard(outbox);
    expect(events.map((event) => event['detail-type'])).toEqual(['Email Sent', 'Email Delivered']);
    expect(events[0]).toMatchObject({
      source: 'aws.ses',
      detail: {
        eventType: 'Send',
        mail: {
          messageId: MessageId,
          destination: ['me@demo.example'],
          headers: expect.arrayContaining([{ name: 'Message-ID', value: '<1@demo.example>' }]),
          commonHeaders: { subject: 'Grüße' },
          tags: { 'rekindle-period': ['2026-11-16'], 'ses:configuration-set': ['laptop'] },
        },
      },
    });
  });

  it('tells again at the next start what was not heard, once heard never again', async () => {
    const directory = await freshFolder();
    const deaf = await started(directory, {
      feedback: async () => {
        throw new Error('not now');
      },
    });
    await send(deaf.ses, MAIL);
    await heard(deaf.outbox);
    const second = await started(directory);
    await heard(second.outbox);
    expect(second.events).toHaveLength(2);
    const third = await started(directory);
    await heard(third.outbox);
    expect(third.events).toEqual([]);
  });

  it('lets one event that cannot be taken hold up no other', async () => {
    let calls = 0;
    const seen: SesEvent[] = [];
    const { ses, outbox } = await started(await freshFolder(), {
      feedback: async (event) => {
        calls += 1;
        if (calls === 1) throw new Error('not this one');
        seen.push(event);
      },
    });
    await send(ses, MAIL);
    await send(ses, MAIL);
    await heard(outbox);
    expect(new Set(seen.map((event) => event.id)).size).toBe(4);
  });

  it('forgets what a killed process had not finished: half a mail is no mail', async () => {
    const directory = await freshFolder();
    mkdirSync(join(directory, '.events'));
    writeFileSync(join(directory, '2026-11-16T08-00-05Z-0001.eml.abc.tmp'), 'From: ');
    writeFileSync(join(directory, '.events', '2026-11-16T08-00-05Z-0001.eml.json'), '{"messageId":"x"}');
    const { outbox, events } = await started(directory);
    await heard(outbox);
    expect(events).toEqual([]);
    expect(await outbox.folder.list()).toEqual([]);
    expect(readdirSync(directory)).toEqual(['.events']);
    expect(readdirSync(join(directory, '.events'))).toEqual([]);
  });

  it('refuses in the words of SES what SES would refuse', async () => {
    const directory = await freshFolder();
    const { ses } = await started(directory);
    const other = new SendEmailCommand({
      Source: 'a@demo.example',
      Destination: { ToAddresses: ['b@demo.example'] },
      Message: { Subject: { Data: 's' }, Body: { Text: { Data: 't' } } },
    });
    await expect(ses.send(other)).rejects.toMatchObject({ name: 'InvalidAction', $metadata: { httpStatusCode: 400 } });
    await expect(send(ses, MAIL, [{ Name: 'a b', Value: 'c' }])).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
    await expect(send(ses, 'Subject: from nobody\r\n\r\n')).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    expect(mailsIn(directory)).toEqual([]);
  });

  it('takes nothing from who does not know its address, such as a page in a browser', async () => {
    const directory = await freshFolder();
    const { outbox } = await started(directory);
    const answer = await fetch(new URL('/', outbox.endpoint), {
      method: 'POST',
      body: new URLSearchParams({ Action: 'SendRawEmail', 'RawMessage.Data': Buffer.from(MAIL).toString('base64') }),
    });
    expect(answer.status).toBe(404);
    expect(mailsIn(directory)).toEqual([]);
  });
});

describe('the Query protocol', () => {
  it('refuses a message that is too long, and one that is no base64', () => {
    const form = (data: string): string => `Action=SendRawEmail&RawMessage.Data=${data}`;
    expect(() => parseSendRawEmail(form('A'.repeat(14_000_000)))).toThrow(/Message length is more than/);
    expect(() => parseSendRawEmail(form('%%%'))).toThrow(/not base64/);
    expect(() => parseSendRawEmail(form(''))).toThrow(/must not be null/);
  });

  it('gives any bytes, recipients and tags back as they were sent', () => {
    const word = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_'), minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 500 }),
        fc.array(fc.emailAddress(), { maxLength: 5 }),
        fc.array(fc.record({ name: word, value: word }), { maxLength: 5 }),
        (bytes, destinations, tags) => {
          const form = new URLSearchParams({
            Action: 'SendRawEmail',
            Version: '2010-12-01',
            'RawMessage.Data': Buffer.from(bytes).toString('base64'),
          });
          for (const [index, to] of destinations.entries()) form.set(`Destinations.member.${index + 1}`, to);
          for (const [index, tag] of tags.entries()) {
            form.set(`Tags.member.${index + 1}.Name`, tag.name);
            form.set(`Tags.member.${index + 1}.Value`, tag.value);
          }
          const parsed = parseSendRawEmail(form.toString());
          expect([...parsed.mail]).toEqual([...bytes]);
          expect(parsed.destinations).toEqual(destinations);
          expect(parsed.tags).toEqual(tags);
        },
      ),
      { numRuns: 50 },
    );
  });
});
