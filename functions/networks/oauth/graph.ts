import * as z from 'zod';
import { parseAnswer } from '../answers.ts';
import { InvalidResponseError, UnavailableError } from '../errors.ts';
import { plainText } from '../text.ts';
import { GrantRefusedError, type RefreshDeps } from './refresher.ts';
import { boundedFetch } from './requests.ts';

/** Meta's token endpoints are no standard OAuth: GET or POST with parameters, and errors of their own shape. */
const failure = z.object({
  error: z.union([
    z.object({ message: z.string().optional(), code: z.number().optional(), is_transient: z.boolean().optional() }),
    z.string(),
  ]),
});
const shortFailure = z.object({ error_type: z.string(), error_message: z.string().optional() });

export const metaToken = z.object({
  access_token: z.string().min(1).max(4_000),
  token_type: z.string().optional(),
  /** Seconds. Facebook leaves it out where the token does not end. */
  expires_in: z.number().positive().optional(),
});

/** Codes that mean "later": 1 and 2 are transient, 4, 17, 32 and 613 are limits (Graph API, "Handling errors"). */
const LATER = new Set([1, 2, 4, 17, 32, 613]);

/**
 * Asks one of Meta's token endpoints.
 * @throws GrantRefusedError, UnavailableError, InvalidResponseError; none holds a token
 */
export async function askMeta<T extends z.ZodType>(
  schema: T,
  url: string,
  parameters: Readonly<Record<string, string>>,
  deps: RefreshDeps,
  method: 'GET' | 'POST' = 'GET',
): Promise<z.output<T>> {
  const { host, pathname } = new URL(url);
  const query = new URLSearchParams(parameters);
  const headers = { accept: 'application/json', 'user-agent': 'rekindle' };
  const response =
    method === 'GET'
      ? await boundedFetch(deps, `${url}?${query}`, { headers })
      : await boundedFetch(deps, url, { method, headers, body: query });
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) return parseAnswer(schema, body, `${method} ${pathname}`);
  throw refusalIn(body, host, Object.values(parameters));
}

/** @param sent what was asked with: tokens and secrets, which an answer may repeat */
function refusalIn(body: unknown, host: string, sent: readonly string[]): Error {
  const short = shortFailure.safeParse(body);
  if (short.success) return refused(host, without(sent, short.data.error_message), short.data.error_type);
  const long = failure.safeParse(body);
  if (!long.success) return new InvalidResponseError(`${host} answered a sign-in with something that is no answer.`);
  const { error } = long.data;
  if (typeof error === 'string') return refused(host, undefined, error);
  if (error.is_transient === true || LATER.has(error.code ?? 0)) {
    return new UnavailableError(`${host} cannot do this right now (code ${error.code ?? 'none'}). Try again later.`);
  }
  return refused(host, without(sent, error.message), String(error.code ?? 'no code'));
}

function refused(host: string, message: string | undefined, code: string): GrantRefusedError {
  const said = plainText(message ?? '', 120);
  return new GrantRefusedError(
    `${host} refused (${plainText(code, 40)}${said === undefined ? '' : `: ${said}`}).`,
    code,
  );
}

function without(secrets: readonly string[], text: string | undefined): string | undefined {
  return secrets.reduce((rest, secret) => rest?.replaceAll(secret, '…'), text);
}
