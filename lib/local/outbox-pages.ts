import type { ServerResponse } from 'node:http';
import PostalMime, { type Address, type Email } from 'postal-mime';
import { html } from '../../functions/digest/html.ts';
import { isMailName, type OutboxFolder } from './outbox-folder.ts';
import { page, send, sendPage } from './page.ts';

/** Mails on the list's page; older ones are files. */
const MOST_LISTED = 200;
/** Source that is shown; the rest is in the file. */
const MOST_SHOWN = 400_000;

/**
 * A mail is a stranger's words in markup: it runs nothing, and loads nothing that is not in it. It may open links in
 * another tab, as a mail program would.
 */
const MAIL_POLICY =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'self'; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

const VIEWS = ['mail', 'text', 'source'] as const;
type View = (typeof VIEWS)[number];

/**
 * The outbox as web pages: `/outbox`, `/outbox/NAME` (the mail as it looks), `/outbox/NAME/text`,
 * `/outbox/NAME/source`, and `/outbox/NAME/html` for the frame that shows it.
 * @param origin where these pages are served from, `http://127.0.0.1:4141`
 * @returns false if the path is none of these
 */
export async function outboxPage(
  folder: OutboxFolder,
  path: string,
  origin: string,
  response: ServerResponse,
): Promise<boolean> {
  if (path === '/outbox' || path === '/outbox/') {
    sendPage(response, 200, await listPage(folder));
    return true;
  }
  const [, name = '', part = 'mail'] = /^\/outbox\/([^/]+)(?:\/([a-z]+))?$/.exec(path) ?? [];
  if (!isMailName(name)) return false;
  const bytes = await folder.read(name);
  if (bytes === undefined) return false;
  const mail = withLinksHere(await PostalMime.parse(bytes), origin);
  const view = VIEWS.find((known) => known === part);
  if (part === 'html') send(response, 200, 'text/html; charset=utf-8', framed(mail), MAIL_POLICY);
  else if (view === undefined) return false;
  else sendPage(response, 200, mailPage(name, mail, bytes, view));
  return true;
}

async function listPage(folder: OutboxFolder): Promise<string> {
  const names = await folder.list();
  const items = [];
  for (const name of names.slice(0, MOST_LISTED)) {
    const bytes = await folder.read(name);
    if (bytes === undefined) continue;
    const mail = await PostalMime.parse(bytes);
    items.push(
      html`<li><a href="/outbox/${name}"><strong>${subjectOf(mail)}</strong><span>${dateOf(mail)} · to ${addresses(mail.to)}</span></a></li>`,
    );
  }
  const body =
    items.length === 0
      ? html`<h1>Outbox</h1><p class="soft">No mail yet. The first digest comes when the first lists have been read.</p>`
      : html`<h1>Outbox</h1><p class="soft">${names.length} ${names.length === 1 ? 'mail' : 'mails'}, newest first. They were kept here and sent to nobody.</p><ul class="mails">${items}</ul>`;
  return page('Outbox', body);
}

function mailPage(name: string, mail: Email, bytes: Buffer, view: View): string {
  const labels = { mail: 'Mail', text: 'Text', source: 'Source' } as const;
  const tabs = VIEWS.map((known) =>
    known === view
      ? html`<a href="${pathOf(name, known)}" aria-current="page">${labels[known]}</a>`
      : html`<a href="${pathOf(name, known)}">${labels[known]}</a>`,
  );
  const shown = {
    mail: () =>
      html`<iframe title="The mail as it looks" src="/outbox/${name}/html" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>`,
    text: () => html`<pre>${mail.text ?? 'This mail has no text part.'}</pre>`,
    source: () => html`<pre>${sourceOf(bytes)}</pre>`,
  };
  return page(
    subjectOf(mail),
    html`<p><a href="/outbox">← Outbox</a></p><h1>${subjectOf(mail)}</h1>
<p class="soft">${dateOf(mail)}<br>From ${addresses(mail.from === undefined ? undefined : [mail.from])}<br>To ${addresses(mail.to)}<br><code>${name}</code></p>
<nav aria-label="Views of this mail">${tabs}</nav>${shown[view]()}`,
  );
}

const pathOf = (name: string, view: View): string => (view === 'mail' ? `/outbox/${name}` : `/outbox/${name}/${view}`);
const subjectOf = (mail: Email): string => mail.subject ?? '(no subject)';

/**
 * A mail that was made when this machine served from another port leads nowhere now: its links of that origin, and no
 * others, lead here. What signs them is in their paths. The origin is that of its link to unsubscribe, which is ours.
 */
function withLinksHere(mail: Email, origin: string): Email {
  const header = mail.headers.find(({ key }) => key === 'list-unsubscribe')?.value ?? '';
  const made = URL.parse(/<(http:[^>]+)>/.exec(header)?.[1] ?? '');
  const isOurs = made !== null && (made.hostname === '127.0.0.1' || made.hostname === 'localhost');
  if (!isOurs || made.origin === origin) return mail;
  const here = (text: string, before: string) => text.replaceAll(`${before}${made.origin}/`, `${before}${origin}/`);
  const { html: markup, text } = mail;
  return {
    ...mail,
    ...(markup === undefined ? {} : { html: here(markup, 'href="') }),
    ...(text === undefined ? {} : { text: here(text, ' ') }),
  };
}

/** The mail's own HTML, with its inline pictures in it and its links to other tabs. */
function framed(mail: Email): string {
  if (mail.html === undefined) return '<!doctype html><title>No HTML</title><p>This mail has no HTML part.</p>';
  const pictures = new Map<string, string>();
  for (const { contentId, mimeType, content } of mail.attachments) {
    if (contentId === undefined || !/^image\/(png|jpeg|gif|webp)$/.test(mimeType) || typeof content === 'string')
      continue;
    const bytes = content instanceof ArrayBuffer ? new Uint8Array(content) : content;
    pictures.set(contentId.replace(/^<|>$/g, ''), `data:${mimeType};base64,${Buffer.from(bytes).toString('base64')}`);
  }
  const withPictures = mail.html.replace(/(["'(])cid:([^"')\s]+)/gi, (whole, before: string, id: string) => {
    const picture = pictures.get(id);
    return picture === undefined ? whole : `${before}${picture}`;
  });
  const base = '<base target="_blank">';
  return /<head[^>]*>/i.test(withPictures)
    ? withPictures.replace(/<head[^>]*>/i, (head) => `${head}${base}`)
    : `${base}${withPictures}`;
}

function sourceOf(bytes: Buffer): string {
  const text = bytes.subarray(0, MOST_SHOWN).toString('utf8');
  return bytes.length > MOST_SHOWN ? `${text}\n… the rest is in the file` : text;
}

/** As the mail says, with the zone it was written in. */
function dateOf(mail: Email): string {
  return mail.headers.find(({ key }) => key === 'date')?.value ?? mail.date ?? 'no date';
}

function addresses(list: readonly Address[] | undefined): string {
  return (list ?? [])
    .map(({ name, address }) => (name === '' || address === undefined ? (address ?? name) : `${name} <${address}>`))
    .join(', ');
}
