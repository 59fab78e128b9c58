import type * as z from 'zod';
import { problemsOf } from './parameters.ts';
import { badRequest, Problem } from './problem.ts';

interface Sent {
  readonly body: Buffer;
  readonly contentType: string | undefined;
}

/**
 * What was sent, as the route's schema has it.
 * @throws Problem 415 for another content type, 400 for what is no JSON or has not the shape, naming each field
 */
export function parseBody<B extends z.ZodType>(schema: B | undefined, type: string, sent: Sent): z.output<B> {
  // A route without a schema has a handler without a body.
  if (schema === undefined) return undefined as z.output<B>;
  const given = sent.contentType?.split(';')[0]?.trim().toLowerCase() ?? type;
  if (given !== type) throw new Problem(415, `Send ${type}.`);
  const result = schema.safeParse(type === 'application/json' ? jsonOf(sent.body) : formOf(sent.body));
  if (result.success) return result.data;
  throw badRequest(result.error.issues.flatMap((issue) => problemsOf(issue, 'body')).slice(0, 20));
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw badRequest([{ parameter: 'body', message: 'expected JSON' }]);
  }
}

function formOf(body: Buffer): unknown {
  return Object.fromEntries(new URLSearchParams(body.toString('utf8')));
}
