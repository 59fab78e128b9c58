import type * as z from 'zod';
import { parseAnswer } from '../answers.ts';
import { CredentialsRejectedError, CreditsDepletedError, NotVisibleError } from '../errors.ts';
import type { Ask, HttpClient } from '../http.ts';
import type { Purse } from '../purse.ts';
import { refusal } from './schema.ts';

/** One paid request. */
export interface PaidAsk<T extends z.ZodType> extends Pick<Ask, 'what' | 'path' | 'query' | 'mayHoldErrors'> {
  readonly schema: T;
  /** What it costs at most, in millionths of a dollar. */
  readonly most: number;
  /** What the answer has cost. */
  readonly cost: (answer: z.output<T>) => number;
}

/** Where and how to mend what X refuses. */
const CONSOLE = 'https://console.x.com';

/** The token is an app's, which speaks for nobody; some things are answered in an account's name only. */
export class AppOnlyError extends CredentialsRejectedError {}

/** The X API v2 with a purse: nothing is asked that the owner's budget does not allow. */
export class XApi {
  readonly http: HttpClient;
  readonly purse: Purse;

  constructor(http: HttpClient, purse: Purse) {
    this.http = http;
    this.purse = purse;
  }

  /** @throws BudgetSpentError before asking; CreditsDepletedError; the network's errors */
  get<T extends z.ZodType>(ask: PaidAsk<T>): Promise<z.output<T>> {
    const { what, path, query, mayHoldErrors } = ask;
    return this.purse.spend(ask.most, async () => {
      const { status, body } = await this.http.get({
        ...{ what, path, statuses: [402, 403] },
        ...(query === undefined ? {} : { query }),
        ...(mayHoldErrors === undefined ? {} : { mayHoldErrors }),
      });
      if (status >= 300) throw refused(what, status, body);
      const value = parseAnswer(ask.schema, body, what);
      return { value, cost: ask.cost(value) };
    });
  }
}

/** X answers 402 (`CreditsDepleted`) when the prepaid credits are used up, and 403 for several reasons of its own. */
function refused(what: string, status: number, body: unknown): Error {
  const said = refusal.safeParse(body).data;
  const type = said?.type?.slice(said.type.lastIndexOf('/') + 1);
  if (status === 402) {
    return new CreditsDepletedError(
      `X answers only for money, and the credits of the developer app are used up (${what}: HTTP 402). ` +
        `Buy credits at ${CONSOLE}: a follower costs $0.010, or $0.001 if the account itself owns the app. Nobody was counted as lost.`,
    );
  }
  if (said?.reason === 'client-not-enrolled' || type === 'client-forbidden') {
    return new CredentialsRejectedError(
      `X does not let this app use its API (${what}: HTTP 403, ${wordOf(said?.reason ?? type)}). ` +
        `At ${CONSOLE}, put the app into a project with pay-per-use access, then connect again: npm run rekindle -- connect x`,
    );
  }
  if (type === 'unsupported-authentication') {
    return new AppOnlyError(
      `X answers this only in the name of the account, not of an app (${what}: HTTP 403). ` +
        'Connect the account: npm run rekindle -- connect x',
    );
  }
  if (type === 'not-authorized-for-resource') return new NotVisibleError(`X does not show this (${what}: HTTP 403).`);
  return new CredentialsRejectedError(
    `X does not let this token read ${what} (HTTP 403, ${wordOf(type ?? said?.title)}). Connect the account again, with the scopes ` +
      'tweet.read, users.read, follows.read, like.read and offline.access: npm run rekindle -- connect x',
  );
}

/** A word of X's, if it is one. */
function wordOf(text: string | undefined): string {
  return text !== undefined && /^[A-Za-z0-9 _-]{1,60}$/.test(text) ? text : 'without a reason';
}
