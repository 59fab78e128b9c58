import { createServer, type ServerResponse } from 'node:http';
import { type Begun, isOwnState } from '../../../functions/networks/oauth/code-flow.ts';
import { listen, PortTakenError } from '../../../lib/local/listen.ts';
import { NotConnectedError } from './errors.ts';

/** Waits on this machine for the browser to come back. */
export interface ComesBack {
  readonly port: number;
  /** What the browser brought. @throws NotConnectedError after the time has run out, or for another sign-in's answer */
  readonly came: (begun: Begun, timeoutMs: number) => Promise<URLSearchParams>;
  close(): Promise<void>;
}

const PAGE = (text: string) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Rekindle</title>` +
  `<body style="font-family:system-ui;margin:4rem auto;max-width:32rem"><p>${text}</p></body></html>`;
/** Requests that belong to another sign-in before this one is given up: a stray page must not end it at once. */
const MOST_STRANGERS = 5;

/**
 * Listens on the loopback address alone. Only the path of the redirect counts; a browser that asks for its icon is told
 * that there is none.
 * @throws NotConnectedError if the port is taken
 */
export async function waitHere(port: number): Promise<ComesBack> {
  let take: ((parameters: URLSearchParams) => 'taken' | 'strange') | undefined;
  const server = createServer((request, response) => {
    const url = URL.parse(request.url ?? '/', 'http://127.0.0.1');
    const isOurs = url?.pathname === '/' && (url.searchParams.has('code') || url.searchParams.has('error'));
    if (request.method !== 'GET' || url === null || !isOurs || take === undefined) {
      return answer(response, 404, 'There is nothing here.');
    }
    const isTaken = take(url.searchParams) === 'taken';
    if (!isTaken) return answer(response, 400, 'This does not belong to the sign-in that waits here.');
    return answer(response, 200, 'You can close this window. The rest is said where you started it.');
  });
  const listening = await listen(server, port).catch((error: unknown) => {
    if (!(error instanceof PortTakenError)) throw error;
    throw new NotConnectedError(
      `Port ${port} is taken by another program. Choose another one with --port N, and enter the address with that port in the app’s settings.`,
    );
  });
  return {
    port: listening.port,
    came: (begun, timeoutMs) =>
      new Promise((resolve, reject) => {
        let strangers = 0;
        const timer = setTimeout(
          () => reject(new NotConnectedError('Nobody came back from the sign-in in time. Begin again.')),
          timeoutMs,
        );
        take = (parameters) => {
          if (!isOwnState(begun, parameters)) {
            strangers += 1;
            if (strangers < MOST_STRANGERS) return 'strange';
            clearTimeout(timer);
            take = undefined;
            reject(
              new NotConnectedError(
                'What came back does not belong to this sign-in, several times. Nothing was stored; begin again.',
              ),
            );
            return 'strange';
          }
          clearTimeout(timer);
          take = undefined;
          resolve(parameters);
          return 'taken';
        };
      }),
    close: () => listening.close(200),
  };
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end(PAGE(text));
}
