import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listen } from '../../lib/local/listen.ts';
import { openOutboxFolder } from '../../lib/local/outbox-folder.ts';
import { outboxPage } from '../../lib/local/outbox-pages.ts';
import { freshFolder } from './folder-for-test.ts';

const RECORD = {
  sentAt: '2026-11-16T08:00:05.000Z',
  source: 'a@demo.example',
  destinations: ['me@demo.example'],
  tags: [],
};
const PICTURE = Buffer.from('89504e470d0a1a0a', 'hex').toString('base64');
const MAIL = [
  'From: "Rekindle <b>" <rekindle@demo.example>',
  'To: me@demo.example',
  'Subject: <script>alert(1)</script> 3 left',
  'Date: Mon, 16 Nov 2026 09:00:05 +0100',
  'MIME-Version: 1.0',
  'Content-Type: multipart/related; boundary=r',
  '',
  '--r',
  'Content-Type: multipart/alternative; boundary=a',
  '',
  '--a',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'Ann & <i>Bo</i> left',
  '--a',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<html><head><title>t</title></head><body><img src="cid:chart@x"><script>alert(2)</script>Ann</body></html>',
  '--a--',
  '--r',
  'Content-Type: image/png',
  'Content-ID: <chart@x>',
  'Content-Transfer-Encoding: base64',
  '',
  PICTURE,
  '--r--',
  '',
].join('\r\n');

async function served() {
  const folder = await openOutboxFolder(await freshFolder());
  const server = createServer((request, response) => {
    const origin = `http://${request.headers.host}`;
    void outboxPage(folder, decodeURIComponent(request.url ?? ''), origin, response).then((isShown) => {
      if (!isShown) response.writeHead(404).end();
    });
  });
  const { port, close } = await listen(server, 0);
  onTestFinished(() => close());
  const get = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`);
    return {
      status: answer.status,
      policy: answer.headers.get('content-security-policy') ?? '',
      text: await answer.text(),
    };
  };
  return { folder, get, origin: `http://127.0.0.1:${port}` };
}

describe('the outbox as pages', () => {
  it('says when there is nothing yet', async () => {
    const { get } = await served();
    expect((await get('/outbox')).text).toContain('No mail yet');
  });

  it('lists mails, newest first, with subject, date and recipient, and no markup of theirs', async () => {
    const { folder, get } = await served();
    await folder.keep(Buffer.from(MAIL), RECORD);
    await folder.keep(Buffer.from(MAIL.replace('3 left', '4 left')), RECORD);
    const { text, policy } = await get('/outbox');
    expect(text.indexOf('4 left')).toBeLessThan(text.indexOf('3 left'));
    expect(text).toContain('Mon, 16 Nov 2026 09:00:05 +0100');
    expect(text).toContain('me@demo.example');
    expect(text).not.toContain('<script');
    expect(policy).toContain("default-src 'none'");
  });

  it('shows the mail in a frame that can run nothing, its text and its source', async () => {
    const { folder, get } = await served();
    const name = await folder.keep(Buffer.from(MAIL), RECORD);
    const mail = await get(`/outbox/${name}`);
    expect(mail.text).toMatch(/<iframe[^>]* sandbox="allow-popups allow-popups-to-escape-sandbox"/);
    expect(mail.text).not.toContain('<script');
    expect((await get(`/outbox/${name}/text`)).text).toContain('Ann &amp; &lt;i&gt;Bo&lt;/i&gt; left');
    expect((await get(`/outbox/${name}/source`)).text).toContain('Content-Type: multipart/alternative; boundary=a');
  });

  it('gives the frame the mail as it is, its pictures in it, under a policy that allows no script and no address', async () => {
    const { folder, get } = await served();
    const name = await folder.keep(Buffer.from(MAIL), RECORD);
    const { text, policy } = await get(`/outbox/${name}/html`);
    expect(text).toContain(`<img src="data:image/png;base64,${PICTURE}">`);
    expect(text).toContain('<base target="_blank">');
    expect(policy).toMatch(/default-src 'none'; img-src data:;/);
    expect(policy).toMatch(/sandbox allow-popups allow-popups-to-escape-sandbox$/);
    expect(policy).not.toMatch(/script-src|allow-scripts|allow-same-origin|https?:/);
  });

  it('leads to where it is served from now, if the mail was made with another address of this machine', async () => {
    const { folder, get, origin } = await served();
    const made = 'http://127.0.0.1:1';
    const others = [
      'http://127.0.0.1:11/act/a.b',
      'http://127.0.0.1/act',
      'https://127.0.0.1:1/',
      'https://x.example/',
    ];
    const mailOf = (unsubscribe: string) =>
      MAIL.replace('MIME-Version', `List-Unsubscribe: <${unsubscribe}/unsubscribe/c.d>\r\nMIME-Version`)
        .replace('>Ann</body>', `><a href="${made}/act/a.b">Met</a>${others.map((url) => `<a href="${url}">`)}</body>`)
        .replace('Ann & ', `Met: ${made}/act/a.b ${others.join(' ')} `);
    const name = await folder.keep(Buffer.from(mailOf(made)), RECORD);
    const { text, policy } = await get(`/outbox/${name}/html`);
    expect(text).toContain(`<a href="${origin}/act/a.b">Met</a>`);
    expect(text).not.toContain(`"${made}/`);
    for (const url of others) expect(text).toContain(`<a href="${url}">`);
    expect(policy).toMatch(/default-src 'none'; img-src data:;/);
    expect((await get(`/outbox/${name}/text`)).text).toContain(`Met: ${origin}/act/a.b ${others.join(' ')} `);
    // The file is what it is.
    expect((await get(`/outbox/${name}/source`)).text).toContain(`Met: ${made}/act/a.b`);
    // A mail whose own links lead elsewhere has none of this machine's.
    const elsewhere = await folder.keep(Buffer.from(mailOf('https://rekindle.example')), RECORD);
    expect((await get(`/outbox/${elsewhere}/html`)).text).toContain(`<a href="${made}/act/a.b">Met</a>`);
  });

  it('shows nothing else of the folder, however it is asked', async () => {
    const { folder, get } = await served();
    const name = await folder.keep(Buffer.from(MAIL), RECORD);
    for (const path of [
      '/outbox/.events',
      `/outbox/.events%2F${name}.json`,
      '/outbox/..%2Fapi-token',
      '/outbox/2026-11-16T08-00-05Z-0009.eml',
      `/outbox/${name}/other`,
    ]) {
      expect((await get(path)).status).toBe(404);
    }
  });
});
