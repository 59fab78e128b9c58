import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InvalidResponseError } from '../../../functions/networks/errors.ts';
import type { ResolvedAccount } from '../../../functions/networks/network.ts';
import { did, OWNER, refuse, view, xrpc } from '../fakes/bluesky.ts';
import { connect, NOW, TRACK } from '../fakes/connect.ts';
import { type FakeServer, type Reply, startServer } from '../fakes/server.ts';

const DAY = 86_400_000;
const ACCOUNT: ResolvedAccount = {
  stableId: OWNER,
  profile: { handle: 'owner.example', url: 'https://x.example/' },
  followersCount: 25,
};
const uri = (key: string, author = OWNER) => `at://${author}/app.bsky.feed.post/${key}`;
const post = (key: string, days: number, more: object = {}) => ({
  post: {
    uri: uri(key),
    cid: 'c',
    author: view('owner'),
    record: { text: `Post ${key}`, createdAt: new Date(NOW - days * DAY).toISOString() },
    indexedAt: new Date(NOW - days * DAY + 1000).toISOString(),
    likeCount: 3,
    ...more,
  },
});

let server: FakeServer;
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server.close());

function feed(...pages: readonly object[]): void {
  let at = 0;
  server.answer = xrpc({ getAuthorFeed: () => ({ body: pages[Math.min(at++, pages.length - 1)] }) });
}
const discover = (track = {}) =>
  connect(server, 'bluesky:owner.example').discover(ACCOUNT, { ...TRACK, ...track }, NOW);

describe('discovering', () => {
  it('names followers, following and own posts, newest first, with what is needed to walk them', async () => {
    feed({ feed: [post('b', 1)], cursor: 'x' }, { feed: [post('a', 2, { likeCount: undefined, record: 'odd' })] });
    const found = await discover();
    expect(found).toEqual({
      audiences: [
        { kind: 'followers', target: OWNER, count: 25 },
        { kind: 'following', target: OWNER },
        { kind: 'likes', item: 'b', target: uri('b'), title: 'Post b', postedAt: NOW - DAY, count: 3 },
        { kind: 'likes', item: 'a', target: uri('a'), postedAt: NOW - 2 * DAY + 1000 },
      ],
      isWhole: true,
      replies: [],
    });
    expect(server.lines()[1]).toContain('&limit=100&filter=posts_no_replies&cursor=x');
  });

  it('leaves out reposts and posts by others, and stops where the window ends', async () => {
    const repost = {
      ...post('r', 1, { uri: uri('r', did('ana')), author: view('ana') }),
      reason: { $type: 'app.bsky.feed.defs#reasonRepost', by: view('owner'), indexedAt: new Date(NOW).toISOString() },
    };
    const foreign = post('f', 1, { author: view('ana') });
    feed({ feed: [repost, foreign, post('b', 1), post('old', 31), post('older', 32)], cursor: 'more' });
    const found = await discover();
    expect(found.audiences.map((one) => one.item)).toEqual([undefined, undefined, 'b']);
    expect(found.isWhole).toBe(true);
    expect(server.asked).toHaveLength(1);
  });

  it('reads no more posts than it should', async () => {
    feed({ feed: [post('c', 1), post('b', 2), post('a', 3)] });
    expect((await discover({ posts: 2 })).audiences.map((one) => one.item)).toEqual([undefined, undefined, 'c', 'b']);
  });

  it('does not call a list of posts whole that it did not read to the end', async () => {
    let at = 0;
    server.answer = xrpc({ getAuthorFeed: () => ({ body: { feed: [], cursor: `c${at++}` } }) });
    expect((await discover()).isWhole).toBe(false);
  });

  it('does not read the same posts again and again', async () => {
    feed({ feed: [post('a', 1)], cursor: 'same' });
    await expect(discover()).rejects.toBeInstanceOf(InvalidResponseError);
  });

  it('asks nothing for what is not tracked', async () => {
    expect(await discover({ likes: false, following: false })).toEqual({
      audiences: [{ kind: 'followers', target: OWNER, count: 25 }],
      isWhole: true,
      replies: [],
    });
    expect(server.asked).toHaveLength(0);
  });

  it("gathers who replied to the owner's posts, not the owner, and not what is hidden", async () => {
    const at = new Date(NOW - 1000).toISOString();
    const reply = (name: string) => ({
      $type: 'app.bsky.feed.defs#threadViewPost',
      post: { uri: 'at://x', author: view(name), indexedAt: at },
    });
    const replies = [
      reply('ana'),
      reply('owner'),
      { $type: 'app.bsky.feed.defs#blockedPost', uri: 'at://y', blocked: true },
    ];
    server.answer = xrpc({
      getAuthorFeed: () => ({ body: { feed: [post('a', 1, { replyCount: 3 }), post('b', 2, { replyCount: 0 })] } }),
      getPostThread: () => ({ body: { thread: { post: {}, replies } } }),
    });
    expect((await discover()).replies).toEqual([{ personId: did('ana'), at: NOW - 1000 }]);
    expect(server.asked.filter(({ path }) => path.endsWith('getPostThread'))).toHaveLength(1);
  });

  it.each<[string, Reply]>([
    ['are limited', { status: 429, body: {} }],
    ['have just been deleted', refuse('NotFound', 'Post not found: at://x')],
    ['look new', { body: { thread: [] } }],
  ])('finds the audiences even if replies %s', async (_, reply) => {
    server.answer = xrpc({
      getAuthorFeed: () => ({ body: { feed: [post('a', 1, { replyCount: 3 })] } }),
      getPostThread: () => reply,
    });
    expect((await discover()).audiences).toHaveLength(3);
  });
});
