import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { putAccount } from '../functions/storage/accounts.ts';
import { updateItem } from '../functions/storage/db.ts';
import { readEdition } from '../functions/storage/digests.ts';
import { patchHead } from '../functions/storage/heads.ts';
import { accountKey } from '../functions/storage/keys.ts';
import { listSuggested } from '../functions/storage/suggestions.ts';
import { accountItem, configOf, DAY, digestOf, MailWorld, MINUTE, MONDAY, outcomes, START } from './mailing/world.ts';

let world: MailWorld;
beforeEach(async () => {
  world = await MailWorld.create();
});
afterEach(() => world.close());

const alice = configOf({ id: 'alice' });
const WEEK = 7 * DAY;

describe('the first edition', () => {
  it('is the welcome, sent as soon as everybody has been read once, whatever the weekday', async () => {
    await world.account('alice', ['bo', 'cy']);
    const report = await world.send(alice);
    expect(report.digests).toMatchObject([{ owner: 'alice', kind: 'welcome', period: '2026-11-09', outcome: 'sent' }]);
    expect(world.sent).toHaveLength(1);
  });

  it('waits for a first reading that is still under way, for a day at most', async () => {
    await world.account('alice', ['bo']);
    await world.audience('alice', 'members');
    expect(outcomes(await world.send(alice))).toEqual(['waiting-for-baseline']);
    world.goTo(START + DAY);
    expect(outcomes(await world.send(alice))).toEqual(['sent']);
  });

  it('waits while nothing is known of the account at all', async () => {
    expect(outcomes(await world.send(alice))).toEqual(['waiting-for-baseline']);
    expect(outcomes(await world.send(alice, { force: true }))).toEqual(['waiting-for-baseline']);
    expect(world.sent).toHaveLength(0);
  });

  it('takes the place of its period: the next one comes with the next slot', async () => {
    const followers = await world.account('alice', ['bo', 'cy']);
    await world.send(alice);
    expect(outcomes(await world.send(alice))).toEqual(['already-sent']);
    await world.lose(followers, 'cy');
    world.goTo(MONDAY - 1);
    expect(outcomes(await world.send(alice))).toEqual(['not-due']);
    world.goTo(MONDAY);
    expect((await world.send(alice)).digests).toMatchObject([
      { kind: 'weekly', period: '2026-11-16', outcome: 'sent' },
    ]);
  });

  const unreachable = { at: START, code: 'unavailable', message: 'The network does not answer.' } as const;

  it('is sent to nobody while no list was ever read; the first run that reads one sends it, in the same period', async () => {
    await putAccount(world.db, accountItem('alice', { lastError: unreachable }));
    expect(outcomes(await world.send(alice))).toEqual(['waiting-for-baseline']);
    expect(outcomes(await world.send(alice, { force: true }))).toEqual(['nothing-read']);
    expect(world.sent).toEqual([]);
    await world.account('alice', ['bo']);
    expect((await world.send(alice, { force: true })).digests).toMatchObject([
      { kind: 'welcome', period: '2026-11-09', outcome: 'sent', nextAt: MONDAY },
    ]);
    expect(world.sent[0]?.mail.subject).toBe('Meet your audience, 12 November: 1 person');
  });

  it('is not waited for by hand because of a list that nobody has brought yet', async () => {
    const accounts = alice.owners.flatMap((owner) =>
      owner.accounts.flatMap((one) => [one, { ...one, id: 'list:news' }]),
    );
    const config = configOf({ id: 'alice', accounts });
    await putAccount(world.db, accountItem('alice', { lastError: unreachable }));
    await putAccount(world.db, accountItem('alice', { accountId: 'list:news', network: 'list', stableId: 'news' }));
    await world.audience('alice', 'members', { accountId: 'list:news', network: 'list' });
    expect(outcomes(await world.send(config, { force: true }))).toEqual(['nothing-read']);
  });

  it('says after a day by itself that nothing could be read, as no welcome; that comes once there is a list', async () => {
    await putAccount(world.db, accountItem('alice', { lastError: unreachable }));
    world.goTo(START + DAY);
    expect(outcomes(await world.send(alice))).toEqual(['sent']);
    const [notice] = world.sent;
    expect(notice?.mail.subject).toBe('Nothing could be read yet, 13 November');
    expect(notice?.mail.text).toContain('The network does not answer. What helps: ');
    expect(notice?.mail.text).not.toMatch(/Meet your audience|Nobody is on your lists/i);
    world.goTo(START + DAY + 5 * MINUTE);
    expect(outcomes(await world.send(alice))).toEqual(['already-sent']);

    await world.account('alice', ['bo']);
    expect((await world.send(alice)).digests).toMatchObject([
      { kind: 'welcome', period: '2026-11-13', outcome: 'sent' },
    ]);
    expect(world.sent[1]?.mail.subject).toBe('Meet your audience, 13 November: 1 person');
    expect(outcomes(await world.send(alice))).toEqual(['already-sent']);
    world.goTo(MONDAY);
    expect((await world.send(alice)).digests).toMatchObject([{ kind: 'weekly', period: '2026-11-16' }]);
  });

  it('welcomes whose list was read and is empty', async () => {
    await world.account('alice', []);
    expect(outcomes(await world.send(alice, { force: true }))).toEqual(['sent']);
    expect(world.sent[0]?.mail.subject).toBe('Meet your audience, 12 November: 0 people');
  });

  it('waits by hand, too, for a first reading that a rate limit stopped, unless another list has been read', async () => {
    const lastError = { at: START, code: 'rate-limited', message: 'Until 14:00.' };
    await putAccount(world.db, accountItem('alice'));
    const waiting = await world.audience('alice', 'followers', { lastError });
    expect(outcomes(await world.send(alice, { force: true }))).toEqual(['waiting-for-baseline']);
    await world.baseline(await world.audience('alice', 'members'), ['bo']);
    expect(outcomes(await world.send(alice, { force: true }))).toEqual(['sent']);
    expect((await waiting.head()).baselineAt).toBeUndefined();
  });
});

describe('the weekly edition', () => {
  it('tells what changed since the last one, once', async () => {
    const followers = await world.account('alice', ['bo', 'cy', 'di']);
    await world.send(alice);
    world.goTo(MONDAY - DAY);
    await world.lose(followers, 'cy');
    world.goTo(MONDAY);
    await world.send(alice);
    const first = await readEdition(world.db, 'alice', 'weekly', '2026-11-16');
    expect(first?.lost.map(({ person }) => person.handle)).toEqual(['cy.example']);
    world.goTo(MONDAY + WEEK);
    await world.send(alice);
    const second = await readEdition(world.db, 'alice', 'weekly', '2026-11-23');
    expect(second?.lost).toEqual([]);
    expect(second?.from).toBe(first?.to);
  });

  it('goes out up to three days late, and later joins the next', async () => {
    const followers = await world.account('alice', ['bo', 'cy', 'di']);
    await world.send(alice);
    world.goTo(MONDAY + 3 * DAY);
    expect(outcomes(await world.send(alice))).toEqual(['sent']);
    await world.lose(followers, 'bo');
    world.goTo(MONDAY + WEEK + 3 * DAY + 1);
    expect(outcomes(await world.send(alice))).toEqual(['not-due']);
    world.goTo(MONDAY + 2 * WEEK);
    await world.send(alice);
    const edition = await readEdition(world.db, 'alice', 'weekly', '2026-11-30');
    expect(edition?.lost.map(({ person }) => person.handle)).toEqual(['bo.example']);
  });

  it('is the same for everybody, each at their own Monday morning', async () => {
    const config = configOf({
      id: 'alice',
      digests: [
        digestOf([], {
          recipients: [
            { email: 'honolulu@mail.example', timeZone: 'Pacific/Honolulu' },
            { email: 'auckland@mail.example', timeZone: 'Pacific/Auckland' },
          ],
        }),
      ],
    });
    const followers = await world.account('alice', ['bo', 'cy']);
    await world.send(config);
    expect(world.sent.map(({ to }) => to).toSorted()).toEqual(['auckland@mail.example', 'honolulu@mail.example']);
    world.sent.length = 0;

    world.goTo(Date.parse('2026-11-15T19:00:00Z'));
    await world.send(config);
    expect(world.sent.map(({ to }) => to)).toEqual(['auckland@mail.example']);
    await world.lose(followers, 'bo');
    world.goTo(Date.parse('2026-11-16T17:59:00Z'));
    await world.send(config);
    expect(world.sent).toHaveLength(1);
    world.goTo(Date.parse('2026-11-16T18:00:00Z'));
    await world.send(config);
    expect(world.sent.map(({ to }) => to)).toEqual(['auckland@mail.example', 'honolulu@mail.example']);
    const [first, second] = world.sent;
    expect(second?.mail.subject).toBe(first?.mail.subject);
    // What happened between the two is in neither: it comes next week.
    expect(second?.mail.text).not.toContain('bo.example');
  });

  it('notes whom it suggests, so that nobody is suggested twice', async () => {
    const followers = await world.account('alice', []);
    const near = {
      handle: 'bo.example',
      url: 'https://net.example/bo',
      name: 'Bo',
      location: 'Leipzig',
      bio: 'gardens',
      reach: 5000,
    };
    await followers.commit(
      {
        puts: [
          {
            id: 'bo',
            profile: near,
            state: 'present',
            stateAt: START,
            firstSeenAt: START,
            returns: 0,
            losses: 0,
            hydratedAt: START,
          },
        ],
      },
      { baselineAt: START, pulledAt: START },
    );
    await world.send(alice);
    const welcome = await readEdition(world.db, 'alice', 'weekly', '2026-11-09');
    expect(welcome?.suggestions.map(({ person }) => person.personId)).toEqual(['bluesky:bo']);
    expect([...(await listSuggested(world.db, 'alice', START))]).toEqual([['bluesky:bo', START]]);
    world.goTo(MONDAY);
    await world.send(alice);
    expect((await readEdition(world.db, 'alice', 'weekly', '2026-11-16'))?.suggestions).toEqual([]);
  });
});

describe('the numbers of a mail', () => {
  const likesLine = () =>
    world.sent
      .at(-1)
      ?.mail.text?.split('\n')
      .find((line) => line.startsWith('* likes'));

  it('are the likes on the posts watched now, and the last mail’s beside them where a post has closed since', async () => {
    await world.account('alice', ['bo', 'cy']);
    const [old, young] = [
      await world.audience('alice', 'likes', { item: 'p1' }),
      await world.audience('alice', 'likes', { item: 'p2' }),
    ];
    await world.baseline(old, ['bo', 'cy', 'di']);
    await world.baseline(young, ['bo', 'cy']);
    await world.send(alice);
    expect(likesLine()).toBe('* likes on Bluesky: 5 on 2 posts');
    await world.lose(old, 'di');
    await patchHead(world.db, old.key, { status: 'closed', closedReason: 'aged', dueAt: null });
    world.goTo(MONDAY);
    await world.send(alice);
    expect(likesLine()).toBe('* likes on Bluesky: 2 on 1 post (−1; 5 on 2 posts in the last mail)');
    world.goTo(MONDAY + WEEK);
    await world.send(alice);
    expect(likesLine()).toBe('* likes on Bluesky: 2 on 1 post (as before)');
  });
});

describe('sending by hand', () => {
  it('sends whatever the weekday, once in a period', async () => {
    await world.account('alice', ['bo']);
    await world.send(alice);
    world.goTo(MONDAY + 3 * DAY + 5 * MINUTE);
    expect(outcomes(await world.send(alice))).toEqual(['not-due']);
    expect(outcomes(await world.send(alice, { force: true }))).toEqual(['sent']);
    expect(outcomes(await world.send(alice, { force: true }))).toEqual(['already-sent']);
    expect(world.sent).toHaveLength(2);
  });

  it('sends to one owner only when asked to', async () => {
    await world.account('alice', ['bo']);
    await world.account('bert', ['bo']);
    await world.send(configOf({ id: 'alice' }, { id: 'bert' }), { force: true, owner: 'bert' });
    expect(world.sent.map(({ to }) => to)).toEqual(['bert@mail.example']);
  });
});

describe('owners', () => {
  const both = configOf({ id: 'alice' }, { id: 'bert' });

  it('never see each other’s people', async () => {
    const ofAlice = await world.account('alice', ['bo', 'ann']);
    const ofBert = await world.account('bert', ['cy', 'ben']);
    await world.send(both);
    await world.lose(ofAlice, 'bo');
    await world.lose(ofBert, 'cy');
    world.goTo(MONDAY);
    world.sent.length = 0;
    await world.send(both);
    const [toAlice] = world.to('alice@mail.example');
    const [toBert] = world.to('bert@mail.example');
    expect(toAlice?.mail.text).toContain('bo.example');
    expect(toAlice?.mail.text).not.toContain('cy.example');
    expect(toBert?.mail.text).toContain('cy.example');
    expect(`${toBert?.mail.text}${toBert?.mail.html}`).not.toContain('bo.example');
  });

  it('do not wait for one whose data cannot be read', async () => {
    await world.account('alice', ['bo']);
    await world.account('bert', ['cy']);
    // An account item that is none any more.
    await updateItem(world.db, accountKey('alice', 'bluesky:alice.example'), { remove: ['track'] });
    const report = await world.send(both);
    expect(report.digests).toMatchObject([
      { owner: 'alice', outcome: 'failed' },
      { owner: 'bert', outcome: 'sent' },
    ]);
  });
});

describe('the mail', () => {
  it('offers to unsubscribe in one click and says which delivery it is', async () => {
    await world.account('alice', ['bo']);
    await world.send(alice);
    const [{ input, mail } = { input: undefined, mail: undefined }] = world.sent;
    const header = (key: string) => mail?.headers.find((one) => one.key === key)?.value;
    expect(header('list-unsubscribe')).toMatch(/^<https:\/\/rekindle\.example\/unsubscribe\/[A-Za-z0-9_.-]+>$/);
    expect(header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    expect(mail?.messageId).toMatch(/^<rekindle\.[0-9a-f]{32}@sender\.example>$/);
    expect(input).toMatchObject({ ConfigurationSetName: 'rekindle', Source: 'digest@sender.example' });
    expect(Object.fromEntries((input?.Tags ?? []).map(({ Name, Value }) => [Name, Value]))).toEqual({
      'rekindle-owner': 'alice',
      'rekindle-digest': 'weekly',
      'rekindle-period': '2026-11-09',
      'rekindle-recipient': expect.stringMatching(/^[A-Za-z0-9_-]{22}$/),
    });
    expect(mail?.html).toBeTruthy();
    expect(mail?.text).toBeTruthy();
  });

  it('leaves no address in a report or a log', async () => {
    await world.account('alice', ['bo']);
    world.onSend = () => {
      throw Object.assign(new Error('Email address is not verified: alice@mail.example'), {
        name: 'MessageRejected',
        $metadata: { httpStatusCode: 400 },
      });
    };
    const report = await world.send(alice);
    expect(outcomes(report)).toEqual(['failed']);
    expect(JSON.stringify([report, world.lines])).not.toContain('alice@');
  });
});
