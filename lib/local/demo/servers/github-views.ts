import { Buffer } from 'node:buffer';
import type { Person, Repository, World } from '../world.ts';
import { repositoryKey } from '../world.ts';

/** GitHub's objects as its OpenAPI description has them. Pages for people lie on an invented host. */

type Json = Readonly<Record<string, unknown>>;

const SITE = 'https://github.demo.example';

/** What lists carry of a person: no name, bio or place. */
export function simpleUser(person: Person, origin: string): Json {
  const url = `${origin}/users/${person.handle}`;
  return {
    login: person.handle,
    id: Number(person.id),
    node_id: nodeId('User', person.id),
    avatar_url: person.avatar ?? `https://avatars.demo.example/u/${person.id}?v=4`,
    gravatar_id: '',
    url,
    html_url: `${SITE}/${person.handle}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: person.isBot === true ? 'Bot' : 'User',
    user_view_type: 'public',
    site_admin: false,
  };
}

export function publicUser(world: World, person: Person, origin: string): Json {
  return {
    ...simpleUser(person, origin),
    name: person.name ?? null,
    company: person.organisation ?? null,
    blog: person.website ?? '',
    location: person.location ?? null,
    email: null,
    hireable: null,
    bio: person.bio ?? null,
    twitter_username: null,
    public_repos: world.repositories().filter((repository) => repository.owner === person.id).length,
    public_gists: 0,
    followers: person.reach ?? visible(world, world.follows.into(person.id), 'from'),
    following: person.following ?? visible(world, world.follows.outOf(person.id), 'to'),
    created_at: seconds(person.joinedAt),
    updated_at: seconds(person.joinedAt),
  };
}

/** GitHub counts whom it lists. */
function visible(
  world: World,
  ties: readonly { readonly from: string; readonly to: string }[],
  end: 'from' | 'to',
): number {
  return ties.filter((tie) => world.isActive(tie[end])).length;
}

/** Addresses of a repository's parts, each with the template that GitHub appends. */
const PARTS: Readonly<Record<string, string>> = {
  archive_url: '/{archive_format}{/ref}',
  assignees_url: '/assignees{/user}',
  blobs_url: '/git/blobs{/sha}',
  branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}',
  comments_url: '/comments{/number}',
  commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}',
  contents_url: '/contents/{+path}',
  contributors_url: '/contributors',
  deployments_url: '/deployments',
  downloads_url: '/downloads',
  events_url: '/events',
  forks_url: '/forks',
  git_commits_url: '/git/commits{/sha}',
  git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  hooks_url: '/hooks',
  issue_comment_url: '/issues/comments{/number}',
  issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}',
  keys_url: '/keys{/key_id}',
  labels_url: '/labels{/name}',
  languages_url: '/languages',
  merges_url: '/merges',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}',
  stargazers_url: '/stargazers',
  statuses_url: '/statuses/{sha}',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  tags_url: '/tags',
  teams_url: '/teams',
  trees_url: '/git/trees{/sha}',
};

export function minimalRepository(world: World, repository: Repository, owner: Person, origin: string): Json {
  const fullName = `${owner.handle}/${repository.name}`;
  const url = `${origin}/repos/${fullName}`;
  const stars = visible(world, world.stars.into(repositoryKey(owner.id, repository.name)), 'from');
  return {
    id: repository.id,
    node_id: nodeId('Repository', String(repository.id)),
    name: repository.name,
    full_name: fullName,
    private: false,
    owner: simpleUser(owner, origin),
    html_url: `${SITE}/${fullName}`,
    description: repository.description ?? null,
    fork: repository.isFork === true,
    url,
    ...Object.fromEntries(Object.entries(PARTS).map(([name, path]) => [name, `${url}${path}`])),
    created_at: seconds(repository.at),
    updated_at: seconds(repository.at),
    pushed_at: seconds(repository.at),
    homepage: null,
    size: 120,
    stargazers_count: stars,
    watchers_count: stars,
    language: repository.language ?? null,
    has_issues: true,
    has_projects: false,
    has_downloads: true,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    forks_count: 0,
    archived: false,
    disabled: false,
    open_issues_count: 0,
    license: null,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: 'public',
    forks: 0,
    open_issues: 0,
    watchers: stars,
    default_branch: 'main',
  };
}

/** What only the answer about a single repository carries. */
export function fullRepository(world: World, repository: Repository, owner: Person, origin: string): Json {
  const path = `${owner.handle}/${repository.name}.git`;
  return {
    ...minimalRepository(world, repository, owner, origin),
    git_url: `git://github.demo.example/${path}`,
    ssh_url: `git@github.demo.example:${path}`,
    clone_url: `${SITE}/${path}`,
    svn_url: `${SITE}/${owner.handle}/${repository.name}`,
    mirror_url: null,
    network_count: 0,
    subscribers_count: 0,
  };
}

/** GitHub writes times to the second. */
export function seconds(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

function nodeId(kind: string, id: string): string {
  return Buffer.from(`0${kind.length}:${kind}${id}`).toString('base64');
}
