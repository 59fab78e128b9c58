import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import { matchRoute } from '../../functions/history/router.ts';
import { ROUTES } from '../../functions/history/routes.ts';
import { problemShape } from '../../functions/history/shapes.ts';
import { createHistoryApiHandler, type HistoryApiDeps } from '../../functions/history-api.ts';
import { validateConfig } from '../../functions/runtime/config.ts';
import type { Logger } from '../../functions/runtime/logger.ts';
import type { Db } from '../../functions/storage/db.ts';
import { NOW } from './seeded.ts';

/** Asks the real handler, with events as HTTP APIs make them: decoded paths, payload 2.0. */

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

export interface Asking {
  readonly token?: string;
  readonly method?: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const silent: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export function depsOf(db: Db, more: Partial<HistoryApiDeps> = {}): HistoryApiDeps {
  const owner = (id: string) => ({ id, name: `The owner ${id}`, accounts: [{ id: 'bluesky:alice.example' }] });
  return {
    db,
    config: validateConfig({ owners: [owner('alice'), owner('bob')] }, 'test'),
    signingKey: async () => 'a-signing-key-of-forty-three-characters-xx',
    clock: { now: () => NOW, wall: () => NOW },
    logger: silent,
    pause: async () => {},
    ...more,
  };
}

export type Ask = (path: string, asking?: Asking) => Promise<Answer>;

/** Every 200 is held against its route's response schema, every other answer against problem+json. */
export function asker(deps: HistoryApiDeps): Ask {
  const handler = createHistoryApiHandler(deps);
  return async (path, asking = {}) => {
    const { statusCode = 0, headers = {}, body = '' } = await handler(eventOf(path, asking));
    const answer = { status: statusCode, headers, text: body };
    if (asking.method !== 'HEAD') checkShape(path, asking.method ?? 'GET', answer);
    return answer;
  };
}

export function eventOf(
  path: string,
  { token, method = 'GET', query = {}, body, headers = {} }: Asking,
): APIGatewayProxyEventV2 {
  const given = Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: new URLSearchParams(given).toString(),
    queryStringParameters: given,
    headers: { host: 'api.example', ...authorization, ...headers },
    body,
    isBase64Encoded: false,
    requestContext: {
      accountId: '123456789012',
      apiId: 'api',
      domainName: 'api.example',
      domainPrefix: 'api',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: '$default',
      stage: '$default',
      time: '22/Nov/2026:12:00:00 +0000',
      timeEpoch: NOW,
    },
  };
}

function checkShape(path: string, method: string, { status, headers, text }: Answer): void {
  if (headers['content-type'] === 'application/problem+json') {
    const problem = problemShape.parse(JSON.parse(text));
    if (problem.status !== status) throw new Error(`a ${status} says ${problem.status}`);
    return;
  }
  const { route } = matchRoute(ROUTES, method, path);
  const isOtherForm =
    route.item !== undefined && /^(text\/csv|application\/x-ndjson);/.test(String(headers['content-type']));
  // The small pages say what is wrong themselves.
  const isPage = status >= 400 && String(headers['content-type']).startsWith('text/html');
  if (isOtherForm || isPage || status === 304) return;
  if (headers['content-type'] !== route.contentType) throw new Error(`${path} answered ${headers['content-type']}`);
  if (status === (route.status ?? 200))
    route.response.parse(route.contentType === 'application/json' ? JSON.parse(text) : text);
}

const list = z.object({ items: z.array(z.record(z.string(), z.unknown())), next: z.string().optional() });
export type List = z.output<typeof list>;

export function jsonOf(answer: Answer): Record<string, unknown> {
  return z.record(z.string(), z.unknown()).parse(JSON.parse(answer.text));
}

/** The list that a 200 holds. */
export function listOf(answer: Answer): List {
  if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.text}`);
  return list.parse(JSON.parse(answer.text));
}

/** Which parameters a 400 names. */
export function parametersOf(answer: Answer): string[] {
  if (answer.status !== 400) throw new Error(`${answer.status}: ${answer.text}`);
  return (problemShape.parse(JSON.parse(answer.text)).errors ?? []).map(({ parameter }) => parameter);
}

/** Reads a list to its end; `between` runs after each page. */
export async function readAll(
  ask: Ask,
  path: string,
  asking: Asking,
  between: (page: List) => Promise<void> = async () => {},
): Promise<List['items']> {
  const items: List['items'] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < 500; pages += 1) {
    const query = cursor === undefined ? asking.query : { ...asking.query, cursor };
    const page = listOf(await ask(path, { ...asking, query }));
    items.push(...page.items);
    if (page.next === undefined) return items;
    cursor = page.next;
    await between(page);
  }
  throw new Error(`${path} has no end`);
}
