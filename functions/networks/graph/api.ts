import type * as z from 'zod';
import { parseAnswer } from '../answers.ts';
import { CredentialsRejectedError, RateLimitedError } from '../errors.ts';
import type { Ask, HttpClient } from '../http.ts';
import { type GraphFailure, graphError, graphFailure } from './failures.ts';
import { WAIT_WITHOUT_A_WORD, waitOf } from './usage.ts';

/**
 * The version that answers are read by; each is served for about two years.
 * https://developers.facebook.com/docs/graph-api/changelog (v26.0, 2026)
 */
export const GRAPH_VERSION = 'v26.0';

/** Graph answers errors with any of these, and says in the body what they mean. */
const STATUSES = [400, 401, 403, 404];

/** Meta's Graph API on one host, for Facebook and Instagram alike. */
export class Graph {
  readonly network: string;
  readonly #http: HttpClient;
  readonly #wall: () => number;
  readonly #hasToken: boolean;
  #closedUntil = 0;

  /** @param wall the wall clock, epoch ms */
  constructor(network: string, http: HttpClient, wall: () => number, hasToken: boolean) {
    this.network = network;
    this.#http = http;
    this.#wall = wall;
    this.#hasToken = hasToken;
  }

  /** Reads and parses. @param what the route without anybody's name or id. @throws the errors of `errors.ts` */
  async get<T extends z.ZodType>(
    what: string,
    path: string,
    query: NonNullable<Ask['query']>,
    schema: T,
  ): Promise<z.output<T>> {
    const result = await this.try(what, path, query, schema);
    if ('answer' in result) return result.answer;
    throw this.errorOf(what, result.failure);
  }

  /** As {@link Graph.get}, for callers to whom an error's code is an answer. Limits are thrown all the same. */
  async try<T extends z.ZodType>(
    what: string,
    path: string,
    query: NonNullable<Ask['query']>,
    schema: T,
  ): Promise<{ readonly answer: z.output<T> } | { readonly failure: GraphFailure }> {
    if (!this.#hasToken) {
      const command = `npm run rekindle -- connect ${this.network.toLowerCase()}`;
      throw new CredentialsRejectedError(`${this.network} answers nobody without a token. Connect it: ${command}`);
    }
    const wall = this.#wall();
    if (wall < this.#closedUntil) {
      const at = new Date(this.#closedUntil).toISOString();
      throw new RateLimitedError(`${this.network} allows no more requests until ${at} (${what}).`, this.#closedUntil);
    }
    const ask = { what, path: `/${GRAPH_VERSION}${path}`, query, statuses: STATUSES };
    const { status, headers, body } = await this.#http.get(ask);
    // What is used up counts from here on: this answer is still one.
    const wait = waitOf(headers);
    if (wait !== undefined) this.#closedUntil = wall + wait;
    if (status < 300) return { answer: parseAnswer(schema, body, what) };
    const failure = parseAnswer(graphFailure, body, what).error;
    const error = this.errorOf(what, failure);
    if (error instanceof RateLimitedError) {
      this.#closedUntil = error.retryAt;
      throw error;
    }
    return { failure };
  }

  errorOf(what: string, failure: GraphFailure): Error {
    const waitUntil = Math.max(this.#closedUntil, this.#wall() + WAIT_WITHOUT_A_WORD);
    const isKnown = this.#closedUntil > this.#wall();
    return graphError({ network: this.network, what, failure, waitUntil: isKnown ? this.#closedUntil : waitUntil });
  }
}
