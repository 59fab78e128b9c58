import { parseAnswer } from '../answers.ts';
import { InvalidResponseError } from '../errors.ts';
import type { HttpClient } from '../http.ts';
import type { AudienceTarget, Discovery, ResolvedAccount, TrackSettings } from '../network.ts';
import { nextParameter } from '../paging.ts';
import { repositoryList } from './schema.ts';

const MOST_PAGES = 50;
const WHAT = 'GET /users/{username}/repos';

/** Followers, following and the stargazers of own public repositories that are no forks, most stars first. */
export async function discoverGithub(
  http: HttpClient,
  account: ResolvedAccount,
  track: TrackSettings,
): Promise<Discovery> {
  const audiences: AudienceTarget[] = [];
  const target = account.profile.handle;
  const { followersCount, followingCount } = account;
  if (track.followers) {
    audiences.push({ kind: 'followers', target, ...(followersCount !== undefined && { count: followersCount }) });
  }
  if (track.following) {
    audiences.push({ kind: 'following', target, ...(followingCount !== undefined && { count: followingCount }) });
  }
  if (!track.stars) return { audiences, isWhole: true, replies: [] };
  const { repositories, isWhole } = await readRepositories(http, account);
  repositories.sort((a, b) => (b.count ?? 0) - (a.count ?? 0));
  audiences.push(...repositories.slice(0, track.repositories));
  return { audiences, isWhole, replies: [] };
}

async function readRepositories(
  http: HttpClient,
  account: ResolvedAccount,
): Promise<{ repositories: AudienceTarget[]; isWhole: boolean }> {
  const path = `/users/${encodeURIComponent(account.profile.handle)}/repos`;
  const repositories = new Map<string, AudienceTarget>();
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const { body, headers } = await http.get({ what: WHAT, path, query: { type: 'owner', per_page: 100, page } });
    for (const repository of parseAnswer(repositoryList, body, WHAT)) {
      if (repository.fork || repository.private || repository.owner.id !== account.stableId) continue;
      repositories.set(repository.name, {
        kind: 'stars',
        item: repository.name,
        target: `${repository.owner.login}/${repository.name}`,
        title: repository.name.slice(0, 80),
        ...(repository.stargazers_count !== undefined && { count: repository.stargazers_count }),
      });
    }
    const next = nextParameter(headers, 'page', WHAT);
    if (next === undefined) return { repositories: [...repositories.values()], isWhole: true };
    if (Number(next) !== page + 1) throw new InvalidResponseError(`GitHub skips or repeats a page (${WHAT}).`);
  }
  return { repositories: [...repositories.values()], isWhole: false };
}
