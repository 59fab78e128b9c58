import { describe, expect, it } from 'vitest';
import {
  CredentialsRejectedError,
  InvalidResponseError,
  NotFoundError,
  RateLimitedError,
  UnavailableError,
} from '../../../functions/networks/errors.ts';
import { graphError } from '../../../functions/networks/graph/failures.ts';
import { waitOf } from '../../../functions/networks/graph/usage.ts';

const errorOf = (code: number, subcode?: number) =>
  graphError({
    network: 'Facebook',
    what: 'GET /{page-id}',
    failure: { message: 'No.', code, error_subcode: subcode },
    waitUntil: 1_800_000_000_000,
  });

describe('Meta’s codes', () => {
  it.each<[number, number | undefined, new (...args: never[]) => Error, RegExp]>([
    [190, 458, CredentialsRejectedError, /app was removed.*connect facebook/],
    [190, 459, CredentialsRejectedError, /confirm something/],
    [190, 460, CredentialsRejectedError, /password was changed/],
    [190, 463, CredentialsRejectedError, /expired/],
    [190, undefined, CredentialsRejectedError, /connect facebook/],
    [102, undefined, CredentialsRejectedError, /connect facebook/],
    [10, undefined, CredentialsRejectedError, /grant every permission/],
    [200, undefined, CredentialsRejectedError, /grant every permission/],
    [299, undefined, CredentialsRejectedError, /grant every permission/],
    [4, undefined, RateLimitedError, /until 2027/],
    [17, undefined, RateLimitedError, /until 2027/],
    [32, undefined, RateLimitedError, /until 2027/],
    [613, undefined, RateLimitedError, /until 2027/],
    [80_001, undefined, RateLimitedError, /until 2027/],
    [1, undefined, UnavailableError, /asked again/],
    [2, undefined, UnavailableError, /asked again/],
    [100, 33, NotFoundError, /how the account is written/],
    [100, undefined, InvalidResponseError, /did not take/],
    [368, undefined, CredentialsRejectedError, /blocked/],
    [99_999, undefined, InvalidResponseError, /did not take/],
  ])('%d/%s', (code, subcode, type, words) => {
    const error = errorOf(code, subcode);
    expect(error).toBeInstanceOf(type);
    expect(error.message).toMatch(words);
  });
});

describe('usage headers', () => {
  const headers = (more: Record<string, unknown>) =>
    new Headers(Object.entries(more).map(([name, value]): [string, string] => [name, JSON.stringify(value)]));
  const row = { call_count: 4, total_cputime: 4, total_time: 9, type: 'pages', estimated_time_to_regain_access: 0 };

  it.each<[string, Headers, number | undefined]>([
    ['nothing', new Headers(), undefined],
    ['something left', headers({ 'x-app-usage': { call_count: 99, total_cputime: 1, total_time: 1 } }), undefined],
    ['an app used up', headers({ 'x-app-usage': { call_count: 100, total_cputime: 1, total_time: 1 } }), 900_000],
    [
      'a Page that says for how long',
      headers({ 'x-business-use-case-usage': { 1: [{ ...row, estimated_time_to_regain_access: 19 }] } }),
      1_140_000,
    ],
    [
      'a Page used up without a word',
      headers({ 'x-business-use-case-usage': { 1: [{ ...row, total_time: 101 }] } }),
      900_000,
    ],
    [
      'a wait beyond a day',
      headers({ 'x-business-use-case-usage': { 1: [{ ...row, estimated_time_to_regain_access: 1e9 }] } }),
      86_400_000,
    ],
    ['something that is no JSON', new Headers({ 'x-app-usage': '<nothing>' }), undefined],
    ['another shape', headers({ 'x-app-usage': 7, 'x-business-use-case-usage': [1] }), undefined],
  ])('of %s', (_, given, wait) => {
    expect(waitOf(given)).toBe(wait);
  });
});
