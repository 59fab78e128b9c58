import type * as z from 'zod';
import type { Clock } from '../core/clock.ts';
import type { PageFiles } from '../page/page-files.ts';
import type { Config } from '../runtime/config-schema.ts';
import type { Logger } from '../runtime/logger.ts';
import type { Db } from '../storage/db.ts';
import type { Grant, Scope } from '../storage/tokens.ts';
import { parseBody } from './body.ts';
import type { Browser } from './event.ts';
import { answerList } from './list-answer.ts';
import { type ListQuery, parseParams, parseQuery } from './parameters.ts';
import type { Reply } from './reply.ts';

export interface HistoryApiDeps {
  readonly db: Db;
  readonly config: Config;
  readonly signingKey: () => Promise<string>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What serves the page at `/`; without, there is only the API. */
  readonly page?: PageServing;
  /** Waits of the wall clock; tests pass one that does not. */
  readonly pause?: (ms: number) => Promise<void>;
}

/** The page's files, and what a laptop says on it. */
export interface PageServing {
  readonly files: () => Promise<PageFiles>;
  /** The file that holds the API token. */
  readonly tokenLies?: string;
  /** Where mails are shown. */
  readonly mails?: string;
  /** Options that lead a command to the folder, as they are typed: `--data mine`. */
  readonly commandPlace?: string;
}

/** A request as routes see it: matched and authorized, parameters still as they came. */
export interface Call {
  readonly deps: HistoryApiDeps;
  /** Whose data it may see; without owners on public routes. */
  readonly grant: Grant;
  /** Decoded, as it was asked for. */
  readonly path: string;
  /** Where the API is reached, as far as its caller knows: `https://api.example`. */
  readonly origin: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly contentType: string | undefined;
  readonly sourceIp: string;
  readonly browser: Browser;
  /** SHA-256 of the token that was sent as a bearer token. */
  readonly tokenHash?: string | undefined;
}

/** What a handler gets: parameters and body parsed. */
export interface Asked<P, Q, B = undefined> {
  readonly deps: HistoryApiDeps;
  readonly grant: Grant;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly origin: string;
  readonly sourceIp: string;
  readonly browser: Browser;
}

/** What is needed to document a path, besides how to answer it. */
export interface RouteFacts<P extends z.ZodType, Q extends z.ZodType, R extends z.ZodType, B extends z.ZodType> {
  /** HEAD is answered wherever GET is. */
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `/v1/audiences/{id}`: a name in braces stands for one segment. */
  readonly path: string;
  readonly summary: string;
  /** More than a sentence, where it takes more. */
  readonly description?: string;
  readonly scope: Scope | 'public';
  readonly params: P;
  readonly query: Q;
  /** Shape of the JSON that is to be sent; nothing is read without one. */
  readonly body?: B;
  /** Of what is sent; JSON unless set. */
  readonly bodyType?: 'application/json' | 'application/x-www-form-urlencoded' | 'application/octet-stream';
  /** Bytes of the body, at most; 16 KB unless set. */
  readonly longestBody?: number;
  /** Shape of the body of a success. */
  readonly response: R;
  /** 200 unless set; 202: begun, and done by itself; 303: done, and goes on elsewhere. */
  readonly status?: 200 | 202 | 303;
  readonly contentType: 'application/json' | 'text/html; charset=utf-8' | 'text/calendar; charset=utf-8' | '*/*';
  /** Shape of an item, of lists: they also come as CSV and NDJSON. */
  readonly item?: z.ZodType;
}

export interface Route extends RouteFacts<z.ZodType, z.ZodType, z.ZodType, z.ZodType> {
  readonly answer: (call: Call) => Promise<Reply>;
}

type Facts<P extends z.ZodType, Q extends z.ZodType, R extends z.ZodType, B extends z.ZodType> = Omit<
  RouteFacts<P, Q, R, B>,
  'contentType' | 'item'
>;

/** A route whose handler returns the body, typed by its response schema. */
export function jsonRoute<
  P extends z.ZodType,
  Q extends z.ZodType,
  R extends z.ZodType,
  B extends z.ZodType = z.ZodUndefined,
>(
  facts: Facts<P, Q, R, B>,
  handle: (asked: Asked<z.output<P>, z.output<Q>, z.output<B>>) => Promise<z.input<R>>,
): Route {
  return {
    ...facts,
    contentType: 'application/json',
    answer: async (call) => ({
      status: facts.status ?? 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(await handle(parsed(facts, call))),
    }),
  };
}

/** A list: pages of JSON, CSV or NDJSON, each naming the one that follows. */
export function listRoute<P extends z.ZodType, Q extends z.ZodType<ListQuery>, I extends z.ZodType>(
  facts: Omit<Facts<P, Q, z.ZodType, z.ZodUndefined>, 'body' | 'status'> & { readonly item: I },
  handle: (
    asked: Asked<z.output<P>, z.output<Q>>,
  ) => Promise<{ readonly items: readonly z.input<I>[]; readonly next?: string | undefined }>,
): Route {
  return {
    ...facts,
    contentType: 'application/json',
    answer: async (call) => {
      const { query, ...asked } = parsed(facts, call);
      return answerList(call, facts.item, query, (limit) =>
        handle({ ...asked, body: undefined, query: { ...query, limit } }),
      );
    },
  };
}

/** A route that answers a web page, or a file that a browser hands on. */
export function pageRoute<
  P extends z.ZodType,
  Q extends z.ZodType,
  R extends z.ZodType,
  B extends z.ZodType = z.ZodUndefined,
>(
  facts: Facts<P, Q, R, B> & { readonly contentType?: 'text/calendar; charset=utf-8' | '*/*' },
  handle: (asked: Asked<z.output<P>, z.output<Q>, z.output<B>>) => Promise<Reply>,
): Route {
  return {
    ...facts,
    contentType: facts.contentType ?? 'text/html; charset=utf-8',
    answer: (call) => handle(parsed(facts, call)),
  };
}

function parsed<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  facts: {
    readonly params: P;
    readonly query: Q;
    readonly body?: B;
    readonly bodyType?: RouteFacts<P, Q, P, B>['bodyType'];
  },
  call: Call,
): Asked<z.output<P>, z.output<Q>, z.output<B>> {
  return {
    deps: call.deps,
    grant: call.grant,
    origin: call.origin,
    sourceIp: call.sourceIp,
    browser: call.browser,
    params: parseParams(facts.params, call.params),
    query: parseQuery(facts.query, call.query),
    body: parseBody(facts.body, facts.bodyType ?? 'application/json', call),
  };
}
