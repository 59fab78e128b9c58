import { createHash } from 'node:crypto';
import { parseAnswer } from '../answers.ts';
import { once } from '../batches.ts';
import { CredentialsRejectedError, InvalidResponseError, NotVisibleError } from '../errors.ts';
import type { Answer, Ask, HttpClient } from '../http.ts';
import { type Account, account, domainBlockList, failure } from './schema.ts';

export const LOOKUP = 'GET /api/v1/accounts/lookup';
const ACCOUNT = 'GET /api/v1/accounts/:id';

/** One server and what has been learnt about it; shared by everything a connector does. */
export class MastodonServer {
  readonly http: HttpClient;
  /** The host in the handles of its own people. */
  readonly host: string;
  readonly hasToken: boolean;
  /** The server answers nobody without a token (limited federation). */
  #isClosed = false;
  /** Whose token it is, if it may say so. */
  readonly #tokenOwner: () => Promise<string | undefined>;
  readonly #blocked: () => Promise<ReadonlySet<string>>;

  constructor(http: HttpClient, host: string, hasToken: boolean) {
    this.http = http;
    this.host = host;
    this.hasToken = hasToken;
    this.#tokenOwner = once(() => this.#askTokenOwner());
    this.#blocked = once(() => this.#askBlockedDomains());
  }

  /** Somebody's account by handle, from what the server already knows; undefined if it knows nobody by that name. */
  async lookUp(handle: string): Promise<Account | undefined> {
    const own = `@${this.host}`.toLowerCase();
    const acct = handle.toLowerCase().endsWith(own) ? handle.slice(0, -own.length) : handle;
    const ask = { what: LOOKUP, path: '/api/v1/accounts/lookup', query: { acct }, statuses: [404, 410] };
    return this.#accountIn(await this.http.get(ask), LOOKUP);
  }

  async readAccount(id: string): Promise<Account | undefined> {
    const ask = { what: ACCOUNT, path: `/api/v1/accounts/${id}`, statuses: [404, 410] };
    return this.#accountIn(await this.http.get(ask), ACCOUNT);
  }

  /**
   * Whether the token is this account's own. A relationship is always the token's: asked with somebody else's, it would
   * say that nobody follows.
   */
  async isOwnToken(localId: string): Promise<boolean> {
    return this.hasToken && (await this.#tokenOwner()) === localId;
  }

  /**
   * Reads a public list without the token if the server lets us: with one, whoever its owner mutes or blocks is left
   * out, and would look gone.
   */
  async getPublic(ask: Ask): Promise<Answer> {
    if (!this.hasToken || this.#isClosed) return this.http.get(ask);
    try {
      return await this.http.get({ ...ask, isAnonymous: true });
    } catch (error) {
      if (!(error instanceof CredentialsRejectedError || error instanceof NotVisibleError)) throw error;
      const answer = await this.http.get(ask);
      this.#isClosed = true;
      return answer;
    }
  }

  /** Whether the server says that it has cut all ties with a domain or one above it. */
  async hasCut(domain: string): Promise<boolean> {
    const blocked = await this.#blocked();
    const labels = domain.toLowerCase().split('.');
    return labels.some((_, from) => blocked.has(sha256(labels.slice(from).join('.'))));
  }

  #accountIn({ status, body }: Answer, what: string): Account | undefined {
    if (status < 300) return parseAnswer(account, body, what);
    // Mastodon's own 404 has a message; anything else is a proxy's and says nothing of anybody.
    parseAnswer(failure, body, what);
    return undefined;
  }

  async #askTokenOwner(): Promise<string | undefined> {
    const what = 'GET /api/v1/accounts/verify_credentials';
    const { status, body } = await this.http.get({
      what,
      path: '/api/v1/accounts/verify_credentials',
      statuses: [403, 422],
    });
    // A token without that scope, or of an application, is nobody's.
    return status < 300 ? parseAnswer(account.pick({ id: true }), body, what).id : undefined;
  }

  /** Public on many servers; those who hide it just do not tell. */
  async #askBlockedDomains(): Promise<ReadonlySet<string>> {
    const what = 'GET /api/v1/instance/domain_blocks';
    const ask = { what, path: '/api/v1/instance/domain_blocks', statuses: [401, 403, 404, 410, 422] };
    const { status, body } = await this.http.get(ask);
    if (status >= 300) return new Set();
    const cut = parseAnswer(domainBlockList, body, what).filter((block) => block.severity === 'suspend');
    return new Set(cut.map((block) => block.digest ?? sha256(block.domain.toLowerCase())));
  }
}

export function sameAccount(found: Account, id: string, what: string): void {
  if (found.uri !== id) throw new InvalidResponseError(`Mastodon answers for another account than asked (${what}).`);
}

function sha256(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}
