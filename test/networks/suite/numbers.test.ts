import { describe, expect, it, onTestFinished } from 'vitest';
import {
  CredentialsRejectedError,
  InvalidResponseError,
  RateLimitedError,
  UnavailableError,
} from '../../../functions/networks/errors.ts';
import type { AudienceTarget, CountReading, ResolvedAccount } from '../../../functions/networks/network.ts';
import type { Answer, DemoServer, Fault } from '../../../lib/local/demo/servers/serve.ts';
import { NOW } from '../fakes/connect.ts';
import { facebook, facebookWorld, graphRefusal, PAGE_ID } from '../fakes/facebook.ts';
import { IG_ID, instagram, instagramWorld } from '../fakes/instagram.ts';
import { googleRefusal, OWN_CHANNEL, youtube, youtubeWorld } from '../fakes/youtube.ts';
import { connectorTo } from './connect.ts';
import { serveFake } from './subject.ts';

const DAYS = { '2026-11-18': { gained: 20, lost: 9 }, '2026-11-19': { gained: 11, lost: 10 } };

/** What the suite has to know of a network that tells followers as a number. */
interface Counted {
  readonly accountId: string;
  readonly token: string;
  readonly stableId: string;
  readonly count: number;
  readonly isRounded?: boolean;
  readonly open: () => Promise<DemoServer>;
  /** Whether a request is about the days rather than the number. */
  readonly isDays: (path: string) => boolean;
  readonly refusals: Readonly<Record<'limited' | 'unauthorized', Answer>>;
  /** The days are refused: done away with, or not permitted. */
  readonly noDays: Answer;
}

const answerOf = ({ status = 200, body }: { status?: number; body?: unknown }): Answer => ({ status, body });
const GRAPH = {
  limited: answerOf(graphRefusal(80_002, 'There have been too many calls to this account.')),
  unauthorized: answerOf(graphRefusal(190, 'The session has been invalidated', 460)),
};
const DEAD = answerOf(graphRefusal(100, 'The value must be a valid insights metric'));

const COUNTED: readonly [string, Counted][] = [
  [
    'Facebook',
    {
      ...{ accountId: 'facebook:alices-bakery', token: 'EAA-page', stableId: PAGE_ID, count: 2_310 },
      open: () => serveFake(facebook(facebookWorld({ followers: 2_310, days: DAYS }))),
      isDays: (path) => path.endsWith('/insights'),
      refusals: GRAPH,
      noDays: DEAD,
    },
  ],
  [
    'Instagram with Instagram Login',
    {
      ...{ accountId: 'instagram:alice.bakes', token: 'IGAA-own', stableId: IG_ID, count: 512 },
      open: () => serveFake(instagram(instagramWorld({ days: DAYS }))),
      isDays: (path) => path.endsWith('/insights'),
      refusals: GRAPH,
      noDays: DEAD,
    },
  ],
  [
    'Instagram with Facebook Login',
    {
      ...{ accountId: 'instagram:alice.bakes', token: 'EAA-page', stableId: IG_ID, count: 512 },
      open: () => serveFake(instagram(instagramWorld({ days: DAYS, isFacebookLogin: true }))),
      isDays: (path) => path.endsWith('/insights'),
      refusals: GRAPH,
      noDays: answerOf(graphRefusal(10, 'Application does not have permission for this action')),
    },
  ],
  [
    'YouTube',
    {
      ...{ accountId: 'youtube:@alice', token: 'ya29.own', stableId: OWN_CHANNEL, count: 12_300, isRounded: true },
      open: () => serveFake(youtube(youtubeWorld({ subscribers: 12_345, days: DAYS }))),
      isDays: (path) => path === '/v2/reports',
      refusals: {
        limited: answerOf(googleRefusal(403, 'quotaExceeded')),
        unauthorized: answerOf(googleRefusal(401, 'authError')),
      },
      noDays: answerOf(googleRefusal(403, 'accessNotConfigured')),
    },
  ],
];

/** What every network that tells followers as a number has to pass. */
describe.each(COUNTED)('%s', (_, counted) => {
  async function open() {
    const server = await counted.open();
    onTestFinished(() => server.close());
    const connector = connectorTo(server.url, counted);
    const { accountId, stableId } = counted;
    const account: ResolvedAccount = { stableId, profile: { handle: accountId, url: 'https://example.org/' } };
    const target: AudienceTarget = { kind: 'followers', target: stableId, isCountOnly: true };
    const read = async (through?: string): Promise<CountReading> => {
      const question = { now: NOW, ...(through === undefined ? {} : { through }) };
      const reading = await connector.readCount?.(account, target, question);
      if (reading === undefined) throw new Error('no numbers');
      return reading;
    };
    const failure = () =>
      read().then(
        () => 'no error',
        (error: unknown) => error,
      );
    return { server, connector, read, failure };
  }
  const on = (server: DemoServer, isMeant: (path: string) => boolean, fault: Fault) =>
    server.setFault(({ path }) => (isMeant(path) ? fault : undefined));

  it('finds its account, and says that its followers are a number', async () => {
    const { connector } = await open();
    const name = counted.accountId.slice(counted.accountId.indexOf(':') + 1);
    const account = await connector.resolve(name);
    expect(account).toMatchObject({ stableId: counted.stableId, followersCount: counted.count });
    const track = {
      followers: true,
      following: false,
      likes: false,
      stars: false,
      postDays: 30,
      posts: 20,
      repositories: 1,
    };
    const { audiences } = await connector.discover(account, track, NOW);
    expect(audiences).toContainEqual(
      expect.objectContaining({ kind: 'followers', isCountOnly: true, count: counted.count }),
    );
  });

  it('tells the number, and each settled day once', async () => {
    const { read } = await open();
    const reading = await read('2026-11-17');
    expect(reading).toMatchObject({ count: counted.count });
    expect(reading.isRounded ?? false).toBe(counted.isRounded ?? false);
    expect(reading.days).toEqual([
      { day: '2026-11-18', gained: 20, lost: 9 },
      { day: '2026-11-19', gained: 11, lost: 10 },
    ]);
    expect((await read('2026-11-18')).days).toEqual([{ day: '2026-11-19', gained: 11, lost: 10 }]);
    expect((await read('2026-11-19')).days).toEqual([]);
  });

  it('tells the number even where the days are refused, and says what is not told', async () => {
    const { server, read } = await open();
    on(server, counted.isDays, counted.noDays);
    const reading = await read('2026-11-17');
    expect(reading).toMatchObject({ count: counted.count, days: [] });
    expect(reading.untold).toMatch(/no longer tells|does not (let|tell)/);
  });

  it('never takes an outage of the days for days on which nobody came or went', async () => {
    const { server, failure } = await open();
    on(server, counted.isDays, { status: 503, body: {} });
    expect(await failure()).toBeInstanceOf(UnavailableError);
  });

  it.each([
    ['limited', RateLimitedError],
    ['unauthorized', CredentialsRejectedError],
  ] as const)('tells %s in its own words', async (kind, type) => {
    const { server, failure } = await open();
    on(server, () => true, counted.refusals[kind]);
    const error = await failure();
    expect(error).toBeInstanceOf(type);
    if (!(error instanceof RateLimitedError)) return;
    expect(error.retryAt).toBeGreaterThan(NOW);
    server.requests.clear();
    server.setFault(undefined);
    expect(await failure()).toBeInstanceOf(RateLimitedError);
    expect(server.requests.count()).toBe(0);
  });

  it.each<[string, unknown]>([
    ['a greeting', { hello: 'world' }],
    ['null', null],
    ['a list', [1, 2]],
    ['a number that is text', { id: counted.stableId, username: 'a', followers_count: '12', fan_count: '12' }],
  ])('takes %s for drift of the schema and not for a number', async (_what, body) => {
    const { server, failure } = await open();
    on(server, (path) => !counted.isDays(path), { status: 200, body });
    expect(await failure()).toBeInstanceOf(InvalidResponseError);
  });

  it.each<[string, unknown]>([
    ['a greeting', { hello: 'world' }],
    [
      'text where numbers are',
      JSON.parse(
        '{"data":[{"name":"page_daily_follows_unique","period":"day","values":[{"value":"many","end_time":"2026-11-19T08:00:00+0000"}]},{"name":"follows_and_unfollows","total_value":{"breakdowns":"none"}}],"kind":"youtubeAnalytics#resultTable","columnHeaders":[{"name":"day"},{"name":"subscribersGained"},{"name":"subscribersLost"}],"rows":[["2026-11-18","many",1]]}',
      ),
    ],
  ])('takes %s in the days for drift of the schema', async (_what, body) => {
    const { server, failure } = await open();
    on(server, counted.isDays, { status: 200, body });
    expect(await failure()).toBeInstanceOf(InvalidResponseError);
  });

  it('names nobody: there is no list to walk', async () => {
    const { connector } = await open();
    const target: AudienceTarget = { kind: 'page-likes', target: counted.stableId };
    await expect(connector.readPage(target)).rejects.toThrow();
  });

  it('asks nobody without a token', async () => {
    const { server } = await open();
    const { token: __, ...anonymous } = counted;
    server.requests.clear();
    await expect(connectorTo(server.url, anonymous).resolve('alice')).rejects.toBeInstanceOf(CredentialsRejectedError);
    expect(server.requests.count()).toBe(0);
  });
});
