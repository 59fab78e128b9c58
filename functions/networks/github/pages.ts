import type * as z from 'zod';
import { momentOf, parseAnswer } from '../answers.ts';
import { InvalidResponseError, NotVisibleError } from '../errors.ts';
import type { HttpClient } from '../http.ts';
import type { AudienceTarget, Page } from '../network.ts';
import { nextParameter } from '../paging.ts';
import { githubProfile } from './profile.ts';
import { stargazerList, userList } from './schema.ts';

const PAGE = 100;
/** GitHub numbers at most 400 pages of stargazers; page 401 is HTTP 422 "pagination is limited for this resource". */
const MOST_STARS = 40_000;
const LAST_PAGE_OF_STARS = MOST_STARS / PAGE;

const ROUTES = {
  followers: 'GET /users/{username}/followers',
  following: 'GET /users/{username}/following',
  stars: 'GET /repos/{owner}/{repo}/stargazers',
} as const;

/**
 * Walks numbered pages. Numbered pages shift while people come and go, so a walk that goes on after a pause first reads
 * the page before again: whoever slid across the border meanwhile is on it.
 */
export class PageWalker {
  readonly #http: HttpClient;
  /** The page read last, by list: tells going on from resuming. */
  readonly #last = new Map<string, number>();

  constructor(http: HttpClient) {
    this.#http = http;
  }

  async read(target: AudienceTarget, cursor: string | undefined): Promise<Page> {
    const page = pageNumber(cursor);
    if (target.kind === 'stars' && (target.count ?? 0) > MOST_STARS) throw tooManyStars();
    const key = `${target.kind} ${target.target}`;
    const isResumed = page > 1 && this.#last.get(key) !== page - 1;
    const before = isResumed ? await this.#readOne(target, page - 1) : undefined;
    const read = await this.#readOne(target, page);
    this.#last.set(key, page);
    return before === undefined ? read : { ...read, people: [...before.people, ...read.people] };
  }

  async #readOne(target: AudienceTarget, page: number): Promise<Page> {
    if (target.kind !== 'followers' && target.kind !== 'following' && target.kind !== 'stars') {
      throw new RangeError(`GitHub has no ${target.kind}.`);
    }
    const what = ROUTES[target.kind];
    const { status, headers, body } = await this.#http.get({
      what,
      path: pathOf(target.kind, target.target),
      query: { per_page: PAGE, page },
      ...(target.kind === 'stars' && { headers: { accept: 'application/vnd.github.star+json' } }),
      statuses: [422],
    });
    if (status === 422) throw target.kind === 'stars' && page > 1 ? tooManyStars() : refused(what);
    const people = target.kind === 'stars' ? starred(body, what) : followers(body, what);
    const next = nextParameter(headers, 'page', what);
    if (next === undefined) {
      if (target.kind === 'stars' && isCutOff(target, page, people.length)) throw tooManyStars();
      return { people };
    }
    if (!/^\d{1,9}$/.test(next) || Number(next) <= page) {
      throw new InvalidResponseError(`GitHub names page ${page} or one before it as the next one (${what}).`);
    }
    return { people, next };
  }
}

function followers(body: unknown, what: string): Page['people'] {
  return parseAnswer(userList, body, what).map((one) => ({ id: one.id, profile: githubProfile(one) }));
}

function starred(body: unknown, what: string): Page['people'] {
  const rows: z.output<typeof stargazerList> = parseAnswer(stargazerList, body, what);
  return rows.flatMap(({ user, starred_at }) => {
    if (user === null) return [];
    const since = momentOf(starred_at);
    return [{ id: user.id, profile: githubProfile(user), ...(since !== undefined && { since }) }];
  });
}

/**
 * The last page that GitHub numbers names no next one, whether the list ends there or not. It ends if the page is not
 * full; but a page may also lack people who are gone, so then the repository's own count has to agree.
 */
function isCutOff(target: AudienceTarget, page: number, people: number): boolean {
  return page >= LAST_PAGE_OF_STARS && (people >= PAGE || target.count === undefined);
}

function pathOf(kind: keyof typeof ROUTES, target: string): string {
  const name = target.split('/').map(encodeURIComponent).join('/');
  return kind === 'stars' ? `/repos/${name}/stargazers` : `/users/${name}/${kind}`;
}

function pageNumber(cursor: string | undefined): number {
  if (cursor === undefined) return 1;
  if (!/^[1-9]\d{0,8}$/.test(cursor))
    throw new InvalidResponseError('A GitHub page is named by something that is no number.');
  return Number(cursor);
}

function tooManyStars(): NotVisibleError {
  return new NotVisibleError(
    'GitHub shows at most 40,000 stars of a repository page by page, so a list this long cannot be read whole. ' +
      'It is counted only; turn stars off for this account if that is not of use.',
  );
}

function refused(what: string): InvalidResponseError {
  return new InvalidResponseError(`GitHub did not take the request (${what}: HTTP 422).`);
}
