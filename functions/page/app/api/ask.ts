import type { Page } from './types.ts';

/** An answer that is none, with words for the reader: what happened, and what to do. */
export class AskError extends Error {
  override readonly name = 'AskError';
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export type Query = Readonly<Record<string, string | number | undefined>>;

export interface Asking {
  readonly query?: Query;
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly body?: unknown;
  /** Signs in; elsewhere the cookie says who asks. */
  readonly token?: string;
  readonly signal?: AbortSignal;
}

/**
 * Asks the API that this page came from.
 * @throws AskError; whatever an aborted request throws
 */
export async function ask<T>(path: string, asking: Asking = {}): Promise<T> {
  const { query = {}, method = 'GET', body, token, signal } = asking;
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  );
  const search = given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
  const response = await reach(`${path}${search}`, {
    method,
    credentials: 'same-origin',
    redirect: 'error',
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok && answer !== undefined) return answer as T;
  throw new AskError(response.status, detailOf(answer) ?? `The API answered ${response.status}. Try again in a while.`);
}

/** Asks for pages of a list until there are enough, or no more. Pages may be short: filters leave things out. */
export async function askMany<T>(
  path: string,
  asking: Asking,
  limits: { readonly enough: number; readonly pages: number; readonly keep?: (item: T) => boolean },
): Promise<Page<T>> {
  const items: T[] = [];
  let cursor = asking.query?.['cursor'];
  for (let pages = 0; pages < limits.pages; pages += 1) {
    const page = await ask<Page<T>>(path, { ...asking, query: { ...asking.query, cursor } });
    items.push(...page.items.filter(limits.keep ?? (() => true)));
    if (page.next === undefined) return { items };
    cursor = page.next;
    if (items.length >= limits.enough) break;
  }
  return typeof cursor === 'string' ? { items, next: cursor } : { items };
}

/** The path of one thing, whose id comes from the API. */
export const pathOf = (list: 'people' | 'audiences' | 'digests', id: string, more = ''): string =>
  `/v1/${list}/${encodeURIComponent(id)}${more}`;

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted === true) throw error;
    throw new AskError(0, 'Rekindle could not be reached. See whether it runs and you are online, then try again.');
  }
}

function detailOf(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || !('detail' in answer)) return undefined;
  return typeof answer.detail === 'string' ? answer.detail : undefined;
}
