/** One thing wrong with one parameter. */
export interface ParameterProblem {
  readonly parameter: string;
  readonly message: string;
}

interface ProblemDetails {
  readonly errors?: readonly ParameterProblem[];
  readonly headers?: Readonly<Record<string, string>>;
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  410: 'Gone',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
};

/**
 * What a caller may be told went wrong, as problem+json (RFC 9457). Only ever thrown with a status below 500:
 * everything else is answered without its message.
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly errors: readonly ParameterProblem[] | undefined;
  readonly headers: Readonly<Record<string, string>>;
  constructor(status: number, detail: string, { errors, headers = {} }: ProblemDetails = {}) {
    super(detail);
    this.status = status;
    this.errors = errors;
    this.headers = headers;
  }
}

export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly ParameterProblem[];
  readonly correlationId?: string;
}

export function problemBody(status: number, detail: string, more: Partial<ProblemBody> = {}): ProblemBody {
  return { type: 'about:blank', title: TITLES[status] ?? 'Error', status, detail, ...more };
}

/** Something is wrong with what was asked: names each parameter and says what is expected. */
export function badRequest(errors: readonly ParameterProblem[]): Problem {
  const detail = errors.map(({ parameter, message }) => `${parameter}: ${message}`).join('; ');
  return new Problem(400, detail, { errors });
}

/** The same words for what does not exist, what belongs to somebody else, and what cannot be an id. */
export function notFound(): Problem {
  return new Problem(404, 'There is nothing here under this address.');
}

/** The same words for a token that is missing, malformed, unknown or expired. */
export function unauthorized(): Problem {
  return new Problem(401, 'Send a valid API token in the header "Authorization: Bearer rk_…".', {
    headers: { 'www-authenticate': 'Bearer' },
  });
}
