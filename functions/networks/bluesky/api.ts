import type * as z from 'zod';
import { parseAnswer } from '../answers.ts';
import { InvalidResponseError, NotFoundError, NotVisibleError } from '../errors.ts';
import type { Ask, HttpClient } from '../http.ts';
import type { JsonRows } from '../json-rows.ts';
import { xrpcError } from './schema.ts';

/** An XRPC error by its name and message, as the lexicons list them. */
export interface XrpcFailure {
  readonly error: string;
  readonly message: string;
}

interface Answered<T extends z.ZodType> {
  readonly answer: z.output<T>;
  /** Then their list in `answer` is empty. */
  readonly rows?: JsonRows;
}

/** Calls one XRPC query and parses its answer. @throws NotFoundError, NotVisibleError for an actor who is not there */
export async function query<T extends z.ZodType>(
  http: HttpClient,
  nsid: string,
  params: NonNullable<Ask['query']>,
  schema: T,
): Promise<z.output<T>> {
  return (await queryRows(http, nsid, params, schema)).answer;
}

/** As {@link query}; the rows that are asked for come as bytes, if the answer is written so that they can. */
export async function queryRows<T extends z.ZodType>(
  http: HttpClient,
  nsid: string,
  params: NonNullable<Ask['query']>,
  schema: T,
  rows?: Pick<Ask, 'rows' | 'expected'>,
): Promise<Answered<T>> {
  const result = await tryQuery(http, nsid, params, schema, rows);
  if ('answer' in result) return result;
  throw errorOf(nsid, result.failure);
}

/** As {@link query}, for callers to whom an error's name is an answer. */
export async function tryQuery<T extends z.ZodType>(
  http: HttpClient,
  nsid: string,
  params: NonNullable<Ask['query']>,
  schema: T,
  asked?: Pick<Ask, 'rows' | 'expected'>,
): Promise<Answered<T> | { readonly failure: XrpcFailure }> {
  const { status, body, rows } = await http.get({
    what: nsid,
    path: `/xrpc/${nsid}`,
    query: params,
    statuses: [400, 404],
    ...asked,
  });
  if (status < 300) return { answer: parseAnswer(schema, body, nsid), ...(rows !== undefined && { rows }) };
  const failure = parseAnswer(xrpcError, body, nsid);
  return { failure: { error: failure.error, message: failure.message ?? '' } };
}

/** What `getProfile`'s errors say of an account (AppView source, getProfile.ts); undefined if they say nothing. */
export function accountStateOf(failure: XrpcFailure): 'suspended' | 'deactivated' | 'deleted' | undefined {
  if (failure.error === 'AccountTakedown') return 'suspended';
  if (failure.error === 'AccountDeactivated') return 'deactivated';
  if (failure.error === 'InvalidRequest' && /^profile not found/i.test(failure.message)) return 'deleted';
  return undefined;
}

function errorOf(nsid: string, failure: XrpcFailure): Error {
  const state = accountStateOf(failure);
  if (state === 'suspended' || state === 'deactivated') {
    return new NotVisibleError(`Bluesky shows nothing of this account: it is ${state}.`);
  }
  if (
    state === 'deleted' ||
    failure.error === 'ActorNotFound' ||
    /^(actor|profile|post) not found/i.test(failure.message)
  ) {
    return new NotFoundError(`Bluesky does not know this account or post (${nsid}). Check how it is written.`);
  }
  const name = /^[A-Za-z]{1,60}$/.test(failure.error) ? failure.error : 'an error without a name';
  return new InvalidResponseError(`Bluesky did not take the request (${nsid}: ${name}).`);
}
