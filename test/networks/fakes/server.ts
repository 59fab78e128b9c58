import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** What the fake says. `text` instead of `body` is sent as it is. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly text?: string;
  /** Breaks the connection in the middle of the body. */
  readonly isCut?: boolean;
  /** Never answers. */
  readonly hangs?: boolean;
}

export interface FakeServer {
  readonly url: string;
  readonly asked: Asked[];
  /** Paths asked so far, with their queries decoded. */
  lines(): string[];
  answer: (asked: Asked) => Reply;
  close(): Promise<void>;
}

/** A server on the loopback that says what the test tells it to. */
export async function startServer(answer: (asked: Asked) => Reply = () => ({ body: {} })): Promise<FakeServer> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://fake.test');
    const one: Asked = { path: url.pathname, query: url.searchParams, headers: request.headers };
    asked.push(one);
    const reply = fake.answer(one);
    if (reply.hangs === true) return;
    const text = reply.text ?? (reply.body === undefined ? '' : JSON.stringify(reply.body));
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
    if (reply.isCut === true) response.write(text.slice(0, text.length / 2), () => response.destroy());
    else response.end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const fake: FakeServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    lines: () =>
      asked.map(({ path, query }) => (query.size === 0 ? path : `${path}?${decodeURIComponent(query.toString())}`)),
    answer,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return fake;
}

/** Collects what an async iterable yields, and the error it ends with, if any. */
export async function drain<T>(source: AsyncIterable<T>): Promise<{ readonly items: T[]; readonly error?: unknown }> {
  const items: T[] = [];
  try {
    for await (const item of source) items.push(item);
    return { items };
  } catch (error) {
    return { items, error };
  }
}
