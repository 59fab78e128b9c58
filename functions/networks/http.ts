import { setTimeout as pause } from 'node:timers/promises';
import type { ExpectedRows } from '../core/listed-rows.ts';
import { BodyTooLargeError, readPadded, textOf } from './body.ts';
import { InvalidResponseError, RateLimitedError, UnavailableError } from './errors.ts';
import { JsonRows } from './json-rows.ts';
import { type Budget, budgetOf, isLimited, waitAfter } from './limits.ts';
import { fetchWithin, LeavesOriginError } from './redirects.ts';
import { refusalOf } from './refusals.ts';
import type { RowsAsked } from './rows-asked.ts';
import { plainText } from './text.ts';

export interface HttpSettings {
  /** The network's name, for messages. */
  readonly network: string;
  /** http(s); a path is kept, so that an API below one can be reached. */
  readonly baseUrl: string;
  readonly fetch: typeof fetch;
  /** The wall clock, epoch ms. */
  readonly wall: () => number;
  readonly token?: string;
  /** Where the owner sets a token, for messages. */
  readonly tokenHint: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  readonly mostBytes?: number;
  /** Waits before the one quick retry. */
  readonly wait?: (ms: number) => Promise<unknown>;
}

export interface Ask {
  /** Route for messages and evidence, without anybody's name in it: `GET /users/{login}/followers`. */
  readonly what: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses beyond 2xx that mean something to the caller; all others are thrown. */
  readonly statuses?: readonly number[];
  /** A 200 may carry `errors` beside its data, and they mean something to the caller. */
  readonly mayHoldErrors?: boolean;
  /** Sends no token. */
  readonly isAnonymous?: boolean;
  /** The rows of a list that are wanted as bytes, if the answer is written so that they can be. */
  readonly rows?: RowsAsked;
  /** Which of them need not be read if they are as they were. */
  readonly expected?: ExpectedRows | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; undefined where there was no body. */
  readonly body: unknown;
  /** The rows that were asked for; then their list in `body` is empty. */
  readonly rows?: JsonRows;
}

const RETRY_AFTER_MS = 1_000;

/** A failed try, and whether trying at once again makes sense. */
class FailedTry {
  readonly error: Error;
  readonly mayRetry: boolean;
  constructor(error: Error, mayRetry: boolean) {
    this.error = error;
    this.mayRetry = mayRetry;
  }
}

/**
 * Reads JSON from one server: one request at a time, bounded in time and size, redirects only within the origin,
 * one quick retry. Every failure is one of `errors.ts`; no message holds a token or somebody's name.
 */
export class HttpClient {
  readonly #settings: HttpSettings;
  readonly #base: string;
  readonly #server: string;
  #queue: Promise<unknown> = Promise.resolve();
  /** Until when nothing is sent, with a token and without: they are counted apart. */
  readonly #closedUntil = { token: 0, anonymous: 0 };
  #limitsInARow = 0;
  #budget: Budget = {};

  constructor(settings: HttpSettings) {
    this.#settings = settings;
    this.#base = settings.baseUrl.replace(/\/+$/, '');
    this.#server = `${settings.network} (${new URL(settings.baseUrl).host})`;
  }

  /** What the last answer said is left. */
  get budget(): Budget {
    return this.#budget;
  }

  get(ask: Ask): Promise<Answer> {
    const turn = this.#queue.then(() => this.#get(ask));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async #get(ask: Ask): Promise<Answer> {
    const first = await this.#try(ask);
    if (!(first instanceof FailedTry)) return first;
    if (!first.mayRetry) throw first.error;
    await (this.#settings.wait ?? pause)(RETRY_AFTER_MS);
    const second = await this.#try(ask);
    if (second instanceof FailedTry) throw second.error;
    return second;
  }

  async #try(ask: Ask): Promise<Answer | FailedTry> {
    const { wall, token } = this.#settings;
    const bucket = token === undefined || ask.isAnonymous === true ? 'anonymous' : 'token';
    if (wall() < this.#closedUntil[bucket]) return this.#limited(ask, this.#closedUntil[bucket]);
    const signal = AbortSignal.timeout(this.#settings.timeoutMs ?? 20_000);
    let response: Response;
    let bytes: Uint8Array;
    try {
      response = await this.#send(ask, bucket === 'token' ? token : undefined, signal);
      bytes = await readPadded(response, this.#settings.mostBytes ?? 8_000_000);
    } catch (error) {
      return this.#broken(ask, error, signal);
    }
    this.#budget = budgetOf(response.headers);
    const rows =
      ask.rows === undefined || response.status !== 200 ? undefined : JsonRows.scan(bytes, ask.rows, ask.expected);
    const text = rows === undefined ? textOf(bytes) : '';
    const body = rows === undefined ? parseJson(text) : rows.rest;
    const message = messageOf(body);
    if (isLimited(response.status, response.headers, message)) {
      const until = wall() + waitAfter(response.headers, wall(), this.#limitsInARow);
      this.#limitsInARow += 1;
      this.#closedUntil[bucket] = until;
      return this.#limited(ask, until);
    }
    this.#limitsInARow = 0;
    // The last allowed answer is still an answer; the next request would only be refused.
    if (this.#budget.remaining === 0) this.#closedUntil[bucket] = wall() + waitAfter(response.headers, wall());
    const { status, headers } = response;
    const answer = { status, headers, body, ...(rows !== undefined && { rows }) };
    return this.#judge(ask, answer, text, bucket === 'token');
  }

  #send(ask: Ask, token: string | undefined, signal: AbortSignal): Promise<Response> {
    const url = new URL(`${this.#base}${ask.path}`);
    for (const [key, value] of Object.entries(ask.query ?? {})) {
      for (const one of Array.isArray(value) ? value : [value]) {
        if (one !== undefined) url.searchParams.append(key, String(one));
      }
    }
    const headers = {
      accept: 'application/json',
      'user-agent': 'rekindle',
      ...this.#settings.headers,
      ...ask.headers,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
    return fetchWithin(this.#settings.fetch, url, { headers, signal });
  }

  #judge(ask: Ask, answer: Answer, text: string, hadToken: boolean): Answer | FailedTry {
    const { status, body } = answer;
    const isJson = body !== undefined || text.trim() === '';
    const isOk = status >= 200 && status < 300;
    if (isOk ? body !== undefined || status === 204 : isJson && ask.statuses?.includes(status) === true) {
      if (isOk && ask.mayHoldErrors !== true && isError(body)) {
        return failed(`${this.#server} answered ${status} with an error inside (${ask.what}: ${messageOf(body)}).`);
      }
      return answer;
    }
    // Whatever answers in the network's place (a proxy, a maintenance page) says nothing of the network.
    if (isOk || (status < 500 && !isJson)) {
      const instead = `${status} with ${kindOf(text)} (${ask.what})`;
      const message = `${this.#server} answered ${instead}; it may be under maintenance. It is asked again later.`;
      return unavailable(new UnavailableError(message), answer);
    }
    const { tokenHint } = this.#settings;
    const message = messageOf(body);
    const error = refusalOf({ server: this.#server, what: ask.what, status, message, hadToken, tokenHint });
    return error instanceof UnavailableError ? unavailable(error, answer) : new FailedTry(error, false);
  }

  #limited(ask: Ask, until: number): FailedTry {
    const at = new Date(until).toISOString();
    return new FailedTry(
      new RateLimitedError(`${this.#server} allows no more requests until ${at} (${ask.what}).`, until),
      false,
    );
  }

  #broken(ask: Ask, error: unknown, signal: AbortSignal): FailedTry {
    if (error instanceof LeavesOriginError) {
      return failed(
        `${this.#server} sends us to ${error.origin} (${ask.what}), and we follow nobody to another server. ` +
          'If the network has moved there, write the account with that host, or set its base address.',
      );
    }
    if (error instanceof BodyTooLargeError) {
      return failed(`${this.#server} answered more than can be read at once (${ask.what}).`);
    }
    const reason = signal.aborted ? 'did not answer in time' : 'could not be reached or broke off';
    return new FailedTry(
      new UnavailableError(`${this.#server} ${reason} (${ask.what}). It is asked again later.`, { cause: error }),
      !signal.aborted,
    );
  }
}

function failed(message: string): FailedTry {
  return new FailedTry(new InvalidResponseError(message), false);
}

/** Down by its own answer: worth one more try, unless it says when to come back. */
function unavailable(error: UnavailableError, answer: Answer): FailedTry {
  return new FailedTry(error, !answer.headers.has('retry-after'));
}

function kindOf(text: string): string {
  if (text.trim() === '') return 'nothing instead of data';
  return /^\s*</.test(text) ? 'a web page instead of data' : 'something that is not JSON';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isError(body: unknown): boolean {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return false;
  return ('error' in body && body.error != null) || ('errors' in body && body.errors != null);
}

/** The server's own words: Mastodon and Bluesky write `error`, GitHub and Bluesky `message`, X `title`. */
function messageOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  for (const key of ['message', 'error', 'title'] as const) {
    const value: unknown = Reflect.get(body, key);
    if (typeof value === 'string') return plainText(value, 120);
  }
  return undefined;
}
