import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InvalidResponseError } from '../../../functions/networks/errors.ts';
import { connect, NOW, TRACK } from '../fakes/connect.ts';
import { type Fediverse, fediverse, OWNER, OWNER_URI } from '../fakes/mastodon.ts';
import { type FakeServer, startServer } from '../fakes/server.ts';

let server: FakeServer;
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server.close());

const mastodon = () => connect(server, 'mastodon:olga@social.example');
const serve = (world: Partial<Fediverse>) => {
  server.answer = fediverse({ accounts: [OWNER], ...world });
};
const failure = (promise: Promise<unknown>) => promise.catch((error: unknown) => error);

describe('discovering', () => {
  const DAY = 86_400_000;
  const STATUSES = '/api/v1/accounts/7/statuses';
  const status = (id: string, days: number, more: object = {}) => ({
    id,
    account: { id: '7' },
    created_at: new Date(NOW - days * DAY).toISOString(),
    visibility: 'public',
    content: `<p>Post ${id}</p>`,
    spoiler_text: '',
    favourites_count: 2,
    reblog: null,
    ...more,
  });
  const ACCOUNT = {
    stableId: OWNER_URI,
    profile: { handle: 'olga@social.example', url: 'https://social.example/@olga' },
    followersCount: 2,
  };

  it('names lists by the local id and own public posts within the window', async () => {
    const first = [
      status('9', 1),
      status('8', 2, { visibility: 'private' }),
      status('7', 3, { reblog: {} }),
      status('6', 3, { account: { id: '8' } }),
    ];
    const second = [
      status('5', 4, { visibility: 'unlisted', spoiler_text: 'Spoiler', favourites_count: null }),
      status('4', 31),
      status('3', 32),
    ];
    serve({ lists: { [STATUSES]: [first, second, [status('2', 40)]] } });
    expect(await mastodon().discover(ACCOUNT, TRACK, NOW)).toEqual({
      audiences: [
        { kind: 'followers', target: '7', count: 2 },
        { kind: 'following', target: '7' },
        { kind: 'likes', item: '9', target: '9', postedAt: NOW - DAY, title: 'Post 9', count: 2 },
        { kind: 'likes', item: '5', target: '5', postedAt: NOW - 4 * DAY, title: 'Spoiler' },
      ],
      isWhole: true,
      replies: [],
    });
    expect(server.lines()).toEqual([
      '/api/v1/accounts/lookup?acct=olga',
      `${STATUSES}?exclude_reblogs=true&exclude_replies=true&limit=40`,
      `${STATUSES}?exclude_reblogs=true&exclude_replies=true&limit=40&max_id=1`,
    ]);
  });

  it('refuses to go on under a name that belongs to somebody else by now', async () => {
    serve({ accounts: [{ ...OWNER, uri: 'https://social.example/users/other' }] });
    expect(await failure(mastodon().discover(ACCOUNT, TRACK, NOW))).toBeInstanceOf(InvalidResponseError);
  });
});
