import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { RATE_LIMIT_POLICY } from './limits.ts';
import { type Problem, type ProblemBody, problemBody } from './problem.ts';

/** An answer before it is put into API Gateway's shape. Header names are lower case. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The body is no text: it is base64. */
  readonly isBase64?: boolean;
}

/**
 * On every answer: private data is cached nowhere, guessed at by no browser and framed by no page. There is no CORS:
 * no other site's script has business here.
 */
const ALWAYS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'ratelimit-policy': RATE_LIMIT_POLICY,
};

/** Into the shape of HTTP APIs (payload 2.0). A HEAD has the headers of its GET and no body. */
export function toResult(reply: Reply, method: string): APIGatewayProxyStructuredResultV2 {
  const { status, headers, body, isBase64 = false } = reply;
  const isEmpty = method === 'HEAD' || body === '';
  return {
    ...{ statusCode: status, headers: { ...ALWAYS, ...headers }, body: isEmpty ? '' : body },
    ...(isBase64 && !isEmpty ? { isBase64Encoded: true } : {}),
  };
}

export function problemReply(problem: Problem): Reply {
  const { status, message, errors } = problem;
  return asReply(problemBody(status, message, errors === undefined ? {} : { errors }), problem.headers);
}

/** For whatever was not expected: says nothing but under which id the log has it. */
export function unexpectedReply(correlationId: string): Reply {
  const detail = 'Something went wrong here. Try again; if it stays, the log has more under the correlation id.';
  return asReply(problemBody(500, detail, { correlationId }));
}

function asReply(body: ProblemBody, headers: Readonly<Record<string, string>> = {}): Reply {
  return {
    status: body.status,
    headers: { 'content-type': 'application/problem+json', ...headers },
    body: JSON.stringify(body),
  };
}
