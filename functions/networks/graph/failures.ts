import * as z from 'zod';
import { lenient } from '../answers.ts';
import {
  CredentialsRejectedError,
  InvalidResponseError,
  NotFoundError,
  RateLimitedError,
  UnavailableError,
} from '../errors.ts';
import { plainText } from '../text.ts';

/** Meta's error object. https://developers.facebook.com/docs/graph-api/guides/error-handling */
export const graphFailure = z.object({
  error: z.object({
    message: z.string(),
    code: z.number().int(),
    error_subcode: lenient(z.number().int()),
  }),
});
export type GraphFailure = z.output<typeof graphFailure>['error'];

/** `4` app, `17` user, `32` Page, `341` app by feature, `613` a rule of its own, `800xx` business use cases. */
const LIMITS: ReadonlySet<number> = new Set([4, 17, 32, 341, 613]);
const isBusinessLimit = (code: number): boolean => code >= 80_000 && code <= 80_014;
/** `1` and `2` are Meta's own trouble. */
const TRANSIENT: ReadonlySet<number> = new Set([1, 2]);
const INVALID_PARAMETER = 100;
/** The object is missing or not visible; Meta does not say which. */
const MISSING = 33;

/** `190` token, `102` its older twin, `104` and `2500` no token at all. */
const TOKEN: ReadonlySet<number> = new Set([190, 102, 104, 2500]);

/** Why a token ended, by subcode of code 190 (or of 102, its older twin). */
const TOKEN_ENDS: Readonly<Record<number, string>> = {
  458: 'the app was removed from the account',
  459: 'the account has to confirm something first; its person should log in once',
  460: 'the password was changed',
  463: 'the token has expired',
  464: 'the account is not confirmed',
  467: 'the token is no longer valid',
};

export interface Refusal {
  /** `Facebook`, `Instagram`. */
  readonly network: string;
  /** What was asked, without anybody's name in it. */
  readonly what: string;
  readonly failure: GraphFailure;
  /** Wall clock until which nothing is allowed, should it be a limit. */
  readonly waitUntil: number;
}

/** Whether a permission is lacking: `10` and `200` to `299`, and `3`, which says the same of the whole app. */
export function isPermission({ code }: GraphFailure): boolean {
  return code === 10 || code === 3 || (code >= 200 && code <= 299);
}

/** Whether a parameter was not understood, such as a metric that Meta has done away with. */
export function isInvalidParameter({ code, error_subcode: subcode }: GraphFailure): boolean {
  return (code === INVALID_PARAMETER && subcode !== MISSING) || code === 3001;
}

/** Turns Meta's codes into the error that says what to do. */
export function graphError({ network, what, failure, waitUntil }: Refusal): Error {
  const { code, error_subcode: subcode } = failure;
  const said = `#${code}${subcode === undefined ? '' : `/${subcode}`}, "${plainText(failure.message, 120) ?? ''}"`;
  const connect = `npm run rekindle -- connect ${network.toLowerCase()}`;
  if (LIMITS.has(code) || isBusinessLimit(code)) {
    const at = new Date(waitUntil).toISOString();
    return new RateLimitedError(`${network} allows no more requests until ${at} (${what}: #${code}).`, waitUntil);
  }
  if (TOKEN.has(code)) {
    const why = TOKEN_ENDS[subcode ?? 0] ?? 'it is wrong or no longer valid';
    return new CredentialsRejectedError(`${network} rejected the token: ${why} (${said}). Make a new one: ${connect}`);
  }
  if (isPermission(failure)) {
    return new CredentialsRejectedError(
      `${network} does not let this token read ${what} (${said}). Connect again and grant every permission: ${connect}`,
    );
  }
  if (TRANSIENT.has(code)) {
    return new UnavailableError(`${network} is not working right now (${what}: ${said}). It is asked again later.`);
  }
  if (code === 368) {
    return new CredentialsRejectedError(
      `${network} has blocked this app or account for a while (${said}). See its notifications there.`,
    );
  }
  if (code === 803 || (code === INVALID_PARAMETER && subcode === MISSING)) {
    return new NotFoundError(
      `${network} does not have this, or does not show it to this token (${what}: ${said}). Check how the account is written.`,
    );
  }
  return new InvalidResponseError(`${network} did not take the request (${what}: ${said}).`);
}
