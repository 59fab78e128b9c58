import type { IncomingMessage, ServerResponse } from 'node:http';
import { html } from '../../functions/digest/html.ts';
import { receiveAccept } from './accept-endpoint.ts';
import { ownerOfToken } from './api-tokens.ts';
import { answerCalendar } from './calendar-endpoint.ts';
import { type LocalPages, reply } from './http-server.ts';
import { receiveImport } from './import-endpoint.ts';
import type { Laptop } from './laptop.ts';
import { answerNear } from './near-endpoint.ts';
import { outboxPage } from './outbox-pages.ts';
import { page, send, sendPage } from './page.ts';
import { answerPreview } from './preview-endpoint.ts';
import { receiveResubscribe } from './resubscribe-endpoint.ts';
import { readStatus } from './status.ts';
import { receiveTokenWork } from './token-endpoint.ts';

/** What this machine serves besides the API and its page: the outbox, and what the CLI asks a running process for. */
export function createLocalPages(laptop: Laptop, lockedAt: number): LocalPages {
  return async (path, url, request, response) => {
    if (path.startsWith('/local/')) return localCall(laptop, lockedAt, path, url, request, response);
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    if (!path.startsWith('/outbox')) return false;
    // A name of this machine: the server answers to no other.
    const origin = `http://${request.headers.host ?? '127.0.0.1'}`;
    if (!(await outboxPage(laptop.outbox.folder, path, origin, response))) {
      sendPage(
        response,
        404,
        page('Not here', html`<h1>Not here</h1><p>There is no such mail. <a href="/outbox">Outbox</a></p>`),
      );
    }
    return true;
  };
}

/** Asked by the CLI, with the folder's token: whoever can read the folder may. */
async function localCall(
  laptop: Laptop,
  lockedAt: number,
  path: string,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const owner = ownerOfToken(laptop.tokens, request.headers.authorization);
  if (owner === undefined) {
    request.resume();
    reply(response, 401, "Give the folder's API token as a bearer token.");
    return true;
  }
  if (path === '/local/status' && request.method === 'GET') {
    const status = await readStatus(laptop.db, laptop.config, laptop.calendar);
    send(response, 200, 'application/json', JSON.stringify(status));
    return true;
  }
  if (path === '/local/near' && request.method === 'GET') {
    await answerNear({ laptop, owner }, url.searchParams, request, response);
    return true;
  }
  if (path === '/local/calendar' && request.method === 'POST') {
    await answerCalendar({ laptop, owner }, url.searchParams, request, response);
    return true;
  }
  if (path === '/local/preview' && request.method === 'GET') {
    await answerPreview({ laptop, owner }, url.searchParams, request, response);
    return true;
  }
  if (path === '/local/import' && request.method === 'POST') {
    await receiveImport({ laptop, lockedAt, owner }, url.searchParams, request, response);
    return true;
  }
  if (path === '/local/accept' && request.method === 'POST') {
    await receiveAccept({ laptop, lockedAt, owner }, url.searchParams, request, response);
    return true;
  }
  if (path === '/local/tokens' && request.method === 'POST') {
    await receiveTokenWork(laptop, url.searchParams, request, response);
    return true;
  }
  if (path === '/local/resubscribe' && request.method === 'POST') {
    await receiveResubscribe({ laptop, owner }, url.searchParams, request, response);
    return true;
  }
  request.resume();
  reply(response, 404, 'There is no such call.');
  return true;
}
