import type { IncomingHttpHeaders } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** An HTTP request as it came in, body and all. */
export interface RawRequest {
  readonly method: string;
  /** Path and query as sent: still encoded. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly sourceIp: string;
}

/** Content types whose bodies an HTTP API hands over as text; everything else comes in base64. */
const TEXT_TYPE =
  /^(text\/|application\/(json|xml|javascript|x-www-form-urlencoded)\b|application\/[\w.-]+\+(json|xml)\b)/i;

/**
 * The event that API Gateway's HTTP APIs make of a request (payload format 2.0). As there, `rawPath` is decoded
 * (`%2F` arrives as `/`), the query string is raw, header names are in lower case and repeated headers are joined.
 * Undefined if the path is not decodable, which the gateway answers with 400 by itself.
 * @param wall the wall clock, epoch ms
 */
export function toHttpApiEvent(
  request: RawRequest,
  wall: number,
  requestId: string,
): APIGatewayProxyEventV2 | undefined {
  const mark = request.url.indexOf('?');
  const encodedPath = mark < 0 ? request.url : request.url.slice(0, mark);
  const rawQueryString = mark < 0 ? '' : request.url.slice(mark + 1);
  const path = decodePath(encodedPath);
  if (path === undefined) return undefined;
  const headers = joinHeaders(request.headers);
  const cookies = headers['cookie']?.split(/; */).filter((cookie) => cookie !== '');
  const isText = TEXT_TYPE.test(headers['content-type'] ?? '') && isUtf8Text(request.body);
  const hasBody = request.body.length > 0;
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString,
    ...(cookies === undefined || cookies.length === 0 ? {} : { cookies }),
    headers,
    ...(rawQueryString === '' ? {} : { queryStringParameters: joinQuery(rawQueryString) }),
    requestContext: {
      accountId: 'laptop',
      apiId: 'laptop',
      domainName: headers['host'] ?? '',
      domainPrefix: 'laptop',
      http: {
        method: request.method,
        path,
        protocol: 'HTTP/1.1',
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: '$default',
      stage: '$default',
      time: new Date(wall).toUTCString(),
      timeEpoch: wall,
    },
    ...(hasBody ? { body: request.body.toString(isText ? 'utf8' : 'base64') } : {}),
    isBase64Encoded: hasBody && !isText,
  };
}

/** Undefined where a percent sign stands for nothing, or the path is none (`*`, a whole address). */
function decodePath(path: string): string | undefined {
  if (!path.startsWith('/')) return undefined;
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function joinHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) joined[name.toLowerCase()] = Array.isArray(value) ? value.join(',') : value;
  }
  return joined;
}

function joinQuery(rawQueryString: string): Record<string, string> {
  const joined = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(rawQueryString)) {
    const before = joined.get(name);
    joined.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(joined);
}

function isUtf8Text(body: Buffer): boolean {
  return Buffer.from(body.toString('utf8'), 'utf8').equals(body);
}
