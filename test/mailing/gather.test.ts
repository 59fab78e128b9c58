import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DigestInput } from '../../functions/core/digest-input.ts';
import type { RosterRow } from '../../functions/core/model.ts';
import { type DigestQuestion, gatherDigest, readAccounts } from '../../functions/mailing/gather.ts';
import { gatherPeople } from '../../functions/mailing/gather-people.ts';
import { putAccount, updateAccount } from '../../functions/storage/accounts.ts';
import { putAudienceRef } from '../../functions/storage/audiences.ts';
import { patchHead } from '../../functions/storage/heads.ts';
import type { AccountItem } from '../../functions/storage/items.ts';
import { Audience, change, row } from '../roster/people.ts';
import { accountItem, configOf, DAY, MailWorld, MONDAY, START } from './world.ts';

let world: MailWorld;
beforeEach(async () => {
  world = await MailWorld.create();
});
afterEach(() => world.close());

const config = configOf({ id: 'alice' });
const [alice] = config.owners;
const at = { baselineAt: START, pulledAt: START };

function question(more: Partial<DigestQuestion> = {}): DigestQuestion {
  const [digest] = alice?.digests ?? [];
  if (alice === undefined || digest === undefined) throw new Error('There is no digest.');
  const base = { kind: 'weekly', period: '2026-11-16', now: START, suppressed: new Map() } as const;
  return { owner: alice, digest, ...base, ...more };
}

async function gather(more: Partial<DigestQuestion> = {}): Promise<DigestInput & { versions: Record<string, number> }> {
  const { input, versions } = await gatherDigest(world.db, await readAccounts(world.db, 'alice'), question(more));
  return { ...input, versions: { ...versions } };
}

const lost = (id: string, more: Partial<RosterRow> = {}): RosterRow =>
  row(id, { state: 'lost', stateAt: START, verdict: 'unfollowed', losses: 1, ...more });

describe('what is gathered of a person', () => {
  it('comes from all lists of the account', async () => {
    await world.account('alice', ['bo', 'cy'], {
      replies: [
        { personId: 'bo', at: START - 2 * DAY },
        { personId: 'bo', at: START - DAY },
      ],
    });
    const following = await world.audience('alice', 'following');
    await following.commit({ puts: [row('bo'), lost('cy')] }, at);
    for (const [item, postedAt] of [
      ['p1', START - 9 * DAY],
      ['p2', START - 5 * DAY],
    ] as const) {
      await (await world.audience('alice', 'likes', { item, postedAt })).commit({ puts: [row('bo')] }, at);
    }
    const faded = await world.audience('alice', 'likes', { item: 'p3', postedAt: START - DAY });
    await faded.commit({ puts: [lost('bo', { verdict: 'unliked' }), lost('cy', { verdict: 'deactivated' })] }, at);
    const people = new Map([...(await gather()).people].map((one) => [one.personId, one]));
    expect(people.get('bluesky:bo')).toMatchObject({
      ...{ mutual: true, likes: 2, lostLikes: 1, replies: 2 },
      lastLikeAt: START - 5 * DAY,
      lastReplyAt: START - DAY,
    });
    // The owner has stopped following cy: "you follow each other" would be untrue.
    expect(people.get('bluesky:cy')).toMatchObject({ mutual: false, likes: 0, lostLikes: 0, replies: 0 });
  });

  it('is a leaver’s only if they left lately, with the tie there was', async () => {
    const followers = await world.account('alice', ['bo'], { replies: [{ personId: 'di', at: START }] });
    await followers.commit({ puts: [lost('cy'), lost('di'), lost('old', { stateAt: START - 57 * DAY })] });
    await (await world.audience('alice', 'following')).commit({ puts: [lost('cy')] }, at);
    const { people, leavers } = await gather();
    expect([...people].map(({ personId }) => personId)).toEqual(['bluesky:bo']);
    expect([...leavers].toSorted((a, b) => (a.personId < b.personId ? -1 : 1))).toMatchObject([
      { personId: 'bluesky:cy', verdict: 'unfollowed', wasMutual: true, hadReplied: false, lostAt: START },
      { personId: 'bluesky:di', wasMutual: false, hadReplied: true },
    ]);
  });

  it('tells blocks on every account of the owner, also on those the digest is not about', async () => {
    const followers = await world.account('alice', ['bo']);
    await followers.commit({ puts: [lost('cy', { verdict: 'blocked-you' })] });
    const question = { accounts: ['bluesky:other.example'] };
    const [digest] = alice?.digests ?? [];
    if (digest === undefined) throw new Error('There is no digest.');
    const { blocked, people, audiences } = await gather({ digest: { ...digest, ...question } });
    expect([...(blocked ?? [])]).toEqual(['bluesky:cy']);
    expect([[...people], audiences]).toEqual([[], []]);
  });

  it('is bounded: of very many, those with ties stay and the others are counted', async () => {
    const followers = await world.account('alice', []);
    const crowd = Array.from({ length: 30 }, (_, n) => row(`p${String(n).padStart(2, '0')}`));
    const near = { handle: 'near', url: 'https://net.example/near', location: 'Leipzig' };
    const known = row('known', { hydratedAt: START });
    await followers.commit({ puts: [...crowd, known, row('near', { profile: near })] }, at);
    await (await world.audience('alice', 'following')).commit({ puts: [row('p07')] }, at);
    const options = { home: 'Leipzig, Germany', now: START, most: 8 };
    const { people, passedOver } = await gatherPeople(world.db, await readAccounts(world.db, 'alice'), options);
    const ids = [...people].map(({ personId }) => personId);
    expect(ids).toEqual(expect.arrayContaining(['bluesky:p07', 'bluesky:near', 'bluesky:known']));
    expect(ids.length).toBeLessThan(16);
    expect(passedOver).toEqual({ people: 32 - ids.length, known: 0 });
  });
});

describe('lists that were imported', () => {
  const importList = async (name: string, more: Partial<AccountItem> = {}) => {
    const accountId = `list:${name}`;
    await putAccount(world.db, accountItem('alice', { accountId, network: 'list', stableId: name, ...more }));
    const key = `alice/list/${name}/members`;
    const ref = { owner: 'alice', audienceId: `${accountId}:members`, kind: 'members', accountId } as const;
    await putAudienceRef(world.db, { ...ref, key, network: 'list' });
    return Audience.create(world.db, key, { ...ref, network: 'list' });
  };
  const accountsOf = (input: DigestInput) => [...new Set(input.audiences.map(({ accountId }) => accountId))].sort();

  it('are in a digest that names no accounts, though the configuration does not know them', async () => {
    await world.account('alice', ['bo']);
    const list = await importList('news');
    await world.baseline(list, ['cy', 'di']);
    await world.lose(list, 'cy');
    const found = await gather();
    expect(accountsOf(found)).toEqual(['bluesky:alice.example', 'list:news']);
    expect([...found.changes].map(({ person }) => person.id)).toEqual(['cy']);
  });

  it('are not in one that names others, nor while nothing has been read of them', async () => {
    await world.account('alice', ['bo']);
    await importList('begun');
    expect(accountsOf(await gather())).toEqual(['bluesky:alice.example']);
    await world.baseline(await importList('news'), ['cy']);
    const { digest } = question();
    const named = { ...digest, accounts: ['bluesky:alice.example'] };
    expect(accountsOf(await gather({ digest: named }))).toEqual(['bluesky:alice.example']);
  });
});

describe('what changed', () => {
  it('is read over exact ranges: every version in one edition and no other', async () => {
    const followers = await world.account('alice', ['bo', 'cy', 'di']);
    await world.lose(followers, 'bo');
    const first = await gather();
    await world.lose(followers, 'cy');
    const head = await followers.commit({
      puts: [lost('di')],
      changes: [change('lost', 'di', { verdict: 'unfollowed' })],
    });
    const second = await gather({ last: { to: START, versions: first.versions } });
    expect([...first.changes].map(({ person }) => person.id)).toEqual(['bo']);
    expect([...second.changes].map(({ person }) => person.id)).toEqual(['cy']);
    // Committed but not projected yet: the next edition's.
    expect(second.versions).toEqual({ [followers.key]: head.projectedVersion });
    expect(head.version).toBe(head.projectedVersion + 1);
    expect([...(await gather({ last: { to: START, versions: second.versions } })).changes]).toEqual([]);
  });

  it('forgets no audience that is not listed for a while', async () => {
    const versions = { 'alice/bluesky/did:plc:alice/likes/gone': 7 };
    await world.account('alice', ['bo']);
    expect((await gather({ last: { to: START, versions } })).versions).toMatchObject(versions);
  });

  it('is read once of a list that has two names after its account was renamed', async () => {
    const followers = await world.account('alice', ['bo', 'cy']);
    const before = { owner: 'alice', audienceId: 'bluesky:old.example:followers', accountId: 'bluesky:old.example' };
    await putAudienceRef(world.db, { ...before, key: followers.key, kind: 'followers', network: 'bluesky' });
    await world.lose(followers, 'bo');
    const { changes, audiences } = await gather();
    expect([...changes]).toHaveLength(1);
    expect(audiences).toHaveLength(1);
  });
});

describe('troubles', () => {
  it('name the account, what is wrong and what to do, once for all its posts', async () => {
    const followers = await world.account('alice', ['bo']);
    const lastError = { at: START, code: 'unavailable', message: 'The network answers 502.' };
    for (const item of ['p1', 'p2', 'p3']) await world.audience('alice', 'likes', { item, lastError });
    await patchHead(world.db, followers.key, { lastError: { ...lastError, code: 'refused', message: 'Empty list.' } });
    await updateAccount(world.db, 'alice', 'bluesky:alice.example', {
      lastError: { at: START, code: 'credentials-rejected', message: 'The token was refused.' },
    });
    const { troubles } = await gather();
    expect(troubles.map(({ what }) => what)).toEqual([
      'bluesky:alice.example could not be read: The token was refused.',
      'followers of bluesky:alice.example: the last reading is not believed. Empty list.',
      'likes of posts of bluesky:alice.example could not be read: The network answers 502.',
    ]);
    for (const { remedy } of troubles) expect(remedy).toMatch(/\w{4}.*\.$/);
  });

  it('name the command that takes a refused list as it is', async () => {
    const followers = await world.account('alice', ['bo']);
    const lastError = { at: START, code: 'refused', message: 'The list came back empty.' };
    await patchHead(world.db, followers.key, { lastError });
    const { troubles } = await gather();
    expect(troubles).toMatchObject([
      {
        audienceId: 'bluesky:alice.example:followers',
        what: 'followers of bluesky:alice.example: the last reading is not believed. The list came back empty.',
        remedy: expect.stringContaining('“npm run rekindle -- accept bluesky:alice.example:followers”'),
      },
    ]);
  });

  it('leave a rate limit alone while the list is fresh, and tell when it has become old', async () => {
    const followers = await world.account('alice', ['bo']);
    await patchHead(world.db, followers.key, {
      lastError: { at: START, code: 'rate-limited', message: 'Until 14:00.' },
    });
    expect((await gather()).troubles).toEqual([]);
    expect((await gather({ now: START + 4 * DAY })).troubles).toHaveLength(1);
    await patchHead(world.db, followers.key, { lastError: null });
    expect((await gather({ now: START + 4 * DAY })).troubles[0]?.what).toContain('last read completely on 2026-11-12');
  });

  it('tell of a stored roster that is damaged, and the other lists are read all the same', async () => {
    const followers = await world.account('alice', ['bo']);
    await patchHead(world.db, followers.key, { segments: 3 });
    await world.baseline(await world.audience('alice', 'members'), ['cy']);
    const { troubles, people } = await gather();
    expect([...people].map(({ personId }) => personId)).toContain('bluesky:cy');
    expect(troubles[0]?.what).toContain('followers of bluesky:alice.example: what is stored of it is damaged');
  });

  it('count what is held back, but not in the list of whom the owner follows', async () => {
    const followers = await world.account('alice', ['bo']);
    await followers.commit({
      puts: [row('cy', { state: 'missing' }), row('di', { state: 'held' }), row('ed', { state: 'held' })],
    });
    await (await world.audience('alice', 'following')).commit({ puts: [row('x', { state: 'missing' })] }, at);
    expect((await gather()).heldBack).toEqual({ missing: 1, held: 2 });
  });
});

describe('a list of which the network tells only a number', () => {
  it('is told with its number and with by how much that moved since the last edition, and nobody in it', async () => {
    await world.account('alice', ['bo']);
    const lastError = { at: START, code: 'not-visible', message: 'The list is not shown.' };
    await world.audience('alice', 'members', { networkCount: 40, lastError });
    const id = 'bluesky:alice.example:members';
    const of = async (last?: DigestQuestion['last']) =>
      (await gather(last === undefined ? {} : { last })).audiences.find(({ audienceId }) => audienceId === id);
    expect(await of()).toMatchObject({ isCountOnly: true, counts: { present: 40, missing: 0, held: 0, hidden: 0 } });
    expect(await of()).not.toHaveProperty('countBefore');
    expect(await of({ to: START, versions: {}, counts: { [id]: 44 } })).toMatchObject({ countBefore: 44 });
  });

  it('carries its number from one edition to the next', async () => {
    await world.account('alice', ['bo']);
    const lastError = { at: START, code: 'not-visible', message: 'The list is not shown.' };
    const members = await world.audience('alice', 'members', { networkCount: 44, lastError });
    world.goTo(MONDAY);
    await world.send(config);
    await patchHead(world.db, members.key, { networkCount: 40 });
    world.goTo(MONDAY + 7 * DAY);
    await world.send(config);
    const [welcome, weekly] = world.sent.map(({ mail }) => mail.text ?? '');
    expect(welcome).toContain('(numbers only): 44');
    expect(welcome).not.toContain('in all');
    expect(weekly).toContain('(numbers only): 40 (−4 in all)');
  });
});
