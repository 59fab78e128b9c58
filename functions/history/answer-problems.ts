import { randomUUID } from 'node:crypto';
import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { LogFields, Logger } from '../runtime/logger.ts';
import { type Incoming, readEvent } from './event.ts';
import { Problem } from './problem.ts';
import { problemReply, toResult, unexpectedReply } from './reply.ts';
import { matchRoute } from './router.ts';
import { ROUTES } from './routes.ts';

/** What is used of a Lambda's context; there is none elsewhere. */
export interface Invocation {
  getRemainingTimeInMillis(): number;
}

/**
 * Middleware that turns what was thrown into problem+json. A {@link Problem} says what the caller can mend; anything
 * else is answered without a word of it and logged under an id that both sides have.
 */
export function answersProblems(
  logger: Logger,
): MiddlewareObj<unknown, APIGatewayProxyStructuredResultV2, Error, Invocation | undefined> {
  return {
    onError: (request) => {
      const incoming = tried(() => readEvent(request.event));
      const method = incoming?.method ?? 'GET';
      if (request.error instanceof Problem) {
        request.response = toResult(problemReply(request.error), method);
        return;
      }
      const correlationId = incoming?.correlationId ?? randomUUID();
      logger.error('history-api failed', { correlationId, route: routeOf(incoming), ...traceOf(request.error) });
      request.response = toResult(unexpectedReply(correlationId), method);
    },
  };
}

/** The route's pattern: a path may hold a person's id, which has no place in a log. */
function routeOf(incoming: Incoming | undefined): string | undefined {
  if (incoming === undefined) return undefined;
  return tried(() => `${incoming.method} ${matchRoute(ROUTES, incoming.method, incoming.path).route.path}`);
}

/** Where it happened. Not its message: one that quotes a stored item could tell whom it is about. */
function traceOf(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: 'not an Error' };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    error: error.name,
    trace: frames
      .slice(0, 5)
      .map((line) => line.trim())
      .join(' < '),
  };
}

function tried<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
