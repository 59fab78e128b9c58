import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { World } from '../world.ts';
import { type RateLimit, type RateState, RateWindows } from './rate-limit.ts';
import { RequestLog } from './request-log.ts';

export interface DemoRequest {
  readonly method: string;
  /** Decoded path without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Scheme and host by which the caller reached us; links in answers lead there. */
  readonly origin: string;
  /** Bearer token, if one was sent. */
  readonly token?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, unless it is text or bytes already. */
  readonly body?: unknown;
  /** Sends only so many bytes of the body and then cuts the connection. */
  readonly cutAfter?: number;
}

/**
 * An unkind answer in place of the real one: the line goes dead at once (`hang-up`), nothing ever comes (`silence`),
 * another answer comes, or the real one changed.
 */
export type Fault = 'hang-up' | 'silence' | Answer | ((answer: Answer) => Answer);
export type FaultHook = (request: DemoRequest) => Fault | undefined;

/** The world, or where to find it if it is exchanged while the server runs. */
export type WorldSource = World | (() => World);

export interface ServerOptions {
  /** Largest page, whatever the caller asks for. */
  readonly pageCap?: number;
  readonly rateLimit?: RateLimit;
  /** Wall clock of limits and of the `Date` header, epoch ms. */
  readonly wall?: () => number;
  readonly fault?: FaultHook;
}

export interface DemoServer {
  readonly url: string;
  readonly requests: RequestLog;
  /** Exchanges the fault hook; undefined heals. */
  setFault(fault: FaultHook | undefined): void;
  /** Starts all rate limit windows anew. */
  resetLimits(): void;
  close(): Promise<void>;
}

/** What is a network's own about answering: its routes, and how it speaks of its limits. */
export interface Dialect {
  readonly rateLimit: RateLimit;
  answer(request: DemoRequest): Answer;
  limitHeaders(state: RateState, wall: number): Readonly<Record<string, string>>;
  overLimit(state: RateState, wall: number): Answer;
  /** Requests that cost nothing. */
  isFree?(request: DemoRequest, answer: Answer): boolean;
}

/** A dialect with its limits, log and faults, whoever brings the requests. */
export interface Answering {
  readonly requests: RequestLog;
  answerTo(request: DemoRequest): Answer | 'hang-up' | 'silence';
  /** Exchanges the fault hook; undefined heals. */
  setFault(fault: FaultHook | undefined): void;
  /** Starts all rate limit windows anew. */
  resetLimits(): void;
}

export function answering(makeDialect: (peek: Peek) => Dialect, options: ServerOptions): Answering {
  const wall = options.wall ?? Date.now;
  const requests = new RequestLog();
  let fault = options.fault;
  let windows: RateWindows | undefined;
  const dialect = makeDialect((request) => windows?.peek(callerOf(request)));
  const limits = new RateWindows(options.rateLimit ?? dialect.rateLimit, wall);
  windows = limits;
  return {
    requests,
    answerTo: (request) => {
      requests.add(request);
      const bad = fault?.(request);
      if (bad === 'hang-up' || bad === 'silence') return bad;
      if (bad !== undefined && typeof bad !== 'function') return bad;
      const caller = callerOf(request);
      const before = limits.take(caller);
      const real = before.isOver ? dialect.overLimit(before, wall()) : dialect.answer(request);
      if (!before.isOver && dialect.isFree?.(request, real)) limits.giveBack(caller);
      const headers = { ...dialect.limitHeaders(limits.peek(caller), wall()), ...real.headers };
      const answer = { ...real, headers };
      return typeof bad === 'function' ? bad(answer) : answer;
    },
    setFault: (next) => {
      fault = next;
    },
    resetLimits: () => limits.reset(),
  };
}

/** Serves a dialect on a free port of the loopback address. */
export async function serve(makeDialect: (peek: Peek) => Dialect, options: ServerOptions): Promise<DemoServer> {
  const wall = options.wall ?? Date.now;
  const { requests, answerTo, setFault, resetLimits } = answering(makeDialect, options);
  const server = createServer((incoming, outgoing) => {
    incoming.resume();
    try {
      const answer = answerTo(readRequest(incoming));
      if (answer === 'silence') return;
      if (answer === 'hang-up') incoming.socket.destroy();
      else send(outgoing, answer, incoming.method ?? 'GET', wall());
    } catch (error) {
      // A request that no network would understand must not end the server.
      outgoing.writeHead(500).end(String(error));
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    setFault,
    resetLimits,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Where a caller stands with the limit, for networks that tell it on request. */
export type Peek = (request: DemoRequest) => RateState | undefined;

/** The world as it is now. */
export function worldOf(source: WorldSource): World {
  return typeof source === 'function' ? source() : source;
}

function callerOf(request: DemoRequest): string {
  return request.token === undefined ? 'address' : `token ${request.token}`;
}

function readRequest(incoming: IncomingMessage): DemoRequest {
  const origin = `http://${incoming.headers.host ?? '127.0.0.1'}`;
  const url = new URL(incoming.url ?? '/', origin);
  const token = /^(?:bearer|token) (.+)$/i.exec(incoming.headers.authorization ?? '')?.[1];
  return {
    method: incoming.method ?? 'GET',
    path: decoded(url.pathname),
    query: url.searchParams,
    headers: incoming.headers,
    origin,
    ...(token === undefined ? {} : { token }),
  };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function send(outgoing: ServerResponse, answer: Answer, method: string, wall: number): void {
  const body =
    answer.body === undefined
      ? Buffer.alloc(0)
      : typeof answer.body === 'string' || answer.body instanceof Uint8Array
        ? Buffer.from(answer.body)
        : Buffer.from(JSON.stringify(answer.body));
  outgoing.writeHead(answer.status, {
    date: new Date(wall).toUTCString(),
    ...(answer.status === 204 || answer.status === 304
      ? {}
      : { 'content-type': 'application/json; charset=utf-8', 'content-length': String(body.length) }),
    ...answer.headers,
  });
  if (answer.cutAfter !== undefined) {
    outgoing.write(body.subarray(0, answer.cutAfter), () => outgoing.destroy());
    return;
  }
  outgoing.end(method === 'HEAD' ? undefined : body);
}
