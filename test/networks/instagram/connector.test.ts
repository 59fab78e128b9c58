import { describe, expect, it, onTestFinished } from 'vitest';
import { CredentialsRejectedError, NotFoundError, NotVisibleError } from '../../../functions/networks/errors.ts';
import { NOW, TRACK } from '../fakes/connect.ts';
import { graphRefusal } from '../fakes/facebook.ts';
import { IG_ID, instagram, instagramWorld } from '../fakes/instagram.ts';
import { startServer } from '../fakes/server.ts';
import { connectorTo } from '../suite/connect.ts';

async function open(world = instagramWorld(), token = 'IGAA-own') {
  const server = await startServer(instagram(world));
  onTestFinished(() => server.close());
  return { server, connector: connectorTo(server.url, { accountId: 'instagram:alice.bakes', token }) };
}

describe('an account', () => {
  it('is keyed by its own number, whichever way it signed in', async () => {
    const direct = await (await open()).connector.resolve('Alice.Bakes');
    const linked = await (await open(instagramWorld({ isFacebookLogin: true }), 'EAA-page')).connector.resolve(
      'alice.bakes',
    );
    expect(direct.stableId).toBe(IG_ID);
    expect(linked).toEqual(direct);
    expect(direct.profile).toMatchObject({ handle: 'alice.bakes', url: 'https://www.instagram.com/alice.bakes/' });
  });

  it('is refused if the token is another’s, a person’s, or of a Page without one', async () => {
    await expect((await open()).connector.resolve('somebody.else')).rejects.toBeInstanceOf(NotFoundError);
    const { server, connector } = await open(instagramWorld(), 'EAA-person');
    server.answer = () =>
      graphRefusal(100, 'Tried accessing nonexisting field (instagram_business_account) on node type (User)');
    await expect(connector.resolve('alice.bakes')).rejects.toBeInstanceOf(CredentialsRejectedError);
    server.answer = () => ({ body: { id: '104000000000002' } });
    await expect(connector.resolve('alice.bakes')).rejects.toThrow(/Link it in the settings of the Page/);
  });
});

describe('numbers', () => {
  const account = { stableId: IG_ID, profile: { handle: 'alice.bakes', url: '' } };

  it('are all there is: followers, and likes of posts unless they are hidden', async () => {
    const media = [
      { id: '18000000000000002', at: '2026-11-20T08:00:00+0000', caption: 'Rye', likes: 70 },
      { id: '18000000000000001', at: '2026-11-19T08:00:00+0000' },
      { id: '18000000000000000', at: '2026-09-19T08:00:00+0000', likes: 1 },
    ];
    const { connector } = await open(instagramWorld({ media }));
    const { audiences } = await connector.discover({ ...account, followersCount: 512 }, TRACK, NOW);
    expect(audiences.map(({ kind, count, isCountOnly, title }) => [kind, count, isCountOnly, title])).toEqual([
      ['followers', 512, true, undefined],
      ['likes', 70, true, 'Rye'],
    ]);
    await expect(connector.readPage({ kind: 'followers', target: IG_ID })).rejects.toBeInstanceOf(NotVisibleError);
  });

  it('tell of nobody who came or went below a hundred followers, and say so', async () => {
    const { server, connector } = await open(
      instagramWorld({ followers: 99, days: { '2026-11-18': { gained: 1, lost: 0 } } }),
    );
    const target = { kind: 'followers', target: IG_ID, isCountOnly: true } as const;
    const reading = await connector.readCount?.(account, target, { now: NOW });
    expect(reading).toMatchObject({ count: 99, days: [], untold: expect.stringContaining('from 100 followers on') });
    expect(server.lines().filter((line) => line.includes('insights'))).toEqual([]);
  });

  it('ask about each day once it is settled, after a month at most', async () => {
    const { server, connector } = await open();
    const target = { kind: 'followers', target: IG_ID, isCountOnly: true } as const;
    await connector.readCount?.(account, target, { now: NOW, through: '2026-11-18' });
    const days = () =>
      server.asked
        .flatMap(({ query }) => query.get('since') ?? [])
        .map((at) => new Date(Number(at) * 1000).toISOString().slice(0, 10));
    expect(days()).toEqual(['2026-11-19', '2026-11-20']);
    server.asked.length = 0;
    await connector.readCount?.(account, target, { now: NOW, through: '2026-01-01' });
    expect(days()[0]).toBe('2026-10-25');
    expect(days()).toHaveLength(27);
  });
});
