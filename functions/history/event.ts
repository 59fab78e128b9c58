import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import * as z from 'zod';

/** What is used of an HTTP API event (payload format 2.0); the rest is not looked at. */
const eventShape = z.object({
  rawPath: z.string(),
  rawQueryString: z.string().default(''),
  queryStringParameters: z.record(z.string(), z.string().optional()).optional(),
  headers: z.record(z.string(), z.string().optional()).default({}),
  cookies: z.array(z.string()).optional(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().optional(),
  requestContext: z.object({
    requestId: z.string().optional(),
    domainName: z.string().optional(),
    http: z.object({ method: z.string(), sourceIp: z.string().optional() }),
  }),
});

/** What only browsers say of a request. */
export interface Browser {
  /** `name=value`, as they came. */
  readonly cookies: readonly string[];
  /** `Sec-Fetch-Site`: `same-origin`, `same-site`, `cross-site` or `none`. */
  readonly fetchSite: string | undefined;
  /** `Origin`. */
  readonly from: string | undefined;
  /** Where it was asked, by the name that the gateway has. */
  readonly host: string;
  readonly acceptsGzip: boolean;
}

export interface Incoming {
  readonly method: string;
  readonly path: string;
  /** A parameter given several times has its values joined by commas. */
  readonly query: Readonly<Record<string, string>>;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly browser: Browser;
  /** Empty if there is none. */
  readonly body: Buffer;
  /** Where it was asked, by the name that the gateway has. */
  readonly origin: string;
  /** Who asks, as the gateway saw it. */
  readonly sourceIp: string;
  /** Under which the log has this request. */
  readonly correlationId: string;
}

/** @throws ZodError if the event is none of an HTTP API */
export function readEvent(event: unknown): Incoming {
  const { rawPath, rawQueryString, queryStringParameters, headers, body, ...rest } = eventShape.parse(event);
  const { cookies = [], isBase64Encoded = false, requestContext } = rest;
  const header = (wanted: string): string | undefined =>
    Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1];
  return {
    method: requestContext.http.method.toUpperCase(),
    path: rawPath,
    query: queryOf(rawQueryString, queryStringParameters),
    authorization: header('authorization'),
    contentType: header('content-type'),
    ifNoneMatch: header('if-none-match'),
    browser: {
      cookies,
      fetchSite: header('sec-fetch-site'),
      from: header('origin'),
      host: originOf(requestContext.domainName),
      acceptsGzip: /\bgzip\b/i.test(header('accept-encoding') ?? ''),
    },
    body: Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8'),
    origin: originOf(requestContext.domainName),
    sourceIp: requestContext.http.sourceIp ?? '',
    correlationId: correlationIdOf(requestContext.requestId),
  };
}

/** Only this machine is asked without TLS. */
function originOf(domainName = ''): string {
  const isHost = /^[A-Za-z0-9.-]{1,253}(:\d{1,5})?$/.test(domainName);
  const scheme = /^(127\.0\.0\.1|localhost)(:|$)/.test(domainName) ? 'http' : 'https';
  return isHost ? `${scheme}://${domainName}` : 'https://localhost';
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
