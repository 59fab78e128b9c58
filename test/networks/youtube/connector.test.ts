import { describe, expect, it, onTestFinished } from 'vitest';
import {
  InvalidResponseError,
  NotFoundError,
  NotVisibleError,
  RateLimitedError,
} from '../../../functions/networks/errors.ts';
import { pacificMidnightAfter } from '../../../functions/networks/youtube/quota.ts';
import { idsOf, NOW, TRACK, walk } from '../fakes/connect.ts';
import { drain, startServer } from '../fakes/server.ts';
import { channelId, googleRefusal, OWN_CHANNEL, rounded, youtube, youtubeWorld } from '../fakes/youtube.ts';
import { connectorTo } from '../suite/connect.ts';

const PUBLIC = { kind: 'followers', item: 'public', target: OWN_CHANNEL } as const;
const account = { stableId: OWN_CHANNEL, profile: { handle: '@alice', url: '' }, followersCount: 820 };
const many = (count: number) => Array.from({ length: count }, (_, n) => ({ name: `s${n}` }));

async function open(world = youtubeWorld()) {
  const server = await startServer(youtube(world));
  onTestFinished(() => server.close());
  return { server, world, connector: connectorTo(server.url, { accountId: 'youtube:@alice', token: 'ya29.own' }) };
}

describe('a channel', () => {
  it('is found by its @handle or its id, and refused if the token is another’s', async () => {
    const { connector } = await open();
    expect(await connector.resolve('@Alice')).toMatchObject({ stableId: OWN_CHANNEL, followersCount: 820 });
    expect((await connector.resolve(OWN_CHANNEL)).profile.handle).toBe('@alice');
    await expect(connector.resolve('@bob')).rejects.toBeInstanceOf(NotFoundError);
  });

  it('has all subscribers as a number, the public ones by name beside it, and whom it follows', async () => {
    const { connector } = await open(youtubeWorld({ listed: many(3), following: ['zoe'] }));
    const { audiences } = await connector.discover(account, TRACK, NOW);
    expect(audiences).toEqual([
      { kind: 'followers', target: OWN_CHANNEL, isCountOnly: true, count: 820 },
      { ...PUBLIC, title: 'public subscribers' },
      { kind: 'following', target: OWN_CHANNEL },
    ]);
    const following = await walk(connector, { kind: 'following', target: OWN_CHANNEL });
    expect(idsOf(following)).toEqual([channelId('zoe')]);
  });
});

describe('the public subscribers', () => {
  it('are dated by when they subscribed', async () => {
    const { connector } = await open(youtubeWorld({ listed: [{ name: 'ana', since: '2025-05-01T10:00:00Z' }] }));
    const [page] = await walk(connector, PUBLIC);
    expect(page?.people[0]?.since).toBe(Date.parse('2025-05-01T10:00:00Z'));
  });

  it('are a number from a thousand on, because the list ends there whether there are more or not', async () => {
    const { connector } = await open(youtubeWorld({ listed: many(3), total: 1_000 }));
    const { audiences } = await connector.discover(account, TRACK, NOW);
    expect(audiences[1]).toMatchObject({ item: 'public', isCountOnly: true, count: 1_000 });
  });

  it('never end at a thousand, also if the walk was resumed', async () => {
    const { connector } = await open(youtubeWorld({ listed: many(1_000) }));
    await expect(walk(connector, PUBLIC)).rejects.toBeInstanceOf(NotVisibleError);
    await expect(connector.readPage(PUBLIC, '950:P950')).rejects.toBeInstanceOf(NotVisibleError);
    expect(idsOf(await walk((await open(youtubeWorld({ listed: many(999) }))).connector, PUBLIC))).toHaveLength(999);
  });

  it('are hidden, and not lost, once they keep their subscriptions private', async () => {
    const { connector } = await open(youtubeWorld({ private: ['pat'] }));
    const { items } = await drain(connector.verify(account, PUBLIC, [{ id: channelId('pat'), handle: 'pat' }]));
    expect(items).toEqual([expect.objectContaining({ account: 'active', isHidden: true })]);
    expect(items[0]).not.toHaveProperty('inAudience');
  });

  it('are not gone where the server does not know the channel itself either', async () => {
    const { server, connector } = await open();
    const pageInfo = { totalResults: 0, resultsPerPage: 50 };
    server.answer = () => ({ body: { kind: 'youtube#channelListResponse', etag: 'e', pageInfo } });
    const { items, error } = await drain(connector.verify(account, PUBLIC, [{ id: channelId('pat'), handle: 'pat' }]));
    expect(items).toEqual([]);
    expect(error).toBeInstanceOf(InvalidResponseError);
  });

  it('are looked up for how many they reach, and for nothing that a list says otherwise', async () => {
    const { connector } = await open(youtubeWorld({ listed: many(60) }));
    const pages = await walk(connector, PUBLIC);
    const { items } = await drain(connector.hydrate(idsOf(pages).map((id) => ({ id, handle: '' }))));
    expect(items).toHaveLength(60);
    expect(items[0]?.profile).toEqual({ ...pages[0]?.people[0]?.profile, reach: 1_230 });
  });
});

describe('the quota', () => {
  it.each([
    ['in winter', '2026-11-22T10:00:00Z', '2026-11-23T08:01:00Z'],
    ['in summer', '2026-07-01T06:59:00Z', '2026-07-01T07:01:00Z'],
    ['on the day the clocks go back', '2026-11-01T07:30:00Z', '2026-11-02T08:01:00Z'],
    ['at midnight itself', '2026-11-22T08:00:00Z', '2026-11-23T08:01:00Z'],
  ])('comes back at midnight in Pacific time, %s', (_, now, then) => {
    expect(new Date(pacificMidnightAfter(Date.parse(now))).toISOString()).toBe(new Date(then).toISOString());
  });

  it.each([
    ['quotaExceeded', pacificMidnightAfter(NOW)],
    ['dailyLimitExceeded', pacificMidnightAfter(NOW)],
    ['rateLimitExceeded', NOW + 120_000],
  ])('%s says until when to wait', async (reason, until) => {
    const { server, connector } = await open();
    server.answer = () => googleRefusal(403, reason);
    const error = await connector.resolve('@alice').catch((one: unknown) => one);
    expect(error).toBeInstanceOf(RateLimitedError);
    expect((error as RateLimitedError).retryAt).toBe(until);
  });
});

it('rounds as YouTube does, so that the fake is true', () => {
  expect([7, 999, 1_234, 12_399, 1_239_999].map(rounded)).toEqual([7, 999, 1_230, 12_300, 1_230_000]);
});
