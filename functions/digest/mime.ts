import { Buffer } from 'node:buffer';
import MailComposer from 'nodemailer/lib/mail-composer';

export interface MailParts {
  /** `Name <name@example.org>` or `name@example.org`. */
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** `<id@host>`; the same for every copy of one delivery, so that mail programs show it once. */
  readonly messageId: string;
  readonly date: Date;
  /** Where a POST unsubscribes at once (RFC 8058); absent of mails that are no subscription. */
  readonly listUnsubscribe?: { readonly url: string };
  /** Further headers, such as those SES reads. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Pictures that the HTML shows as `cid:ID`; each ID of letters, digits, dots and hyphens. */
  readonly pictures?: readonly MailPicture[];
}

export interface MailPicture {
  readonly cid: string;
  readonly png: Uint8Array;
}

/**
 * Composes the mail as SES takes it: multipart/alternative, text first, pictures beside the HTML, with the headers by which mail programs offer
 * to unsubscribe (RFC 2369, RFC 8058). No value can add a header: line breaks are taken out of all of them. Throws a
 * TypeError for an address, header name, message id or link that is none.
 */
export async function composeMail(parts: MailParts): Promise<Buffer> {
  const headers = Object.entries(parts.headers ?? {}).map(([key, value]) => ({
    key: headerName(key),
    value: oneLine(value),
  }));
  const composer = new MailComposer({
    from: mailbox(parts.from, 'from'),
    to: mailbox(parts.to, 'to'),
    subject: oneLine(parts.subject),
    text: parts.text,
    html: parts.html,
    messageId: messageId(parts.messageId),
    date: parts.date,
    // Both parts are ours; nothing in them may make the composer read a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
    attachments: (parts.pictures ?? []).map(({ cid, png }) => ({
      filename: `${contentId(cid)}.png`,
      content: Buffer.from(png),
      contentType: 'image/png',
      contentDisposition: 'inline',
      cid,
    })),
    headers: [...unsubscribeHeaders(parts), ...headers],
  });
  return composer.compile().build();
}

function unsubscribeHeaders({ listUnsubscribe }: MailParts): readonly { key: string; value: string }[] {
  if (listUnsubscribe === undefined) return [];
  return [
    { key: 'List-Unsubscribe', value: `<${link(listUnsubscribe.url)}>` },
    { key: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
  ];
}

/** Takes the name apart from the address ourselves: a comma in a name must not make two recipients. */
function mailbox(value: string, field: string): { readonly name: string; readonly address: string } {
  const line = oneLine(value);
  const found = /^(?:([^<>]*?)\s*<([^<>\s@]+@[^<>\s@]+)>|([^<>\s@,;]+@[^<>\s@,;]+))$/u.exec(line);
  const address = found?.[2] ?? found?.[3];
  if (address === undefined) throw new TypeError(`${field}: expected "Name <name@example.org>" or "name@example.org"`);
  return { name: (found?.[1] ?? '').replace(/^"(.*)"$/u, '$1'), address };
}

function messageId(value: string): string {
  if (!/^<[^<>\s@]+@[^<>\s@]+>$/u.test(value)) throw new TypeError('messageId: expected "<id@host>"');
  return value;
}

function contentId(cid: string): string {
  if (!/^[A-Za-z0-9.-]{1,80}$/.test(cid)) throw new TypeError('pictures: expected an id of letters, digits, . and -');
  return cid;
}

function headerName(name: string): string {
  if (!/^[A-Za-z][A-Za-z0-9-]{0,75}$/.test(name))
    throw new TypeError('headers: expected names of letters, digits and hyphens');
  return name;
}

function link(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'https:' && parsed?.protocol !== 'http:') {
    throw new TypeError('listUnsubscribe.url: expected an http or https address');
  }
  return parsed.href;
}

/** One line without control characters; a header ends where a line ends. */
function oneLine(value: string): string {
  return value
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();
}
