import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DigestContent } from '../../functions/core/digest-model.ts';
import { createHistoryApiHandler } from '../../functions/history-api.ts';
import { validateConfig } from '../../functions/runtime/config.ts';
import { readDigestState, readEdition } from '../../functions/storage/digests.ts';
import { startBluesky } from '../../lib/local/demo/servers/bluesky.ts';
import { startGithub } from '../../lib/local/demo/servers/github.ts';
import { startMastodon } from '../../lib/local/demo/servers/mastodon.ts';
import type { DemoServer } from '../../lib/local/demo/servers/serve.ts';
import { World } from '../../lib/local/demo/world.ts';
import { eventOf } from '../history/asking.ts';
import { DAY, Rig, signingKey } from './rig.ts';

const WEEK = 7 * DAY;
/** A Monday morning in Berlin. */
const START = Date.UTC(2026, 8, 7, 7);
const WEEKS = 10;
const OWNER = { bluesky: 'did:plc:olive0000000000000000000', github: '1', mastodon: '100' };

const config = validateConfig(
  {
    owners: [
      {
        id: 'olive',
        name: 'Olive',
        timeZone: 'Europe/Berlin',
        interests: ['boats', 'sails'],
        accounts: [{ id: 'bluesky:olive.example' }, { id: 'github:olive' }, { id: 'mastodon:olive@home.example' }],
        digests: [{ from: 'd@olive.example', recipients: [{ email: 'olive@olive.example' }], suggestions: 3 }],
      },
    ],
  },
  'test',
);

const did = (key: string): string =>
  `did:plc:${key
    .replace(/[^a-z]/g, '')
    .padEnd(24, 'a')
    .slice(0, 24)}`;
const letters = 'abcdefghijklmnopqrstuvwxyz';
const crowd = Array.from({ length: 26 }, (_, n) => `crowd${letters[n]}x`);

/** Each exclusion of "Whom to meet" has somebody whom every other rule would suggest. */
const EXCLUDED = {
  blocks: { why: 'blocked the owner' },
  blockedelsewhere: { why: 'blocked the owner with the profile that is proven to be theirs' },
  lefttwice: { why: 'left twice' },
  locked: { why: 'is protected' },
  memorial: { why: 'is remembered' },
  machine: { why: 'is a machine' },
  young: { why: 'says that they are under 18', bio: 'Boats and sails! 16 y/o' },
  quiet: { why: 'wants no messages', bio: 'Boats and sails. No DMs please.' },
  notie: { why: 'left and never had a tie with the owner' },
  suspended: { why: 'left by suspension' },
  asleep: { why: 'left by deactivation' },
} as const;

/** Ten weeks of one owner on three networks, whose mails are acted on by their own links. */
describe('ten weeks', () => {
  const bluesky = new World('bluesky');
  const github = new World('github');
  const mastodon = new World('mastodon');
  const servers: DemoServer[] = [];
  const contents: DigestContent[] = [];
  let rig: Rig;
  let friend = '';
  let silent = '';

  const join = (key: string, bio = 'Builds boats and sews sails.', website?: string) => {
    const person = { id: did(key), handle: `${key}.example`, name: nameOf(key), bio, joinedAt: START - 900 * DAY };
    bluesky.join(website === undefined ? person : { ...person, website });
    bluesky.follow(did(key), OWNER.bluesky, START - 300 * DAY);
  };
  const joinGithub = (id: number, login: string, website: string) => {
    const name = nameOf(login);
    github.join({ id: String(id), handle: login, name, bio: 'Boats and sails.', website, joinedAt: 0 });
    github.follow(String(id), OWNER.github, START - 300 * DAY);
  };
  const joinMastodon = (id: number, user: string, more: object) => {
    const handle = `${user}@home.example`;
    const bio = 'Builds boats and sews sails.';
    mastodon.join({ id: String(id), handle, name: nameOf(user), bio, joinedAt: 0, ...more });
    mastodon.follow(String(id), OWNER.mastodon, START - 300 * DAY);
  };

  /** Reads everything; before the first mail, weeks count down. */
  const read = async (n: number) => {
    for (const server of servers) server.resetLimits();
    rig.now = START + n * WEEK;
    rig.wallOffset = n * WEEK;
    await rig.pull();
  };
  const week = async (n: number) => {
    await read(n);
    await rig.send();
    const state = await readDigestState(rig.db, 'olive', 'weekly');
    const content = await readEdition(rig.db, 'olive', 'weekly', state?.period ?? '');
    if (content !== undefined) contents[n] = content;
  };

  /** Presses a person's button in the newest mail: the POST that its page's button makes. */
  const press = async (name: string, label: string, form: Record<string, string> = {}) => {
    const text = (await rig.mails()).at(-1)?.text ?? '';
    const about = text.slice(text.indexOf(`* ${name} (`));
    const [, url = ''] = new RegExp(`${label}: (\\S+)`).exec(about) ?? [];
    const handler = createHistoryApiHandler({ ...rig.pullDeps(), signingKey });
    const path = new URL(url).pathname;
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const event = eventOf(path, { method: 'POST', body: new URLSearchParams(form).toString(), headers });
    const { statusCode } = await handler(event);
    expect([label, statusCode]).toEqual([label, 200]);
  };
  const namesOf = (n: number) => (contents[n]?.suggestions ?? []).map(({ person }) => person.name ?? person.handle);
  const mailText = async (n: number) => (await rig.mails())[n]?.text ?? '';

  beforeAll(async () => {
    bluesky.join({ id: OWNER.bluesky, handle: 'olive.example', name: 'Olive', joinedAt: START - 900 * DAY });
    github.join({ id: OWNER.github, handle: 'olive', name: 'Olive', joinedAt: 0 });
    mastodon.join({ id: OWNER.mastodon, handle: 'olive@home.example', name: 'Olive', joinedAt: 0 });
    for (const key of crowd) join(key);
    for (const key of ['lefttwice', 'notie', 'suspended', 'asleep', 'winner', 'blocks'] as const) join(key);
    join('young', EXCLUDED.young.bio);
    join('quiet', EXCLUDED.quiet.bio);
    // Two who are the same person on both networks: each profile links the other.
    for (const [index, key] of ['blockedelsewhere', 'double', 'stays'].entries()) {
      join(key, undefined, `https://github.demo.example/${key}`);
      joinGithub(10 + index, key, `https://bsky.app/profile/${key}.example`);
      if (key !== 'stays') bluesky.follow(OWNER.bluesky, did(key), START - 200 * DAY);
    }
    joinMastodon(201, 'locked', { isLocked: true });
    joinMastodon(202, 'memorial', { isMemorial: true });
    joinMastodon(203, 'machine', { isBot: true });
    // Whom every other rule would suggest first.
    for (const key of ['lefttwice', 'suspended', 'asleep', 'winner', 'blocks', 'young', 'quiet']) {
      bluesky.follow(OWNER.bluesky, did(key), START - 200 * DAY);
    }
    for (const id of ['201', '202', '203']) mastodon.follow(OWNER.mastodon, id, START - 200 * DAY);
    servers.push(
      await startBluesky(bluesky),
      await startGithub(github),
      await startMastodon(mastodon, { domain: 'home.example', tokens: { secret: OWNER.mastodon } }),
    );
    const [b, g, m] = servers;
    rig = await Rig.open({
      config,
      urls: { bluesky: b?.url ?? '', github: g?.url ?? '', mastodon: m?.url ?? '' },
      tokens: { mastodon: 'secret' },
      now: START,
    });
  }, 60_000);
  afterAll(async () => {
    await rig?.close();
    for (const server of servers) await server.close();
  });

  it('are lived through', async () => {
    await read(-4);
    bluesky.unfollow(did('lefttwice'), OWNER.bluesky);
    await read(-3);
    bluesky.follow(did('lefttwice'), OWNER.bluesky, START - 2.5 * WEEK);
    await read(-2);
    for (const key of ['lefttwice', 'notie', 'winner']) bluesky.unfollow(did(key), OWNER.bluesky);
    for (const key of ['blocks', 'blockedelsewhere']) bluesky.block(did(key), OWNER.bluesky, START - 2 * WEEK);
    bluesky.takeDown(did('suspended'));
    bluesky.deactivate(did('asleep'));
    await read(-1);

    await week(0);
    await press(nameOf('winner'), 'Invited');
    await press(nameOf('double'), 'Never again');
    friend = namesOf(0).find((name) => name.startsWith('Crowd')) ?? '';
    await press(friend, 'Met', { note: 'Sails a dinghy', promise: 'send the plans', weeks: '4' });
    await week(1);
    silent = namesOf(1).find((name) => name.startsWith('Crowd')) ?? '';
    await press(silent, 'Invited');
    await week(2);
    bluesky.follow(did('winner'), OWNER.bluesky, START + 2.5 * WEEK);
    await week(3);
    await week(4);
    await press(friend, 'We were in touch');
    bluesky.unfollow(did('stays'), OWNER.bluesky);
    await week(5);
    await press(namesOf(5)[0] ?? '', 'Met', { note: '', promise: '', weeks: '0' });
    for (let n = 6; n <= WEEKS; n += 1) await week(n);
    expect(contents).toHaveLength(WEEKS + 1);
  }, 120_000);

  it('suggest somebody each week, mostly people who still follow', () => {
    for (const { suggestions } of contents) {
      const gone = suggestions.filter(({ stillThere }) => !stillThere);
      expect(suggestions.length).toBeGreaterThan(0);
      expect(gone.length).toBeLessThanOrEqual(2);
      expect(gone.length).toBeLessThan(suggestions.length - gone.length);
    }
    expect(contents[0]?.suggestions.filter(({ stillThere }) => !stillThere)).toHaveLength(1);
  });

  it('suggest nobody twice within eight weeks, and some again after them', () => {
    const last = new Map<string, number>();
    let again = 0;
    for (let n = 0; n <= WEEKS; n += 1) {
      for (const name of namesOf(n)) {
        const before = last.get(name);
        if (before !== undefined) {
          expect([name, n - before >= 8]).toEqual([name, true]);
          again += 1;
        }
        last.set(name, n);
      }
    }
    expect(again).toBeGreaterThan(0);
  });

  it.each(Object.entries(EXCLUDED))('never suggest %s, who %j', (key) => {
    for (let n = 0; n <= WEEKS; n += 1) expect(namesOf(n)).not.toContain(nameOf(key));
  });

  it('know each of those who are never suggested', async () => {
    for (const key of Object.keys(EXCLUDED)) {
      const { body } = await rig.api<{ items: readonly unknown[] }>(`/v1/people?q=${key}`, 'olive');
      expect([key, body.items.length > 0]).toEqual([key, true]);
    }
  });

  it('suggest two profiles of one person as one, and after “never” neither of them', () => {
    const double = contents[0]?.suggestions.filter(({ person }) => person.name === nameOf('double')) ?? [];
    expect(double).toHaveLength(1);
    expect(double[0]?.linked).toEqual([expect.objectContaining({ proof: 'each profile links the other' })]);
    for (let n = 1; n <= WEEKS; n += 1) expect(namesOf(n)).not.toContain(nameOf('double'));
  });

  it('do not suggest again by themselves who was invited and has not answered, nor who was met', () => {
    for (let n = 2; n <= WEEKS; n += 1) expect(namesOf(n)).not.toContain(silent);
    for (let n = 1; n <= WEEKS; n += 1) expect(namesOf(n)).not.toContain(friend);
  });

  it('remind to write again, with note and promise, until there is contact, which starts it anew', async () => {
    const reminded = contents.map(({ writeAgain = [] }) => writeAgain.map(({ person }) => person.name));
    expect(reminded.map((names) => names.length)).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0]);
    expect(reminded[4]).toEqual([friend]);
    const text = await mailText(4);
    expect(text).toContain('WRITE AGAIN');
    expect(text).toContain('You promised: send the plans');
    expect(text).toContain('You noted: Sails a dinghy');
    expect(text).toContain('last in touch 4 weeks ago');
  });

  it('tell the return with what had been tried, and the share that was won back', async () => {
    expect(contents[2]?.wonBack).toEqual({ returned: 0, invited: 1 });
    expect(contents[3]?.wonBack).toEqual({ returned: 1, invited: 1 });
    const text = await mailText(3);
    expect(text).toMatch(/is back after .*; you had invited them/);
    expect(text).toContain('Won back: 1 of the 1 person who had left and whom you invited.');
    const { body } = await rig.api<{ outreach?: { returnedAt?: string } }>(
      `/v1/people/bluesky:${did('winner')}`,
      'olive',
    );
    expect(body.outreach?.returnedAt).toBeDefined();
  });

  it('say of somebody who left one network that they are still there on another', async () => {
    const [loss] = contents[5]?.lost.filter(({ person }) => person.name === nameOf('stays')) ?? [];
    expect(loss?.stillOn).toEqual(['github']);
    expect(await mailText(5)).toContain('still with you on GitHub');
  });

  it('count who was met, and show how that moved', async () => {
    expect(contents.map(({ met }) => met.met)).toEqual([0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2]);
    expect(contents[WEEKS]?.course?.map(({ met }) => met)).toEqual(contents.map(({ met }) => met.met));
    expect(await mailText(WEEKS)).toMatch(/You have met 2 of \d+\./);
    expect(await mailText(WEEKS)).toMatch(/2 months ago you had met 0 of \d+\./);
  });
});

/** "Crowda Person": a capital first letter and a second word make it a name. */
function nameOf(key: string): string {
  return `${key.charAt(0).toUpperCase()}${key.slice(1)} Person`;
}
