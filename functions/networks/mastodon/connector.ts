import type { AudienceKind, Profile } from '../../core/model.ts';
import { parseAnswer } from '../answers.ts';
import { InvalidResponseError, NotFoundError, NotVisibleError } from '../errors.ts';
import type { Answer } from '../http.ts';
import type { AudienceTarget, Connector, HydratedPerson, Page, PersonRef, ResolvedAccount } from '../network.ts';
import { nextParameter } from '../paging.ts';
import { LOOKUP, type MastodonServer, sameAccount } from './api.ts';
import { discoverMastodon } from './discover.ts';
import { fullHandle, mastodonProfile } from './profile.ts';
import { type Account, accountList } from './schema.ts';
import { verifyMastodon } from './verify.ts';

const PAGE = 80;
/** Listed profiles are full, so hydrating somebody just listed costs no request; this many are remembered. */
const MOST_REMEMBERED = 20_000;

/**
 * Mastodon through the account's own server, the only one that knows all of its followers. Keyed by ActivityPub actor
 * URI; the server's own ids stay inside targets.
 */
export class MastodonConnector implements Connector {
  readonly network = 'mastodon';
  readonly credentialId: string;
  readonly listsFullProfiles = true;
  readonly #server: MastodonServer;
  readonly #wall: () => number;
  readonly #localIds = new Map<string, string>();
  readonly #listed = new Map<string, Profile>();

  constructor(server: MastodonServer, credentialId: string, wall: () => number) {
    this.#server = server;
    this.credentialId = credentialId;
    this.#wall = wall;
  }

  canVerify = (kind: AudienceKind): boolean => kind === 'followers' || kind === 'likes';

  async resolve(name: string): Promise<ResolvedAccount> {
    const found = await this.#server.lookUp(fullHandle(name, this.#server.host));
    if (found === undefined) {
      throw new NotFoundError(
        `Mastodon (${this.#server.host}) knows nobody by this name. Check how the account is written.`,
      );
    }
    this.#localIds.set(found.uri, found.id);
    return {
      stableId: found.uri,
      profile: mastodonProfile(found, this.#server.host),
      ...(found.followers_count !== undefined && { followersCount: found.followers_count }),
      ...(found.following_count !== undefined && { followingCount: found.following_count }),
    };
  }

  async discover(...[account, track, now]: Parameters<Connector['discover']>) {
    return discoverMastodon(this.#server, account, await this.#localIdOf(account), track, now);
  }

  /** Only the `Link` header pages: its `max_id` is the id of a follow, which no account shows. */
  async readPage(target: AudienceTarget, cursor?: string): Promise<Page> {
    const what = whatOf(target.kind);
    const { headers, body } = await this.#readList(target, what, cursor);
    const accounts = parseAnswer(accountList, body, what);
    const next = nextParameter(headers, 'max_id', what);
    if (next !== undefined && next === cursor) {
      throw new InvalidResponseError(`Mastodon names the page just read as the next one (${what}).`);
    }
    if (accounts.length === 0 && next === undefined) await this.#explainEmpty(target, cursor === undefined);
    const people = accounts.map((one) => ({ id: one.uri, profile: mastodonProfile(one, this.#server.host) }));
    for (const person of people) {
      if (this.#listed.size < MOST_REMEMBERED) this.#listed.set(person.id, person.profile);
    }
    return { people, ...(next !== undefined && { next }) };
  }

  verify(account: ResolvedAccount, target: AudienceTarget, people: readonly PersonRef[]) {
    return verifyMastodon(this.#server, account, target, people, this.#wall);
  }

  async *hydrate(people: readonly PersonRef[]): AsyncGenerator<HydratedPerson> {
    for (const { id, handle } of people) {
      const listed = this.#listed.get(id);
      if (listed !== undefined) {
        yield { id, profile: listed };
        continue;
      }
      const { limit, remaining } = this.#server.http.budget;
      if (remaining !== undefined && remaining <= Math.max(10, (limit ?? 0) * 0.2)) return;
      const found = await this.#server.lookUp(handle);
      if (found?.uri === id && found.suspended !== true) {
        yield { id, profile: mastodonProfile(found, this.#server.host) };
      }
    }
  }

  async #readList(target: AudienceTarget, what: string, cursor: string | undefined): Promise<Answer> {
    const base = target.kind === 'likes' ? 'statuses' : 'accounts';
    const list = target.kind === 'likes' ? 'favourited_by' : target.kind;
    const path = `/api/v1/${base}/${encodeURIComponent(target.target)}/${list}`;
    const ask = { what, path, query: { limit: PAGE, max_id: cursor } };
    const isOwn = target.kind !== 'likes' && (await this.#server.isOwnToken(target.target));
    return isOwn ? this.#server.http.get(ask) : this.#server.getPublic(ask);
  }

  /**
   * An empty page is also what a server answers when it hides a list, at its beginning or in the middle of a walk:
   * that is no list at all, and no end of one.
   */
  async #explainEmpty(target: AudienceTarget, isFirst: boolean): Promise<void> {
    if (target.kind === 'likes') return;
    const own = await this.#server.readAccount(target.target);
    const count = target.kind === 'followers' ? own?.followers_count : own?.following_count;
    if (own === undefined || own.suspended === true) throw notShown('the account is suspended or gone');
    if (isFirst && count === 0) return;
    if (own.hide_collections === true && !(await this.#server.isOwnToken(own.id))) {
      throw notShown(
        'its owner hides it. Under Preferences, Public profile, Privacy and reach tick "Show follows and followers" ' +
          '(older servers: untick "Hide your social graph"), or set a token of the account itself',
      );
    }
  }

  async #localIdOf(account: ResolvedAccount): Promise<string> {
    const known = this.#localIds.get(account.stableId);
    if (known !== undefined) return known;
    const found: Account | undefined = await this.#server.lookUp(account.profile.handle);
    if (found === undefined)
      throw new NotFoundError(`Mastodon (${this.#server.host}) does not know the account any more.`);
    sameAccount(found, account.stableId, LOOKUP);
    this.#localIds.set(found.uri, found.id);
    return found.id;
  }
}

function whatOf(kind: AudienceKind): string {
  if (kind === 'likes') return 'GET /api/v1/statuses/:id/favourited_by';
  if (kind === 'followers' || kind === 'following') return `GET /api/v1/accounts/:id/${kind}`;
  throw new RangeError(`Mastodon has no ${kind}.`);
}

function notShown(reason: string): NotVisibleError {
  return new NotVisibleError(`Mastodon does not show this list: ${reason}. Nobody is taken to have left.`);
}
