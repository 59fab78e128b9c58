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
        digests: [{ from: 'd@olive.example', recipients: [{ email: 'olive@olive.example' }], suggestions: 4 }],
      },
    ],
  },
  'test',
);

const did = (key: string): string => `did:plc:${key.replace(/[^a-z]/g, '').padEnd(24, 'a').slice(0, 24)}`;
const letters = 'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz';
const crowd = Array.from({ length: 48 }, (_, n) => `crowd${letters[n]}${n < 26 ? 'x' : 'y'}`);

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

  const week = async (n: number, deeds: () => void = () => {}) => {
    deeds();
    for (const server of servers) server.resetLimits();
    rig.now = START + n * WEEK;
    rig.wallOffset = n * WEEK;
    await rig.pull();
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
    for (const [index, key] of ['blockedelsewhere', 'double'].entries()) {
      join(key, undefined, `https://github.com/${key}`);
      joinGithub(10 + index, key, `https://bsky.app/profile/${key}.example`);
      bluesky.follow(OWNER.bluesky, did(key), START - 200 * DAY);
    }
    joinMastodon(201, 'locked', { isLocked: true });
    joinMastodon(202, 'memorial', { isMemorial: true });
    joinMastodon(203, 'machine', { isBot: true });
    // Whom every other rule would suggest first.
    for (const key of ['lefttwice', 'suspended', 'asleep', 'winner', 'blocks', 'young', 'quiet']) {
      bluesky.follow(OWNER.bluesky, did(key), START - 200 * DAY);
    }
    for (const id of ['201', '202', '203']) mastodon.follow(OWNER.mastodon, id, START - 200 * DAY);
    // Before anybody looks: those who are not to be suggested in the first mail either.
    bluesky.block(did('blockedelsewhere'), OWNER.bluesky, START - DAY);

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
    await week(0);
    expect(namesOf(0)).toContain(nameOf('double'));
  }, 60_000);
});

/** "Crowda Person": a capital first letter and a second word make it a name. */
function nameOf(key: string): string {
  return `${key.charAt(0).toUpperCase()}${key.slice(1)} Person`;
}
