import type { Asked, Reply } from './server.ts';

export const channelId = (name: string): string => `UC${name.replaceAll(/[^A-Za-z0-9_-]/g, '-').padEnd(22, '0')}`;
export const OWN_CHANNEL = channelId('alice');

export const googleRefusal = (status: number, reason: string, message = 'No.'): Reply => ({
  status,
  body: { error: { code: status, message, errors: [{ message, domain: 'youtube.common', reason }] } },
});

export interface Subscriber {
  readonly name: string;
  readonly title?: string;
  readonly since?: string;
  readonly description?: string;
}

export interface YouTubeWorld {
  handle: string;
  /** All of them, as the owner's studio would say; the API rounds. */
  subscribers: number;
  /** Who shows that they subscribe, in the list's order. */
  listed: Subscriber[];
  /** Channels that are there, beside the owner's and the listed. */
  others: string[];
  /** Of these the subscriptions are private. */
  private: string[];
  /** Not in the list, though they subscribe and show it. */
  unlisted: string[];
  days: Record<string, { gained: number; lost: number }>;
  following: string[];
  pageSize: number;
  /** How many public subscribers it says there are; as many as are listed, unless said. */
  total?: number;
}

export const youtubeWorld = (more: Partial<YouTubeWorld> = {}): YouTubeWorld => ({
  ...{ handle: '@alice', subscribers: 820, listed: [], others: [], private: [], unlisted: [] },
  ...{ days: {}, following: [], pageSize: 50 },
  ...more,
});

/** Rounds down to three significant figures, as YouTube has since 2019. */
export function rounded(count: number): number {
  const unit = 10 ** Math.max(0, String(count).length - 3);
  return Math.floor(count / unit) * unit;
}

/** www.googleapis.com and youtubeanalytics.googleapis.com in one. The world may change between two requests. */
export const youtube =
  (world: YouTubeWorld) =>
  (asked: Asked): Reply => {
    if (asked.headers['authorization'] === undefined) return googleRefusal(401, 'authError', 'Login Required.');
    if (asked.path === '/v2/reports') return report(world, asked);
    if (asked.path === '/youtube/v3/channels') return channels(world, asked);
    if (asked.path === '/youtube/v3/subscriptions') return subscriptions(world, asked);
    return { status: 404, text: '' };
  };

function channels(world: YouTubeWorld, { query }: Asked): Reply {
  const there = [...world.listed.map(({ name }) => name), ...world.others, ...world.private, ...world.unlisted];
  const known = new Map([['alice', world.subscribers] as const, ...there.map((name) => [name, 1_234] as const)]);
  const names = [...known.keys()];
  const wanted =
    query.get('mine') === 'true'
      ? ['alice']
      : names.filter((name) => (query.get('id') ?? '').split(',').includes(channelId(name)));
  const items = wanted.map((name) => ({
    kind: 'youtube#channel',
    etag: 'e',
    id: channelId(name),
    snippet: {
      title: name,
      description: '',
      ...(name === 'alice' && { customUrl: world.handle }),
      publishedAt: '2015-01-01T00:00:00Z',
      thumbnails: { default: { url: 'https://yt3.example/p.jpg', width: 88, height: 88 } },
    },
    statistics: {
      viewCount: '9',
      subscriberCount: String(rounded(known.get(name) ?? 0)),
      hiddenSubscriberCount: false,
      videoCount: '3',
    },
  }));
  const pageInfo = { totalResults: items.length, resultsPerPage: 50 };
  return { body: { kind: 'youtube#channelListResponse', etag: 'e', pageInfo, ...(items.length > 0 && { items }) } };
}

function subscriptions(world: YouTubeWorld, { query }: Asked): Reply {
  if (query.get('mySubscribers') === 'true') return subscriberPage(world, query);
  if (query.get('mine') === 'true') {
    const items = world.following.map((name) => ({
      kind: 'youtube#subscription',
      id: `s-${name}`,
      snippet: { title: name, description: '', resourceId: { kind: 'youtube#channel', channelId: channelId(name) } },
    }));
    return { body: { kind: 'youtube#subscriptionListResponse', items } };
  }
  const id = query.get('channelId') ?? '';
  const isOf = (names: readonly string[]) => names.some((name) => channelId(name) === id);
  if (isOf(world.private)) {
    return googleRefusal(
      403,
      'subscriptionForbidden',
      'The requester is not allowed to access the requested subscriptions.',
    );
  }
  const isSubscribed = isOf(world.unlisted) || isOf(world.listed.map(({ name }) => name));
  const items = isSubscribed ? [{ kind: 'youtube#subscription', etag: 'e', id: `s-${id}` }] : [];
  return { body: { kind: 'youtube#subscriptionListResponse', etag: 'e', items } };
}

function subscriberPage(world: YouTubeWorld, query: URLSearchParams): Reply {
  const size = Math.min(world.pageSize, Number(query.get('maxResults') ?? 5));
  const token = query.get('pageToken');
  const start = token === null ? 0 : Number(token.slice(1));
  const items = world.listed.slice(start, start + size).map((one) => ({
    kind: 'youtube#subscription',
    etag: 'e',
    id: `s-${one.name}`,
    snippet: { publishedAt: one.since ?? '2025-05-01T10:00:00Z', title: 'alice', channelId: channelId(one.name) },
    subscriberSnippet: {
      title: one.title ?? one.name,
      description: one.description ?? '',
      channelId: channelId(one.name),
      thumbnails: { default: { url: 'https://yt3.example/p.jpg' } },
    },
  }));
  const next = start + size < world.listed.length ? { nextPageToken: `P${start + size}` } : {};
  const pageInfo = { totalResults: world.total ?? world.listed.length, resultsPerPage: size };
  return { body: { kind: 'youtube#subscriptionListResponse', etag: 'e', ...next, pageInfo, items } };
}

function report(world: YouTubeWorld, { query }: Asked): Reply {
  const [start, end] = [query.get('startDate') ?? '', query.get('endDate') ?? ''];
  const rows = Object.entries(world.days)
    .filter(([day]) => day >= start && day <= end)
    .map(([day, { gained, lost }]) => [day, gained, lost]);
  const columnHeaders = ['day', 'subscribersGained', 'subscribersLost'].map((name, n) => ({
    name,
    columnType: n === 0 ? 'DIMENSION' : 'METRIC',
    dataType: n === 0 ? 'STRING' : 'INTEGER',
  }));
  return { body: { kind: 'youtubeAnalytics#resultTable', columnHeaders, ...(rows.length > 0 && { rows }) } };
}
