import { Buffer } from 'node:buffer';
import type { Asked, Reply } from './server.ts';

export const PAGE_ID = '104000000000001';
export const psid = (n: number): string => String(7_100_000_000_000_000 + n);

/** Meta's error object. */
export const graphRefusal = (code: number, message: string, subcode?: number, status = 400): Reply => ({
  status,
  body: {
    error: {
      message: `(#${code}) ${message}`,
      type: 'OAuthException',
      code,
      ...(subcode !== undefined && { error_subcode: subcode }),
      fbtrace_id: 'AbCdEfGhIjKlMnOpQrStUv',
    },
  },
});

export interface FacebookPost {
  readonly id: string;
  readonly at: string;
  readonly message?: string;
  /** Who reacted, in the list's order: id and name. */
  readonly reactions: readonly (readonly [id: string, name: string])[];
  /** How many there are in all; as many as are named, unless said. */
  readonly total?: number;
  /** The token is not given names. */
  readonly isNameless?: boolean;
}

export interface FacebookWorld {
  username: string;
  followers: number;
  fans: number;
  /** Who came and went, by day. */
  days: Record<string, { gained: number; lost: number }>;
  posts: FacebookPost[];
  /** Metrics that Meta has done away with. */
  deadMetrics: string[];
  pageSize: number;
}

export const facebookWorld = (more: Partial<FacebookWorld> = {}): FacebookWorld => ({
  ...{ username: 'alices-bakery', followers: 2_298, fans: 2_100, days: {}, posts: [], deadMetrics: [], pageSize: 100 },
  ...more,
});

/** graph.facebook.com as a Page token sees it. The world may change between two requests. */
export const facebook =
  (world: FacebookWorld) =>
  (asked: Asked): Reply => {
    if (asked.headers['authorization'] === undefined) {
      return graphRefusal(104, 'An access token is required to request this resource.');
    }
    const [, version, id = '', edge] = asked.path.split('/');
    if (version !== 'v26.0') return graphRefusal(2635, 'You are calling a deprecated version of the API.');
    const post = world.posts.find((one) => one.id === id);
    if (post !== undefined) return edge === 'reactions' ? reactions(world, post, asked) : postNumbers(post);
    if (id !== PAGE_ID && id !== world.username) {
      return graphRefusal(100, 'Unsupported get request. Object with ID does not exist', 33);
    }
    if (edge === 'posts') return posts(world, asked);
    if (edge === 'insights') return insight(world, asked);
    return { body: pageFields(world, asked.query.get('fields') ?? 'id,name') };
  };

function pageFields(world: FacebookWorld, fields: string): object {
  const all: Record<string, unknown> = {
    id: PAGE_ID,
    name: "Alice's Bakery",
    username: world.username,
    about: 'Bread on every street.',
    link: `https://www.facebook.com/${world.username}`,
    website: 'https://bakery.example/',
    location: { city: 'Leipzig', country: 'Germany', zip: '04109' },
    picture: { data: { url: 'https://scontent.example/p.jpg?oh=1&oe=2' } },
    fan_count: world.fans,
    followers_count: world.followers,
  };
  const wanted = fields.replaceAll(/\{.*?\}/g, '').split(',');
  return Object.fromEntries(wanted.flatMap((field) => (field in all ? [[field, all[field]]] : [])));
}

/** A cursor is where the next page starts; `next` is an address with the token in it. */
function pageOf(rows: readonly unknown[], size: number, asked: Asked, more: object = {}): Reply {
  const after = asked.query.get('after');
  const start = after === null ? 0 : Number(Buffer.from(after, 'base64').toString());
  const data = rows.slice(start, start + size);
  const cursorAt = (place: number) => Buffer.from(String(place)).toString('base64');
  const cursors = { before: cursorAt(start), after: cursorAt(start + data.length) };
  const isEnd = start + size >= rows.length;
  const next = `https://graph.facebook.com${asked.path}?access_token=SECRET&after=${cursors.after}`;
  return { body: { data, ...(data.length > 0 && { paging: { cursors, ...(!isEnd && { next }) } }), ...more } };
}

const totalOf = (post: FacebookPost): number => post.total ?? post.reactions.length;
const named = (post: FacebookPost) => (post.isNameless === true ? [] : post.reactions);

function reactions(world: FacebookWorld, post: FacebookPost, asked: Asked): Reply {
  const rows = named(post).map(([id, name], n) => ({ id, name, type: n % 3 === 0 ? 'LOVE' : 'LIKE' }));
  const size = Math.min(world.pageSize, Number(asked.query.get('limit') ?? 25));
  const isCounted = asked.query.get('summary') === 'total_count';
  return pageOf(rows, size, asked, isCounted ? { summary: { total_count: totalOf(post) } } : {});
}

function postNumbers(post: FacebookPost): Reply {
  return { body: { id: post.id, reactions: { data: [], summary: { total_count: totalOf(post) } } } };
}

function posts(world: FacebookWorld, asked: Asked): Reply {
  const most = Number(/reactions\.limit\((\d+)\)/.exec(asked.query.get('fields') ?? '')?.[1] ?? 0);
  const rows = world.posts.map((post) => ({
    id: post.id,
    created_time: post.at,
    ...(post.message !== undefined && { message: post.message }),
    reactions: {
      data: named(post)
        .slice(0, most)
        .map(([id, name]) => ({ id, name, type: 'LIKE' })),
      summary: { total_count: totalOf(post), viewer_reaction: 'NONE' },
    },
  }));
  return pageOf(rows, Number(asked.query.get('limit') ?? 25), asked);
}

function insight(world: FacebookWorld, { query }: Asked): Reply {
  const metrics = (query.get('metric') ?? '').split(',');
  const known = ['page_follows', 'page_daily_follows_unique', 'page_daily_unfollows_unique'];
  // One metric that is not valid fails them all.
  if (metrics.some((metric) => !known.includes(metric) || world.deadMetrics.includes(metric))) {
    return graphRefusal(100, 'The value must be a valid insights metric');
  }
  const [since, until] = ['since', 'until'].map((name) => Number(query.get(name)) * 1_000);
  const data = metrics.map((metric) => ({
    name: metric,
    period: 'day',
    title: 'Daily',
    description: 'The number.',
    id: `${PAGE_ID}/insights/${metric}/day`,
    values: Object.entries(world.days)
      .map(([day, { gained, lost }]) => ({
        value: metric === 'page_daily_unfollows_unique' ? lost : gained,
        end_time: `${new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)}T08:00:00+0000`,
      }))
      .filter(({ end_time }) => Date.parse(end_time) > (since ?? 0) && Date.parse(end_time) <= (until ?? 0)),
  }));
  return { body: { data: data.filter(({ values }) => values.length > 0), paging: {} } };
}
