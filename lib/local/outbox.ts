import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import PostalMime from 'postal-mime';
import type { Clock } from '../../functions/core/clock.ts';
import { errorFields, type Logger } from '../../functions/runtime/logger.ts';
import { listen } from './listen.ts';
import { type OutboxFolder, openOutboxFolder } from './outbox-folder.ts';
import { readBody } from './request-body.ts';
import { type SesEvent, sesEvents } from './ses-events.ts';
import { errorXml, LARGEST_MAIL, parseSendRawEmail, SesError, sentXml } from './ses-query.ts';

export interface OutboxOptions {
  /** Where the mails lie: `DIR/outbox`. */
  readonly directory: string;
  /** The mail-feedback function. */
  readonly feedback: (event: SesEvent) => Promise<unknown>;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface Outbox {
  /**
   * For `AWS_ENDPOINT_URL_SES`. Its path holds a secret of this run: nobody checks signatures here, and any page in a
   * browser on this machine could post a form.
   */
  readonly endpoint: string;
  readonly folder: OutboxFolder;
  /** Delivers events that are not delivered yet: of mails sent just now, or before the process was killed. */
  deliverEvents(): Promise<void>;
  close(): Promise<void>;
}

/** Base64 is a third longer, and a form escapes some of its characters. */
const LARGEST_REQUEST = LARGEST_MAIL * 2;

/**
 * The laptop's SES: takes SendRawEmail over HTTP, keeps each mail exactly as it came (two of the same are two files),
 * and tells mail-feedback what SES would: once after the mail is kept, and again at the next start until it was heard.
 */
export async function startOutbox(options: OutboxOptions): Promise<Outbox> {
  const folder = await openOutboxFolder(options.directory);
  let last: Promise<void> = Promise.resolve();
  // One after the other: events of one mail arrive in their order, and no two deliveries tell the same one.
  const deliverEvents = (): Promise<void> => {
    last = last.then(() => deliver(options, folder));
    return last;
  };
  const secret = `/${randomBytes(24).toString('base64url')}`;
  const server = createServer((request, response) => {
    if (!(request.url ?? '').startsWith(secret)) {
      response.writeHead(404, { 'content-length': 0, connection: 'close' }).end();
      return;
    }
    accept(options, folder, request, response)
      .then((isKept) => (isKept ? deliverEvents() : undefined))
      .catch((error: unknown) => {
        options.logger.error('The outbox failed', errorFields(error));
        respond(response, 500, errorXml(new SesError('InternalFailure', 'The outbox failed.'), ''));
      });
  });
  server.requestTimeout = 60_000;
  const listening = await listen(server, 0);
  return {
    endpoint: `http://127.0.0.1:${listening.port}${secret}`,
    folder,
    deliverEvents,
    close: async () => {
      await listening.close();
      await last;
    },
  };
}

async function accept(
  options: OutboxOptions,
  folder: OutboxFolder,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const requestId = randomUUID();
  try {
    const body = await readBody(request, LARGEST_REQUEST);
    if (body === undefined) throw new SesError('InvalidParameterValue', 'The message is too long.');
    const name = await keep(options, folder, body.toString('utf8'));
    const record = await folder.record(name);
    respond(response, 200, sentXml(record?.messageId ?? '', requestId));
    return true;
  } catch (error) {
    if (!(error instanceof SesError)) throw error;
    respond(response, 400, errorXml(error, requestId));
    return false;
  }
}

async function keep(options: OutboxOptions, folder: OutboxFolder, form: string): Promise<string> {
  const { mail, source, destinations, tags, configurationSet } = parseSendRawEmail(form);
  const parsed = await PostalMime.parse(mail);
  const named = [...(parsed.to ?? []), ...(parsed.cc ?? []), ...(parsed.bcc ?? [])].flatMap(
    ({ address }) => address ?? [],
  );
  const from = source ?? parsed.from?.address ?? '';
  const recipients = destinations.length > 0 ? [...destinations] : named;
  if (from === '') throw new SesError('InvalidParameterValue', "Missing required header 'From'.");
  if (recipients.length === 0) throw new SesError('InvalidParameterValue', 'Missing final recipient.');
  return folder.keep(mail, {
    sentAt: new Date(options.clock.now()).toISOString(),
    source: from,
    destinations: recipients,
    tags: [...tags],
    ...(configurationSet === undefined ? {} : { configurationSet }),
  });
}

/** An event that mail-feedback cannot take stays for the next time; it keeps no other from being told. */
async function deliver(options: OutboxOptions, folder: OutboxFolder): Promise<void> {
  for (const name of folder.untold()) {
    const [mail, record] = [await folder.read(name), await folder.record(name)];
    if (mail === undefined || record === undefined) continue;
    try {
      for (const event of await sesEvents(mail, record)) await options.feedback(event);
      await folder.markTold(name);
    } catch (error) {
      options.logger.warn('An event of the outbox was not taken', errorFields(error));
    }
  }
}

function respond(response: ServerResponse, status: number, xml: string): void {
  if (response.headersSent) return;
  response.statusCode = status;
  response.setHeader('content-type', 'text/xml');
  response.end(xml);
}
