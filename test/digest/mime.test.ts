import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { composeMail, type MailParts } from '../../functions/digest/mime.ts';
import { renderDigest } from '../../functions/digest/render.ts';
import { weekly } from './sample.ts';

const UNSUBSCRIBE = `https://rekindle.example/unsubscribe/${'a'.repeat(85)}.${'b'.repeat(43)}`;
const RENDERED = renderDigest(weekly, { timeZone: 'Europe/Berlin', unsubscribeUrl: UNSUBSCRIBE });
const PARTS: MailParts = {
  from: 'Rekindle <digest@rekindle.example>',
  to: 'ines@example.org',
  ...RENDERED,
  messageId: '<weekly.2026-11-16.0a1b2c@rekindle.example>',
  date: new Date(Date.UTC(2026, 10, 16, 7, 0, 5)),
  listUnsubscribe: { url: UNSUBSCRIBE },
};

async function composed(more: Partial<MailParts> = {}) {
  const source = (await composeMail({ ...PARTS, ...more })).toString('utf8');
  const mail = await PostalMime.parse(source);
  const header = (name: string) => mail.headers.filter(({ key }) => key === name).map(({ value }) => value);
  return { source, mail, header };
}

describe('a composed mail', () => {
  it('carries both parts, text first, exactly as rendered', async () => {
    const { source, mail } = await composed();
    expect(mail.html?.trim()).toBe(RENDERED.html.trim());
    expect(mail.text?.trim()).toBe(RENDERED.text.trim());
    expect(mail.subject).toBe(RENDERED.subject);
    expect(source).toMatch(/Content-Type: multipart\/alternative/);
    expect(source.indexOf('text/plain')).toBeLessThan(source.indexOf('text/html'));
    expect(mail.attachments).toEqual([]);
  });

  it('carries a picture beside the HTML that shows it, and no file to download', async () => {
    const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47);
    const { source, mail } = await composed({ pictures: [{ cid: 'trend.rekindle', png }] });
    expect(source).toMatch(
      /multipart\/alternative[\s\S]+text\/plain[\s\S]+multipart\/related[\s\S]+text\/html[\s\S]+image\/png/,
    );
    expect(mail.attachments).toMatchObject([
      { contentId: '<trend.rekindle>', mimeType: 'image/png', disposition: 'inline', related: true },
    ]);
    expect(new Uint8Array(mail.attachments[0]?.content as ArrayBuffer)).toEqual(png);
    expect(mail.html?.trim()).toBe(RENDERED.html.trim());
  });

  it('keeps every line within 998 characters', async () => {
    const { source } = await composed();
    expect(Math.max(...source.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
  });

  it('has the id and the date it was given', async () => {
    const { source, mail } = await composed();
    expect(mail.messageId).toBe(PARTS.messageId);
    expect(source).toContain('\r\nDate: Mon, 16 Nov 2026 07:00:05 +0000\r\n');
  });

  it('offers one-click unsubscribing (RFC 8058)', async () => {
    const { header } = await composed();
    expect(header('list-unsubscribe')).toEqual([`<${UNSUBSCRIBE}>`]);
    expect(header('list-unsubscribe-post')).toEqual(['List-Unsubscribe=One-Click']);
  });

  it('passes further headers on', async () => {
    const { header } = await composed({
      headers: { 'X-SES-CONFIGURATION-SET': 'rekindle', 'X-Rekindle-Delivery': 'd1' },
    });
    expect(header('x-ses-configuration-set')).toEqual(['rekindle']);
    expect(header('x-rekindle-delivery')).toEqual(['d1']);
  });

  it.each([
    ['Ines Sommer <ines@example.org>', 'Ines Sommer'],
    ['Sommer, Ines <ines@example.org>', 'Sommer, Ines'],
    ['"Sommer, Ines" <ines@example.org>', 'Sommer, Ines'],
    ['Инес "Лето" 山田 <ines@example.org>', 'Инес "Лето" 山田'],
    ['ines@example.org', ''],
  ])('writes %j so that it reads back as one mailbox', async (to, name) => {
    const { mail } = await composed({ to, from: to });
    expect(mail.to).toEqual([{ name, address: 'ines@example.org' }]);
    expect(mail.from).toMatchObject({ name, address: 'ines@example.org' });
  });

  it('can’t be given another header by any of its values', async () => {
    const injected = fc
      .string({ unit: 'binary', maxLength: 40 })
      .map((text) => `${text}\r\nBcc: evil@example.org\n\nbody`);
    await fc.assert(
      fc.asyncProperty(injected, async (text) => {
        const { mail, header } = await composed({
          subject: text,
          from: `${text.replace(/[<>@"]/g, '')} <digest@rekindle.example>`.replace('evilexample', 'evil at example'),
          headers: { 'X-Note': text },
        });
        expect(header('bcc')).toEqual([]);
        expect(mail.to).toEqual([{ name: '', address: 'ines@example.org' }]);
        expect(header('subject')).toHaveLength(1);
        expect(mail.html?.trim()).toBe(RENDERED.html.trim());
      }),
      { numRuns: 50 },
    );
  });

  it.each<[string, Partial<MailParts>]>([
    ['to', { to: 'nobody' }],
    ['to', { to: 'a@example.org, b@example.org' }],
    ['from', { from: 'A <a@example.org> <b@example.org>' }],
    ['messageId', { messageId: 'a@b>\r\nBcc: c@example.org' }],
    ['listUnsubscribe.url', { listUnsubscribe: { url: 'javascript:alert(1)' } }],
    ['pictures', { pictures: [{ cid: 'a>\r\nBcc: x', png: new Uint8Array() }] }],
    ['headers', { headers: { 'X-A: b\r\nBcc': 'x' } }],
  ])('refuses what is no %s', async (field, more) => {
    await expect(composeMail({ ...PARTS, ...more })).rejects.toThrow(field);
  });
});
