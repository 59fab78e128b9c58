import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Clock } from '../../functions/core/clock.ts';
import { errorFields, type Logger } from '../../functions/runtime/logger.ts';
import { toHttpApiEvent } from './http-event.ts';
import { listen } from './listen.ts';
import { readBody } from './request-body.ts';

/** What a request's body may weigh, but for uploads that are streamed. */
export const LARGEST_BODY = 1_000_000;
/** An HTTP API waits for a function this long, ms. */
const LONGEST_ANSWER = 30_000;

/** What this machine serves besides the history API. `path` is decoded. True if it has answered. */
export type LocalPages = (
  path: string,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<boolean>;

export interface HttpServerOptions {
  /** 0 takes any free one. */
  readonly port: number;
  readonly api: (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;
  readonly pages: LocalPages;
  readonly clock: Pick<Clock, 'wall'>;
  readonly logger: Logger;
}

export interface HttpServer {
  readonly port: number;
  readonly url: string;
  close(): Promise<void>;
}

/**
 * The laptop's HTTP API: the same events for the same function, on this machine only.
 * @throws PortTakenError
 */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const server = createServer((request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      options.logger.error('A request failed', errorFields(error));
      reply(response, 500, 'Internal Server Error');
    });
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 120_000;
  server.keepAliveTimeout = 5_000;
  server.maxConnections = 200;
  const listening = await listen(server, options.port);
  return { ...listening, url: `http://127.0.0.1:${listening.port}` };
}

async function answer(options: HttpServerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isLocalHost(request.headers.host)) {
    return reply(response, 421, 'This address answers only as 127.0.0.1 or localhost.');
  }
  const target = request.url ?? '/';
  const head = toHttpApiEvent(
    { method: request.method ?? 'GET', url: target, headers: request.headers, body: Buffer.alloc(0), sourceIp: '' },
    options.clock.wall(),
    '',
  );
  if (head === undefined) return reply(response, 400, 'The path is not a valid one.');
  const url = new URL(`http://127.0.0.1/?${head.rawQueryString}`);
  if (await options.pages(head.rawPath, url, request, response)) return;
  const body = await readBody(request, LARGEST_BODY);
  if (body === undefined) {
    response.setHeader('connection', 'close');
    return reply(response, 413, `A request may weigh at most ${LARGEST_BODY} bytes.`);
  }
  const event = toHttpApiEvent(
    {
      method: request.method ?? 'GET',
      url: target,
      headers: request.headers,
      body,
      sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
    },
    options.clock.wall(),
    randomUUID(),
  );
  if (event === undefined) return reply(response, 400, 'The path is not a valid one.');
  const result = await withinTime(options.api(event));
  if (result === undefined) return reply(response, 503, 'Service Unavailable');
  sendResult(result, request.method === 'HEAD', response);
}

/** Web pages elsewhere can point a name of theirs at 127.0.0.1 (DNS rebinding); their requests carry that name. */
function isLocalHost(host: string | undefined): boolean {
  return host !== undefined && /^(127\.0\.0\.1|localhost)(:\d{1,5})?$/i.test(host);
}

async function withinTime<T>(work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), LONGEST_ANSWER);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function sendResult(result: APIGatewayProxyStructuredResultV2, isHead: boolean, response: ServerResponse): void {
  const body = Buffer.from(result.body ?? '', result.isBase64Encoded === true ? 'base64' : 'utf8');
  response.statusCode = result.statusCode ?? 200;
  for (const [name, value] of Object.entries(result.headers ?? {})) response.setHeader(name, String(value));
  if (result.cookies !== undefined) response.setHeader('set-cookie', result.cookies);
  if (!response.hasHeader('content-length')) response.setHeader('content-length', body.length);
  response.end(isHead ? undefined : body);
}

/** A short answer of the server itself, as text. */
export function reply(response: ServerResponse, status: number, message: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.statusCode = status;
  response.setHeader('content-type', 'text/plain; charset=utf-8');
  response.setHeader('x-content-type-options', 'nosniff');
  response.end(`${message}\n`);
}
