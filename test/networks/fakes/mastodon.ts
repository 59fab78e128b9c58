import { createHash } from 'node:crypto';
import type { Asked, Reply } from './server.ts';

export const HOST = 'social.example';
export const uri = (name: string): string => `https://far.example/users/${name}`;
export const OWNER_URI = `https://${HOST}/users/olga`;

/** An account as the server writes it: people of the server itself have no host in `acct`. */
export const account = (name: string, more: object = {}): Record<string, unknown> => ({
  id: `id-${name}`,
  username: name,
  acct: `${name}@far.example`,
  uri: uri(name),
  url: `https://far.example/@${name}`,
  display_name: '',
  note: '',
  avatar: '',
  fields: [],
  bot: false,
  locked: false,
  followers_count: 4,
  following_count: 5,
  ...more,
});
export const OWNER = account('olga', {
  id: '7',
  acct: 'olga',
  uri: OWNER_URI,
  url: `https://${HOST}/@olga`,
  followers_count: 2,
});

export const NOT_FOUND: Reply = { status: 404, body: { error: 'Record not found' } };
export const NEEDS_TOKEN: Reply = { status: 401, body: { error: 'This API requires an authenticated user' } };

export interface Fediverse {
  readonly accounts: readonly Record<string, unknown>[];
  /** Lists by path: pages of rows, each with the `max_id` that leads to it. */
  readonly lists?: Readonly<Record<string, readonly (readonly unknown[])[]>>;
  /** Whose token is `own`. */
  readonly tokenOwner?: string;
  readonly relationships?: Readonly<Record<string, object>>;
  readonly cutDomains?: readonly string[];
  /** Limited federation: nothing without a token. */
  readonly isLimited?: boolean;
}

/** A server that knows these people. */
export function fediverse(world: Fediverse): (asked: Asked) => Reply {
  return (asked) => {
    const { path, query, headers } = asked;
    const hasToken = headers['authorization'] !== undefined;
    if (world.isLimited === true && !hasToken) return NEEDS_TOKEN;
    const pages = world.lists?.[path];
    if (pages !== undefined) return listPage(path, pages, Number(query.get('max_id') ?? 0));
    if (path.endsWith('/lookup')) return one(world, (row) => row['acct'] === query.get('acct'));
    if (path.endsWith('/verify_credentials')) {
      return world.tokenOwner === undefined
        ? { status: 403, body: { error: 'outside the authorized scopes' } }
        : { body: { id: world.tokenOwner } };
    }
    if (path.endsWith('/relationships')) {
      const ids = query.get('with_suspended') === 'true' ? query.getAll('id[]') : [];
      return {
        body: ids
          .filter((id) => world.relationships?.[id] !== undefined)
          .map((id) => ({ id, followed_by: false, ...world.relationships?.[id] })),
      };
    }
    if (path.endsWith('/domain_blocks')) {
      if (world.cutDomains === undefined) return NEEDS_TOKEN;
      return {
        body: world.cutDomains.map((domain) => ({
          domain: '***',
          digest: createHash('sha256').update(domain).digest('hex'),
          severity: 'suspend',
        })),
      };
    }
    return one(world, (row) => path === `/api/v1/accounts/${row['id']}`);
  };
}

function one(world: Fediverse, is: (row: Record<string, unknown>) => boolean): Reply {
  const found = world.accounts.find(is);
  return found === undefined ? NOT_FOUND : { body: found };
}

function listPage(path: string, pages: readonly (readonly unknown[])[], at: number): Reply {
  const link = `<https://${HOST}${path}?limit=80&max_id=${at + 1}>; rel="next", <https://${HOST}${path}?since_id=9>; rel="prev"`;
  return { body: pages[at] ?? [], ...(at + 1 < pages.length && { headers: { link } }) };
}
