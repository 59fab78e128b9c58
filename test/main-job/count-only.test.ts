import { afterEach, describe, expect, it } from 'vitest';
import { validateConfig } from '../../functions/runtime/config.ts';
import { facebook, facebookWorld, PAGE_ID, psid } from '../networks/fakes/facebook.ts';
import { instagram, instagramWorld } from '../networks/fakes/instagram.ts';
import { type FakeServer, startServer } from '../networks/fakes/server.ts';
import { channelId, youtube, youtubeWorld } from '../networks/fakes/youtube.ts';
import { type ApiChange, DAY, Rig } from './rig.ts';

const START = Date.parse('2026-11-02T09:00:00Z');
const config = (account: string) =>
  validateConfig(
    {
      owners: [
        {
          id: 'alice',
          name: 'Alice',
          accounts: [{ id: account }],
          digests: [{ from: 'digest@alice.example', recipients: [{ email: 'alice@alice.example' }] }],
        },
      ],
    },
    'test',
  );

let server: FakeServer;
let rig: Rig;
afterEach(async () => {
  await rig.close();
  await server.close();
});

async function open(network: 'facebook' | 'instagram' | 'youtube', account: string, answer: FakeServer['answer']) {
  server = await startServer(answer);
  const urls = { [network]: server.url };
  rig = await Rig.open({ config: config(account), urls, now: START, tokens: { [network]: 'a-token' } });
}

const audience = async <T = Record<string, unknown>>(id: string): Promise<T> =>
  (await rig.api<T>(`/v1/audiences/${id}`, 'alice')).body;
const snapshots = async (id: string) =>
  (await rig.api<{ items: Record<string, unknown>[] }>(`/v1/audiences/${id}/snapshots`, 'alice')).body.items;
const changes = async (): Promise<string[]> =>
  (await rig.api<{ items: ApiChange[] }>('/v1/changes?limit=500', 'alice')).body.items
    .map((c) => `${c.kind} ${c.verdict ?? ''} ${c.person.handle}`.replaceAll('  ', ' '))
    .sort();
/** Reads on three days of a week, then sends. */
async function week(from: number): Promise<void> {
  for (const day of [3, 4, 7]) {
    rig.now = from + day * DAY;
    await rig.pull();
  }
  await rig.send();
}
const lastMail = async (): Promise<string> => (await rig.mails()).at(-1)?.text ?? '';

describe('a Facebook Page', () => {
  const world = () =>
    facebookWorld({
      posts: [
        {
          ...{ id: `${PAGE_ID}_1`, at: '2026-11-01T08:00:00+0000', message: 'New bread' },
          reactions: Array.from({ length: 12 }, (_, n) => [psid(n), `Person ${n}`] as const),
        },
        { id: `${PAGE_ID}_2`, at: '2026-10-31T08:00:00+0000', reactions: [], total: 40, isNameless: true },
      ],
    });

  it('is told in numbers, gross where there are any, and in names where a post gives them', async () => {
    const page = world();
    await open('facebook', 'facebook:alices-bakery', facebook(page));
    await rig.pull();
    await rig.send();
    page.followers = 2_310;
    page.days = { '2026-11-02': { gained: 20, lost: 9 }, '2026-11-04': { gained: 11, lost: 10 } };
    const [first, second] = page.posts;
    if (first === undefined || second === undefined) throw new Error('no posts');
    page.posts = [
      { ...first, reactions: first.reactions.slice(1) },
      { ...second, total: 46 },
    ];
    await week(START);

    expect(await audience('facebook:alices-bakery:followers')).toMatchObject({
      countOnly: true,
      networkCount: 2_310,
      lost: 0,
    });
    const [latest, ...older] = await snapshots('facebook:alices-bakery:followers');
    expect(latest).toMatchObject({ countOnly: true, networkCount: 2_310, listed: 0, gained: 0, lost: 0 });
    expect(older.flatMap(({ days }) => days ?? [])).toEqual(
      expect.arrayContaining([{ day: '2026-11-04', gained: 11, lost: 10 }]),
    );
    const text = await lastMail();
    expect(text).toContain('followers on Facebook (numbers only): 2,310 (+12 net: 31 gained, 19 lost)');
    expect(text).toContain('Page likes on Facebook (numbers only): 2,100 (as before)');
    expect(text).not.toMatch(/\b(12|31|19) (people|followers) (left|unfollowed)/);
    // The one reaction that was taken back is told by name, as no more than it is.
    expect(await changes()).toEqual(['lost unknown Person 0']);
    expect(await audience('facebook:alices-bakery:likes')).toMatchObject({ count: 11, postCount: 2 });
  });

  it('keeps what one dead metric leaves of the others', async () => {
    const page = world();
    page.deadMetrics = ['page_daily_unfollows_unique'];
    await open('facebook', 'facebook:alices-bakery', facebook(page));
    await rig.pull();
    await rig.send();
    page.followers = 2_310;
    page.days = { '2026-11-03': { gained: 31, lost: 19 } };
    await week(START);
    expect(await lastMail()).toContain('2,310 (+12 net: 31 gained on the days counted so far)');
    expect((await snapshots('facebook:alices-bakery:followers'))[0]).toMatchObject({
      reason: 'Facebook no longer tells page_daily_unfollows_unique.',
      networkCount: 2_310,
    });
    expect(await changes()).toEqual([]);
  });
});

describe('numbers and names', () => {
  const people = Array.from({ length: 30 }, (_, n) => [psid(n), `Person ${n}`] as const);
  const post = { id: `${PAGE_ID}_2`, at: '2026-11-01T08:00:00+0000', reactions: people };
  const id = 'facebook:alices-bakery:likes:2';

  it('never mix: a post that is named from now on begins with a baseline, and nobody is gained by it', async () => {
    const page = facebookWorld({ posts: [{ ...post, isNameless: true }] });
    await open('facebook', 'facebook:alices-bakery', facebook(page));
    await rig.pull();
    expect(await audience(id)).toMatchObject({ countOnly: true, networkCount: 30, count: 0 });
    page.posts = [post];
    rig.now = START + DAY;
    await rig.pull();
    expect(await audience(id)).toMatchObject({ count: 30, networkCount: 30 });
    expect(await audience(id)).not.toHaveProperty('countOnly');
    expect(await changes()).toEqual([]);
  });

  it('never mix: of a post that is only counted from now on nobody is lost, whatever the number does', async () => {
    const page = facebookWorld({ posts: [post] });
    await open('facebook', 'facebook:alices-bakery', facebook(page));
    await rig.pull();
    page.posts = [{ ...post, isNameless: true, total: 3 }];
    for (const day of [1, 2, 3]) {
      rig.now = START + day * DAY;
      await rig.pull();
    }
    expect(await audience(id)).toMatchObject({ countOnly: true, networkCount: 3, lost: 0, missing: 0 });
    expect(await changes()).toEqual([]);
  });
});

it('tells an Instagram account in numbers, and nobody by name', async () => {
  const profile = instagramWorld({
    media: [{ id: '18000000000000001', at: '2026-11-01T08:00:00+0000', caption: 'Rye', likes: 70 }],
  });
  await open('instagram', 'instagram:alice.bakes', instagram(profile));
  await rig.pull();
  await rig.send();
  profile.followers = 524;
  profile.days = { '2026-11-03': { gained: 20, lost: 9 }, '2026-11-04': { gained: 11, lost: 10 } };
  const [post] = profile.media;
  if (post !== undefined) post.likes = 81;
  await week(START);
  const text = await lastMail();
  expect(text).toContain('followers on Instagram (numbers only): 524 (+12 net: 31 gained, 19 lost)');
  expect(text).toContain('likes on Instagram (numbers only): 81 on 1 post (+11 in all)');
  expect(await changes()).toEqual([]);
  expect(await audience('instagram:alice.bakes:followers')).toMatchObject({ countOnly: true, networkCount: 524 });
});

it('tells a YouTube channel in numbers, and its public subscribers by name', async () => {
  const names = ['bea', 'cid', 'dot', 'eve', 'fay', 'gus', 'hal', 'ida', 'jon', 'kim'];
  const channel = youtubeWorld({ subscribers: 12_310, listed: names.map((name) => ({ name })) });
  await open('youtube', 'youtube:@alice', youtube(channel));
  await rig.pull();
  await rig.send();
  // The rounded number crosses a step by one person.
  channel.subscribers = 12_400;
  channel.days = { '2026-11-03': { gained: 100, lost: 10 } };
  channel.listed = names
    .slice(4)
    .concat('lea')
    .map((name) => ({ name }));
  channel.others = ['bea'];
  channel.private = ['cid'];
  channel.unlisted = ['dot'];
  await week(START);
  expect(await changes()).toEqual(['gained lea', 'lost gone eve', 'lost unfollowed bea']);
  expect(await audience('youtube:@alice:followers:public')).toMatchObject({ hidden: 2, lost: 2 });
  expect(await audience('youtube:@alice:followers')).toMatchObject({ countOnly: true, networkCount: 12_400 });
  const text = await lastMail();
  expect(text).toContain('followers on YouTube (numbers only): 12,400 (+90 net: 100 gained, 10 lost)');
  expect(text).toContain('public subscribers on YouTube: 9 (+1 −2)');
  expect(text).toContain(channelId('bea'));
  expect(text).not.toContain(channelId('cid'));
});
