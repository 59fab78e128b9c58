import LinkHeader from 'http-link-header';
import { InvalidResponseError } from './errors.ts';

/**
 * One parameter of the address that a `Link` header names as `rel="next"` (RFC 8288); undefined if there is no next
 * page. Only the parameter is taken: where to ask is ours to decide, not the answer's.
 * @throws InvalidResponseError if there is a next page that does not say where it starts
 */
export function nextParameter(headers: Headers, parameter: string, what: string): string | undefined {
  const header = headers.get('link');
  if (header === null || header.trim() === '') return undefined;
  const next = parse(header, what).rel('next')[0];
  if (next === undefined) return undefined;
  const value = URL.parse(next.uri, 'https://base.invalid')?.searchParams.get(parameter);
  if (value === null || value === undefined || !/^[A-Za-z0-9_-]{1,100}$/.test(value)) {
    throw new InvalidResponseError(`The next page of ${what} is named without a usable "${parameter}".`);
  }
  return value;
}

function parse(header: string, what: string): LinkHeader {
  try {
    return LinkHeader.parse(header);
  } catch (error) {
    throw new InvalidResponseError(`The Link header of ${what} cannot be read.`, { cause: error });
  }
}
