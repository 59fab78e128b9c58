import { describe, expect, it, onTestFinished } from 'vitest';
import { NOW, TRACK, walk } from '../fakes/connect.ts';
import { facebook, facebookWorld, graphRefusal, PAGE_ID, psid } from '../fakes/facebook.ts';
import { drain, startServer } from '../fakes/server.ts';
import { connectorTo } from '../suite/connect.ts';

const ACCOUNT = {
  stableId: PAGE_ID,
  profile: { handle: 'alices-bakery', url: 'https://www.facebook.com/alices-bakery' },
};
const post = (n: number, day: string, more: object = {}) => ({
  ...{ id: `${PAGE_ID}_${n}`, at: `2026-11-${day}T08:00:00+0000`, message: `Post ${n}`, reactions: [] },
  ...more,
});

async function open(world = facebookWorld()) {
  const server = await startServer(facebook(world));
  onTestFinished(() => server.close());
  return {
    server,
    world,
    connector: connectorTo(server.url, { accountId: 'facebook:alices-bakery', token: 'EAA-page' }),
  };
}

describe('a Page', () => {
  it('is found by its name or its number, with what it says of itself', async () => {
    const { connector } = await open();
    const own = await connector.resolve('alices-bakery');
    expect(own).toEqual({
      stableId: PAGE_ID,
      followersCount: 2_298,
      profile: {
        ...{ handle: 'alices-bakery', url: 'https://www.facebook.com/alices-bakery', name: "Alice's Bakery" },
        ...{ bio: 'Bread on every street.', location: 'Leipzig, Germany', links: ['https://bakery.example/'] },
        ...{ avatar: 'https://scontent.example/p.jpg', reach: 2_298 },
      },
    });
    expect(await connector.resolve(PAGE_ID)).toEqual(own);
  });
});

describe('discovering', () => {
  it('tells posts whose reactions are named from those that are only counted', async () => {
    const { connector } = await open(
      facebookWorld({
        posts: [
          post(4, '21', { reactions: [[psid(1), 'Ana']] }),
          post(3, '20', { total: 40, isNameless: true }),
          post(2, '19'),
          post(1, '01', { reactions: [[psid(1), 'Ana']], total: 9 }),
          post(0, '01', { at: '2026-09-01T08:00:00+0000' }),
        ],
      }),
    );
    const found = await connector.discover(ACCOUNT, TRACK, NOW);
    expect(found.isWhole).toBe(true);
    expect(
      found.audiences.map(({ kind, item, count, isCountOnly }) => [kind, item, count, isCountOnly ?? false]),
    ).toEqual([
      ['followers', undefined, 2_298, true],
      ['page-likes', undefined, 2_100, true],
      ['likes', '4', 1, false],
      ['likes', '3', 40, true],
      ['likes', '2', 0, false],
      ['likes', '1', 9, false],
    ]);
  });

  it('goes on with numbers where names are not permitted', async () => {
    const { server, world, connector } = await open(
      facebookWorld({ posts: [post(1, '21', { reactions: [[psid(1), 'Ana']] })] }),
    );
    const kind = facebook(world);
    server.answer = (asked) =>
      asked.query.get('fields')?.includes('reactions.limit(1)') === true
        ? graphRefusal(10, 'This endpoint requires the pages_read_user_content permission', undefined, 403)
        : kind(asked);
    const { audiences } = await connector.discover(ACCOUNT, TRACK, NOW);
    expect(audiences.at(-1)).toMatchObject({ kind: 'likes', item: '1', count: 1, isCountOnly: true });
  });

  it('reads on over pages of posts, to as many as are tracked', async () => {
    const posts = Array.from({ length: 120 }, (_, n) => post(n, '21'));
    const { connector } = await open(facebookWorld({ posts }));
    const { audiences, isWhole } = await connector.discover(ACCOUNT, { ...TRACK, followers: false, posts: 110 }, NOW);
    expect(audiences).toHaveLength(110);
    expect(isWhole).toBe(true);
  });
});

describe('reactions', () => {
  it('name people by ids that are scoped to the Page, and lead to no profile', async () => {
    const target = { kind: 'likes', item: '1', target: `${PAGE_ID}_1` } as const;
    const { connector } = await open(
      facebookWorld({
        posts: [
          post(1, '21', {
            reactions: [
              [psid(1), 'Ana'],
              [psid(2), ''],
            ],
          }),
        ],
      }),
    );
    const [page] = await walk(connector, target);
    expect(page?.people).toEqual([
      { id: psid(1), profile: { handle: 'Ana', name: 'Ana', url: '' } },
      { id: psid(2), profile: { handle: psid(2), url: '' } },
    ]);
  });
});

describe('whoever is no longer among the reactions', () => {
  const target = { kind: 'likes', item: '1', target: `${PAGE_ID}_1` } as const;
  const gone = [{ id: psid(9), handle: 'Zoe' }];
  const named = [
    [psid(1), 'Ana'],
    [psid(2), 'Ben'],
  ];

  it.each([
    ['waits longer where the list falls short of the count, which it does for privacy', 3, true],
    ['waits as usual where it has everybody who is counted', 2, undefined],
  ])('%s', async (_, total, isDoubted) => {
    const { connector } = await open(facebookWorld({ posts: [post(1, '21', { reactions: named, total })] }));
    const { items } = await drain(connector.verify(ACCOUNT, target, gone));
    expect(items.map((one) => one.isDoubted)).toEqual([isDoubted]);
    expect(items[0]?.evidence.answered).toContain(`2 of the ${total} counted`);
    // An id that is scoped to a Page leads nowhere, so neither the tie nor the account can be told.
    expect(items[0]).not.toHaveProperty('inAudience');
    expect(items[0]).not.toHaveProperty('account');
  });
});
