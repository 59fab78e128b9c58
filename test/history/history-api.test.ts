import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unsubscribeUrl } from '../../functions/mailing/unsubscribe-links.ts';
import { putAudienceRef } from '../../functions/storage/audiences.ts';
import { setWait } from '../../functions/storage/credentials.ts';
import { createToken } from '../../functions/storage/tokens.ts';
import { type FreshTable, freshTable } from '../fakes/table.ts';
import { type Ask, asker, depsOf, jsonOf, listOf } from './asking.ts';
import {
  addAccount,
  addAudience,
  addEdition,
  addSnapshot,
  change,
  DAY,
  gained,
  keyOf,
  NOW,
  setHead,
  tell,
} from './seeded.ts';

const ALICE = 'bluesky:alice.example';
const followers = { owner: 'alice', accountId: ALICE, kind: 'followers' } as const;
const following = { owner: 'alice', accountId: ALICE, kind: 'following' } as const;
const post = (item: string) => ({ owner: 'alice', accountId: ALICE, kind: 'likes', item }) as const;

let table: FreshTable;
let ask: Ask;
let token: string;

beforeAll(async () => {
  table = await freshTable();
  const { db } = table;
  const deps = depsOf(db);
  ask = asker(deps);
  token = await createToken(db, { owners: ['alice'], scopes: ['read'] });
  await addAccount(db, 'alice', ALICE);
  await addAccount(db, 'alice', 'github:alice', {
    lastError: { at: NOW - DAY, code: 'credentials-rejected', message: 'The token is not accepted; make a new one.' },
  });
  await addAudience(db, followers);
  await addAudience(db, following);
  await addAudience(db, post('3kaaa'), { title: 'Bread today', postedAt: NOW - 5 * DAY });
  await addAudience(db, post('3kbbb'), { title: 'Rye', postedAt: NOW - 40 * DAY, status: 'closed', dueAt: undefined });
  await addAudience(db, { owner: 'alice', accountId: 'github:alice', kind: 'stars', item: 'garden-tools' });
  await tell(db, followers, [change(1), gained(2), change(3, { verdict: 'blocked-you' })]);
  await tell(db, followers, [
    change(1, { kind: 'returned', verdict: undefined, awayMs: 6.25 * DAY, detectedAt: NOW, at: NOW }),
    change(4, { kind: 'edited', verdict: undefined, before: { handle: 'old.example' }, detectedAt: NOW, at: NOW }),
  ]);
  await tell(db, post('3kaaa'), [change(5, { verdict: 'unliked' })]);
  await tell(db, post('3kbbb'), [change(6, { verdict: 'unliked' })]);
  // Told by mistake: the API keeps it to itself all the same.
  await tell(db, following, [change(7)]);
  await setHead(db, followers, {
    counts: { present: 20, missing: 2, held: 1, hidden: 1, lost: 2 },
    waitingSince: { missing: NOW - 3 * DAY, held: NOW - DAY, hidden: NOW - 18 * DAY },
    alarms: { told: 14, seenAgain: 1 },
    networkCount: 25,
  });
  await setHead(db, post('3kaaa'), {
    counts: { present: 7, missing: 1, held: 0, hidden: 0, lost: 1 },
    waitingSince: { missing: NOW - 2 * DAY },
    alarms: { told: 3, seenAgain: 1 },
    refusedAt: NOW - 2 * DAY,
  });
  await setHead(db, post('3kbbb'), {
    counts: { present: 2, missing: 0, held: 0, hidden: 0, lost: 1 },
    waitingSince: { missing: NOW - 5 * DAY },
    alarms: { told: 2, seenAgain: 0 },
  });
  await addSnapshot(db, followers, NOW - 2 * DAY);
  await addSnapshot(db, followers, NOW - DAY, { isAccepted: false, refusal: 'empty', reason: 'The list was empty.' });
  await addSnapshot(db, post('3kaaa'), NOW - 2 * DAY, { isAccepted: false, refusal: 'empty', reason: 'Empty.' });
  await addSnapshot(db, post('3kaaa'), NOW - DAY);
  await addAudience(
    db,
    { owner: 'alice', accountId: 'github:alice', kind: 'followers' },
    {
      networkCount: 40,
      lastError: { at: NOW, code: 'not-visible', message: 'The list is not shown.' },
    },
  );
  await addEdition(db, 'alice', 'weekly', '2026-11-16');
  await setWait(db, 'bluesky:public', NOW + 600_000, 'rate limit');
});
afterAll(() => table.close());

describe('GET /v1/health', () => {
  it('says only that it is well, to everybody', async () => {
    expect(await ask('/v1/health')).toMatchObject({ status: 200, text: '{"ok":true}' });
  });
});

describe('GET /v1/accounts', () => {
  it('lists accounts with their audiences, posts together as likes', async () => {
    const { items, next } = listOf(await ask('/v1/accounts', { token }));
    expect(next).toBeUndefined();
    expect(items.map(({ id, audiences }) => [id, audiences])).toEqual([
      [ALICE, [`${ALICE}:followers`, `${ALICE}:following`, `${ALICE}:likes`]],
      ['github:alice', ['github:alice:followers', 'github:alice:stars:garden-tools']],
    ]);
    expect(items[0]).toMatchObject({ owner: 'alice', network: 'bluesky', status: 'active', handle: 'alice.example' });
    expect(items[1]).toMatchObject({ error: { code: 'credentials-rejected', at: '2026-11-21T12:00:00.000Z' } });
  });
});

describe('GET /v1/audiences', () => {
  it('lists audiences, posts together, with numbers that add up and until when they wait', async () => {
    const { items } = listOf(await ask('/v1/audiences', { token }));
    expect(items.map(({ id }) => id)).toEqual([
      `${ALICE}:followers`,
      `${ALICE}:following`,
      `${ALICE}:likes`,
      'github:alice:followers',
      'github:alice:stars:garden-tools',
    ]);
    expect(items[0]).toMatchObject({
      count: 24,
      missing: 2,
      held: 1,
      hidden: 1,
      lost: 2,
      networkCount: 25,
      status: 'active',
      baselineAt: '2026-10-23T12:00:00.000Z',
      waitingUntil: '2026-11-22T12:10:00.000Z',
    });
    expect(items[2]).toMatchObject({ kind: 'likes', count: 8, missing: 1, lost: 2, postCount: 1, status: 'active' });
    expect(items[2]).not.toHaveProperty('posts');
    for (const item of items) expect(item).not.toHaveProperty('refusedPulls');
  });

  it('says since when somebody waits, and how many told losses were none', async () => {
    const { items } = listOf(await ask('/v1/audiences', { token }));
    const window = '7 days and 7 pulls';
    expect(items[0]).toMatchObject({
      missingSince: '2026-11-19T12:00:00.000Z',
      heldSince: '2026-11-21T12:00:00.000Z',
      hiddenSince: '2026-11-04T12:00:00.000Z',
      falseAlarms: { told: 14, seenAgain: 1, window },
    });
    // Of posts together: the oldest, and sums.
    expect(items[2]).toMatchObject({
      missingSince: '2026-11-17T12:00:00.000Z',
      falseAlarms: { told: 5, seenAgain: 1, window },
    });
    expect(items[2]).not.toHaveProperty('heldSince');
  });

  it('marks lists of which only a number is known', async () => {
    const { items } = listOf(await ask('/v1/audiences', { token }));
    expect(items.filter(({ countOnly }) => countOnly === true)).toMatchObject([
      { id: 'github:alice:followers', networkCount: 40, count: 0 },
    ]);
  });
});

describe('GET /v1/audiences/{id}', () => {
  it('answers one list as the list of lists does, with the pulls that were refused', async () => {
    const { items } = listOf(await ask('/v1/audiences', { token }));
    const { refusedPulls, ...rest } = jsonOf(await ask(`/v1/audiences/${ALICE}:followers`, { token }));
    expect(rest).toEqual(items[0]);
    expect(refusedPulls).toEqual([
      {
        at: '2026-11-21T12:00:00.000Z',
        refusal: 'empty',
        reason: 'The list was empty.',
        listed: 24,
        networkCount: 25,
      },
    ]);
  });

  it('names the post behind a refused pull of likes', async () => {
    const { refusedPulls } = jsonOf(await ask(`/v1/audiences/${ALICE}:likes`, { token }));
    expect(refusedPulls).toMatchObject([{ at: '2026-11-20T12:00:00.000Z', audienceId: `${ALICE}:likes:3kaaa` }]);
  });

  it('names the last ten that were refused and not accepted since, newest first', async () => {
    const { db } = table;
    const refused = { owner: 'often', accountId: 'bluesky:often.example', kind: 'followers' } as const;
    await addAudience(db, refused);
    for (let day = 1; day <= 15; day += 1) {
      const isAccepted = day % 5 === 0;
      await addSnapshot(db, refused, NOW - day * DAY, {
        isAccepted,
        refusal: 'empty',
        reason: `Day ${day}.`,
        ...(isAccepted ? { acceptedAt: NOW } : {}),
      });
    }
    const often = await createToken(db, { owners: ['often'], scopes: ['read'] });
    const path = '/v1/audiences/bluesky:often.example:followers';
    const { refusedPulls } = jsonOf(await ask(path, { token: often }));
    const days = [1, 2, 3, 4, 6, 7, 8, 9, 11, 12];
    expect(refusedPulls).toMatchObject(days.map((day) => ({ reason: `Day ${day}.` })));
    const { items } = listOf(await ask(`${path}/snapshots`, { token: often }));
    expect(items[4]).toMatchObject({ accepted: true, acceptedByOwnerAt: '2026-11-22T12:00:00.000Z', refusal: 'empty' });
  });

  it('names the posts behind likes, newest first', async () => {
    expect(jsonOf(await ask(`/v1/audiences/${ALICE}:likes`, { token }))['posts']).toEqual([
      {
        id: `${ALICE}:likes:3kaaa`,
        title: 'Bread today',
        postedAt: '2026-11-17T12:00:00.000Z',
        count: 8,
        status: 'active',
      },
      { id: `${ALICE}:likes:3kbbb`, title: 'Rye', postedAt: '2026-10-13T12:00:00.000Z', count: 2, status: 'closed' },
    ]);
  });

  it('answers a single post', async () => {
    const audience = jsonOf(await ask(`/v1/audiences/${ALICE}:likes:3kaaa`, { token }));
    expect(audience).toMatchObject({ id: `${ALICE}:likes:3kaaa`, kind: 'likes', title: 'Bread today', count: 8 });
    expect(audience).not.toHaveProperty('postCount');
  });

  it('answers under the id of an earlier handle with that id, and with the history since', async () => {
    const { db } = table;
    const owner = 'renamed';
    const renamed = await createToken(db, { owners: [owner], scopes: ['read'] });
    const place = { owner, accountId: 'bluesky:new.example', kind: 'likes', item: '3k' } as const;
    await addAudience(db, place);
    await tell(db, place, [change(1)]);
    const key = keyOf(place);
    const old = { owner, accountId: 'bluesky:old.example', kind: 'likes', item: '3k', network: 'bluesky' } as const;
    await putAudienceRef(db, { ...old, key, audienceId: 'bluesky:old.example:likes:3k' });
    const path = '/v1/audiences/bluesky:old.example:likes:3k';
    const audience = jsonOf(await ask(path, { token: renamed }));
    expect(audience).toMatchObject({ id: 'bluesky:old.example:likes:3k', accountId: 'bluesky:old.example' });
    expect(listOf(await ask(`${path}/changes`, { token: renamed })).items).toHaveLength(1);
  });
});

describe('GET /v1/audiences/{id}/snapshots', () => {
  it('lists what pulls saw, newest first', async () => {
    const { items } = listOf(await ask(`/v1/audiences/${ALICE}:followers/snapshots`, { token }));
    expect(items.map(({ at, accepted, refusal }) => [at, accepted, refusal])).toEqual([
      ['2026-11-21T12:00:00.000Z', false, 'empty'],
      ['2026-11-20T12:00:00.000Z', true, undefined],
    ]);
  });

  it('goes page by page, and keeps within from and to', async () => {
    const path = `/v1/audiences/${ALICE}:followers/snapshots`;
    const first = listOf(await ask(path, { token, query: { limit: '1' } }));
    expect(first.items).toHaveLength(1);
    const second = listOf(await ask(path, { token, query: { limit: '1', cursor: first.next ?? '' } }));
    expect(second.items.map(({ at }) => at)).toEqual(['2026-11-20T12:00:00.000Z']);
    const to = listOf(await ask(path, { token, query: { from: '2026-11-20', to: '2026-11-21T12:00:00Z' } }));
    expect(to.items.map(({ at }) => at)).toEqual(['2026-11-20T12:00:00.000Z']);
  });

  it('lists those of the posts behind likes', async () => {
    const { items } = listOf(await ask(`/v1/audiences/${ALICE}:likes/snapshots`, { token }));
    expect(items.map(({ audienceId }) => audienceId)).toEqual([`${ALICE}:likes:3kaaa`, `${ALICE}:likes:3kaaa`]);
  });
});

describe('GET /v1/audiences/{id}/changes', () => {
  const kinds = async (id: string, query = {}) => {
    const { items } = listOf(await ask(`/v1/audiences/${id}/changes`, { token, query }));
    return items.map(({ kind, person }) => `${kind} ${String(Object(person).handle)}`).sort();
  };

  it('lists what was told of one audience', async () => {
    expect(await kinds(`${ALICE}:followers`)).toEqual([
      'edited person4.example',
      'gained person2.example',
      'lost person1.example',
      'lost person3.example',
      'returned person1.example',
    ]);
  });

  it('tells all posts together under likes, and a post alone under its own id', async () => {
    expect(await kinds(`${ALICE}:likes`)).toEqual(['lost person5.example', 'lost person6.example']);
    expect(await kinds(`${ALICE}:likes:3kbbb`)).toEqual(['lost person6.example']);
  });

  it('tells nothing of those whom the owner follows', async () => {
    expect(await kinds(`${ALICE}:following`)).toEqual([]);
    expect(listOf(await ask('/v1/people/bluesky:did:plc:person7/changes', { token })).items).toEqual([]);
  });

  it('combines filters', async () => {
    const id = `${ALICE}:followers`;
    expect(await kinds(id, { kind: 'lost', verdict: 'blocked-you' })).toEqual(['lost person3.example']);
    expect(await kinds(id, { verdict: 'unfollowed,blocked-you' })).toHaveLength(2);
    expect(await kinds(id, { kind: 'gained', verdict: 'unfollowed' })).toEqual([]);
    expect(await kinds(id, { from: '2026-11-22T12:00:00Z' })).toHaveLength(2);
    expect(await kinds(id, { to: '2026-11-22T12:00:00Z' })).toHaveLength(3);
    expect(await kinds(id, { from: '2026-11-22T12:00:00Z', kind: 'returned' })).toEqual(['returned person1.example']);
  });
});

describe('GET /v1/changes', () => {
  it('lists changes over all audiences, newest first', async () => {
    const { items } = listOf(await ask('/v1/changes', { token }));
    const times = items.map(({ detectedAt }) => String(detectedAt));
    expect(items).toHaveLength(7);
    expect(times).toEqual(times.toSorted().reverse());
  });

  it('keeps to one network or several', async () => {
    const networks = async (network: string) => {
      const { items } = listOf(await ask('/v1/changes', { token, query: { network } }));
      return items.map(({ audienceId }) => String(audienceId).split(':')[0]);
    };
    expect(await networks('bluesky')).toEqual(Array(7).fill('bluesky'));
    expect(await networks('github,bluesky')).toHaveLength(7);
    expect(await networks('github,mastodon')).toEqual([]);
    expect((await ask('/v1/changes', { token, query: { network: 'blue' } })).status).toBe(400);
  });

  it('tells a change with the person as they were and what proves it, and no more of the profile', async () => {
    const { items } = listOf(await ask('/v1/changes', { token, query: { verdict: 'unfollowed' } }));
    expect(items).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{8}-\d+-\d+$/),
        owner: 'alice',
        audienceId: `${ALICE}:followers`,
        kind: 'lost',
        verdict: 'unfollowed',
        at: '2026-11-20T12:00:00.000Z',
        detectedAt: '2026-11-21T12:00:00.000Z',
        person: {
          id: 'bluesky:did:plc:person1',
          handle: 'person1.example',
          name: 'Person 1',
          url: 'https://bsky.example/profile/person1.example',
          bio: 'Bakes bread.',
          location: 'Leipzig',
          avatar: 'https://cdn.example/a.jpg',
          reach: 41,
        },
        evidence: [
          {
            at: '2026-11-21T12:00:00.000Z',
            asked: 'app.bsky.graph.getRelationships',
            answered: 'no follow of you, account active',
          },
        ],
      },
    ]);
  });

  it('tells how long somebody was away, and what an edit changed', async () => {
    const of = async (kind: string) => listOf(await ask('/v1/changes', { token, query: { kind } })).items[0];
    expect(await of('returned')).toMatchObject({ awayDays: 6.3 });
    expect(await of('edited')).toMatchObject({ before: { handle: 'old.example' } });
  });
});

describe('GET /v1/people/{id}/changes', () => {
  it('tells the story of one person, newest first', async () => {
    const { items } = listOf(await ask('/v1/people/bluesky:did:plc:person1/changes', { token }));
    expect(items.map(({ kind }) => kind)).toEqual(['returned', 'lost']);
  });

  it('filters and pages it', async () => {
    const path = '/v1/people/bluesky:did:plc:person1/changes';
    expect(listOf(await ask(path, { token, query: { kind: 'lost' } })).items).toHaveLength(1);
    const first = listOf(await ask(path, { token, query: { limit: '1' } }));
    const second = listOf(await ask(path, { token, query: { limit: '1', cursor: first.next ?? '' } }));
    expect([first, second].map(({ items }) => items[0]?.['kind'])).toEqual(['returned', 'lost']);
    expect(second.next).toBeUndefined();
  });

  it('has nothing to tell of somebody who was never lost', async () => {
    expect(listOf(await ask('/v1/people/bluesky:did:plc:nobody/changes', { token })).items).toEqual([]);
  });
});

describe('GET /v1/digests', () => {
  it('lists editions, and each can be read with all its mail tells', async () => {
    const { items } = listOf(await ask('/v1/digests', { token }));
    expect(items.map(({ id }) => id)).toEqual(['weekly:2026-11-16']);
    const edition = jsonOf(await ask('/v1/digests/weekly:2026-11-16', { token }));
    expect(edition).toMatchObject({ ...items[0], met: { met: 2, of: 24 }, lostLikes: 3 });
    expect(edition).toMatchObject({ returned: [{ awayDays: 9, outreach: 'invited' }] });
  });
});

describe('/unsubscribe/{token}', () => {
  it('shows a page for GET, and unsubscribes for POST, without an API token', async () => {
    const deps = depsOf(table.db);
    const who = { owner: 'alice', digestId: 'weekly', recipient: 'abcdefghijklmnopqrstuv' };
    const url = await unsubscribeUrl('https://rekindle.example', deps.signingKey, who, NOW);
    const path = new URL(url).pathname;
    const shown = await ask(path, { query: { utm_source: 'mail' } });
    expect(shown).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(shown.text).toContain('<form method="post"');
    expect((await ask(path, { method: 'HEAD' })).text).toBe('');
    const done = await ask(path, { method: 'POST', body: 'List-Unsubscribe=One-Click' });
    expect(done.status).toBe(200);
    expect((await ask(path)).text).not.toContain('<form');
    expect((await ask('/unsubscribe/not-one-of-ours')).status).toBe(400);
  });
});
