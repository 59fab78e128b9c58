import type * as z from 'zod';
import { parseAnswer } from '../answers.ts';
import {
  CredentialsRejectedError,
  InvalidResponseError,
  NotFoundError,
  NotVisibleError,
  RateLimitedError,
} from '../errors.ts';
import type { Ask, HttpClient } from '../http.ts';
import { plainText } from '../text.ts';
import { pacificMidnightAfter } from './quota.ts';
import { googleFailure } from './schema.ts';

/** 10,000 units a day and project unless Google grants more; each of our requests costs one. */
const DAILY: ReadonlySet<string> = new Set(['quotaExceeded', 'dailyLimitExceeded']);
const SOON: ReadonlySet<string> = new Set(['rateLimitExceeded', 'userRateLimitExceeded']);
const SOON_MS = 2 * 60_000;
const CONNECT = 'npm run rekindle -- connect youtube';

/** Why Google refused, by its own word: `subscriptionForbidden`, `insufficientPermissions`, `accessNotConfigured` … */
export interface GoogleRefusal {
  readonly status: number;
  readonly reason: string;
  readonly message: string;
}

/** YouTube's Data and Analytics APIs, which answer on two hosts and share a token. */
export class YouTube {
  readonly #data: HttpClient;
  readonly #analytics: HttpClient;
  readonly #wall: () => number;
  readonly #hasToken: boolean;
  #closedUntil = 0;

  /** @param wall the wall clock, epoch ms */
  constructor(
    clients: { readonly data: HttpClient; readonly analytics: HttpClient },
    wall: () => number,
    hasToken: boolean,
  ) {
    this.#data = clients.data;
    this.#analytics = clients.analytics;
    this.#wall = wall;
    this.#hasToken = hasToken;
  }

  /** Asks the Data API. @throws the errors of `errors.ts` */
  async get<T extends z.ZodType>(route: string, query: NonNullable<Ask['query']>, schema: T): Promise<z.output<T>> {
    const result = await this.try(route, query, schema);
    if ('answer' in result) return result.answer;
    throw refused(`GET ${route}`, result.refusal);
  }

  /** As {@link YouTube.get}, for callers to whom a reason is an answer. Limits and bad tokens are thrown all the same. */
  async try<T extends z.ZodType>(route: string, query: NonNullable<Ask['query']>, schema: T) {
    return this.#ask(this.#data, { what: `GET ${route}`, path: `/youtube/v3/${route}`, query }, schema);
  }

  /** Asks the Analytics API, which has a scope of its own (`yt-analytics.readonly`). */
  async report<T extends z.ZodType>(query: NonNullable<Ask['query']>, schema: T) {
    return this.#ask(this.#analytics, { what: 'GET /v2/reports', path: '/v2/reports', query }, schema);
  }

  async #ask<T extends z.ZodType>(
    http: HttpClient,
    ask: Ask,
    schema: T,
  ): Promise<{ readonly answer: z.output<T> } | { readonly refusal: GoogleRefusal }> {
    if (!this.#hasToken) {
      throw new CredentialsRejectedError(`YouTube tells subscribers only to their channel. Connect it: ${CONNECT}`);
    }
    const { what } = ask;
    if (this.#wall() < this.#closedUntil) throw limited(what, this.#closedUntil);
    const { status, body } = await http.get({ ...ask, statuses: [400, 401, 403, 404] });
    if (status < 300) return { answer: parseAnswer(schema, body, what) };
    const { error } = parseAnswer(googleFailure, body, what);
    const reason = error.errors?.[0]?.reason ?? error.status ?? '';
    const message = plainText(error.message ?? '', 120) ?? '';
    if (status === 403 && (DAILY.has(reason) || SOON.has(reason))) {
      this.#closedUntil = DAILY.has(reason) ? pacificMidnightAfter(this.#wall()) : this.#wall() + SOON_MS;
      throw limited(what, this.#closedUntil);
    }
    if (status === 401) {
      throw new CredentialsRejectedError(`YouTube rejected the token (${reason}). Make a new one: ${CONNECT}`);
    }
    return { refusal: { status, reason, message } };
  }
}

/** What a refusal means that the caller has no use for. */
export function refused(what: string, { status, reason, message }: GoogleRefusal): Error {
  const said = `${what}: HTTP ${status}, ${reason}${message === '' ? '' : `, "${message}"`}`;
  if (reason === 'accessNotConfigured' || reason === 'SERVICE_DISABLED') {
    return new CredentialsRejectedError(
      `The Google project of this token does not use the YouTube APIs yet: enable "YouTube Data API v3" and "YouTube Analytics API" there (${said}).`,
    );
  }
  if (reason === 'insufficientPermissions' || reason === 'forbidden' || reason === 'PERMISSION_DENIED') {
    return new CredentialsRejectedError(
      `YouTube does not let this token read it (${said}). Connect again and grant both permissions: ${CONNECT}`,
    );
  }
  if (status === 403) return new NotVisibleError(`YouTube does not show this (${said}).`);
  if (status === 404) return new NotFoundError(`YouTube does not have this (${said}).`);
  return new InvalidResponseError(`YouTube did not take the request (${said}).`);
}

function limited(what: string, until: number): RateLimitedError {
  return new RateLimitedError(
    `YouTube allows no more requests until ${new Date(until).toISOString()} (${what}).`,
    until,
  );
}
