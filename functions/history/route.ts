import type * as z from 'zod';
import type { Clock } from '../core/clock.ts';
import type { Config } from '../runtime/config-schema.ts';
import type { Logger } from '../runtime/logger.ts';
import type { Db } from '../storage/db.ts';
import type { Grant, Scope } from '../storage/tokens.ts';
import { parseParams, parseQuery } from './parameters.ts';
import type { Reply } from './reply.ts';

export interface HistoryApiDeps {
  readonly db: Db;
  readonly config: Config;
  readonly signingKey: () => Promise<string>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A request as routes see it: matched and authorized, parameters still as they came. */
export interface Call {
  readonly deps: HistoryApiDeps;
  /** Whose data it may see; without owners on public routes. */
  readonly grant: Grant;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

/** What a handler gets: parameters parsed. */
export interface Asked<P, Q> {
  readonly deps: HistoryApiDeps;
  readonly grant: Grant;
  readonly params: P;
  readonly query: Q;
}

/** What is needed to document a path, besides how to answer it. */
export interface RouteFacts<P extends z.ZodType, Q extends z.ZodType, R extends z.ZodType> {
  /** HEAD is answered wherever GET is. */
  readonly method: 'GET' | 'POST';
  /** `/v1/audiences/{id}`: a name in braces stands for one segment. */
  readonly path: string;
  readonly summary: string;
  readonly scope: Scope | 'public';
  readonly params: P;
  readonly query: Q;
  /** Shape of the body of a 200. */
  readonly response: R;
  readonly contentType: 'application/json' | 'text/html; charset=utf-8';
}

export interface Route extends RouteFacts<z.ZodType, z.ZodType, z.ZodType> {
  readonly answer: (call: Call) => Promise<Reply>;
}

/** A route whose handler returns the body, typed by its response schema. */
export function jsonRoute<P extends z.ZodType, Q extends z.ZodType, R extends z.ZodType>(
  facts: Omit<RouteFacts<P, Q, R>, 'contentType'>,
  handle: (asked: Asked<z.output<P>, z.output<Q>>) => Promise<z.input<R>>,
): Route {
  return {
    ...facts,
    contentType: 'application/json',
    answer: async (call) => ({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(await handle(parsed(facts, call))),
    }),
  };
}

/** A route that answers a web page. */
export function pageRoute<P extends z.ZodType, Q extends z.ZodType, R extends z.ZodType>(
  facts: Omit<RouteFacts<P, Q, R>, 'contentType'>,
  handle: (asked: Asked<z.output<P>, z.output<Q>>) => Promise<Reply>,
): Route {
  return {
    ...facts,
    contentType: 'text/html; charset=utf-8',
    answer: (call) => handle(parsed(facts, call)),
  };
}

function parsed<P extends z.ZodType, Q extends z.ZodType>(
  { params, query }: { readonly params: P; readonly query: Q },
  call: Call,
): Asked<z.output<P>, z.output<Q>> {
  return {
    deps: call.deps,
    grant: call.grant,
    params: parseParams(params, call.params),
    query: parseQuery(query, call.query),
  };
}
