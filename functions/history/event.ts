import { randomUUID } from 'node:crypto';
import * as z from 'zod';

/** What is used of an HTTP API event (payload format 2.0); the rest is not looked at. */
const eventShape = z.object({
  rawPath: z.string(),
  rawQueryString: z.string().default(''),
  queryStringParameters: z.record(z.string(), z.string().optional()).optional(),
  headers: z.record(z.string(), z.string().optional()).default({}),
  body: z.string().nullish(),
  requestContext: z.object({
    requestId: z.string().optional(),
    http: z.object({ method: z.string() }),
  }),
});

export interface Incoming {
  readonly method: string;
  readonly path: string;
  /** A parameter given several times has its values joined by commas. */
  readonly query: Readonly<Record<string, string>>;
  readonly authorization: string | undefined;
  /** Characters of the body; base64 counts as it is. */
  readonly bodyLength: number;
  /** Under which the log has this request. */
  readonly correlationId: string;
}

/** @throws ZodError if the event is none of an HTTP API */
export function readEvent(event: unknown): Incoming {
  const { rawPath, rawQueryString, queryStringParameters, headers, body, requestContext } = eventShape.parse(event);
  const authorization = Object.entries(headers).find(([name]) => name.toLowerCase() === 'authorization')?.[1];
  return {
    method: requestContext.http.method.toUpperCase(),
    path: rawPath,
    query: queryOf(rawQueryString, queryStringParameters),
    authorization,
    bodyLength: body?.length ?? 0,
    correlationId: correlationIdOf(requestContext.requestId),
  };
}

function queryOf(raw: string, given: Readonly<Record<string, string | undefined>> = {}): Record<string, string> {
  const parsed = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const pairs = parsed.length > 0 ? parsed : [...new URLSearchParams(raw)];
  const values = new Map<string, string>();
  for (const [name, value] of pairs) {
    const before = values.get(name);
    values.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(values);
}

/** API Gateway's own request id, if it can be printed as it is. */
function correlationIdOf(requestId: string | undefined): string {
  return requestId !== undefined && /^[A-Za-z0-9=_-]{1,100}$/.test(requestId) ? requestId : randomUUID();
}
